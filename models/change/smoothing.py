"""Means over a pixel's surroundings that leave out what is invalid or of another kind.

All of it is plain element-wise arithmetic in a fixed order, so that a pixel's value does not depend on the
window in which it was computed.
"""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]

REACH = 8
"""Farthest row and column whose pixels take part in `mean_of_alike`."""

_STEP = 2
_LIKENESS = 0.8
"""Root mean square difference, in standard deviations, from which on pixels are of another kind."""

_SMALL = 1e-6


def box_mean(values: FloatArray, valid: BoolArray, side: int) -> FloatArray:
    """Mean of the valid pixels in a square around each pixel.

    Args:
        values: (..., height, width).
        valid: (height, width).
        side: pixels of the square's side, odd.

    Returns:
        (..., height, width); 0 where no pixel of the square is valid.
    """
    weights = valid.astype(np.float32)
    total = _box_sum(values * weights, side)
    count = np.maximum(_box_sum(weights, side), 1, dtype=np.float32)
    return np.divide(total, count, dtype=np.float32)


def mean_of_alike(values: FloatArray, guide: FloatArray, valid: BoolArray) -> FloatArray:
    """Mean over the pixels around each pixel that are like it in the guide (a joint bilateral filter).

    Pixels up to `REACH` rows and columns away take part, every second one, as both arrays are smoothed over
    3 by 3 pixels already. The weight is Tukey's biweight of the distance in the guide. With both dates in the
    guide, a patch is averaged over pixels that were alike before and are alike after, and edges stay sharp.

    Args:
        values: (height, width).
        guide: (G, height, width), each channel with a standard deviation of about 1; 0 where invalid.
        valid: (height, width).

    Returns:
        (height, width), good where farther than `REACH` from the array's edge; 0 where nothing is valid.

    Source:
        Tomasi and Manduchi, Bilateral filtering for gray and color images, ICCV 1998; Petschnigg et al.,
        Digital photography with flash and no-flash image pairs, SIGGRAPH 2004.
    """
    height, width = values.shape
    margin = ((REACH, REACH), (REACH, REACH))
    weights = valid.astype(np.float32)
    around = np.pad(values * weights, margin)
    around_guide = [np.pad(channel, margin) for channel in guide]
    around_weights = np.pad(weights, margin)
    total = np.zeros((height, width), np.float32)
    count = np.zeros((height, width), np.float32)
    distance = np.empty((height, width), np.float32)
    part = np.empty((height, width), np.float32)
    scale = np.float32(1.0 / (_LIKENESS**2 * len(guide)))
    for down in range(0, 2 * REACH + 1, _STEP):
        for across in range(0, 2 * REACH + 1, _STEP):
            here = (slice(down, down + height), slice(across, across + width))
            distance.fill(0)
            for channel, padded in zip(guide, around_guide, strict=True):
                np.subtract(padded[here], channel, out=part)
                np.multiply(part, part, out=part)
                distance += part
            distance *= scale
            np.subtract(np.float32(1), distance, out=distance)
            np.maximum(distance, np.float32(0), out=distance)
            np.multiply(distance, distance, out=distance)
            distance *= around_weights[here]
            count += distance
            distance *= around[here]
            total += distance
    return np.divide(total, np.maximum(count, _SMALL, dtype=np.float32), dtype=np.float32)


def _box_sum(values: FloatArray, side: int) -> FloatArray:
    for axis in (-2, -1):
        margin = [(0, 0)] * values.ndim
        margin[axis] = (side // 2, side // 2)
        padded = np.pad(values, margin)
        length = values.shape[axis]
        total = np.zeros_like(values)
        for shift in range(side):
            total += _cut(padded, shift, length, axis)
        values = total
    return values


def _cut(values: FloatArray, start: int, length: int, axis: int) -> FloatArray:
    return values[..., start : start + length, :] if axis == -2 else values[..., start : start + length]
