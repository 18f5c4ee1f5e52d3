"""What a classifier of images looks at: squares of a scene, each of which tells about one cell or polygon."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.rasters.grid import clip
from models.rasters.surroundings import Surroundings
from models.rasters.windows import Window

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]

LEAST_SHARE = 0.5
"""Of the pixels that count, this share must be valid for an answer."""


@dataclass(frozen=True)
class Piece:
    """One image for the network.

    Attributes:
        unit: number of the cell or polygon that it tells about.
        window: what the image shows; it may stick out of the scene.
        wanted: gives (h, w) bool of a window: the pixels that count; all of the window where None.
        hides: whether the network does not see what does not count.
    """

    unit: int
    window: Window
    wanted: Callable[[Window], BoolArray] | None = None
    hides: bool = False


@dataclass(frozen=True)
class SeenPiece:
    """An image as it was read.

    Attributes:
        pixels: (B, h, w) reflectance, 0 where not ``visible`` (h, w).
        weight: pixels that count and are valid, of ``size`` that count.
    """

    pixels: FloatArray
    visible: BoolArray
    weight: int
    size: int

    @property
    def suffices(self) -> bool:
        """Whether enough of it is valid for an answer."""
        return self.weight > 0 and self.weight >= LEAST_SHARE * self.size


class PieceReader:
    """Reads pieces; safe to use from several threads.

    Args:
        source: the scene, its region apart.
        positions: of the bands.
    """

    def __init__(self, source: Surroundings, positions: list[int]) -> None:
        self._source, self._positions = source, positions

    def __call__(self, piece: Piece) -> SeenPiece:
        """Read one piece."""
        window = piece.window
        pixels, valid = self._read(window)
        wanted = np.ones(valid.shape, np.bool_) if piece.wanted is None else piece.wanted(window)
        size = int(wanted.sum())
        if self._source.inside is not None:
            wanted = wanted & self._source.inside(window)
        counts = valid & wanted
        visible = counts if piece.hides else valid
        return SeenPiece(np.where(visible, pixels, 0), visible, int(counts.sum()), size)

    def _read(self, window: Window) -> tuple[FloatArray, BoolArray]:
        """As `Surroundings.read`, also where the window sticks out, which is invalid."""
        bounds = self._source.bounds
        moved = Window(window.row - bounds.row, window.column - bounds.column, window.height, window.width)
        held = clip(moved, bounds.height, bounds.width)
        pixels = np.zeros((len(self._positions), window.height, window.width), np.float32)
        valid = np.zeros((window.height, window.width), np.bool_)
        if held.height and held.width:
            rows = slice(held.row - moved.row, held.row - moved.row + held.height)
            columns = slice(held.column - moved.column, held.column - moved.column + held.width)
            there = Window(held.row + bounds.row, held.column + bounds.column, held.height, held.width)
            pixels[:, rows, columns], valid[rows, columns] = self._source.read(there, self._positions)
        return pixels, valid


def share_within(window: Window, bounds: Window) -> float:
    """Share of a window's pixels that lie in the bounds."""
    moved = Window(window.row - bounds.row, window.column - bounds.column, window.height, window.width)
    held = clip(moved, bounds.height, bounds.width)
    return held.height * held.width / (window.height * window.width)
