"""Keeps one engine process at hand and carries requests to it, without ever blocking QGIS."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Optional

from qgis.core import Qgis, QgsMessageLog
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..layers.translation import translated
from ..settings import Settings
from . import failures, protocol
from .engine_log import EngineLog, default_log_path
from .launch import EngineCommand, installed_command
from .worker_process import WorkerProcess

STATES = ("absent", "stopped", "starting", "ready", "busy", "failed")

OnResult = Callable[[Any], None]
OnError = Callable[[dict[str, str]], None]
OnEvent = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Timing:
    """How long the supervisor is patient, in milliseconds.

    Attributes:
        handshake: for the first answer; loading the libraries from a cold disk takes its time.
        cancel: from asking a run to stop until its process is killed.
        backoff: pause before a start, by the number of failures in a row.
    """

    handshake: int = 120_000
    cancel: int = 900
    backoff: tuple[int, ...] = (0, 0, 1_000, 4_000, 15_000, 30_000)


@dataclass
class _Request:
    method: str
    params: dict[str, Any]
    on_result: OnResult
    on_error: OnError
    on_event: Optional[OnEvent]
    sent: bool = False


class EngineSupervisor(QObject):
    """Starts the engine when it is first needed, watches it, and answers for it when it dies.

    Lives on the main thread. Exactly one of a request's callbacks ends it, always later than the call
    of `request` and on the main thread. Errors are ``{"code", "message", "advice"}``.

    Signals:
        stateChanged: one of ``absent``, ``stopped``, ``starting``, ``ready``, ``busy``, ``failed``.
        logged: text that the engine printed.
    """

    stateChanged = pyqtSignal(str)  # noqa: N815 - named as Qt names its own
    logged = pyqtSignal(str)

    def __init__(
        self,
        settings: Settings,
        parent: Optional[QObject] = None,
        locate: Optional[Callable[[], Optional[EngineCommand]]] = None,
        log_path: Optional[str] = None,
        timing: Timing = Timing(),
    ) -> None:
        """Create a supervisor; no process is started.

        Args:
            locate: finds how to start the engine, None when there is none; the installed engine by default.
            log_path: where to write what the engine prints; in the user's profile by default.
        """
        super().__init__(parent)
        self._settings = settings
        self._locate = locate or (lambda: installed_command(settings))
        self._timing = timing
        self.log = EngineLog(log_path or default_log_path())
        self._worker: Optional[WorkerProcess] = None
        self._greeted = False
        self._greeting_id = 0
        self._last_id = 0
        self._requests: dict[int, _Request] = {}
        self._overdue: set[int] = set()
        self._late: list[tuple[OnError, dict[str, str]]] = []
        self._strikes = 0
        self._info: dict[str, Any] = {}
        self._failure: dict[str, str] = {}
        self._late_timer = self._timer(self._deliver_late)
        self._start_timer = self._timer(self._start_worker)
        self._handshake_timer = self._timer(self._on_handshake_timeout)
        self._cancel_timer = self._timer(self._on_cancel_timeout)
        self._idle_timer = self._timer(self._on_idle)
        self._state = "stopped" if self._locate() else "absent"

    @property
    def state(self) -> str:
        """One of `STATES`."""
        return self._state

    @property
    def log_path(self) -> str:
        """Path of the engine's log file; it may not exist yet."""
        return self.log.path

    @property
    def info(self) -> dict[str, Any]:
        """What the engine said of itself in its last handshake; empty before the first."""
        return dict(self._info)

    @property
    def failure(self) -> dict[str, str]:
        """Why the state is ``failed``; empty otherwise."""
        return dict(self._failure)

    @property
    def device_line(self) -> str:
        """The device that runs use by default, in one line; empty while unknown."""
        devices = [device for device in self._info.get("devices", []) if isinstance(device, dict)]
        for device in sorted(devices, key=lambda one: not one.get("default")):
            kind, name = str(device.get("id", "")), str(device.get("name", ""))
            return name if kind in name.lower() else f"{name} ({kind})"
        return ""

    @property
    def process_id(self) -> int:
        """The system's id of the engine process; 0 when none runs."""
        return self._worker.process_id if self._worker else 0

    def refresh(self) -> str:
        """Look again whether an engine is installed, and return the state."""
        if self._worker is None and not self._start_timer.isActive():
            installed = self._locate() is not None
            if not installed:
                self._set_state("absent")
            elif self._state == "absent":
                self._set_state("stopped")
        return self._state

    def start(self) -> None:
        """Start the engine if it doesn't run; earlier failures are forgotten."""
        self._strikes = 0
        if self._worker is None:
            self._start_timer.stop()
            self._start_worker()

    def stop(self) -> None:
        """End the engine; whatever waits for it fails with ``engine.stopped``. Returns at once."""
        self._end_worker()
        self._set_state("stopped" if self._locate() else "absent")
        self._fail_all(failures.stopped())

    def restart(self) -> None:
        """End the engine and start it again, perhaps another one than before."""
        self.stop()
        self.start()

    def shut_down(self) -> None:
        """End the engine and forget all requests without answering them, for when the plugin is unloaded."""
        self._requests.clear()
        self._late.clear()
        for timer in (self._late_timer, self._idle_timer):
            timer.stop()
        if self._worker is not None:
            self._worker.kill()
        self._end_worker()
        self._state = "stopped"

    def request(
        self,
        method: str,
        params: dict[str, Any],
        on_result: OnResult,
        on_error: OnError,
        on_event: Optional[OnEvent] = None,
    ) -> int:
        """Ask the engine, starting it first where need be.

        Args:
            on_event: gets the notifications that belong to this request.

        Returns:
            The request's id, for `cancel`.
        """
        self._last_id += 1
        request_id = self._last_id
        self._requests[request_id] = _Request(method, params, on_result, on_error, on_event)
        if self._greeted:
            self._send(request_id)
            self._show_work()
        elif self._worker is None and not self._start_timer.isActive():
            self._start_after_pause()
        return request_id

    def cancel(self, request_id: int) -> None:
        """Stop a request; its `on_error` gets the code ``cancelled``.

        An engine that is too deep in a run's step to stop in time is killed: the run's journal stays valid.
        A question is only forgotten: no answer is worth the engine's life.
        """
        request = self._requests.get(request_id)
        if request is None:
            return
        if not request.sent or self._worker is None or request.method != "run":
            del self._requests[request_id]
            self._fail_later(request.on_error, failures.cancelled())
            return
        self._last_id += 1
        self._worker.send(protocol.request(self._last_id, "cancel", {"id": request_id}))
        self._overdue.add(request_id)
        if not self._cancel_timer.isActive():
            self._cancel_timer.start(self._timing.cancel)

    def _start_after_pause(self) -> None:
        if self._locate() is None:
            self._set_state("absent")
            self._fail_all_later(failures.absent())
            return
        pause = self._timing.backoff[min(self._strikes, len(self._timing.backoff) - 1)]
        if pause:
            self._set_state("starting")
            self._start_timer.start(pause)
        else:
            self._start_worker()

    def _start_worker(self) -> None:
        command = self._locate()
        if command is None:
            self._set_state("absent")
            self._fail_all_later(failures.absent())
            return
        self._failure = {}
        self._greeted = False
        self._worker = WorkerProcess(command, self.log, self)
        self._worker.received.connect(self._on_message)
        self._worker.ended.connect(self._on_ended)
        self._worker.wrote.connect(self.logged)
        self._last_id += 1
        self._greeting_id = self._last_id
        self._set_state("starting")
        self._handshake_timer.start(self._timing.handshake)
        self._worker.start()
        self._worker.send(
            protocol.request(self._greeting_id, "handshake", {"protocol": protocol.PROTOCOL_VERSION})
        )

    def _end_worker(self) -> None:
        for timer in (self._start_timer, self._handshake_timer, self._cancel_timer):
            timer.stop()
        self._overdue.clear()
        worker, self._worker = self._worker, None
        if worker is None:
            return
        if self._greeted and not self._running():
            self._last_id += 1
            worker.send(protocol.request(self._last_id, "shutdown", {}))
            worker.close()
        else:
            # A run that went on for a moment would write to the journal that the next one resumes.
            worker.kill()
        self._greeted = False
        worker.abandon()

    def _send(self, request_id: int) -> None:
        request = self._requests[request_id]
        assert self._worker is not None
        try:
            self._worker.send(protocol.request(request_id, request.method, request.params))
            request.sent = True
        except protocol.ProtocolError as error:
            del self._requests[request_id]
            self._fail_later(request.on_error, failures.wrong_language(str(error)))

    def _on_message(self, said: dict[str, Any]) -> None:
        message = translated(said)
        if message.get("method") == "event":
            params = message.get("params") or {}
            request = self._requests.get(params.get("id"))
            if request is not None and request.on_event is not None:
                _call(request.on_event, params)
            return
        answered = message.get("id")
        if answered == self._greeting_id:
            self._on_greeting(message)
            return
        request = self._requests.pop(answered, None)
        if request is None:
            return
        self._overdue.discard(answered)
        self._strikes = 0
        self._show_work()
        if "error" in message:
            _call(request.on_error, protocol.error_of(message))
        else:
            _call(request.on_result, message.get("result"))

    def _on_greeting(self, message: dict[str, Any]) -> None:
        assert self._worker is not None
        info = message.get("result")
        if not isinstance(info, dict) or info.get("protocol") != protocol.PROTOCOL_VERSION:
            detail = protocol.error_of(message)["message"] if "error" in message else str(info)[:200]
            self._worker.fail(failures.wrong_language(detail))
            return
        self._handshake_timer.stop()
        self._greeted = True
        self._info = info
        for request_id in list(self._requests):
            self._send(request_id)
        self._show_work()

    def _on_ended(self, failure: dict[str, str]) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.deleteLater()
        overdue = set(self._overdue)
        self._end_worker()
        self._greeted = False
        if overdue:
            # Killed by us: nothing is wrong with the engine.
            self._set_state("stopped")
        else:
            self._strikes += 1
            self._failure = failure
            self._set_state("failed")
        self._fail_all(failure, overdue)

    def _on_handshake_timeout(self) -> None:
        if self._worker is not None:
            self._worker.fail(failures.no_answer(self._timing.handshake // 1000))

    def _on_cancel_timeout(self) -> None:
        self._overdue &= set(self._requests)
        if self._overdue and self._worker is not None:
            self._worker.fail(failures.stopped())

    def _on_idle(self) -> None:
        if not self._requests and self._worker is not None:
            self.stop()

    def _running(self) -> bool:
        return any(request.method == "run" and request.sent for request in self._requests.values())

    def _show_work(self) -> None:
        self._set_state("busy" if self._running() else "ready")
        minutes = self._settings.idle_minutes
        if self._requests or minutes <= 0:
            self._idle_timer.stop()
        else:
            self._idle_timer.start(minutes * 60_000)

    def _set_state(self, state: str) -> None:
        if state != "failed":
            self._failure = {}
        if state != self._state:
            self._state = state
            self.stateChanged.emit(state)

    def _fail_all(self, failure: dict[str, str], cancelled: Optional[set[int]] = None) -> None:
        requests, self._requests = self._requests, {}
        for request_id, request in requests.items():
            reason = failures.cancelled() if cancelled and request_id in cancelled else failure
            _call(request.on_error, reason)

    def _fail_all_later(self, failure: dict[str, str]) -> None:
        requests, self._requests = self._requests, {}
        for request in requests.values():
            self._fail_later(request.on_error, failure)

    def _fail_later(self, on_error: OnError, failure: dict[str, str]) -> None:
        self._late.append((on_error, failure))
        self._late_timer.start(0)

    def _deliver_late(self) -> None:
        late, self._late = self._late, []
        for on_error, failure in late:
            _call(on_error, failure)

    def _timer(self, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer


def _call(callback: Callable[[Any], None], value: Any) -> None:
    """Call back; a dialog that fails or is gone must not take the supervisor with it."""
    try:
        callback(value)
    except Exception as error:  # noqa: BLE001 - whatever a caller does, the other requests go on
        if isinstance(error, RuntimeError) and "has been deleted" in str(error):
            return  # the dialog was closed before the answer came
        QgsMessageLog.logMessage(traceback.format_exc(), "SpectralGPT", Qgis.MessageLevel.Critical)
