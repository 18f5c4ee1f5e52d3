"""Windows that stand for a whole raster."""

import math

from models.rasters.windows import Window

_ALONG_A_SIDE = 16
_BLOCK = 512


def sample_windows(extent: Window, max_pixels: int, along_a_side: int = _ALONG_A_SIDE) -> list[Window]:
    """Return windows that cover the extent where it has no more than ``max_pixels``, else small ones spread evenly over it.

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
            extent.row + _place(i, down, height, extent.height),
            extent.column + _place(j, across, width, extent.width),
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


def _place(number: int, count: int, size: int, length: int) -> int:
    # The first and the last window touch the edges, where damaged and short files show.
    return round(number * (length - size) / (count - 1)) if count > 1 else (length - size) // 2
