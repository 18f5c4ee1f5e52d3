"""The weighted mean of overlapping windows, kept only for the rows that are still open.

A network knows least about the pixels at the rim of its chip. Neighbouring windows therefore overlap, and
each pixel's result is the mean of all windows that see it, weighted by a window that falls smoothly towards
the rim: a Tukey window inside a margin of a quarter of the overlap, where only a small floor is left, so that
the outermost pixels of a scene, which only one window sees, still get an answer.
"""

import numpy as np
from numpy.typing import NDArray

from models.rasters.windows import WindowRow

RIM_WEIGHT = 1e-3


def blending_window(chip: int, overlap: int) -> NDArray[np.float32]:
    """Weights of a window's pixels: 1 inside, falling as a raised cosine to `RIM_WEIGHT` at the margin.

    Two windows that are ``chip - overlap`` apart have ramps that add up to 1 (but for the floor).

    Args:
        chip: side of the window.
        overlap: length of margin and ramp; ramps longer than half a chip meet in the middle.

    Returns:
        float32 of shape (chip, chip), all positive.
    """
    shared = min(overlap, chip // 2)
    margin = shared // 4
    ramp = shared - 2 * margin
    profile = np.ones(chip)
    if ramp:
        rise = np.zeros(shared)
        rise[margin : margin + ramp] = 0.5 - 0.5 * np.cos(np.pi * (np.arange(ramp) + 0.5) / ramp)
        rise[margin + ramp :] = 1
        profile[:shared] = rise
        profile[chip - shared :] = rise[::-1]
    profile = np.maximum(profile, RIM_WEIGHT)
    return np.outer(profile, profile).astype(np.float32)


class Accumulator:
    """Sums of the open rows of one panel: chip rows times panel columns, whatever the raster's height.

    Args:
        panel: first column and width of the panel, relative to the extent.
        height: rows of the extent.
        window: weights of a window, (chip, chip).
        top: first open row.
    """

    def __init__(self, panel: tuple[int, int], height: int, window: NDArray[np.float32], top: int) -> None:
        self.panel = panel
        self._height = height
        self._window = window
        self._top = top
        rows = min(len(window), height)
        self._weights = np.zeros((rows, panel[1]), np.float32)
        self._valid = np.zeros((rows, panel[1]), np.bool_)
        self._sums: NDArray[np.float32] | None = None

    @property
    def nbytes(self) -> int:
        """Bytes that the sums, weights and validity take."""
        sums = 0 if self._sums is None else self._sums.nbytes
        return sums + self._weights.nbytes + self._valid.nbytes

    @property
    def channels(self) -> int | None:
        """Channels of what was added so far; None before the first addition."""
        return None if self._sums is None else len(self._sums)

    def open_channels(self, channels: int) -> None:
        """Make room for ``channels`` channels, all 0."""
        if self._sums is None:
            self._sums = np.zeros((channels, *self._weights.shape), np.float32)

    def add(self, row: int, column: int, values: NDArray[np.float32]) -> None:
        """Add the (K, chip, chip) result of the window at ``row``, ``column``; what sticks out is dropped."""
        self.open_channels(len(values))
        assert self._sums is not None
        target, source = self._overlay(row, column, *self._window.shape)
        weights = self._window[source]
        self._sums[(slice(None), *target)] += values[(slice(None), *source)] * weights
        self._weights[target] += weights

    def mark_valid(self, row: int, column: int, valid: NDArray[np.bool_]) -> None:
        """Note the (h, w) validity of a block whose first pixel is at ``row``, ``column``."""
        target, source = self._overlay(row, column, *valid.shape)
        self._valid[target] |= valid[source]

    def finish(self, row: WindowRow) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """The blended values (K, rows, columns) and validity of a row's strip, as views until `move_to`."""
        assert self._sums is not None
        rows = slice(0, row.end - self._top)
        values, weights = self._sums[:, rows], self._weights[rows]
        np.divide(values, weights, out=values, where=weights > 0)
        return values, self._valid[rows]

    def move_to(self, top: int) -> None:
        """Forget the rows above ``top`` and open as many below."""
        shift = top - self._top
        kept = len(self._weights) - shift
        for array in (self._sums, self._weights, self._valid):
            if array is not None:
                array[..., :kept, :] = array[..., shift:, :]
                array[..., kept:, :] = 0
        self._top = top

    def _overlay(
        self, row: int, column: int, height: int, width: int
    ) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
        """Where a rectangle meets the open rows of the panel: slices into them, and into the rectangle."""
        first, wide = self.panel
        top, bottom = max(row, self._top), min(row + height, self._top + len(self._weights), self._height)
        left, right = max(column, first), min(column + width, first + wide)
        target = slice(top - self._top, bottom - self._top), slice(left - first, right - first)
        return target, (slice(top - row, bottom - row), slice(left - column, right - column))
