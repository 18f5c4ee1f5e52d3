"""Choosing how the input of an official network is scaled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ..layers.catalogue import own_scaling
from ..layers.translation import tr
from .field import hint

BY_CHIP, BY_SCENE = "chip-minmax", "scene-percentiles"


class ScalingChoice(QWidget):
    """As in training, chip by chip, or by the whole scene, with one sentence about what that means.

    Signals:
        changed: another scaling was chosen.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._needed = False
        self.combo = QComboBox()
        self.combo.addItem(tr("As trained: square by square"), BY_CHIP)
        self.combo.addItem(tr("No seams: the whole scene alike"), BY_SCENE)
        self.explanation = hint()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.combo)
        layout.addWidget(self.explanation)
        self.setFocusProxy(self.combo)
        self.combo.currentIndexChanged.connect(lambda _index: self._changed())
        self._explain()

    @property
    def needed(self) -> bool:
        """Whether there is a choice: the model scales its input by what it sees."""
        return self._needed

    @property
    def value(self) -> str:
        """The scaling that is chosen, whether or not it is needed."""
        return str(self.combo.currentData())

    def set_value(self, scaling: str) -> None:
        """Choose a scaling."""
        self.combo.setCurrentIndex(max(self.combo.findData(scaling), 0))

    def set_card(self, card: Mapping[str, Any]) -> None:
        """Take over another model: whether it scales its input, and how it usually does."""
        # A model that is scaled by its training data's statistics has no other way.
        self._needed = own_scaling(card) in (BY_CHIP, BY_SCENE)
        if self._needed:
            self.set_value(own_scaling(card))

    def parameter(self) -> dict[str, str]:
        """The job's ``scaling``; empty for a model that leaves no choice."""
        return {"scaling": self.value} if self._needed else {}

    def _changed(self) -> None:
        self._explain()
        self.changed.emit()

    def _explain(self) -> None:
        sentences = {
            BY_CHIP: tr(
                "Each square that the network sees is stretched by its own darkest and brightest values, as "
                "in training; neighbouring squares may not match."
            ),
            BY_SCENE: tr(
                "The same stretch (2nd to 98th percentile) everywhere, so that squares match; the network "
                "was not trained with it."
            ),
        }
        self.explanation.setText(sentences[self.value])
