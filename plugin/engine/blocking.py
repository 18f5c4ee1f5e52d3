"""An engine for one job, for callers that may block: Processing algorithms in their own thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.core import QgsProcessingException, QgsProcessingFeedback
from qgis.PyQt.QtCore import QElapsedTimer, QProcess

from ..layers.translation import tr, translated
from . import failures, protocol
from .launch import EngineCommand

_HANDSHAKE_MS = 120_000
_CANCEL_MS = 900
_CLOSING_MS = 3000
_LOOK_MS = 100


class JobFailed(QgsProcessingException):
    """The job did not succeed; `failure` has ``code``, ``message`` and ``advice``."""

    def __init__(self, failure: dict[str, str]) -> None:
        super().__init__(" ".join(part for part in (failure["message"], failure["advice"]) if part))
        self.failure = failure


class BlockingEngine:
    """Runs jobs on an engine process that lives as long as the ``with`` block.

    It must be used from one thread only, and not from the main thread of a QGIS with a window.

    Args:
        command: how to start the engine, None when there is none.
        feedback: gets progress and messages, and is asked whether the user cancelled.
    """

    def __init__(self, command: Optional[EngineCommand], feedback: QgsProcessingFeedback) -> None:
        self._command = command
        self._feedback = feedback
        self._process: Optional[QProcess] = None
        self._decoder = protocol.FrameDecoder()
        self._inbox: list[dict[str, Any]] = []
        self._printed = ""
        self._last_id = 0
        self._stage = ""

    def __enter__(self) -> BlockingEngine:
        if self._command is None:
            raise JobFailed(failures.absent())
        self._process = QProcess()
        self._command.prepare(self._process)
        self._process.start()
        if not self._process.waitForStarted():
            raise JobFailed(failures.not_started(self._command.program))
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        process, self._process = self._process, None
        if process is None or process.state() == QProcess.ProcessState.NotRunning:
            return
        process.closeWriteChannel()
        if failure is not None or not process.waitForFinished(_CLOSING_MS):
            process.kill()
            process.waitForFinished(_CLOSING_MS)

    def run(self, job: dict[str, Any]) -> dict[str, Any]:
        """Do one job ``{"task", "parameters"}`` and return its result.

        Raises:
            JobFailed: the engine refused it, died, or the user cancelled (code ``cancelled``).
        """
        hello = self._call("handshake", {"protocol": protocol.PROTOCOL_VERSION}, patience_ms=_HANDSHAKE_MS)
        if not isinstance(hello, dict) or hello.get("protocol") != protocol.PROTOCOL_VERSION:
            raise JobFailed(failures.wrong_language(str(hello)[:200]))
        for device in hello.get("devices", []):
            if device.get("default"):
                self._feedback.pushDebugInfo(tr("Device: {name}").format(name=device.get("name", "")))
        result = self._call("run", {"job": job}, self._show)
        if not isinstance(result, dict):
            raise JobFailed(failures.wrong_language(str(result)[:200]))
        return result

    def _call(
        self,
        method: str,
        params: dict[str, Any],
        on_event: Optional[Callable[[dict[str, Any]], None]] = None,
        patience_ms: int = 0,
    ) -> Any:
        self._last_id += 1
        request_id = self._last_id
        self._send(protocol.request(request_id, method, params))
        clock = QElapsedTimer()
        clock.start()
        cancel_clock = QElapsedTimer()
        while True:
            for message in self._receive():
                if message.get("method") == "event":
                    if on_event is not None:
                        on_event(message.get("params") or {})
                elif message.get("id") == request_id:
                    if "error" in message:
                        raise JobFailed(protocol.error_of(message))
                    return message.get("result")
            if patience_ms and clock.elapsed() > patience_ms:
                raise JobFailed(failures.no_answer(patience_ms // 1000))
            if not self._feedback.isCanceled():
                continue
            if not cancel_clock.isValid():
                cancel_clock.start()
                self._last_id += 1
                self._send(protocol.request(self._last_id, "cancel", {"id": request_id}))
            elif cancel_clock.elapsed() > _CANCEL_MS:
                # Too deep in a step to listen; the journal stays valid when the process is killed.
                raise JobFailed(failures.cancelled())

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process is not None
        self._process.write(protocol.encode(message))
        self._process.waitForBytesWritten(_LOOK_MS)

    def _receive(self) -> list[dict[str, Any]]:
        """Wait a moment for messages; an engine that has ended raises."""
        assert self._process is not None
        process = self._process
        over = process.state() == QProcess.ProcessState.NotRunning
        if not over and not process.bytesAvailable():
            process.waitForReadyRead(_LOOK_MS)
        printed = bytes(process.readAllStandardError()).decode("utf-8", "replace")
        self._printed = (self._printed + printed)[-8000:]
        try:
            said = self._decoder.feed(bytes(process.readAllStandardOutput()))
        except protocol.ProtocolError as error:
            raise JobFailed(failures.wrong_language(str(error))) from error
        messages = [translated(message) for message in said]
        if over and not messages:
            if self._printed:
                self._feedback.pushDebugInfo(self._printed)
            crashed = process.exitStatus() == QProcess.ExitStatus.CrashExit
            raise JobFailed(failures.died(process.exitCode(), crashed, self._printed))
        return messages

    def _show(self, event: dict[str, Any]) -> None:
        kind, text = event.get("event"), str(event.get("text") or "")
        if kind == "progress":
            self._feedback.setProgress(100 * float(event.get("fraction") or 0.0))
            if text and text != self._stage:
                self._stage = text
                self._feedback.setProgressText(text)
        elif kind == "message":
            if event.get("level") == "warning":
                self._feedback.pushWarning(text)
            else:
                self._feedback.pushInfo(text)
