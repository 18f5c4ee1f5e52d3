"""How stored numbers become reflectance: what the product says, or what the user knows."""

from __future__ import annotations

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ..layers.translation import tr
from .passport import Passport, number_text

_FROM_PRODUCT = "product"
_OTHER = "other"


def formula(scale: float, offset: float) -> str:
    """The conversion ``(value + offset) × scale`` as people write it."""
    if offset:
        sign = "+" if offset > 0 else "−"
        value = tr("(value {sign} {offset})").format(sign=sign, offset=number_text(abs(offset)))
    else:
        value = tr("value")
    return value if scale == 1 else f"{value} × {number_text(scale)}"


class RadiometryChoice(QWidget):
    """A combo with the usual conversions and two fields for any other one.

    Signals:
        changed: the user chose another conversion.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = QComboBox()
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(20)
        self.combo.setPlaceholderText(tr("not known yet"))
        self.combo.setToolTip(
            tr(
                "The network needs reflectance between 0 and 1. Choose how the numbers in the file are to be "
                "read; a wrong choice gives a wrong map."
            )
        )
        self.scale = self._spin(7, 0.0, 1000.0, 0.0001, tr("Multiplier, applied after the offset"))
        self.offset = self._spin(4, -1e6, 1e6, 0.0, tr("Added to the stored value first"))
        other = QHBoxLayout()
        other.setContentsMargins(0, 0, 0, 0)
        for label, spin in ((tr("Offset"), self.offset), (tr("Scale"), self.scale)):
            other.addWidget(QLabel(label))
            other.addWidget(spin, 1)
        self._other_row = QWidget()
        self._other_row.setLayout(other)
        self._other_row.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)
        layout.addWidget(self._other_row)
        self.combo.activated.connect(self._activated)
        self.scale.editingFinished.connect(self.changed)
        self.offset.editingFinished.connect(self.changed)
        self._chosen: str | None = None

    @staticmethod
    def _spin(decimals: int, low: float, high: float, value: float, tip: str) -> QDoubleSpinBox:
        spin = QDoubleSpinBox()
        spin.setDecimals(decimals)
        spin.setRange(low, high)
        spin.setValue(value)
        spin.setToolTip(tip)
        return spin

    def show_passport(self, passport: Passport) -> None:
        """Offer the conversions for this scene, the one in force being selected."""
        in_force = self._text(passport.scale, passport.offset)
        self.combo.clear()
        if passport.radiometry_source == "metadata":
            found = formula(passport.scale, passport.offset)
            self.combo.addItem(tr("From the product: {formula}").format(formula=found), _FROM_PRODUCT)
        self.combo.addItem(tr("Integers 0–10000 (reflectance × 10000)"), "0.0001,0")
        self.combo.addItem(tr("With +1000 offset (Sentinel-2 since 2022)"), "0.0001,-1000")
        self.combo.addItem(tr("Reflectance already (0–1)"), "1,0")
        self.combo.addItem(tr("Landsat Collection 2 surface reflectance"), "2.75e-05,-7272.7")
        self.combo.addItem(tr("Other scale and offset…"), _OTHER)
        wanted = _FROM_PRODUCT if passport.radiometry_source == "metadata" else in_force
        index = self.combo.findData(wanted)
        if not passport.radiometry_source:
            index = -1 if self._chosen is None else self.combo.findData(self._chosen)
        elif index < 0:
            index = self.combo.findData(_OTHER)
            self.scale.setValue(passport.scale)
            self.offset.setValue(passport.offset)
        self.combo.setCurrentIndex(index)
        self._other_row.setVisible(self.combo.currentData() == _OTHER)

    def parameter(self) -> str | None:
        """The user's choice as the job's ``radiometry`` ("SCALE,OFFSET"); None for the product's own."""
        if self._chosen == _OTHER:
            return self._text(self.scale.value(), self.offset.value())
        return self._chosen

    def set_parameter(self, parameter: str | None) -> None:
        """Restore an earlier choice before the scene is described."""
        self._chosen = parameter

    def _activated(self, index: int) -> None:
        data = str(self.combo.itemData(index))
        self._other_row.setVisible(data == _OTHER)
        self._chosen = None if data == _FROM_PRODUCT else data
        if data == _OTHER:
            self.scale.setFocus()
        self.changed.emit()

    @staticmethod
    def _text(scale: float, offset: float) -> str:
        return f"{scale:g},{offset:g}"
