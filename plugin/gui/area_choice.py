"""Choosing the part of a scene to work on: all of it, what the map shows, or a layer's polygons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapLayerProxyModel,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from ..layers.export import VectorExport, vector_export
from ..layers.inputs import InputRefused, file_vector_path
from ..layers.translation import tr

WHOLE, CANVAS, POLYGONS = "whole", "canvas", "polygons"


@dataclass(frozen=True)
class Region:
    """The region as the job's parameter.

    Attributes:
        value: None for the whole scene, "minx,miny,maxx,maxy" in the scene's CRS, or a vector file.
        bounds: its bounding box in the scene's CRS, where known.
        export: what has to be written before `value` exists.
    """

    value: str | None = None
    bounds: QgsRectangle | None = None
    export: VectorExport | None = None


class AreaChoice(QWidget):
    """Whole layer, canvas extent or polygons.

    Signals:
        changed: another area was chosen.
    """

    changed = pyqtSignal()

    def __init__(self, iface: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = iface.mapCanvas()
        self.combo = QComboBox()
        self.combo.addItem(tr("Whole scene"), WHOLE)
        self.combo.addItem(tr("What the map shows now"), CANVAS)
        self.combo.addItem(tr("Polygons of a layer"), POLYGONS)
        self.combo.setToolTip(tr("The part of the scene to work on; a smaller one is done sooner."))
        self.layer = QgsMapLayerComboBox()
        self.layer.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.layer.setToolTip(tr("Pixels outside these polygons are left empty."))
        self.selected_only = QCheckBox(tr("Selected features only"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.combo, self.layer, self.selected_only):
            layout.addWidget(widget)
        self.setFocusProxy(self.combo)
        self.combo.currentIndexChanged.connect(lambda _index: self._changed())
        self.layer.layerChanged.connect(lambda _layer: self._changed())
        self.selected_only.toggled.connect(lambda _on: self.changed.emit())
        self._canvas.extentsChanged.connect(self._canvas_moved)
        self._changed()

    @property
    def mode(self) -> str:
        """One of "whole", "canvas", "polygons"."""
        return str(self.combo.currentData())

    def set_mode(self, mode: str) -> None:
        """Choose a kind of area; polygons only if the project has any."""
        if mode == POLYGONS and self.layer.currentLayer() is None:
            mode = WHOLE
        self.combo.setCurrentIndex(max(self.combo.findData(mode), 0))

    def region(self, crs: QgsCoordinateReferenceSystem, extent: QgsRectangle | None, export: bool) -> Region:
        """Say what the engine is to work on.

        Args:
            crs: the scene's CRS; invalid for pixel coordinates.
            extent: the scene's extent in it, where known.
            export: whether layers that are no files may be prepared for export; else only their bounds are
                given, which is enough for an estimate.

        Raises:
            InputRefused: the area does not touch the scene, or there are no polygons.
        """
        if self.mode == WHOLE:
            return Region()
        if self.mode == CANVAS:
            canvas_crs = self._canvas.mapSettings().destinationCrs()
            bounds = _transformed(self._canvas.extent(), canvas_crs, crs)
            if extent is not None:
                if not bounds.intersects(extent):
                    raise InputRefused(tr("The map does not show any part of the scene now."))
                bounds = bounds.intersect(extent)
            return Region(_as_text(_in_pixels(bounds, crs, extent)), bounds)
        layer = self.layer.currentLayer()
        if layer is None:
            raise InputRefused(tr("The project has no polygon layer."))
        selected = self.selected_only.isChecked()
        if selected and layer.selectedFeatureCount() == 0:
            raise InputRefused(tr("No polygon of “{name}” is selected.").format(name=layer.name()))
        shown = layer.boundingBoxOfSelected() if selected else layer.extent()
        bounds = _transformed(shown, layer.crs(), crs)
        if extent is not None and not bounds.intersects(extent):
            raise InputRefused(
                tr("The polygons of “{name}” lie outside the scene.").format(name=layer.name())
            )
        path = file_vector_path(layer, selected)
        if path is not None:
            return Region(path, bounds)
        if not export:
            inside = bounds if extent is None else bounds.intersect(extent)
            return Region(_as_text(_in_pixels(inside, crs, extent)), bounds)
        prepared = vector_export(layer, selected)
        return Region(prepared.path, bounds, prepared)

    def release(self) -> None:
        """Stop listening to the map."""
        self._canvas.extentsChanged.disconnect(self._canvas_moved)

    def _canvas_moved(self) -> None:
        if self.mode == CANVAS:
            self.changed.emit()

    def _changed(self) -> None:
        polygons = self.mode == POLYGONS
        layer = self.layer.currentLayer()
        self.layer.setVisible(polygons)
        self.selected_only.setVisible(polygons)
        if layer is not None:
            count = layer.selectedFeatureCount()
            self.selected_only.setText(tr("Selected features only ({count})").format(count=count))
            self.selected_only.setEnabled(count > 0)
            if not count:
                self.selected_only.setChecked(False)
        self.changed.emit()


def _transformed(
    box: QgsRectangle, source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem
) -> QgsRectangle:
    if not source.isValid() or not target.isValid() or source == target:
        return QgsRectangle(box)
    try:
        return QgsCoordinateTransform(source, target, QgsProject.instance()).transformBoundingBox(box)
    except QgsCsException:
        raise InputRefused(tr("The area cannot be brought into the scene’s coordinate system.")) from None


def _in_pixels(
    box: QgsRectangle, crs: QgsCoordinateReferenceSystem, extent: QgsRectangle | None
) -> QgsRectangle:
    """Count rows downwards, as the engine does, where QGIS lays a picture without a place below zero."""
    if crs.isValid() or extent is None or extent.yMaximum() != 0:
        return box
    return QgsRectangle(box.xMinimum(), -box.yMaximum(), box.xMaximum(), -box.yMinimum())


def _as_text(box: QgsRectangle) -> str:
    corners = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    return ",".join(repr(round(value, 9)) for value in corners)
