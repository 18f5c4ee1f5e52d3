"""Failures in words: what happened, and what the user can do next.

Every failure that leaves the engine's package is a dict ``{"code", "message", "advice"}``, the same as
the engine's own errors.
"""

from __future__ import annotations

from ..layers.translation import tr

SIGKILL = 9

# Runs that ended with one of these can go on from the last finished strip.
RESUMABLE = ("engine.died", "engine.stopped", "cancelled")


def starts_again() -> str:
    """The advice where nothing has to be done."""
    return tr("It starts again when it is needed.")


def absent() -> dict[str, str]:
    """No engine is installed."""
    return {
        "code": "engine.absent",
        "message": tr("The engine, which does the computing, is not installed yet."),
        "advice": tr("Open the engine’s window and press Install."),
    }


def not_started(program: str) -> dict[str, str]:
    """The program could not be run at all."""
    return {
        "code": "engine.not_started",
        "message": tr("The engine’s Python could not be started: {program}").format(program=program),
        "advice": tr("Install the engine again, or choose another interpreter."),
    }


def stopped() -> dict[str, str]:
    """The engine was ended on purpose while something was waiting for it."""
    return {
        "code": "engine.stopped",
        "message": tr("The engine was stopped."),
        "advice": starts_again(),
    }


def cancelled() -> dict[str, str]:
    """The user cancelled."""
    return {"code": "cancelled", "message": tr("Cancelled."), "advice": ""}


def no_answer(seconds: int) -> dict[str, str]:
    """The process runs but does not say hello."""
    return {
        "code": "engine.silent",
        "message": tr("The engine did not answer within {seconds} seconds.").format(seconds=seconds),
        "advice": tr("Try again; if it stays silent, look at the log or install the engine again."),
    }


def wrong_language(detail: str) -> dict[str, str]:
    """What came through the pipe is not the protocol, or another version of it."""
    return {
        "code": "engine.protocol",
        "message": tr("The engine and this plugin do not understand each other: {detail}").format(
            detail=detail
        ),
        "advice": tr("Install the engine again so that both have the same version."),
    }


def died(exit_code: int, crashed: bool, log_tail: str) -> dict[str, str]:
    """Explain an engine that ended by itself.

    Args:
        exit_code: the process's exit code, or the signal's number where it was ended by one.
        crashed: whether it was ended from outside or by a crash.
        log_tail: the last lines that it printed.
    """
    message = tr("The engine stopped unexpectedly.")
    advice = starts_again()
    missing = _missing_module(log_tail)
    if missing:
        message = tr("The engine’s Python lacks the package “{name}”.").format(name=missing)
        advice = tr("Install the engine again, or choose another interpreter.")
        return {"code": "engine.incomplete", "message": message, "advice": advice}
    if "MemoryError" in log_tail or "out of memory" in log_tail.lower():
        message = tr("The engine ran out of memory.")
        advice = tr("Close other programs or choose a smaller batch, then resume.")
    elif crashed and exit_code == SIGKILL:
        message = tr("The engine was ended from outside, perhaps for lack of memory.")
    elif crashed:
        message = tr("The engine crashed.")
    elif "[Errno 28]" in log_tail:
        message = tr("The engine stopped: no space is left on the disk.")
        advice = tr("Make room, then resume.")
    return {"code": "engine.died", "message": message, "advice": advice}


def _missing_module(log_tail: str) -> str:
    marker = "ModuleNotFoundError: No module named "
    if marker in log_tail:
        return log_tail.rsplit(marker, 1)[1].split("\n", maxsplit=1)[0].strip().strip("'\"")
    return ""
