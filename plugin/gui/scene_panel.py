"""The input passport: what a scene is, asked from the engine, before anything is computed from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from qgis.core import QgsRasterLayer
from qgis.PyQt.QtCore import QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPainter, QPaintEvent
from qgis.PyQt.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ..layers.inputs import InputRefused, NoScene, SceneSource
from ..layers.translation import tr
from .band_table import BandTable
from .passport import AMBER, GREEN, GREY, RED, Passport, draft_of, missing, passport_of, refused, unknown
from .radiometry_choice import RadiometryChoice

_COLOURS = {GREEN: "#2e9e4f", AMBER: "#e39a1b", RED: "#cf3a2b", GREY: "#9aa3ad"}
_ASK_AFTER_MS = 150
# Refusals that the user can lift by naming bands or giving the radiometry.
_CORRECTABLE = (
    "scene.no_bands",
    "scene.too_few_bands",
    "scene.byte_data",
    "options.bands",
    "options.radiometry",
)


class Light(QWidget):
    """A traffic light's one lamp; its meaning is also in the text beside it, for those who see no colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = GREY
        self.setFixedSize(QSize(14, 14))

    def set_colour(self, colour: str) -> None:
        """Show green, amber, red or grey."""
        self._colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_COLOURS[self._colour]))
        painter.drawEllipse(1, 1, 12, 12)
        painter.end()


class ScenePanel(QWidget):
    """Shows a scene's passport and lets the user correct it.

    Every question to the engine carries a number; an answer to any but the latest is dropped.

    Args:
        supervisor: asks the engine.

    Signals:
        changed: the passport or the user's corrections are new.
    """

    changed = pyqtSignal()

    # What the user said about a scene holds for this session of QGIS, whichever dialog asks next.
    _remembered: ClassVar[dict[tuple[str, ...], tuple[str | None, str | None]]] = {}

    def __init__(self, supervisor: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._supervisor = supervisor
        self._source: SceneSource | None = None
        self._plain_bytes = False
        self._draft: Passport | None = None
        self._question = 0
        self.passport: Passport = unknown("")
        self.error: dict[str, Any] = {}
        self._build()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_ASK_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        supervisor.stateChanged.connect(self._engine_state)

    def _build(self) -> None:
        self.light = Light()
        self.headline = QLabel()
        font = self.headline.font()
        font.setBold(True)
        self.headline.setFont(font)
        self.verdict = QLabel()
        for label in (self.headline, self.verdict):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.working = QProgressBar()
        self.working.setRange(0, 0)
        self.working.setTextVisible(False)
        self.working.setFixedHeight(4)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.light, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.headline)
        words.addWidget(self.verdict)
        top.addLayout(words, 1)

        self.size_label, self.grid_label, self.valid_label = QLabel(), QLabel(), QLabel()
        self.radiometry = RadiometryChoice()
        self.radiometry.changed.connect(self._corrected)
        facts = QFormLayout()
        facts.setContentsMargins(0, 0, 0, 0)
        facts.setVerticalSpacing(4)
        facts.addRow(tr("Size:"), self.size_label)
        facts.addRow(tr("Grid:"), self.grid_label)
        facts.addRow(tr("Valid pixels:"), self.valid_label)
        values = QHBoxLayout()
        caption = QLabel(tr("&Values:"))
        caption.setBuddy(self.radiometry.combo)
        caption.setMinimumHeight(self.radiometry.combo.sizeHint().height())
        values.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        values.addWidget(self.radiometry, 1)
        self.bands = BandTable()
        self.bands.renamed.connect(self._corrected)
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self.details = QWidget()
        details = QVBoxLayout(self.details)
        details.setContentsMargins(0, 0, 0, 0)
        details.setSpacing(8)
        details.addLayout(facts)
        details.addLayout(values)
        details.addWidget(self.bands, 1)
        details.addWidget(self.notes)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.working)
        layout.addWidget(self.details, 1)
        self._spare = QWidget()
        layout.addWidget(self._spare, 1)
        self._show(unknown(""))

    def set_scene(
        self, source: SceneSource, layers: Sequence[QgsRasterLayer] = (), plain_bytes: bool = False
    ) -> None:
        """Ask the engine about another scene.

        Args:
            source: the scene.
            layers: its layers, for what QGIS itself knows; none for files.
            plain_bytes: whether its values are 8-bit.
        """
        if source == self._source:
            return
        self._source = source
        self._plain_bytes = plain_bytes
        self._draft = draft_of(layers) if layers else None
        radiometry, bands = self._remembered.get(source.paths, (None, None))
        self.radiometry.set_parameter(radiometry)
        self.bands.set_parameter(bands)
        self._ask_soon()

    def set_refused(self, refusal: InputRefused) -> None:
        """Show why there is no scene."""
        self._source = None
        self._question += 1
        self._timer.stop()
        self.error = {}
        self._show((missing if isinstance(refusal, NoScene) else refused)(refusal.reason))
        self.changed.emit()

    def release(self) -> None:
        """Let go of the engine: answers that are still to come find nobody."""
        self._question += 1
        self._timer.stop()
        self._supervisor.stateChanged.disconnect(self._engine_state)

    def parameters(self) -> dict[str, str]:
        """The user's corrections as the job's parameters; empty for none."""
        pairs = {"radiometry": self.radiometry.parameter(), "bands": self.bands.parameter()}
        return {name: value for name, value in pairs.items() if value is not None}

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return not self.working.isHidden()

    def _corrected(self) -> None:
        if self._source is not None:
            self._remembered[self._source.paths] = (self.radiometry.parameter(), self.bands.parameter())
        self._ask_soon(keep=True)
        self.changed.emit()

    def _ask_soon(self, keep: bool = False) -> None:
        self._question += 1
        self.error = {}
        if not keep:
            self._show(unknown(tr("Reading the scene…")))
        self._timer.start()
        self.working.setVisible(True)

    def _ask(self) -> None:
        source = self._source
        if source is None:
            return
        if source.needs_export:
            message = tr("This layer is written to a temporary file first, and checked then.")
            self._show(self._drafted(unknown(message)))
            self.changed.emit()
            return
        if self._supervisor.state == "absent":
            self._show(self._drafted(unknown(tr("The scene is checked as soon as the engine is installed."))))
            self.changed.emit()
            return
        question = self._question
        self._supervisor.request(
            "describe",
            {"scene": list(source.paths), **self.parameters()},
            lambda answer: self._answered(question, answer),
            lambda error: self._failed(question, error),
        )

    def _answered(self, question: int, answer: object) -> None:
        if question != self._question or not isinstance(answer, dict):
            return
        self.error = {}
        self._show(passport_of(answer, self._plain_bytes))
        self.changed.emit()

    def _failed(self, question: int, error: dict[str, Any]) -> None:
        if question != self._question:
            return
        self.error = error
        text = f"{error.get('message', '')} {error.get('advice', '')}".strip()
        code = str(error.get("code", ""))
        if code.startswith("engine."):
            self._show(self._drafted(unknown(text)))
        elif code in _CORRECTABLE:
            self._show(self._drafted(refused(text)))
        else:
            self._show(refused(text))
        self.changed.emit()

    def _drafted(self, passport: Passport) -> Passport:
        """Fill in what QGIS knows, so that the user can say what the file does not."""
        if self._draft is None:
            return passport
        return replace(
            self._draft, light=passport.light, headline=passport.headline, verdict=passport.verdict
        )

    def _engine_state(self, state: str) -> None:
        open_question = self._source is not None and self.passport.light == GREY and not self.waiting
        if state in ("ready", "stopped") and open_question:
            self._ask_soon()

    def _show(self, passport: Passport) -> None:
        self.passport = passport
        self.working.setVisible(False)
        self.light.set_colour(passport.light)
        self.headline.setText(passport.headline)
        self.verdict.setText(passport.verdict)
        self.verdict.setVisible(bool(passport.verdict))
        known = bool(passport.bands)
        self.details.setVisible(known)
        self._spare.setVisible(not known)
        if not known:
            return
        self.size_label.setText(passport.size_text)
        self.grid_label.setText(passport.grid_text)
        self.valid_label.setText(passport.valid_text or "–")
        self.radiometry.show_passport(passport)
        self.bands.show_bands(passport.bands, unit=passport.unit)
        self.notes.setText("\n".join(f"• {note}" for note in passport.notes))
        self.notes.setVisible(bool(passport.notes))
