"""A job: what a user asks for, as JSON. The command line, the worker and the plugin all speak in jobs."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.errors import EngineError
from models.events import Events
from models.sentences import say

Task = Callable[[Mapping[str, Any], Events], dict[str, Any]]

_TASKS = {
    "segment": ("models.tasks.segmentation", "segment", "estimate"),
    "change": ("models.tasks.change", "change", "estimate"),
    "threshold": ("models.tasks.change", "rethreshold", ""),
    "convert": ("models.tasks.conversion", "convert", ""),
    "inspect": ("models.tasks.conversion", "inspect", ""),
    "fetch": ("models.tasks.fetching", "fetch", ""),
    "verify": ("models.tasks.upkeep", "verify", ""),
    "delete": ("models.tasks.upkeep", "delete", ""),
    "embed": ("models.tasks.embedding", "embed", "estimate"),
    "scenes": ("models.tasks.scenes", "scenes", "estimate"),
    "train": ("models.tasks.training", "train", ""),
    "reconstruct": ("models.tasks.reconstruction", "reconstruct", "estimate"),
}
"""By name: the module, its function that runs the job, and the one that estimates how long it takes."""


@dataclass(frozen=True)
class Job:
    """A task's name and its parameters, which are named as the command line's options with underscores."""

    task: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


def job_from_json(document: Any) -> Job:
    """Read a job from parsed JSON.

    Raises:
        EngineError: ``job.malformed``.
    """
    if (
        not isinstance(document, dict)
        or not isinstance(document.get("task"), str)
        or not isinstance(document.get("parameters", {}), dict)
    ):
        raise EngineError("job.malformed", say('A job is {{"task": name, "parameters": {{…}}}}.'))
    return Job(document["task"], document.get("parameters", {}))


def run_job(job: Job, events: Events) -> dict[str, Any]:
    """Run a job to its end and give its result.

    Raises:
        EngineError: ``job.unknown_task``, or what the task raises.
        Cancelled: the user asked to stop.
    """
    task: Task = _function(job.task, 1)
    return task(job.parameters, events)


def estimate(job: Job) -> dict[str, Any]:
    """How long a job would take: seconds, windows, pixels and the device.

    Raises:
        EngineError: as `run_job`, for everything that is wrong with the job already now.
    """
    estimator: Callable[[Mapping[str, Any]], dict[str, Any]] = _function(job.task, 2)
    return estimator(job.parameters)


def _function(task: str, which: int) -> Any:
    entry = _TASKS.get(task)
    if entry is None or not entry[which]:
        raise EngineError(
            "job.unknown_task",
            say("There is no task {task!r}.", task=task),
            say("Known: {known}.", known=", ".join(_TASKS)),
        )
    # Loaded late: torch and rasterio take seconds to import, and most commands need neither.
    return getattr(importlib.import_module(entry[0]), entry[which])
