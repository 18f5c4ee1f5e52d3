"""Trying out an interpreter before it becomes the engine's."""

from __future__ import annotations

import json
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject, QProcess, QTimer, pyqtSignal

from ..layers.translation import tr
from . import failures
from .launch import EngineCommand

PATIENCE_MS = 180_000


class InterpreterProbe(QObject):
    """Runs the engine's doctor with some interpreter, without blocking.

    Signals:
        finished: whether the interpreter can run the engine, a sentence, and the doctor's report (may be
            empty); emitted exactly once for each call of `start`.
    """

    finished = pyqtSignal(bool, str, dict)

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._process: Optional[QProcess] = None
        self._too_late = QTimer(self)
        self._too_late.setSingleShot(True)
        self._too_late.timeout.connect(self._give_up)
        self._late = False

    @property
    def running(self) -> bool:
        """Whether a try is going on."""
        return self._process is not None

    def start(self, interpreter: str) -> None:
        """Try one interpreter; an earlier try is forgotten."""
        self.cancel()
        self._late = False
        process = QProcess(self)
        EngineCommand(interpreter, ("-m", "models", "doctor", "--json")).prepare(process)
        process.errorOccurred.connect(lambda error: self._on_error(process, error, interpreter))
        process.finished.connect(lambda code, status: self._on_finished(process, code, status))
        self._process = process
        self._too_late.start(PATIENCE_MS)
        process.start()

    def cancel(self) -> None:
        """Stop trying; `finished` is not emitted."""
        process, self._process = self._process, None
        self._too_late.stop()
        if process is not None:
            process.finished.connect(process.deleteLater)
            process.kill()

    def _give_up(self) -> None:
        if self._process is not None:
            self._late = True
            self._process.kill()

    def _on_error(self, process: QProcess, error: QProcess.ProcessError, interpreter: str) -> None:
        if process is self._process and error == QProcess.ProcessError.FailedToStart:
            self._end(False, failures.not_started(interpreter)["message"], {})

    def _on_finished(self, process: QProcess, code: int, status: QProcess.ExitStatus) -> None:
        if process is not self._process:
            return
        printed = bytes(process.readAllStandardError()).decode("utf-8", "replace")
        report = last_event(bytes(process.readAllStandardOutput()).decode("utf-8", "replace"))
        works = code == 0 and status == QProcess.ExitStatus.NormalExit and report.get("event") != "error"
        works = works and not report.get("problems")
        if self._late:
            self._end(False, failures.no_answer(PATIENCE_MS // 1000)["message"], {})
        elif works:
            self._end(True, str(report.get("verdict") or tr("This interpreter can run the engine.")), report)
        elif report.get("message") or report.get("verdict"):
            sentences = (report.get("message") or report.get("verdict"), report.get("advice"))
            self._end(False, " ".join(str(sentence) for sentence in sentences if sentence), report)
        else:
            crashed = status == QProcess.ExitStatus.CrashExit
            self._end(False, failures.died(code, crashed, printed[-8000:])["message"], {})

    def _end(self, works: bool, sentence: str, report: dict[str, Any]) -> None:
        process, self._process = self._process, None
        self._too_late.stop()
        if process is not None:
            process.deleteLater()
        self.finished.emit(works, sentence, report)


def last_event(printed: str) -> dict[str, Any]:
    """Return the last JSON object of what ``--json`` printed: one a line, or one over several lines."""
    for text in [*reversed(printed.splitlines()), printed]:
        try:
            event = json.loads(text)
        except ValueError:
            continue
        if isinstance(event, dict):
            return event
    return {}
