"""Rectangles of pixels in a scene's grid, and the grid of windows that covers a raster."""

from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = 8
"""Side in pixels of the squares that the networks cut an image into."""
PANEL_ALIGNMENT = 512
"""Panels begin at multiples of a GeoTIFF block, so that no block is written twice."""


@dataclass(frozen=True)
class Window:
    """Rows ``row .. row + height`` and columns ``column .. column + width``, in pixels.

    A window may stick out of the scene; what lies outside is invalid.
    """

    row: int
    column: int
    height: int
    width: int


@dataclass(frozen=True)
class WindowRow:
    """The windows of one panel that begin in the same row, and the strip of rows that they finish.

    All numbers are relative to the extent; windows may begin before it and end behind it.

    Attributes:
        index: number of the strip in the order of the run; of the next one where this row finishes none.
        panel: first column and width of the panel.
        origin: first row of the windows.
        start: first row of the strip.
        end: row behind the last one of the strip; equal to ``start`` where all rows need later windows too.
        columns: first columns of the windows.
    """

    index: int
    panel: tuple[int, int]
    origin: int
    start: int
    end: int
    columns: tuple[int, ...]

    @property
    def finishes(self) -> bool:
        """Whether a strip is final once this row of windows is done."""
        return self.end > self.start


def window_origins(length: int, chip: int, overlap: int, phase: int = 0) -> list[int]:
    """First pixels of the windows that cover ``length`` pixels along one axis.

    The first window starts at 0 and the last one ends at ``length``, both shifted outwards by up to
    ``TOKEN - 1`` pixels, so that all windows cut the ground into the same tokens. Between them the windows
    are ``chip - overlap`` pixels apart. ``phase`` shifts the whole grid. (Windows whose distance is no
    multiple of a token have no common tokens; then the outer ones snap to the edge.)

    A raster that is shorter than a chip gets one window, about centred on it. What sticks out of a raster is
    for the reader to pad.

    Args:
        length: pixels to cover, at least 1.
        chip: side of a window.
        overlap: pixels that neighbouring windows share, ``0 <= overlap < chip``.
        phase: shift of the grid, taken modulo ``chip - overlap``.

    Returns:
        Strictly increasing origins.
    """
    if not 0 <= overlap < chip:
        raise ValueError(f"An overlap of {overlap} pixels does not fit a chip of {chip}.")
    if length < 1:
        raise ValueError("There is nothing to cover.")
    stride = chip - overlap
    step = 1 if stride % TOKEN else TOKEN
    if length <= chip:
        centred = -((chip - length) // 2)
        # A raster of just the window's size is seen as it is.
        shift = (phase - centred) % step if chip - length >= 2 * TOKEN else 0
        return [centred + shift]
    first = -(-phase % step)
    last = length - chip + (phase - (length - chip)) % step
    return sorted({first, *range(phase % stride, last, stride), last})


def window_count(height: int, width: int, chip: int, overlap: int) -> int:
    """Number of windows that cover ``height`` times ``width`` pixels in one panel."""
    return len(window_origins(height, chip, overlap)) * len(window_origins(width, chip, overlap))


def panels(width: int, limit: int) -> list[tuple[int, int]]:
    """Cut ``width`` columns into (first column, width) of about equal size, none wider than ``limit``."""
    count = -(-width // limit)
    each = -(-width // count)
    if count > 1:
        each = -(-each // PANEL_ALIGNMENT) * PANEL_ALIGNMENT
    return [(first, min(each, width - first)) for first in range(0, width, each)]


def window_rows(
    extent: Window,
    chip: int,
    overlap: int,
    phase: tuple[int, int] = (0, 0),
    panel: int = 1 << 62,
    bounds: Window | None = None,
) -> Iterator[WindowRow]:
    """The rows of windows that cover ``extent``, in the order in which they are run.

    Panels are run one after the other, each from top to bottom. A window that reaches over the border of a
    panel belongs to both, so every pixel gets the same windows however the panels lie.

    Args:
        extent: what is to be covered.
        chip, overlap, phase: see `window_origins`.
        panel: widest panel.
        bounds: what the grid of windows covers, at least the extent; those that miss the extent are left out.
    """
    bounds = bounds or extent
    above, left = bounds.row - extent.row, bounds.column - extent.column
    all_rows = [above + o for o in window_origins(bounds.height, chip, overlap, phase[0])]
    all_columns = [left + o for o in window_origins(bounds.width, chip, overlap, phase[1])]
    rows = [o for o in all_rows if o + chip > 0 and o < extent.height]
    index = 0
    for first, wide in panels(extent.width, panel):
        columns = tuple(c for c in all_columns if c + chip > first and c < first + wide)
        start = 0
        for origin, following in zip(rows, [*rows[1:], extent.height], strict=True):
            end = max(start, min(following, extent.height))
            yield WindowRow(index, (first, wide), origin, start, end, columns)
            index += end > start
            start = end
