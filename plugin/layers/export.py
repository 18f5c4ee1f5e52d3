"""Write layers that the engine cannot open to temporary files, in QGIS's task manager.

A provider must not be used by two threads: each task gets its own copy, made on the main thread.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterBlockFeedback,
    QgsRasterFileWriter,
    QgsRasterLayer,
    QgsRasterPipe,
    QgsRectangle,
    QgsTask,
    QgsVectorFileWriter,
    QgsVectorFileWriterTask,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QObject

from .inputs import InputRefused
from .translation import tr

REGION_LAYER = "region"


class RasterExport(QgsTask):
    """Write a raster layer's values, not its colours, as a GeoTIFF on the layer's own grid.

    Args:
        layer: the layer; its provider is copied here, on the main thread.
        path: the GeoTIFF to write.
        extent: part to write, in the layer's CRS; None for all.

    Raises:
        InputRefused: the provider does not say how large its pixels are, or the extent lies outside.
    """

    def __init__(self, layer: QgsRasterLayer, path: str, extent: QgsRectangle | None = None) -> None:
        super().__init__(tr("Export “{name}”").format(name=layer.name()), QgsTask.Flag.CanCancel)
        self.path = path
        self.error = ""
        self._provider = layer.dataProvider().clone()
        self._crs = layer.crs()
        self._band_names = [layer.bandName(band) for band in range(1, layer.bandCount() + 1)]
        self._context = QgsProject.instance().transformContext()
        self._extent, self._columns, self._rows = self._snapped(layer, extent)
        self._feedback = QgsRasterBlockFeedback()
        self._feedback.progressChanged.connect(self.setProgress)

    @staticmethod
    def _snapped(layer: QgsRasterLayer, wanted: QgsRectangle | None) -> tuple[QgsRectangle, int, int]:
        provider, full = layer.dataProvider(), layer.extent()
        width, height = provider.xSize(), provider.ySize()
        if width <= 0 or height <= 0:
            raise InputRefused(
                tr("“{name}” does not say how large its pixels are, so it cannot be exported.").format(
                    name=layer.name()
                )
            )
        if wanted is None:
            return full, width, height
        part = full.intersect(wanted)
        if part.isEmpty():
            raise InputRefused(tr("The area lies outside “{name}”.").format(name=layer.name()))
        dx, dy = full.width() / width, full.height() / height
        left = math.floor((part.xMinimum() - full.xMinimum()) / dx + 1e-6)
        right = math.ceil((part.xMaximum() - full.xMinimum()) / dx - 1e-6)
        top = math.floor((full.yMaximum() - part.yMaximum()) / dy + 1e-6)
        bottom = math.ceil((full.yMaximum() - part.yMinimum()) / dy - 1e-6)
        snapped = QgsRectangle(
            full.xMinimum() + left * dx,
            full.yMaximum() - bottom * dy,
            full.xMinimum() + right * dx,
            full.yMaximum() - top * dy,
        )
        return snapped, right - left, bottom - top

    def run(self) -> bool:
        """Write the file (in the task's thread)."""
        pipe = QgsRasterPipe()
        if not pipe.set(self._provider):
            self.error = tr("QGIS cannot read this layer’s values.")
            return False
        writer = QgsRasterFileWriter(self.path)
        writer.setOutputFormat("GTiff")
        # Renamed in QGIS 3.44.
        choose = getattr(writer, "setCreationOptions", None) or writer.setCreateOptions
        choose(["TILED=YES", "COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER"])
        outcome = writer.writeRaster(
            pipe, self._columns, self._rows, self._extent, self._crs, self._context, self._feedback
        )
        if self.isCanceled():
            return False
        if outcome != _written():
            self.error = tr("The layer could not be exported to {path}.").format(path=self.path)
            return False
        self._name_bands()
        return True

    def cancel(self) -> None:
        """Stop writing at the next block."""
        self._feedback.cancel()
        super().cancel()

    def _name_bands(self) -> None:
        # The writer drops the names, which are all that identifies the bands.
        try:
            dataset = gdal.Open(self.path, gdal.GA_Update)
        except RuntimeError:
            dataset = None
        if dataset is None:
            return
        for number, name in enumerate(self._band_names, start=1):
            if number <= dataset.RasterCount:
                dataset.GetRasterBand(number).SetDescription(name.split(": ", 1)[-1])


def _written() -> Any:
    if hasattr(Qgis, "RasterFileWriterResult"):
        return Qgis.RasterFileWriterResult.Success
    return QgsRasterFileWriter.WriterError.NoError


def raster_export(layer: QgsRasterLayer, extent: QgsRectangle | None = None) -> RasterExport:
    """Prepare the export of a raster layer into QGIS's temporary folder."""
    return RasterExport(layer, QgsProcessingUtils.generateTempFilename("scene.tif"), extent)


@dataclass(frozen=True)
class VectorExport:
    """A task that writes polygons, and the name under which the engine finds them."""

    task: QgsVectorFileWriterTask
    path: str


def vector_export(layer: QgsVectorLayer, selected_only: bool, attributes: bool = False) -> VectorExport:
    """Prepare the export of a layer's (selected) polygons, as QGIS shows them, to a GeoPackage.

    Args:
        attributes: whether they are wanted too; foreign types of them could make the writer fail.

    Raises:
        InputRefused: nothing is selected, or the layer is empty.
    """
    if selected_only and layer.selectedFeatureCount() == 0:
        raise InputRefused(tr("No polygon of “{name}” is selected.").format(name=layer.name()))
    if layer.featureCount() == 0:
        raise InputRefused(tr("“{name}” holds no polygons.").format(name=layer.name()))
    path = QgsProcessingUtils.generateTempFilename("region.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = REGION_LAYER
    options.onlySelectedFeatures = selected_only
    options.skipAttributeCreation = not attributes
    return VectorExport(QgsVectorFileWriterTask(layer, path, options), f"{path}|layername={REGION_LAYER}")


class JobPreparation(QObject):
    """Run the exports that a job needs, then hand the job on; one failure ends them all.

    Keeps itself and its tasks alive until then: QGIS does not hold Python tasks.
    """

    _running: set[JobPreparation] = set()

    def __init__(
        self,
        tasks: Sequence[QgsTask],
        on_ready: Callable[[], None],
        on_failed: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._waiting = list(tasks)
        self._tasks = list(tasks)
        self._on_ready, self._on_failed = on_ready, on_failed

    def start(self) -> None:
        """Put the tasks into QGIS's task manager."""
        if not self._waiting:
            self._on_ready()
            return
        JobPreparation._running.add(self)
        for task in self._tasks:
            task.taskCompleted.connect(lambda task=task: self._completed(task))
            task.taskTerminated.connect(lambda task=task: self._terminated(task))
            QgsApplication.taskManager().addTask(task)

    def _completed(self, task: QgsTask) -> None:
        self._waiting.remove(task)
        if not self._waiting and self in JobPreparation._running:
            JobPreparation._running.discard(self)
            self._on_ready()

    def _terminated(self, task: QgsTask) -> None:
        if self not in JobPreparation._running:
            return
        JobPreparation._running.discard(self)
        for other in self._waiting:
            if other is not task:
                other.cancel()
        cancelled = task.isCanceled() and not getattr(task, "error", "")
        reason = "" if cancelled else getattr(task, "error", "") or tr("A layer could not be exported.")
        self._on_failed(reason)
