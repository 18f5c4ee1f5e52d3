"""Which chips a run draws, and which it is measured on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import rasterio
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.errors import EngineError
from models.rasters.windows import Window
from models.training.chips import NONE, Batch, Maker, Variation
from models.training.places import Collection, Item, Part
from models.training.settings import Settings


@dataclass(frozen=True)
class Cell:
    """A square of half a chip with labels, or a whole item.

    Attributes:
        item: number of the item.
        row, column: first pixel.
        part: which labels count; None where the whole item is of one part.
    """

    item: int
    row: int
    column: int
    part: Part | None


@dataclass(frozen=True)
class Table:
    """The cells of a part.

    Attributes:
        cells: labelled ones.
        counts: (cells, classes) labelled pixels, or 1 for the classes of a whole image.
    """

    cells: list[Cell]
    counts: NDArray[np.int64]


class Drawing:
    """Draws chips to train on, and lists those to measure on.

    Args:
        collection: with its parts.
        settings: of the run.
        maker: makes the chips.
    """

    def __init__(self, collection: Collection, settings: Settings, maker: Maker) -> None:
        self.items, self.maker, self._settings = collection.items, maker, settings
        self.task, self.multiple = settings["task"], collection.multiple
        self.classes = len(collection.scheme.classes) if collection.scheme else 0
        self.training, self.validation = self._table("training"), self._table("validation")
        if not self.training.cells:
            raise EngineError(
                "training.too_little", "Nothing is left to train on.", "Look at the labels and at data.split."
            )
        self._by_class = [np.flatnonzero(column) for column in self.training.counts.T]
        self._present = [k for k, cells in enumerate(self._by_class) if len(cells)]
        self._vary, self._seed = Variation.of(settings), settings["seed"]
        self._balance = settings["training.balance"] if self.classes else 0.0

    @property
    def chips(self) -> float:
        """How many chips the training part holds."""
        cells = len(self.training.cells)
        return max(1.0, cells / 4) if self._pixels else float(cells)

    @property
    def _pixels(self) -> bool:
        return self.task in ("segmentation", "change")

    def _table(self, part: Part) -> Table:
        cells, counts = [], []
        half = self.maker.side // 2
        for number, item in enumerate(self.items):
            if item.part not in (None, part):
                continue
            if self._pixels:
                assert item.labels is not None
                wanted = part if item.part is None else None
                for (row, column), found in sorted(item.labels.cells(half, wanted, self.classes).items()):
                    cells.append(Cell(number, row * half, column * half, wanted))
                    counts.append(found)
            else:
                one = np.zeros(max(1, self.classes), np.int64)
                one[list(item.classes) if self.classes else [0]] = 1
                pieces = 1 if self.task == "scenes" else _pieces(item, self.maker.side)
                cells += [Cell(number, 0, 0, None)] * pieces
                counts += [one] * pieces
        return Table(cells, np.stack(counts) if counts else np.zeros((0, max(1, self.classes)), np.int64))

    def draw(self, step: int, number: int, side: int | None = None) -> Batch:
        """A chip to train on, the same for the same step and number.

        Args:
            step: of the run.
            number: in the batch, over all processes.
            side: of a chip without labels, in pixels; None for the network's own.
        """
        random = np.random.default_rng((self._seed, step, number))
        if self._balance and random.uniform() < self._balance:
            among = self._by_class[self._present[int(random.integers(len(self._present)))]]
            cell = self.training.cells[among[int(random.integers(len(among)))]]
        else:
            cell = self.training.cells[int(random.integers(len(self.training.cells)))]
        item, own = self.items[cell.item], self.maker.side
        if self.task == "scenes":
            return self.maker.whole(item, self.target(item), self._vary, random)
        if self.task == "pretraining":
            window = self._anywhere(item, side or own, random)
        else:
            # The middle of the chip lies in the cell, so that the chip holds all of it.
            row, column = (int(at + random.integers(own // 2)) - own // 2 for at in (cell.row, cell.column))
            window = self._inside(item, Window(row, column, own, own))
        return self.maker.window(item, window, cell.part, self._vary, random)

    def measured(self) -> list[tuple[Item, Window | None, Part | None]]:
        """What the model is measured on: windows that do not overlap, or whole images."""
        side, most = self.maker.side, self._settings["training.validation_chips"]
        if self._pixels:
            corners = sorted(
                {
                    (c.item, c.row // side * side, c.column // side * side, c.part)
                    for c in self.validation.cells
                },
                key=lambda entry: entry[:3],
            )
            found: list[tuple[Item, Window | None, Part | None]] = [
                (self.items[item], Window(row, column, side, side), part)
                for item, row, column, part in corners
            ]
        elif self.task == "scenes":
            found = [(self.items[cell.item], None, None) for cell in self.validation.cells]
        else:
            numbers = sorted({cell.item for cell in self.validation.cells})
            found = [(self.items[k], self._middle(self.items[k]), None) for k in numbers]
        if len(found) <= most:
            return found
        return [found[k * len(found) // most] for k in range(most)]

    def fixed(self, item: Item, window: Window | None, part: Part | None) -> Batch:
        """A chip to measure on, not varied."""
        random = np.random.default_rng(0)
        if window is None:
            return self.maker.whole(item, self.target(item), NONE, random)
        return self.maker.window(item, window, part, NONE, random)

    def target(self, item: Item) -> Tensor:
        """Of a whole image: (K,) 0 and 1 where it may have several classes, else its class."""
        if not self.multiple:
            return torch.tensor(item.classes[0])
        several = torch.zeros(self.classes)
        several[list(item.classes)] = 1.0
        return several

    def _inside(self, item: Item, window: Window) -> Window:
        """The window, moved into the image where that is large enough."""
        known, side = self.maker.scenes.known(item.images[0]), window.height
        row = min(max(window.row, 0), max(0, known.height - side))
        column = min(max(window.column, 0), max(0, known.width - side))
        return Window(row, column, side, side)

    def _anywhere(self, item: Item, side: int, random: np.random.Generator) -> Window:
        known = self.maker.scenes.known(item.images[0])
        row = int(random.integers(max(1, known.height - side + 1)))
        column = int(random.integers(max(1, known.width - side + 1)))
        return Window(row, column, side, side)

    def _middle(self, item: Item) -> Window:
        known, side = self.maker.scenes.known(item.images[0]), self.maker.side
        row, column = max(0, (known.height - side) // 2), max(0, (known.width - side) // 2)
        return Window(row, column, side, side)


def _pieces(item: Item, side: int) -> int:
    """Chips that an image holds, by its first file's size."""
    try:
        with rasterio.open(item.images[0].paths[0]) as source:
            pieces: int = max(1, source.height // side) * max(1, source.width // side)
            return pieces
    except rasterio.errors.RasterioError:
        return 1  # a product's folder


def statistics(drawing: Drawing, count: int = 200) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and deviation of the network's channels over training chips, in stored numbers."""
    from models.spectralgpt.inputs import NUMBERS

    total = squares = torch.zeros(0)
    pixels = 0.0
    for number in range(count):
        batch = drawing.draw(0, number)
        for date in batch.dates:
            seen = date[0][:, batch.valid[0]].double()
            if pixels == 0:
                total, squares = torch.zeros(len(seen)).double(), torch.zeros(len(seen)).double()
            total, squares, pixels = (
                total + seen.sum(1),
                squares + seen.square().sum(1),
                pixels + seen.shape[1],
            )
    mean = total / max(1.0, pixels)
    deviation = (squares / max(1.0, pixels) - mean.square()).clamp(min=1e-12).sqrt()
    return _numbers(mean * NUMBERS), _numbers(deviation * NUMBERS)


def _numbers(values: Tensor) -> tuple[float, ...]:
    found: Sequence[float] = values.tolist()
    return tuple(round(max(value, 1e-3), 4) for value in found)
