"""A slider and a number beside it that move together."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QSlider, QSpinBox, QWidget


class PercentSlider(QWidget):
    """A whole number of a hundred.

    Args:
        least, most: what can be chosen.
        value: at first.
        suffix: written after the number.

    Signals:
        changed: the new number.
    """

    changed = pyqtSignal(int)

    def __init__(
        self, least: int, most: int, value: int, suffix: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setPageStep(5)
        self.number = QSpinBox()
        self.number.setSuffix(suffix)
        for part in (self.slider, self.number):
            part.setRange(least, most)
            part.setValue(value)
        self.slider.valueChanged.connect(self.number.setValue)
        self.number.valueChanged.connect(self.slider.setValue)
        self.number.valueChanged.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        self.setFocusProxy(self.slider)

    @property
    def value(self) -> int:
        """The number that is chosen."""
        return int(self.number.value())

    def set_value(self, value: int) -> None:
        """Choose a number."""
        self.number.setValue(value)
