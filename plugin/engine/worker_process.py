"""One life of the engine's process, from start to end, driven by signals alone."""

from __future__ import annotations

import codecs
from typing import Any, Optional

from qgis.PyQt.QtCore import QCoreApplication, QDateTime, QObject, QProcess, Qt, QTimer, pyqtSignal

from . import failures, protocol
from .engine_log import EngineLog
from .launch import EngineCommand

CLOSING_MS = 3000


class WorkerProcess(QObject):
    """Starts the command once and passes its messages on.

    Signals:
        received: one message of the protocol.
        ended: the process is gone, with the failure in words; emitted exactly once after `start`,
            and not at all after `abandon`.
        wrote: text that the engine printed, already in the log.
    """

    received = pyqtSignal(dict)
    ended = pyqtSignal(dict)
    wrote = pyqtSignal(str)

    def __init__(self, command: EngineCommand, log: EngineLog, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._command = command
        self._log = log
        self._decoder = protocol.FrameDecoder()
        self._text = codecs.getincrementaldecoder("utf-8")("replace")
        self._failure: Optional[dict[str, str]] = None
        self._printed = ""
        self._over = False
        self._process = QProcess(self)
        command.prepare(self._process)
        self._process.readyReadStandardOutput.connect(self._read_messages)
        self._process.readyReadStandardError.connect(self._read_log)
        self._process.errorOccurred.connect(self._on_error)
        self._process.finished.connect(self._on_finished)
        self._unstarted = QTimer(self)
        self._unstarted.setSingleShot(True)
        self._unstarted.timeout.connect(lambda: self._end(failures.not_started(command.program)))
        self._closing = QTimer(self)
        self._closing.setSingleShot(True)
        self._closing.timeout.connect(self.kill)

    def start(self) -> None:
        """Start the process; `ended` follows even if it can't be started."""
        now = QDateTime.currentDateTime().toString(Qt.DateFormat.ISODate)
        opening = f"--- {now} {self._command.program} {' '.join(self._command.arguments)}\n"
        self._log.write(opening)
        self.wrote.emit(opening)
        self._process.start()

    @property
    def process_id(self) -> int:
        """The system's id of the process; 0 when it does not run."""
        return int(self._process.processId())

    def send(self, message: dict[str, Any]) -> None:
        """Send one message; lost without a word when the process has just ended, as `ended` will say."""
        self._process.write(protocol.encode(message))

    def close(self) -> None:
        """Ask the process to end: its input ends, and after a moment it is killed."""
        self._process.closeWriteChannel()
        self._closing.start(CLOSING_MS)

    def kill(self) -> None:
        """End the process at once; `ended` follows."""
        self._process.kill()

    def fail(self, failure: dict[str, str]) -> None:
        """Kill the process and let `ended` give this failure as the reason."""
        self._failure = failure
        self.kill()

    def abandon(self) -> None:
        """Say nothing more; this object deletes itself when the process has ended."""
        self.blockSignals(True)
        # Were it deleted before the system has taken note of its end, Qt would wait for that end.
        self.setParent(QCoreApplication.instance())
        if self._over:
            self.deleteLater()

    def _read_messages(self) -> None:
        data = bytes(self._process.readAllStandardOutput())
        if self._failure is not None:
            return
        try:
            messages = self._decoder.feed(data)
        except protocol.ProtocolError as error:
            self.fail(failures.wrong_language(str(error)))
            return
        for message in messages:
            self.received.emit(message)

    def _read_log(self) -> None:
        text = self._text.decode(bytes(self._process.readAllStandardError())).replace("\r\n", "\n")
        if text:
            self._printed = (self._printed + text)[-8000:]
            self._log.write(text)
            self.wrote.emit(text)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        # Every other error is followed by `finished`. Windows reports this one within `start`, before
        # the caller is ready for it.
        if error == QProcess.ProcessError.FailedToStart:
            self._unstarted.start(0)

    def _on_finished(self, exit_code: int, status: QProcess.ExitStatus) -> None:
        self._read_messages()
        self._read_log()
        crashed = status == QProcess.ExitStatus.CrashExit
        self._end(self._failure or failures.died(exit_code, crashed, self._printed))

    def _end(self, failure: dict[str, str]) -> None:
        if self._over:
            return
        self._over = True
        self._closing.stop()
        if self.signalsBlocked():
            self.deleteLater()
        else:
            self.ended.emit(failure)
