"""Choosing what gets a label: the cells of a grid, or the polygons of a layer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle, QgsUnitTypes
from qgis.PyQt.QtCore import QLocale, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget

from ..layers.region import Region
from ..layers.translation import tr
from .field import hint
from .polygon_choice import PolygonChoice

CELLS, POLYGONS = "cells", "polygons"
FAR = 2.0
"""From this times the size that the model learned from on, or this part of it, its answers get worse."""

_USUAL_METRES = 640
_SMALLEST, _LARGEST = 20, 100_000


def learned_metres(card: Mapping[str, Any]) -> int:
    """Side of the images that a scene classifier learned from, in metres."""
    cell = card.get("cell")
    try:
        return round(float(cell["pixels"]) * float(cell["resolution"])) if isinstance(cell, dict) else 0
    except (KeyError, TypeError, ValueError):
        return 0


def cell_count(bounds: QgsRectangle, crs: QgsCoordinateReferenceSystem, metres: int) -> int | None:
    """How many cells share ground with a box; None where a unit of its CRS is no length."""
    if not crs.isValid() or crs.isGeographic() or bounds.isEmpty():
        return None
    unit = QgsUnitTypes.fromUnitToUnitFactor(crs.mapUnits(), QgsUnitTypes.DistanceUnit.DistanceMeters)
    side = metres / unit if unit > 0 else 0
    if side <= 0:
        return None
    columns = math.ceil(bounds.xMaximum() / side - 1e-9) - math.floor(bounds.xMinimum() / side + 1e-9)
    rows = math.ceil(bounds.yMaximum() / side - 1e-9) - math.floor(bounds.yMinimum() / side + 1e-9)
    return columns * rows


class TargetChoice(QWidget):
    """Cells of a size in metres, which is at first the one that the model learned from; or polygons.

    Signals:
        changed: something else gets a label.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._learned = 0
        self._count: int | None = None
        self.combo = QComboBox()
        self.combo.addItem(tr("Cells of a grid"), CELLS)
        self.combo.addItem(tr("Polygons of a layer"), POLYGONS)
        self.metres = QSpinBox()
        self.metres.setRange(_SMALLEST, _LARGEST)
        self.metres.setSingleStep(10)
        self.metres.setValue(_USUAL_METRES)
        self.metres.setSuffix(tr(" m"))
        self.metres.setGroupSeparatorShown(True)
        self.metres.setToolTip(tr("Side of a cell; cells begin at multiples of it"))
        self.polygons = PolygonChoice(
            tr("Each of these polygons gets a label and keeps its attributes."), attributes=True
        )
        self.explanation = hint()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self.combo, self.metres, self.polygons, self.explanation):
            layout.addWidget(part)
        self.setFocusProxy(self.combo)
        self.metres.valueChanged.connect(lambda _value: self._changed())
        self.polygons.changed.connect(self._changed)
        self.combo.currentIndexChanged.connect(lambda _index: self._way_changed())
        self._way_changed()

    @property
    def way(self) -> str:
        """One of "cells", "polygons"."""
        return str(self.combo.currentData())

    def set_card(self, card: Mapping[str, Any]) -> None:
        """Take over another model; a size that nobody chose becomes the one that it learned from."""
        before, self._learned = self._learned or _USUAL_METRES, learned_metres(card)
        if self._learned and self.metres.value() == before:
            self.metres.setValue(self._learned)
        self._explain()

    def show_count(self, bounds: QgsRectangle | None, crs: QgsCoordinateReferenceSystem) -> None:
        """Say how many cells there are in the bounds of the area; nothing where they are not known."""
        self._count = None if bounds is None else cell_count(bounds, crs, self.metres.value())
        self._explain()

    def parameters(self) -> dict[str, Any]:
        """The job's parameters, but for polygons; cells are as the model learned unless a size is given."""
        usual = self.way == POLYGONS or self.metres.value() == self._learned
        return {} if usual else {"cell": self.metres.value()}

    def region(
        self, crs: QgsCoordinateReferenceSystem, extent: QgsRectangle | None, export: bool
    ) -> Region | None:
        """The polygons that get a label; None for cells. See `PolygonChoice.region`."""
        return self.polygons.region(crs, extent, export) if self.way == POLYGONS else None

    def values(self) -> dict[str, Any]:
        """What to keep for the next time: a size only if it is not the one that the model learned from."""
        chosen = self.metres.value()
        return {"way": self.way, "metres": 0 if chosen == (self._learned or _USUAL_METRES) else chosen}

    def set_values(self, kept: Mapping[str, Any]) -> None:
        """Restore what `values` gave; polygons only if the project has any."""
        if int(kept["metres"]):
            self.metres.setValue(int(kept["metres"]))
        way = CELLS if kept["way"] == POLYGONS and not self.polygons.available else kept["way"]
        self.combo.setCurrentIndex(max(self.combo.findData(way), 0))

    def _way_changed(self) -> None:
        self.metres.setVisible(self.way == CELLS)
        self.polygons.setVisible(self.way == POLYGONS)
        self.polygons.count_selected()
        self._changed()

    def _changed(self) -> None:
        self._explain()
        self.changed.emit()

    def _explain(self) -> None:
        if self.way == POLYGONS:
            self.explanation.setText(
                tr("Very small polygons are shown with their surroundings, very large ones cut into cells.")
            )
            return
        sentences = []
        if self._count is not None:
            count = QLocale().toString(self._count)
            sentences.append(tr("Cells: {count}.").format(count=count))
        if self._learned:
            learned = QLocale().toString(self._learned)
            far = not self._learned / FAR <= self.metres.value() <= self._learned * FAR
            text = (
                tr("The model learned from {metres} m; its answers get worse at such another scale.")
                if far
                else tr("The model learned from {metres} m.")
            )
            sentences.append(text.format(metres=learned))
        self.explanation.setText(" ".join(sentences))
