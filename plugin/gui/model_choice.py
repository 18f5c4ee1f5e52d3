"""Choosing a model by its card; cards and class schemes are read without the engine."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from qgis.PyQt.QtCore import QLocale, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from ..layers.catalogue import read_cards, read_scheme
from ..layers.translation import localized, tr
from .field import hint


def legend_html(scheme: Mapping[str, Any]) -> str:
    """The classes as coloured squares and names that wrap like text."""
    entries = []
    for entry in scheme.get("classes", ()):
        colour = html.escape(str(entry.get("color", "#000000")))
        name = html.escape(localized(entry.get("name"))).replace(" ", "&nbsp;").replace("-", "&#8209;")
        entries.append(f'<span style="color:{colour};">&#9632;</span>&nbsp;{name}')
    return "&ensp; ".join(entries)


def score_line(card: Mapping[str, Any]) -> str:
    """What was measured about the model, in one line; empty where the card says nothing."""
    scores = card.get("scores")
    if isinstance(scores, str) or (isinstance(scores, dict) and {"en", "de"} & set(scores)):
        return localized(scores)
    entries = scores if isinstance(scores, list) else [scores] if isinstance(scores, dict) else []
    parts = [_one_score(entry) for entry in entries if isinstance(entry, dict)]
    return "; ".join(part for part in parts if part)


def _one_score(entry: Mapping[str, Any]) -> str:
    where = localized(entry.get("data") or entry.get("dataset") or entry.get("split"))
    names = {
        "overall_accuracy": tr("accuracy"),
        "accuracy": tr("accuracy"),
        "mean_iou": tr("mean IoU"),
        "miou": tr("mean IoU"),
        "mean_f1": tr("mean F1"),
    }
    locale = QLocale()
    parts = []
    for key, name in names.items():
        value = entry.get(key)
        if isinstance(value, (int, float)):
            percent = locale.toString(100 * float(value) if value <= 1 else float(value), "f", 1)
            parts.append(f"{name} {percent} %")
    measured = ", ".join(parts)
    return f"{measured} ({where})" if measured and where else measured


class ModelChoice(QWidget):
    """A combo of models, with the classes that each tells apart and what it was measured to achieve.

    Signals:
        changed: another model was chosen.
    """

    changed = pyqtSignal()

    def __init__(self, task: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = read_cards(task)
        self.combo = QComboBox()
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(24)
        self.combo.setToolTip(tr("The trained network that makes the map"))
        for card in self._cards:
            self.combo.addItem(localized(card.get("title")) or str(card["id"]), card["id"])
        if not self._cards:
            self.combo.addItem(tr("Default model"), None)
        self.legend = QLabel()
        self.legend.setWordWrap(True)
        self.score = hint()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.combo, self.legend, self.score):
            layout.addWidget(widget)
        self.setFocusProxy(self.combo)
        self.combo.currentIndexChanged.connect(lambda _index: self._changed())
        self._show()

    @property
    def card(self) -> dict[str, Any]:
        """The chosen model's card; empty when no card could be read."""
        index = self.combo.currentIndex()
        return self._cards[index] if 0 <= index < len(self._cards) else {}

    @property
    def model_id(self) -> str | None:
        """The chosen model's id; None for the engine's default."""
        identifier = self.combo.currentData()
        return str(identifier) if identifier else None

    def set_model(self, model_id: str) -> None:
        """Choose a model if it is still there."""
        if (index := self.combo.findData(model_id)) >= 0:
            self.combo.setCurrentIndex(index)

    def _changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        card = self.card
        legend = legend_html(read_scheme(str(card.get("scheme", "")))) if card else ""
        self.legend.setText(legend)
        self.legend.setVisible(bool(legend))
        score = score_line(card)
        self.score.setText(tr("Measured: {score}").format(score=score) if score else "")
        self.score.setVisible(bool(score))
