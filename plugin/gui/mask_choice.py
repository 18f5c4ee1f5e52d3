"""Choosing pixels to leave out: clouds of the product's own classification, or a mask layer."""

from __future__ import annotations

import re

from qgis.core import QgsMapLayerProxyModel
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ..layers.inputs import InputRefused, scene_paths
from ..layers.translation import tr

NONE, SCENE_CLASSES, LAYER = "none", "scl", "layer"


class MaskChoice(QWidget):
    """No mask, the scene classification of a Sentinel-2 Level-2A product, or a raster layer.

    Signals:
        changed: another mask was chosen.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = QComboBox()
        self.combo.addItem(tr("None"), NONE)
        self.combo.addItem(tr("Raster layer"), LAYER)
        self.combo.setToolTip(tr("Masked pixels are left empty in the result."))
        self.scene_classes = {
            "cloud": QCheckBox(tr("Clouds")),
            "shadow": QCheckBox(tr("Shadows")),
            "snow": QCheckBox(tr("Snow")),
        }
        self._scene_classes_row = QWidget()
        row = QHBoxLayout(self._scene_classes_row)
        row.setContentsMargins(0, 0, 0, 0)
        for box in self.scene_classes.values():
            box.setChecked(True)
            box.toggled.connect(lambda _on: self.changed.emit())
            row.addWidget(box)
        row.addStretch(1)
        self.layer = QgsMapLayerComboBox()
        self.layer.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.layer.layerChanged.connect(lambda _layer: self.changed.emit())
        self.values = QLineEdit()
        self.values.setPlaceholderText(tr("masked values, e.g. 3,8,9 (empty: all but 0)"))
        self.values.setToolTip(
            tr("Pixels with one of these values are left out; empty means every value but 0.")
        )
        self.values.editingFinished.connect(self.changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.combo, self._scene_classes_row, self.layer, self.values):
            layout.addWidget(widget)
        self.setFocusProxy(self.combo)
        self.combo.currentIndexChanged.connect(lambda _index: self._changed())
        self._wanted = NONE
        self._show_parts()

    @property
    def mode(self) -> str:
        """One of "none", "scl", "layer"."""
        return str(self.combo.currentData())

    def set_mode(self, mode: str) -> None:
        """Choose a kind of mask, at once or as soon as the scene has it."""
        self._wanted = mode
        if (index := self.combo.findData(mode)) >= 0:
            self.combo.setCurrentIndex(index)

    def offer_scene_classes(self, available: bool) -> None:
        """Offer the product's own classification where the scene has one."""
        index = self.combo.findData(SCENE_CLASSES)
        if available and index < 0:
            self.combo.insertItem(1, tr("Clouds and more (scene classification)"), SCENE_CLASSES)
            if self._wanted == SCENE_CLASSES:
                self.combo.setCurrentIndex(1)
        elif not available and index >= 0:
            wanted = self._wanted
            self.combo.removeItem(index)
            self._wanted = wanted

    def parameter(self) -> str | None:
        """The job's ``mask``; None for no mask.

        Raises:
            InputRefused: the mask layer is no file, or the values are no numbers.
        """
        if self.mode == SCENE_CLASSES:
            names = [name for name, box in self.scene_classes.items() if box.isChecked()]
            return "scl:" + ",".join(names) if names else None
        if self.mode != LAYER:
            return None
        layer = self.layer.currentLayer()
        if layer is None:
            raise InputRefused(tr("The project has no raster layer to mask with."))
        (path,) = scene_paths(layer)
        values = re.sub(r"\s+", "", self.values.text().replace(";", ","))
        if not values:
            return path
        if not re.fullmatch(r"-?\d+(\.\d+)?(,-?\d+(\.\d+)?)*", values):
            raise InputRefused(tr("Masked values are numbers with commas between, such as 3,8,9."))
        return f"{path}:{values}"

    def _changed(self) -> None:
        self._wanted = self.mode
        self._show_parts()
        self.changed.emit()

    def _show_parts(self) -> None:
        self._scene_classes_row.setVisible(self.mode == SCENE_CLASSES)
        self.layer.setVisible(self.mode == LAYER)
        self.values.setVisible(self.mode == LAYER)
