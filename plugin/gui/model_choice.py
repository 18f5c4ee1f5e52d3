"""Choosing a model by its card; cards and class schemes are read without the engine."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from qgis.PyQt.QtCore import QLocale, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ..layers.catalogue import is_own, read_cards, read_scheme
from ..layers.inputs import InputRefused
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


def how_to_get(task: str) -> str:
    """Say where a model comes from that is not shipped."""
    sentences = {
        "change": tr(
            "The authors’ change network (spectralGPT+_54_28.pth) is not here yet. Get and convert it with "
            "SpectralGPT ▸ Models…"
        ),
        "classification": tr(
            "A classifier of whole images is not here yet, and the authors published none. Convert one that "
            "was fine-tuned for EuroSAT or BigEarthNet with SpectralGPT ▸ Models…"
        ),
    }
    return sentences.get(task, tr("There is no model for this yet. Get one with SpectralGPT ▸ Models…"))


def _one_score(entry: Mapping[str, Any]) -> str:
    where = localized(entry.get("data"))
    names = {
        "overall_accuracy": tr("accuracy"),
        "mean_iou": tr("mean IoU"),
        "auc": tr("ROC-AUC"),
        "f1": tr("F1 of change"),
        "map": tr("mean average precision"),
        "explained_variance": tr("variance explained"),
    }
    locale = QLocale()
    parts = []
    for key, name in names.items():
        value = entry.get(key)
        if isinstance(value, (int, float)):
            parts.append(f"{name} {locale.toString(100 * float(value), 'f', 0)} %")
    measured = ", ".join(parts)
    return f"{measured} ({where})" if measured and where else measured


class ModelChoice(QWidget):
    """A combo of models, shipped and the user's own, with their classes and what they were measured to do.

    The button beside it leads to the window "Models".

    Args:
        tasks: what the models can do, as their cards name it.
        classes: whether the classes matter here.

    Signals:
        changed: another model was chosen.
        modelsRequested: the user wants to get, import or look at models.
    """

    changed = pyqtSignal()
    modelsRequested = pyqtSignal()  # noqa: N815 - named as Qt names its own

    def __init__(self, *tasks: str, classes: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._classes = tasks, classes
        self._cards: list[dict[str, Any]] = []
        self.combo = QComboBox()
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(24)
        self.models_button = QToolButton()
        self.models_button.setText(tr("Models…"))
        self.models_button.setToolTip(tr("Opens the window “Models”, to get, import or look at models."))
        self.models_button.clicked.connect(lambda _checked=False: self.modelsRequested.emit())
        self.legend = Legend()
        self.score = hint()
        row = QHBoxLayout()
        row.addWidget(self.combo, 1)
        row.addWidget(self.models_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.legend)
        layout.addWidget(self.score)
        self.setFocusProxy(self.combo)
        self._fill()
        self.combo.currentIndexChanged.connect(lambda _index: self._changed())
        self._show()

    def refresh(self) -> None:
        """Look again which models there are; the chosen one stays chosen while it is there."""
        before, chosen = self._cards, self.model_id
        blocked = self.combo.blockSignals(True)
        self._fill()
        self.set_model(chosen)
        self.combo.blockSignals(blocked)
        if self._cards != before:
            self._changed()

    @property
    def card(self) -> dict[str, Any]:
        """The chosen model's card; empty when there is no model."""
        index = self.combo.currentIndex()
        return self._cards[index] if 0 <= index < len(self._cards) else {}

    @property
    def model_id(self) -> str:
        """The chosen model's id; empty when there is no model."""
        return str(self.card.get("id", ""))

    @property
    def title(self) -> str:
        """The chosen model's name for layers and messages."""
        return _name(self.card, self._cards) if self.card else ""

    def parameter(self) -> str:
        """The job's ``model``.

        Raises:
            InputRefused: there is no model.
        """
        if not self.card:
            raise InputRefused(how_to_get(self._tasks[0]))
        return self.model_id

    def set_model(self, model_id: str) -> None:
        """Choose a model if it is still there."""
        if (index := self.combo.findData(model_id)) >= 0:
            self.combo.setCurrentIndex(index)

    def _fill(self) -> None:
        self._cards = read_cards(*self._tasks)
        self.combo.clear()
        for card in self._cards:
            name = _name(card, self._cards)
            self.combo.addItem(
                tr("{name} (imported)").format(name=name) if is_own(card) else name, card["id"]
            )
            tip = localized(card.get("description"))
            self.combo.setItemData(self.combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        if not self._cards:
            self.combo.addItem(tr("none yet"), None)
        self.combo.setEnabled(bool(self._cards))

    def _changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        card = self.card
        scheme = read_scheme(str(card.get("scheme", ""))) if self._classes else {}
        self.legend.set_entries(legend_entries(scheme, card.get("classes", ())))
        # A network that serves for another task than it was measured for says nothing about that.
        lines = score_lines(card) if self._classes or len(self._tasks) == 1 else []
        self.score.setText(tr("Measured: {score}").format(score=lines[0]) if lines else _origin(card))
        self.score.setVisible(bool(self.score.text()))
        self.score.setToolTip("<br>".join(html.escape(line) for line in lines))
        self.combo.setToolTip(localized(card.get("description")) or tr("The trained network that computes"))


def _name(card: Mapping[str, Any], cards: Sequence[Mapping[str, Any]]) -> str:
    """A card's title; without the id that conversion adds, unless it tells models apart."""
    title, mark = localized(card.get("title")), f" ({card['id']})"
    plain = title.removesuffix(mark)
    alike = [other for other in cards if localized(other.get("title")).startswith(f"{plain} (")]
    return (plain if len(alike) < 2 else title) or str(card["id"])


def _origin(card: Mapping[str, Any]) -> str:
    source = card.get("source")
    file = str(source.get("file") or "") if isinstance(source, dict) else ""
    if not is_own(card) or not file:
        return ""
    return tr("Converted from {file}; nothing was measured about it here.").format(file=file)
