"""Choosing the polygons of a layer, all of them or the selected ones."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsMapLayerProxyModel, QgsRectangle
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ..layers.inputs import InputRefused
from ..layers.region import Region, polygon_region
from ..layers.translation import tr


class PolygonChoice(QWidget):
    """A combo of the project's polygon layers and a check box for their selection.

    Args:
        tip: what the polygons are for.
        attributes: whether their attributes are wanted too.

    Signals:
        changed: other polygons were chosen.
    """

    changed = pyqtSignal()

    def __init__(self, tip: str, attributes: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attributes = attributes
        self.layer = QgsMapLayerComboBox()
        self.layer.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.layer.setToolTip(tip)
        self.selected_only = QCheckBox(tr("Selected features only"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.layer)
        layout.addWidget(self.selected_only)
        self.setFocusProxy(self.layer)
        self.layer.layerChanged.connect(lambda _layer: self._changed())
        self.selected_only.toggled.connect(lambda _on: self.changed.emit())
        self.count_selected()

    @property
    def available(self) -> bool:
        """Whether the project has any polygon layer."""
        return self.layer.currentLayer() is not None

    def region(self, crs: QgsCoordinateReferenceSystem, extent: QgsRectangle | None, export: bool) -> Region:
        """The polygons as a part of a scene; see `polygon_region`.

        Raises:
            InputRefused: there are none, or they do not touch the scene.
        """
        layer = self.layer.currentLayer()
        if layer is None:
            raise InputRefused(tr("The project has no polygon layer."))
        return polygon_region(layer, self.selected_only.isChecked(), crs, extent, export, self._attributes)

    def count_selected(self) -> None:
        """Show how many features are selected now."""
        layer = self.layer.currentLayer()
        if layer is None:
            return
        count = layer.selectedFeatureCount()
        self.selected_only.setText(tr("Selected features only ({count})").format(count=count))
        self.selected_only.setEnabled(count > 0)
        if not count:
            self.selected_only.setChecked(False)

    def _changed(self) -> None:
        self.count_selected()
        self.changed.emit()
