"""How many pixels have how much evidence, counted in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from osgeo import gdal
from qgis.core import QgsTask

from .translation import tr

LEVELS = 101
NODATA = 255
_ROWS = 256


class EvidenceHistogram(QgsTask):
    """Counts the pixels of an evidence raster (uint8, 0 to 100, nodata 255) by value.

    Args:
        path: the raster; it is opened in the task's own thread.
        on_counted: gets the 101 counts on the main thread, unless the task was cancelled or failed.
    """

    def __init__(self, path: str, on_counted: Callable[[Sequence[int]], None]) -> None:
        super().__init__(tr("Count changed pixels"), QgsTask.Flag.CanCancel)
        self._path = path
        self._on_counted = on_counted
        self._counts = np.zeros(256, np.int64)

    def run(self) -> bool:
        """Count (in the task's thread)."""
        try:
            return self._count()
        except RuntimeError:
            # GDAL raises or returns None, as whoever shares the process has set it.
            return False

    def _count(self) -> bool:
        dataset = gdal.Open(self._path)
        if dataset is None:
            return False
        band = dataset.GetRasterBand(1)
        for row in range(0, dataset.RasterYSize, _ROWS):
            if self.isCanceled():
                return False
            height = min(_ROWS, dataset.RasterYSize - row)
            block = band.ReadAsArray(0, row, dataset.RasterXSize, height)
            if block is None:
                return False
            self._counts += np.bincount(block.astype(np.uint8, copy=False).ravel(), minlength=256)
            self.setProgress(100 * (row + height) / dataset.RasterYSize)
        return True

    def finished(self, successful: bool) -> None:
        """Hand the counts on (on the main thread)."""
        if successful:
            self._on_counted([int(count) for count in self._counts[:LEVELS]])


def pixels_from(counts: Sequence[int], threshold: int) -> int:
    """How many pixels reach a threshold."""
    return sum(counts[max(threshold, 0) :])
