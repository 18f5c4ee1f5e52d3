"""Runs: jobs that work through QGIS's task manager while the engine does them one by one."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Optional

from qgis.core import Qgis, QgsApplication, QgsMessageLog, QgsTask
from qgis.PyQt.QtCore import QObject, QThreadPool, pyqtSignal

from ..layers.translation import tr
from . import failures
from .notices import Button, Notices
from .supervisor import EngineSupervisor

# Tasks that begin anew each time: there is nothing of theirs to resume.
_ALWAYS_ANEW = ("convert", "verify", "delete")
# How long a cancelled task waits for the engine's word before it ends without it.
_CANCEL_PATIENCE_S = 2.0
_LOOK_S = 0.2

Job = dict[str, Any]
Result = dict[str, Any]


class RunTask(QgsTask):
    """Shows one run in QGIS's task manager; the work itself is done by the engine's process.

    Its thread only sleeps until the main thread says that the run is over.
    """

    def __init__(self, title: str, on_cancel: Callable[[], None]) -> None:
        super().__init__(title, QgsTask.Flag.CanCancel)
        self._over = threading.Event()
        self._succeeded = False
        self._on_cancel = on_cancel
        manager = QgsApplication.taskManager()
        # Newer versions of QGIS have a pool for tasks alone, older ones share that of the map's drawing.
        self._pool = manager.threadPool() if hasattr(manager, "threadPool") else QThreadPool.globalInstance()

    def run(self) -> bool:
        """Wait; called by QGIS in a thread of its pool."""
        # The sleeping thread would otherwise be missing for drawing the map on a small machine.
        self._pool.releaseThread()
        try:
            while not self._over.wait(_LOOK_S):
                if self.isCanceled():
                    # When QGIS closes, nothing on the main thread can say that the run is over.
                    self._over.wait(_CANCEL_PATIENCE_S)
                    break
        finally:
            self._pool.reserveThread()
        return self._succeeded

    def cancel(self) -> None:
        """Stop the run; called by the task manager on the main thread."""
        super().cancel()
        self._on_cancel()

    def end(self, succeeded: bool) -> None:
        """Let the thread go; called on the main thread."""
        self._succeeded = succeeded
        self._over.set()


@dataclass
class _Run:
    job: Job
    title: str
    on_finished: Callable[[Result], None]
    task: Optional[RunTask] = None
    request_id: int = 0
    worked: bool = False
    # From then on QGIS may have deleted the task: once its thread is over, or at once if it never got one.
    cancelled: bool = False
    warnings: list[str] = field(default_factory=list)


class RunManager(QObject):
    """Queues jobs, shows them as tasks, and tells the user how each of them ended.

    The engine gets one run at a time; the others wait in the task manager and can be cancelled there.

    Signals:
        succeeded: job and result of a run, after its `on_finished`.
        failed: job and failure of a run, cancelled ones included.
        progressed: job, finished share (0..1) and text.
        remaining: job and seconds until its end, as the engine judges by the speed so far.
    """

    succeeded = pyqtSignal(object, object)
    failed = pyqtSignal(object, object)
    progressed = pyqtSignal(object, float, str)
    remaining = pyqtSignal(object, float)

    def __init__(
        self,
        supervisor: EngineSupervisor,
        notices: Notices,
        show_engine: Callable[[], None],
        show_log: Callable[[], None],
        parent: Optional[QObject] = None,
    ) -> None:
        """Create a manager.

        Args:
            show_engine: opens the window that installs the engine.
            show_log: opens the engine's log.
        """
        super().__init__(parent)
        self._supervisor = supervisor
        self._notices = notices
        self._show_engine = show_engine
        self._show_log = show_log
        self._waiting: list[_Run] = []
        self._current: Optional[_Run] = None

    @property
    def count(self) -> int:
        """How many runs are going or waiting."""
        return len(self._waiting) + (self._current is not None)

    def submit(self, job: Job, title: str, on_finished: Callable[[Result], None]) -> RunTask:
        """Queue a job ``{"task", "parameters"}`` and show it in the task manager.

        Args:
            on_finished: gets the result, on the main thread, if the run succeeds.
        """
        run = _Run(job, title, on_finished)
        run.task = RunTask(title, lambda: self._cancel(run))
        # A task that waits must not take a thread, so it is held back until the engine is free.
        run.task.hold()
        self._waiting.append(run)
        if self._current is not None:
            _describe(run, tr("waiting"))
        QgsApplication.taskManager().addTask(run.task)
        self._start_next()
        return run.task

    def cancel(self, job: Job) -> None:
        """Cancel a job as its task in the task manager does; one that is over already is left alone."""
        run = self._find(job)
        if run is not None and run.task is not None and not run.cancelled:
            run.task.cancel()

    def title(self, job: Job) -> str:
        """How a job that waits or goes on is called; empty for another."""
        run = self._find(job)
        return run.title if run is not None else ""

    def cancel_all(self) -> None:
        """Cancel everything without a message, for when the plugin is unloaded."""
        waiting, self._waiting = self._waiting, []
        current, self._current = self._current, None
        for run in [*waiting, *([current] if current else [])]:
            if run.task is not None:
                task, run.task = run.task, None
                if not run.cancelled:
                    task.cancel()
                task.end(False)

    def _find(self, job: Job) -> Optional[_Run]:
        runs = [*self._waiting, *([self._current] if self._current else [])]
        return next((run for run in runs if run.job is job), None)

    def _start_next(self) -> None:
        if self._current is not None or not self._waiting:
            return
        run = self._waiting.pop(0)
        self._current = run
        assert run.task is not None
        _describe(run, tr("starting"))
        run.task.unhold()
        run.request_id = self._supervisor.request(
            "run",
            {"job": run.job},
            lambda result: self._on_result(run, result),
            lambda failure: self._on_failure(run, failure),
            lambda event: self._on_event(run, event),
        )

    def _cancel(self, run: _Run) -> None:
        _describe(run, "")
        run.cancelled = True
        if run is self._current:
            self._supervisor.cancel(run.request_id)
        elif run in self._waiting:
            self._waiting.remove(run)
            self._end(run, succeeded=False)
            self.failed.emit(run.job, failures.cancelled())

    def _on_event(self, run: _Run, event: dict[str, Any]) -> None:
        if run.cancelled:
            return
        kind, text = event.get("event"), str(event.get("text") or "")
        if kind == "progress":
            fraction = min(max(float(event.get("fraction") or 0.0), 0.0), 1.0)
            run.worked = run.worked or fraction > 0
            if run.task is not None:
                run.task.setProgress(100 * fraction)
            _describe(run, _remaining(event.get("eta_s")) or text)
            self.progressed.emit(run.job, fraction, text)
            if isinstance(event.get("eta_s"), (int, float)):
                self.remaining.emit(run.job, float(event["eta_s"]))
        elif kind == "message":
            warns = event.get("level") == "warning"
            level = Qgis.MessageLevel.Warning if warns else Qgis.MessageLevel.Info
            QgsMessageLog.logMessage(f"{run.title}: {text}", "SpectralGPT", level, notifyUser=False)
            if warns and text not in run.warnings:
                run.warnings.append(text)

    def _on_result(self, run: _Run, result: Result) -> None:
        self._end(run, succeeded=True)
        try:
            run.on_finished(result)
        except Exception:  # noqa: BLE001 - the result is on the disk whatever becomes of its layers
            QgsMessageLog.logMessage(traceback.format_exc(), "SpectralGPT", Qgis.MessageLevel.Critical)
            self._notices.warning(
                tr("{title}: the result could not be added to the map. It is in {path}").format(
                    title=run.title, path=result.get("output", "")
                )
            )
        if run.warnings:
            self._notices.warning(f"{run.title}: {' '.join(run.warnings)}")
        self.succeeded.emit(run.job, result)
        self._start_next()

    def _on_failure(self, run: _Run, failure: dict[str, str]) -> None:
        was_shown = run.task is not None
        self._end(run, succeeded=False)
        if was_shown:
            self._tell(run, failure)
        self.failed.emit(run.job, failure)
        self._start_next()

    def _tell(self, run: _Run, failure: dict[str, str]) -> None:
        code = failure.get("code", "")
        resume: list[Button] = []
        if code in failures.RESUMABLE and run.worked and run.job.get("task") not in _ALWAYS_ANEW:
            resume = [(tr("Resume"), lambda: self._resume(run))]
        if code == "cancelled":
            text = tr("{title}: cancelled.").format(title=run.title)
            if resume:
                text = tr("{title}: cancelled. What was finished is kept.").format(title=run.title)
            self._notices.info(text, resume)
        elif code == "engine.absent":
            self._notices.failure(failure, [(tr("Open Engine"), self._show_engine)], run.title)
        else:
            if resume and failure.get("advice") == failures.starts_again():
                # The message bar has one line: what matters now is that nothing is lost.
                failure = {**failure, "advice": tr("What was finished is kept.")}
            self._notices.failure(failure, [*resume, (tr("Open log"), self._show_log)], run.title)

    def _resume(self, run: _Run) -> None:
        parameters = {**run.job.get("parameters", {}), "resume": True}
        self.submit({**run.job, "parameters": parameters}, run.title, run.on_finished)

    def _end(self, run: _Run, succeeded: bool) -> None:
        if run is self._current:
            self._current = None
        _describe(run, "")
        # From here on the task may be deleted by QGIS at any time.
        task, run.task = run.task, None
        if task is not None:
            task.end(succeeded)


def _describe(run: _Run, what: str) -> None:
    if run.task is not None and not run.cancelled:
        run.task.setDescription(f"{run.title} ({what})" if what else run.title)


def _remaining(seconds: Any) -> str:
    if not isinstance(seconds, (int, float)) or seconds < 1:
        return ""
    if seconds < 90:
        return tr("{count} s left").format(count=round(seconds))
    return tr("{count} min left").format(count=round(seconds / 60))
