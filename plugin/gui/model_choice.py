"""Choosing a model by its card; cards and class schemes are read without the engine."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from qgis.PyQt.QtCore import QLocale, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ..layers.catalogue import read_cards, read_scheme
from ..layers.translation import localized, tr
from .field import hint
from .legend import Legend


def legend_entries(scheme: Mapping[str, Any], codes: Sequence[int] = ()) -> list[tuple[str, str]]:
    """Colour and name of the classes, of those of `codes` if any are given."""
    entries = [entry for entry in scheme.get("classes", ()) if not codes or entry.get("code") in codes]
    return [(str(entry.get("color", "#808080")), localized(entry.get("name"))) for entry in entries]


def score_lines(card: Mapping[str, Any]) -> list[str]:
    """What was measured about the model, the main figure first; empty where the card says nothing."""
    scores = card.get("scores")
    entries = scores if isinstance(scores, list) else []
    lines = [_one_score(entry) for entry in entries if isinstance(entry, dict)]
    return [line for line in lines if line]


def _one_score(entry: Mapping[str, Any]) -> str:
    where = localized(entry.get("data"))
    names = {"overall_accuracy": tr("accuracy"), "mean_iou": tr("mean IoU")}
    locale = QLocale()
    parts = []
    for key, name in names.items():
        value = entry.get(key)
        if isinstance(value, (int, float)):
            parts.append(f"{name} {locale.toString(100 * float(value), 'f', 0)} %")
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
        for card in self._cards:
            self.combo.addItem(localized(card.get("title")) or str(card["id"]), card["id"])
        if not self._cards:
            self.combo.addItem(tr("Default model"), None)
        self.legend = Legend()
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
        scheme = read_scheme(str(card.get("scheme", "")))
        self.legend.set_entries(legend_entries(scheme, card.get("classes", ())))
        lines = score_lines(card)
        self.score.setText(tr("Measured: {score}").format(score=lines[0]) if lines else "")
        self.score.setVisible(bool(lines))
        self.score.setToolTip("<br>".join(html.escape(line) for line in lines))
        self.combo.setToolTip(
            localized(card.get("description")) or tr("The trained network that makes the map")
        )
