"""A scene seen on another scene's grid."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError
from models.rasters.grid import Grid, overlap, relate
from models.rasters.layers import cut_around
from models.rasters.resampling import average_parts, bilinear, nearest
from models.rasters.windows import Window
from models.sentences import say

Read = Callable[[Window, Sequence[int]], tuple[NDArray[np.float32], NDArray[np.bool_]]]

_MOST_PARTS = 8


class WarpedReader:
    """Reads one grid through another.

    Numbers are bilinear, averaged where the target's pixels are larger; the nearest pixel tells validity.
    """

    def __init__(self, read: Read, close: Callable[[], None], source: Grid, target: Grid) -> None:
        if (source.crs is None) != (target.crs is None):
            raise EngineError(
                "scene.no_crs",
                say("One of the two scenes has a coordinate system and the other has none."),
                say("Georeference both, or neither."),
            )
        if not overlap(source, target):
            raise EngineError(
                "scene.no_overlap",
                say("The two scenes do not overlap."),
                say("Choose two scenes of the same place."),
            )
        self._read, self._close = read, close
        self._source = source
        self._map = relate(target, source)
        self.notes: tuple[str, ...] = ()
        if self._map.shift is None:
            self.notes = (_warped(source, target),)
        # Points between pixel centres alone would skip pixels of a finer source.
        self._parts = min(_MOST_PARTS, max(1, math.ceil(max(self._map.reduction) - 0.5)))

    def read(self, window: Window, positions: Sequence[int]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return reflectance (B, h, w), 0 where invalid, and validity (h, w)."""
        if self._map.shift is not None:
            down, across = self._map.shift
            return self._read(
                Window(window.row + down, window.column + across, window.height, window.width), positions
            )
        rows, columns = self._map.positions(window, self._parts)
        near_row = (rows >= 0) & (rows <= self._source.height)
        near_column = (columns >= 0) & (columns <= self._source.width)
        near = near_row[:, None] & near_column if rows.ndim == 1 else near_row & near_column
        cut = cut_around(rows, columns, near_row, near_column, self._source.height, self._source.width)
        if cut is None:
            shape = (window.height, window.width)
            return np.zeros((len(positions), *shape), np.float32), np.zeros(shape, np.bool_)
        values, valid = self._read(cut, positions)
        first = (cut.row, cut.column)
        if rows.ndim == 2:
            rows, columns = np.where(near, rows, cut.row + 0.5), np.where(near, columns, cut.column + 0.5)
        usable = None if valid.all() else np.broadcast_to(valid, values.shape)
        warped = bilinear(values, usable, rows, columns, first)
        warped_valid: NDArray[np.bool_] = near & nearest(valid, rows, columns, first)
        warped[:, ~warped_valid] = 0
        if self._parts > 1:
            return average_parts(warped, warped_valid, self._parts)
        return warped, warped_valid

    def close(self) -> None:
        """Close the source."""
        self._close()


def _warped(source: Grid, target: Grid) -> str:
    if source.crs == target.crs or source.crs is None:
        return say("The second scene lies on another grid and is warped to the first one's.")
    return say(
        "The second scene lies on another grid in {crs} and is warped to the first one's.",
        crs=source.crs.to_string()[:40],
    )
