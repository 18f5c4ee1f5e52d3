"""Minimum mapping unit: patches that are too small become part of the largest neighbour.

Patches are 4-connected, as the polygons are that are made from the map. Nodata is no neighbour and never
changes, so a small patch with nothing but nodata around it stays.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.features import sieve

from models.events import Events
from models.rasters.windows import Window
from models.rasters.writers import BLOCK, RasterOutput

PIXELS_AT_ONCE = 1 << 27
"""Pixels that are sieved in one piece: at about 10 bytes a pixel, 1.3 GB at most. A Sentinel-2 tile fits."""


PASSES = 10
"""A patch whose neighbours were all small themselves is left by one pass; two or three leave none."""


def sieve_output(output: RasterOutput, min_area: int, events: Events) -> None:
    """Sieve a map that was written, before it is finished.

    Args:
        output: the map.
        min_area: pixels of the smallest patch that stays.
        events: its cancel flag is looked at between pieces.
    """
    grid = output.grid
    output.rewrite(sieved_rows(output.read, grid.height, grid.width, output.nodata, min_area, events))


def sieved_rows(
    read: Callable[[Window], NDArray[Any]],
    height: int,
    width: int,
    nodata: int,
    min_area: int,
    events: Events,
    at_once: int = PIXELS_AT_ONCE,
) -> Iterator[tuple[int, NDArray[Any]]]:
    """Sieve a map of any size in pieces (first row, (rows, width)).

    A piece is sieved together with ``min_area`` rows above and below, which hold every small patch that
    reaches into it whole. Only which of two neighbours is the larger may be seen otherwise across the border
    of a piece, and a map that is smaller than ``at_once`` is one piece.
    """
    rows = max(BLOCK, at_once // width)
    for top in range(0, height, rows):
        events.check_cancelled()
        bottom = min(height, top + rows)
        first, last = max(0, top - min_area), min(height, bottom + min_area)
        values = read(Window(first, 0, last - first, width))
        yield top, _sieved(values, nodata, min_area)[top - first : bottom - first]


def _sieved(values: NDArray[Any], nodata: int, min_area: int) -> NDArray[Any]:
    valid = values != nodata
    # GDAL refuses a threshold that no patch of the raster could reach.
    size = min(min_area, values.size - 1)
    if size < 2 or not valid.any():
        return values
    mask = valid.astype(np.uint8)
    for _ in range(PASSES):
        result: NDArray[Any] = np.where(valid, sieve(values, size, mask=mask, connectivity=4), values)
        if np.array_equal(result, values):
            break
        values = result
    return values
