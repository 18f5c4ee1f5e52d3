"""A grid of cells over a scene, fixed on the Earth.

Cells are whole pixels wide and begin at multiples of their size, counted in pixels from the origin of the
scene's CRS, so that two scenes on the same pixels, or two regions of one, get the same cells.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from models.errors import EngineError
from models.rasters.grid import Grid, apply
from models.rasters.surroundings import lattice_phase
from models.rasters.windows import Window
from models.scenes.pieces import LEAST_SHARE, Piece, share_within
from models.sentences import say

FEWEST_PIXELS, MOST_PIXELS = 4, 4096
"""Side of a cell in pixels: below there is nothing to see, beyond the memory ends."""

_SIZE = re.compile(r"([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)\s*(m|px|)")


@dataclass(frozen=True)
class CellSize:
    """Of a cell: rows and columns in pixels, and its side in metres (None where a pixel has no metres)."""

    height: int
    width: int
    metres: float | None

    @property
    def said(self) -> str:
        """The side in words."""
        if self.metres is None:
            return say("{number} pixels", number=self.height)
        return say("{number} m", number=round(self.metres))


def cell_size(text: str | None, grid: Grid, pixels: int, resolution: float) -> CellSize:
    """The size that a user asks for in metres ("640", "640 m") or pixels ("64 px").

    Args:
        text: None for the size of the images that the network was trained with.
        grid: of the scene.
        pixels, resolution: of those images; resolution in metres.

    Raises:
        EngineError: ``scenes.cell``.
    """
    ground = grid.pixel_metres
    if text is None:
        if ground is None:
            return CellSize(pixels, pixels, None)
        number, unit = pixels * resolution, "m"
    else:
        match = _SIZE.fullmatch(text.strip())
        if match is None or not math.isfinite(float(match[1])) or float(match[1]) <= 0:
            raise EngineError(
                "scenes.cell",
                say('The cell size "{text}" is no length.', text=text),
                say("Write 640 for metres or 64px for pixels."),
            )
        number, unit = float(match[1]), match[2] or "m"
    if unit == "px":
        height = width = round(number)
    elif ground is None:
        raise EngineError(
            "scenes.cell",
            say("The scene has no coordinate system, so a cell has no size in metres."),
            say("Give the size in pixels, for example 64px."),
        )
    else:
        height, width = (round(number / side) for side in ground)
    if not FEWEST_PIXELS <= min(height, width) <= max(height, width) <= MOST_PIXELS:
        raise EngineError(
            "scenes.cell",
            say(
                "A cell of {size} would be {height} x {width} pixels.",
                size=text or f"{number:g}",
                height=height,
                width=width,
            ),
            say("Choose a size of {low} to {high} pixels.", low=FEWEST_PIXELS, high=MOST_PIXELS),
        )
    metres = None if ground is None else math.sqrt(height * ground[0] * width * ground[1])
    return CellSize(height, width, metres)


@dataclass(frozen=True)
class CellGrid:
    """The cells that share pixels with an extent.

    Attributes:
        rows, columns: first pixel of each row and column of cells.
        size: of a cell.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    size: CellSize

    @classmethod
    def over(cls, extent: Window, size: CellSize, grid: Grid) -> "CellGrid":
        """The cells of a scene's grid that share pixels with an extent."""
        first_row = lattice_phase(grid.transform, size.height)[0]
        first_column = lattice_phase(grid.transform, size.width)[1]
        rows = _starts(extent.row, extent.height, size.height, first_row)
        columns = _starts(extent.column, extent.width, size.width, first_column)
        return cls(rows, columns, size)

    @property
    def count(self) -> int:
        """Number of cells."""
        return len(self.rows) * len(self.columns)

    def window(self, number: int) -> Window:
        """A cell by its number, counted row after row."""
        row, column = divmod(number, len(self.columns))
        return Window(self.rows[row], self.columns[column], self.size.height, self.size.width)

    def windows(self) -> Iterator[Window]:
        """The cells, row after row."""
        return map(self.window, range(self.count))

    def pieces(self, bounds: Window) -> list[Piece]:
        """Those cells of which enough lies in the bounds, each as a piece; the unit is the cell's number."""
        return [
            Piece(unit, window)
            for unit, window in enumerate(self.windows())
            if share_within(window, bounds) >= LEAST_SHARE
        ]


def outlines(windows: list[Window], grid: Grid) -> NDArray[np.object_]:
    """Windows as polygons of the grid's CRS; upright in pixels where there is none."""
    left = np.array([window.column for window in windows], np.float64)
    top = np.array([window.row for window in windows], np.float64)
    right = left + [window.width for window in windows]
    bottom = top + [window.height for window in windows]
    corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
    points = [apply(grid.transform, x, y) for x, y in corners]
    rings = np.stack([np.column_stack([x, y]) for x, y in points], axis=1)
    return np.asarray(shapely.polygons(rings), dtype=object)


def _starts(first: int, length: int, step: int, phase: int) -> tuple[int, ...]:
    start = phase + (first - phase) // step * step
    return tuple(range(start, first + length, step))
