"""Choosing the part of a scene to work on: all of it, what the map shows, or a layer's polygons."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ..layers.inputs import InputRefused
from ..layers.region import Region, rectangle_region
from ..layers.translation import tr
from .polygon_choice import PolygonChoice

WHOLE, CANVAS, POLYGONS = "whole", "canvas", "polygons"


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
        self.polygons = PolygonChoice(tr("Pixels outside these polygons are left empty."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.combo)
        layout.addWidget(self.polygons)
        self.setFocusProxy(self.combo)
        self.combo.currentIndexChanged.connect(lambda _index: self._changed())
        self.polygons.changed.connect(self.changed)
        self._canvas.extentsChanged.connect(self._canvas_moved)
        self._changed()

    @property
    def mode(self) -> str:
        """One of "whole", "canvas", "polygons"."""
        return str(self.combo.currentData())

    def set_mode(self, mode: str) -> None:
        """Choose a kind of area; polygons only if the project has any."""
        if mode == POLYGONS and not self.polygons.available:
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
        if self.mode == POLYGONS:
            return self.polygons.region(crs, extent, export)
        canvas_crs = self._canvas.mapSettings().destinationCrs()
        region = rectangle_region(self._canvas.extent(), canvas_crs, crs, extent)
        if region is None:
            raise InputRefused(tr("The map does not show any part of the scene now."))
        return region

    def release(self) -> None:
        """Stop listening to the map."""
        self._canvas.extentsChanged.disconnect(self._canvas_moved)

    def _canvas_moved(self) -> None:
        if self.mode == CANVAS:
            self.changed.emit()

    def _changed(self) -> None:
        self.polygons.setVisible(self.mode == POLYGONS)
        self.polygons.count_selected()
        self.changed.emit()
