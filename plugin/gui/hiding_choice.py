"""Choosing what is hidden from the network: a share of the tokens, spectral groups, or polygons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from ..layers.inputs import InputRefused
from ..layers.region import Region
from ..layers.spectral_groups import spectral_groups
from ..layers.translation import tr
from .field import hint
from .passport import number_text
from .percent_slider import PercentSlider
from .polygon_choice import PolygonChoice

SHARE, GROUPS, POLYGONS = "share", "groups", "polygons"
_USUAL_SHARE = 75
_LARGEST_SEED = 999_999


class HidingChoice(QWidget):
    """One of three ways of hiding, and what belongs to it.

    Signals:
        changed: something else is hidden.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = QComboBox()
        self.combo.addItem(tr("A share of the tokens, by chance"), SHARE)
        self.combo.addItem(tr("Spectral groups, everywhere"), GROUPS)
        self.combo.addItem(tr("What polygons touch, a cloud say"), POLYGONS)
        self.explanation = hint()
        self.share = PercentSlider(1, 99, _USUAL_SHARE, " %")
        self.seed = QSpinBox()
        self.seed.setRange(0, _LARGEST_SEED)
        self.seed.setToolTip(tr("The same seed hides the same tokens."))
        self._chance = QWidget()
        row = QHBoxLayout(self._chance)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.share, 1)
        row.addWidget(QLabel(tr("Seed:")))
        row.addWidget(self.seed)
        self.groups: list[QCheckBox] = []
        self._groups_box = QWidget()
        self._groups_layout = QVBoxLayout(self._groups_box)
        self._groups_layout.setContentsMargins(0, 0, 0, 0)
        self._groups_layout.setSpacing(2)
        self.polygons = PolygonChoice(tr("All tokens that these polygons touch are hidden, in all bands."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self.combo, self._chance, self._groups_box, self.polygons, self.explanation):
            layout.addWidget(part)
        self.setFocusProxy(self.combo)
        self.share.changed.connect(lambda _value: self.changed.emit())
        self.seed.valueChanged.connect(lambda _value: self.changed.emit())
        self.polygons.changed.connect(self.changed)
        self.combo.currentIndexChanged.connect(lambda _index: self._way_changed())
        self._way_changed()

    @property
    def way(self) -> str:
        """One of "share", "groups", "polygons"."""
        return str(self.combo.currentData())

    def set_card(self, card: Mapping[str, Any]) -> None:
        """Offer the spectral groups of another network."""
        kept = self._chosen()
        for box in self.groups:
            self._groups_layout.removeWidget(box)
            box.deleteLater()
        self.groups = []
        for number, bands in enumerate(spectral_groups(card.get("bands") or ()), start=1):
            names = ", ".join(str(band.get("name")) for band in bands)
            waves = [float(band.get("wavelength") or 0) for band in bands]
            box = QCheckBox(
                tr("{number}: {bands} ({low}–{high} nm)").format(
                    number=number,
                    bands=names,
                    low=number_text(min(waves), 0),
                    high=number_text(max(waves), 0),
                )
            )
            box.setChecked(number in kept)
            box.toggled.connect(lambda _on: self.changed.emit())
            self._groups_layout.addWidget(box)
            self.groups.append(box)

    def parameters(self) -> dict[str, Any]:
        """The job's parameters, but for polygons.

        Raises:
            InputRefused: no group is chosen, or none is left.
        """
        if self.way == SHARE:
            return {"share": self.share.value / 100, "seed": self.seed.value()}
        if self.way == POLYGONS:
            return {}
        chosen = self._chosen()
        if not chosen:
            raise InputRefused(tr("Choose at least one spectral group to hide."))
        if len(chosen) == len(self.groups):
            raise InputRefused(tr("Leave at least one spectral group visible."))
        return {"groups": ",".join(map(str, chosen))}

    def region(
        self, crs: QgsCoordinateReferenceSystem, extent: QgsRectangle | None, export: bool
    ) -> Region | None:
        """The polygons to hide; None for another way. See `PolygonChoice.region`."""
        return self.polygons.region(crs, extent, export) if self.way == POLYGONS else None

    def values(self) -> dict[str, Any]:
        """What to keep for the next time."""
        chosen = ",".join(map(str, self._chosen()))
        return {"way": self.way, "share": self.share.value, "seed": self.seed.value(), "groups": chosen}

    def set_values(self, kept: Mapping[str, Any]) -> None:
        """Restore what `values` gave; polygons only if the project has any."""
        self.share.set_value(int(kept["share"]))
        self.seed.setValue(int(kept["seed"]))
        chosen = str(kept["groups"]).split(",")
        for number, box in enumerate(self.groups, start=1):
            box.setChecked(str(number) in chosen)
        way = SHARE if kept["way"] == POLYGONS and not self.polygons.available else kept["way"]
        self.combo.setCurrentIndex(max(self.combo.findData(way), 0))

    def _chosen(self) -> list[int]:
        return [number for number, box in enumerate(self.groups, start=1) if box.isChecked()]

    def _way_changed(self) -> None:
        self._chance.setVisible(self.way == SHARE)
        self._groups_box.setVisible(self.way == GROUPS)
        self.polygons.setVisible(self.way == POLYGONS)
        self.polygons.count_selected()
        sentences = {
            SHARE: tr("A token is a square of 8 × 8 pixels in the bands of one spectral group."),
            GROUPS: tr("The network sees the other bands only and makes these from them."),
            POLYGONS: tr(
                "All bands there are made from the surroundings. The error compares with what the scene "
                "shows there; under a cloud it means nothing."
            ),
        }
        self.explanation.setText(sentences[self.way])
        self.changed.emit()
