"""The window that shows, installs and tests the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import QEvent, QRectF, Qt
from qgis.PyQt.QtGui import QCloseEvent, QColor, QPainter, QPalette, QPixmap
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ..engine.environment import EngineInstaller, default_target, engine_interpreter
from ..engine.probe import InterpreterProbe
from ..engine.supervisor import EngineSupervisor
from ..layers.translation import tr
from ..settings import Settings
from .engine_log_panel import EngineLogPanel

_GREEN, _AMBER, _RED, _GREY = "#2e9e4f", "#d08a00", "#c62f2f", "#8a8f98"
_LIGHT = 16
_COLOURS = {
    "absent": _GREY,
    "stopped": _GREY,
    "starting": _AMBER,
    "ready": _GREEN,
    "busy": _GREEN,
    "failed": _RED,
}


class EngineDialog(QDialog):
    """State and device of the engine in plain words, and what can be done about them.

    It may be closed while an installation goes on.
    """

    def __init__(
        self, supervisor: EngineSupervisor, settings: Settings, parent: Optional[QWidget] = None
    ) -> None:
        super().__init__(parent)
        self._supervisor, self._settings = supervisor, settings
        self._installer = EngineInstaller(self)
        self._probe = InterpreterProbe(self)
        self._candidate = ""
        self._testing = False
        self._folded_height = 0
        self.setObjectName("SpectralGPTEngineDialog")
        self.setWindowTitle(tr("SpectralGPT engine"))
        self._build()
        self.resize(660, 0)
        self._connect()
        self._show_state()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._probe.cancel()
        super().closeEvent(event)

    def event(self, event: Optional[QEvent]) -> bool:
        """Grow with what is shown: a window does not ask how high its wrapped texts are at its width."""
        handled = super().event(event)
        if event is not None and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._show_all_lines()
        return handled

    def show_log(self) -> None:
        """Unfold the log."""
        self.log.toggle.setChecked(True)

    # What is shown

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self._build_headline())
        layout.addLayout(self._build_facts())
        layout.addLayout(self._build_buttons())
        layout.addWidget(self._build_progress())
        self._outcome = QLabel(self)
        self._outcome.setWordWrap(True)
        self._outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._outcome.hide()
        layout.addWidget(self._outcome)
        self.log = EngineLogPanel(self._supervisor.log, self)
        layout.addWidget(self.log)
        layout.addStretch(1)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        box.rejected.connect(self.close)
        layout.addWidget(box)

    def _build_headline(self) -> QWidget:
        frame = QFrame(self)
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        frame.setAutoFillBackground(True)
        palette = frame.palette()
        palette.setColor(QPalette.ColorRole.Window, self.palette().color(QPalette.ColorRole.Base))
        frame.setPalette(palette)
        row = QHBoxLayout(frame)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(12)
        self._light = QLabel(frame)
        self._light.setFixedSize(_LIGHT, _LIGHT + 4)
        self._headline = QLabel(frame)
        self._headline.setObjectName("headline")
        font = self._headline.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        font.setBold(True)
        self._headline.setFont(font)
        self._headline.setWordWrap(True)
        self._explanation = QLabel(frame)
        self._explanation.setObjectName("explanation")
        self._explanation.setWordWrap(True)
        texts = QVBoxLayout()
        texts.setSpacing(3)
        texts.addWidget(self._headline)
        texts.addWidget(self._explanation)
        row.addWidget(self._light, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        return frame

    def _build_facts(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._device, self._versions, self._place = (self._fact() for _ in range(3))
        form.addRow(tr("Computes on"), self._device)
        form.addRow(tr("Versions"), self._versions)
        form.addRow(tr("Python"), self._place)
        return form

    def _fact(self) -> QLabel:
        label = QLabel(self)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        label.setMinimumWidth(300)
        label.setWordWrap(True)
        return label

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.install_button = QPushButton(tr("Install again"), self)
        self.choose_button = QPushButton(tr("Use an existing interpreter…"), self)
        self.choose_button.setToolTip(
            tr("Choose the Python of an environment that has the engine’s packages, such as one of conda.")
        )
        self.own_button = QPushButton(tr("Back to the plugin’s own"), self)
        self.test_button = QPushButton(tr("Test"), self)
        self.test_button.setToolTip(tr("Starts the engine, checks its packages and computes on each device."))
        self.restart_button = QPushButton(tr("Restart"), self)
        for button in (self.install_button, self.choose_button, self.own_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.restart_button)
        row.addWidget(self.test_button)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
            # Some styles leave hardly any room around the text.
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(button.text()) + 28)
        return row

    def _build_progress(self) -> QWidget:
        self._progress_box = QWidget(self)
        column = QVBoxLayout(self._progress_box)
        column.setContentsMargins(0, 0, 0, 0)
        self._progress_text = QLabel(self._progress_box)
        self._progress_text.setWordWrap(True)
        self._bar = QProgressBar(self._progress_box)
        self.cancel_button = QPushButton(tr("Cancel"), self._progress_box)
        self.cancel_button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self._bar, 1)
        row.addWidget(self.cancel_button)
        column.addWidget(self._progress_text)
        column.addLayout(row)
        self._progress_box.hide()
        return self._progress_box

    def _connect(self) -> None:
        self._supervisor.stateChanged.connect(self._show_state)
        self._supervisor.logged.connect(self.log.append)
        self.log.unfolded.connect(self._make_room)
        self.install_button.clicked.connect(self._install)
        self.choose_button.clicked.connect(self._choose)
        self.own_button.clicked.connect(self._use_own)
        self.test_button.clicked.connect(self._test)
        self.restart_button.clicked.connect(self._supervisor.restart)
        self.cancel_button.clicked.connect(self._cancel)
        self._installer.planned.connect(self._on_plan)
        self._installer.progress.connect(self._on_progress)
        self._installer.line.connect(self.log.append)
        self._installer.finished.connect(self._on_installed)
        self._probe.finished.connect(self._on_probed)

    def _show_state(self, _state: str = "") -> None:
        state = self._supervisor.state
        colour = _COLOURS[state]
        self._light.setPixmap(_dot(colour, self.devicePixelRatioF()))
        headline, explanation = self._words(state)
        self._headline.setText(headline)
        self._explanation.setText(explanation)
        info = {} if state == "absent" else self._supervisor.info
        device = self._supervisor.device_line if info else ""
        self._device.setText(device or tr("known after the first start"))
        self._versions.setText(self._version_line(info) or tr("known after the first start"))
        interpreter = engine_interpreter(self._settings) or ""
        self._place.setText(
            interpreter
            or tr("none yet; Install puts it into {folder}").format(folder=default_target().parent)
        )
        known = bool(info)
        for label, filled in (
            (self._device, known),
            (self._versions, known),
            (self._place, bool(interpreter)),
        ):
            label.setEnabled(filled)
        self._enable()

    def _words(self, state: str) -> tuple[str, str]:
        failure = self._supervisor.failure
        explained = " ".join(part for part in (failure.get("message"), failure.get("advice")) if part)
        return {
            "absent": (
                tr("The engine is not installed"),
                tr(
                    "The engine does the computing, outside QGIS. Install downloads it once; "
                    "QGIS and its Python stay as they are."
                ),
            ),
            "stopped": (tr("The engine is installed"), tr("It starts by itself when it is needed.")),
            "starting": (tr("The engine is starting…"), tr("The first start takes the longest.")),
            "ready": (tr("The engine is ready"), tr("It waits for work and stops by itself after a while.")),
            "busy": (tr("The engine is working"), tr("Progress and Cancel are in QGIS’s task manager.")),
            "failed": (tr("The engine has a problem"), explained),
        }[state]

    @staticmethod
    def _version_line(info: dict[str, Any]) -> str:
        parts = (("SpectralGPT", "engine"), ("Python", "python"), ("PyTorch", "torch"))
        return " · ".join(f"{name} {info[key]}" for name, key in parts if info.get(key))

    def _enable(self) -> None:
        working = self._installer.running or self._probe.running
        state = self._supervisor.state
        there = state != "absent"
        self.install_button.setText(tr("Install again") if there else tr("Install"))
        self.install_button.setEnabled(not working)
        self.install_button.setDefault(not there)
        self.choose_button.setEnabled(not working)
        self.own_button.setVisible(bool(self._settings.interpreter))
        self.own_button.setEnabled(not working)
        self.test_button.setEnabled(there and not working and not self._testing and state != "busy")
        self.restart_button.setVisible(state in ("ready", "failed"))
        self.restart_button.setEnabled(not working)
        self._progress_box.setVisible(working)

    def _say(self, text: str, colour: str = "") -> None:
        self._outcome.setText(text)
        palette = self._outcome.palette()
        default = self.palette().color(QPalette.ColorRole.WindowText)
        palette.setColor(QPalette.ColorRole.WindowText, QColor(colour) if colour else default)
        self._outcome.setPalette(palette)
        self._outcome.setVisible(bool(text))

    # What can be done

    def _install(self) -> None:
        self._say("")
        self._begin(tr("Looking at what has to be downloaded…"))
        self._bar.setRange(0, 0)
        self._installer.start()
        self._enable()

    def _on_plan(self, plan: dict[str, Any]) -> None:
        size = plan.get("download_bytes")
        if size:
            self._say(
                tr("To be downloaded once: about {size}, into {folder}.").format(
                    size=_amount(size), folder=plan.get("target", "")
                )
            )

    def _on_progress(self, fraction: float, text: str) -> None:
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * fraction))
        self._progress_text.setText(text)

    def _on_installed(self, done: bool, sentence: str) -> None:
        self._enable()
        self._say(sentence, "" if done else _RED)
        if done:
            self._settings.interpreter = None
            self._supervisor.restart()
        else:
            self._supervisor.refresh()
            self.show_log()
        self._show_state()

    def _choose(self) -> None:
        start = self._settings.interpreter or str(Path.home())
        path, _ = QFileDialog.getOpenFileName(
            self, tr("Python interpreter with the engine’s packages"), str(Path(start).parent)
        )
        if path:
            self.try_interpreter(path)

    def try_interpreter(self, path: str) -> None:
        """Test an interpreter and use it from now on if it can run the engine."""
        self._candidate = path
        self._say("")
        self._begin(tr("Trying {path}…").format(path=path))
        self._bar.setRange(0, 0)
        self._probe.start(path)
        self._enable()

    def _on_probed(self, works: bool, sentence: str, _report: dict[str, Any]) -> None:
        if works:
            self._settings.interpreter = self._candidate
            self._say(sentence)
            self._supervisor.restart()
        else:
            self._say(
                tr("{path} cannot run the engine. {reason}").format(path=self._candidate, reason=sentence),
                _RED,
            )
        self._enable()
        self._show_state()

    def _use_own(self) -> None:
        self._settings.interpreter = None
        self._say("")
        self._supervisor.stop()
        self._supervisor.refresh()
        self._show_state()

    def _test(self) -> None:
        self._testing = True
        self._say(tr("Testing…"))
        self._enable()
        self._supervisor.request("doctor", {}, self._on_tested, self._on_test_failed)

    def _on_tested(self, report: Any) -> None:
        self._testing = False
        report = report if isinstance(report, dict) else {}
        healthy = bool(report.get("ready"))
        self._say(str(report.get("verdict") or tr("The engine works.")), _GREEN if healthy else _RED)
        self._show_state()

    def _on_test_failed(self, failure: dict[str, str]) -> None:
        self._testing = False
        self._say(f"{failure['message']} {failure['advice']}".strip(), _RED)
        self._show_state()

    def _begin(self, text: str) -> None:
        self._progress_text.setText(text)
        self._bar.setTextVisible(True)

    def _cancel(self) -> None:
        if self._installer.running:
            self._progress_text.setText(tr("Cancelling…"))
            self._installer.cancel()
        elif self._probe.running:
            self._probe.cancel()
            self._enable()

    def _show_all_lines(self) -> None:
        needed = self.layout().totalHeightForWidth(self.width())
        if needed > self.height():
            self.resize(self.width(), needed)

    def _make_room(self, unfolded: bool) -> None:
        if unfolded:
            self._folded_height = self.height()
        layout = self.layout()
        layout.setStretchFactor(self.log, 1000 if unfolded else 0)
        # Both at once: a folded panel's old size would otherwise be asked for.
        self.log.layout().activate()
        layout.activate()
        self.resize(self.width(), max(560, self.height()) if unfolded else self._folded_height)

    def shut_down(self) -> None:
        """Stop what is going on, for when the plugin is unloaded."""
        self._probe.cancel()
        self._installer.cancel()


def _dot(colour: str, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(_LIGHT * ratio), round(_LIGHT * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(1, 1, _LIGHT - 2, _LIGHT - 2))
    painter.end()
    return pixmap


def _amount(size: float) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
