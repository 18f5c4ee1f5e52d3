"""Values at positions between the pixels of a raster.

Positions are in pixels from the raster's edge (0.5 is the centre of the first pixel). They come as two
vectors where rows and columns are independent, else as two matrices. Every result depends on its own position
and the pixels around it only, so that a window gives bit for bit what the whole raster gives.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Positions = NDArray[np.float64]
Indices = NDArray[np.intp]
Number = TypeVar("Number", bound=np.generic)


def bilinear(
    values: Floats, usable: Mask | None, rows: Positions, columns: Positions, first: tuple[int, int]
) -> Floats:
    """Interpolate between pixel centres; beyond the outer ones the value stays.

    Pixels that are not usable take no part: the weights of the others are scaled to sum to 1.

    Args:
        values: (B, H, W), a cut of the raster that holds all pixels around the positions.
        usable: (B, H, W), or None where all are.
        rows, columns: (h,) and (w,), or both (h, w); finite.
        first: row and column of the cut's first pixel in the raster.

    Returns:
        (B, h, w); 0 where no pixel around is usable.
    """
    if usable is None:
        return _interpolate(values, rows, columns, first)
    total = _interpolate(np.where(usable, values, np.float32(0)), rows, columns, first)
    weight = _interpolate(usable.astype(np.float32), rows, columns, first)
    # Where all take part the sum is left alone, lest rounding differ from the case above.
    partial = (weight > 0) & (weight < 1)
    total[partial] /= weight[partial]
    return total


def nearest(
    values: NDArray[Number], rows: Positions, columns: Positions, first: tuple[int, int]
) -> NDArray[Number]:
    """Return values (…, h, w) of the pixels (…, H, W) that hold the positions; else as `bilinear`."""
    row = np.clip(np.floor(rows).astype(np.intp) - first[0], 0, values.shape[-2] - 1)
    column = np.clip(np.floor(columns).astype(np.intp) - first[1], 0, values.shape[-1] - 1)
    if rows.ndim == 1:
        return np.take(np.take(values, row, axis=-2), column, axis=-1)
    return values[..., row, column]


def average_parts(values: Floats, valid: Mask, parts: int) -> tuple[Floats, Mask]:
    """Average the valid ones of ``parts`` × ``parts`` points a pixel; it is valid where half of them are.

    Args:
        values: (B, h·parts, w·parts), 0 where invalid.  valid: (h·parts, w·parts).
    """
    height, width = valid.shape[0] // parts, valid.shape[1] // parts
    count = valid.reshape(height, parts, width, parts).sum(axis=(1, 3))
    total = values.reshape(-1, height, parts, width, parts).sum(axis=(2, 4), dtype=np.float32)
    return total / np.maximum(count, 1).astype(np.float32), 2 * count >= parts * parts


def _interpolate(values: Floats, rows: Positions, columns: Positions, first: tuple[int, int]) -> Floats:
    top, bottom, down = _neighbours(rows, first[0], values.shape[1])
    left, right, across = _neighbours(columns, first[1], values.shape[2])
    if rows.ndim == 1:
        upper, lower = np.take(values, top, axis=1), np.take(values, bottom, axis=1)
        lower -= upper
        lower *= down[:, None]
        lower += upper
        west, east = np.take(lower, left, axis=2), np.take(lower, right, axis=2)
        east -= west
        east *= across
        east += west
        return east
    upper = values[:, top, left] + (values[:, top, right] - values[:, top, left]) * across
    lower = values[:, bottom, left] + (values[:, bottom, right] - values[:, bottom, left]) * across
    result: Floats = upper + (lower - upper) * down
    return result


def _neighbours(positions: Positions, first: int, size: int) -> tuple[Indices, Indices, Floats]:
    from_centre = positions - 0.5
    before = np.floor(from_centre)
    fraction = (from_centre - before).astype(np.float32)
    index = before.astype(np.intp) - first
    return np.clip(index, 0, size - 1), np.clip(index + 1, 0, size - 1), fraction
