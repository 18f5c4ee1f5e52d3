"""Windows that stand for a whole raster."""

import math

from models.rasters.windows import Window

_ALONG_A_SIDE = 16
_BLOCK = 512


def sample_windows(extent: Window, max_pixels: int, along_a_side: int = _ALONG_A_SIDE) -> list[Window]:
    """Return windows of ``max_pixels`` or a little fewer, evenly spread; all of a smaller extent.

    They depend on the arguments only, so two scenes of one extent are sampled at the same pixels.
    """
    if extent.height * extent.width <= max_pixels:
        return tiles(extent, _BLOCK)
    share = math.sqrt(max_pixels / (extent.height * extent.width))
    most = max(1, math.isqrt(max_pixels))
    down = min(along_a_side, extent.height, most)
    height = max(1, math.floor(extent.height / down * share))
    across = min(along_a_side, extent.width, max(1, max_pixels // (down * height)))
    width = max(1, min(extent.width // across, max_pixels // (down * height * across)))
    return [
        Window(
            extent.row + _centred(i, down, height, extent.height),
            extent.column + _centred(j, across, width, extent.width),
            height,
            width,
        )
        for i in range(down)
        for j in range(across)
    ]


def tiles(extent: Window, side: int) -> list[Window]:
    """Cut an extent into squares, smaller ones at its right and lower edge."""
    bottom, right = extent.row + extent.height, extent.column + extent.width
    return [
        Window(row, column, min(side, bottom - row), min(side, right - column))
        for row in range(extent.row, bottom, side)
        for column in range(extent.column, right, side)
    ]


def _centred(number: int, count: int, size: int, length: int) -> int:
    """Return where a window of ``size`` in the middle of one of ``count`` equal parts begins."""
    return round((number + 0.5) * length / count - size / 2)
