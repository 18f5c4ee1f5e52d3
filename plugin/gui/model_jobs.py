"""Jobs on models: they go through the run manager like all others, one at a time for whoever watches them."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..engine.runs import RunManager

TASKS = ("fetch", "convert", "verify", "delete")


class ModelJobs(QObject):
    """Submits a job and follows it to its end.

    A job on models that was begun elsewhere, as by the button that resumes a cancelled one, is followed too.

    Signals:
        started: a job is waiting or going on.
        progressed: share (0 to 1) and text of the job.
        remaining: seconds until its end.
        ended: whether it succeeded, its job, and its result or failure.
    """

    started = pyqtSignal()
    progressed = pyqtSignal(float, str)
    remaining = pyqtSignal(float)
    ended = pyqtSignal(bool, dict, dict)

    def __init__(self, runs: RunManager, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._job: Optional[dict[str, Any]] = None
        self.title = ""
        runs.progressed.connect(self._on_progress)
        runs.remaining.connect(self._on_remaining)
        runs.succeeded.connect(self._on_success)
        runs.failed.connect(self._on_failure)

    @property
    def running(self) -> bool:
        """Whether a job waits or goes on."""
        return self._job is not None

    def submit(self, task: str, parameters: dict[str, Any], title: str) -> None:
        """Hand a job on; not while another one is running."""
        self._follow({"task": task, "parameters": parameters}, title)
        self._runs.submit(self._job, title, _nothing)

    def cancel(self) -> None:
        """Stop the job; `ended` follows."""
        if self._job is not None:
            self._runs.cancel(self._job)

    def _follow(self, job: dict[str, Any], title: str) -> None:
        self._job, self.title = job, title
        self.started.emit()

    def _on_progress(self, job: Any, share: float, text: str) -> None:
        if self._job is None and job.get("task") in TASKS:
            self._follow(job, self._runs.title(job))
        if job is self._job:
            self.progressed.emit(share, text)

    def _on_remaining(self, job: object, seconds: float) -> None:
        if job is self._job:
            self.remaining.emit(seconds)

    def _on_success(self, job: object, result: object) -> None:
        self._end(job, True, result)

    def _on_failure(self, job: object, failure: object) -> None:
        self._end(job, False, failure)

    def _end(self, job: object, succeeded: bool, outcome: object) -> None:
        if self._job is None or job is not self._job:
            return
        ended, self._job = self._job, None
        self.ended.emit(succeeded, ended, outcome if isinstance(outcome, dict) else {})


def _nothing(_result: Any) -> None:
    """A model is no layer: nothing has to be added to the map."""
