"""The command line: runs a command and says how it went.

Exit codes: 0 done, 1 a fault of the engine (with a log), 2 bad input or usage, 130 cancelled.
"""

import contextlib
import importlib
import json
import logging
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Any, TextIO

from models import queries
from models.arguments import COMMANDS, TASKS, UsageError, job_parameters, overview, parse
from models.errors import Cancelled, EngineError
from models.listeners import JsonListener, Listener, TerminalListener

DONE, FAULT, BAD_INPUT, CANCELLED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help"):
        print(overview())
        return DONE if words else BAD_INPUT
    if words[0] == "--version":
        import models

        print(models.__version__)
        return DONE
    _prepare_libraries()
    if words[0] == "worker":
        from models.worker import serve

        return serve()
    with _own_stdout() as out:
        return _Command(words, out).run()


def _prepare_libraries() -> None:
    """Set what libraries look at when they are loaded, unless the user has."""
    # Torch then runs on the processor what Apple's GPUs lack.
    os.environ.setdefault("PYTORCH_ENABLE_MPS_FALLBACK", "1")
    # Megabytes. GDAL's own default grows with the computer; a row of a Sentinel-2 tile's blocks takes 225.
    os.environ.setdefault("GDAL_CACHEMAX", "400")


class _Command:
    """One command line that is run."""

    def __init__(self, words: list[str], out: TextIO) -> None:
        self._words, self._out = words, out
        self._json = "--json" in words
        self._whole = True
        self._listener: Listener = JsonListener(self._emit) if self._json else TerminalListener()

    def run(self) -> int:
        try:
            self._execute()
        except UsageError as error:
            self._fail("usage", str(error), f"See python -m models {self._words[0]} --help.")
            return BAD_INPUT
        except EngineError as error:
            self._fail(error.code, error.message, error.advice)
            return BAD_INPUT
        except (Cancelled, KeyboardInterrupt):
            goes_on = "the same command goes on" if self._words[0] == "train" else "--resume goes on"
            self._fail("cancelled", f"Cancelled; what was done is kept, and {goes_on} from there.", "")
            return CANCELLED
        except BrokenPipeError:
            return FAULT
        except Exception as error:  # noqa: BLE001 - whatever it is, the user gets one line and a log
            log = _write_log()
            self._fail("engine.fault", f"The engine failed: {error!r}. Details: {log}", "")
            return FAULT
        return DONE if self._whole else BAD_INPUT

    def _execute(self) -> None:
        command = self._words[0]
        if command not in COMMANDS:
            raise UsageError(f"there is no command {command!r}; there are {', '.join(COMMANDS)}")
        found = parse(command, self._words[1:])
        logging.captureWarnings(True)
        logging.basicConfig(
            level=logging.INFO if found.verbose else logging.CRITICAL, stream=sys.stderr, force=True
        )
        if command in TASKS:
            from models.jobs import Job, run_job

            with _cancelled_by_signals(self._listener):
                result = run_job(Job(command, job_parameters(found)), self._listener)
            self._whole = result.get("ok", True)
            # Under torchrun several processes run the job; the first one speaks.
            if os.environ.get("RANK", "0") == "0":
                self._result(result, _words_of(command))
        elif command == "estimate":
            job = {"task": found.task, "parameters": job_parameters(found)}
            self._result(queries.estimate({"job": job}), _estimate_in_words)
        elif command == "describe":
            self._result(queries.describe(job_parameters(found)), _description_in_words)
        elif command == "doctor":
            from models.doctor import in_words

            self._result(queries.doctor(job_parameters(found)), in_words)
        elif command == "catalog":
            self._result(queries.catalog({}), _catalog_in_words)

    def _result(self, result: Any, in_words: Any) -> None:
        if self._json:
            self._emit({"event": "result", **result})
        else:
            if isinstance(self._listener, TerminalListener):
                self._listener.end_progress()
            print(in_words(result), file=self._out, flush=True)

    def _fail(self, code: str, message: str, advice: str) -> None:
        if self._json:
            self._emit({"event": "error", "code": code, "message": message, "advice": advice})
        listener = self._listener if isinstance(self._listener, TerminalListener) else TerminalListener()
        listener.line(f"{message} {advice}".strip().replace("\n", " "))

    def _emit(self, event: dict[str, Any]) -> None:
        self._out.write(json.dumps(event, ensure_ascii=False, default=str) + "\n")
        self._out.flush()


@contextlib.contextmanager
def _own_stdout() -> Iterator[TextIO]:
    """Keep standard output for results: what libraries print goes to standard error."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        with os.fdopen(kept, "w", encoding="utf-8", closefd=False) as out:
            yield out
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


@contextlib.contextmanager
def _cancelled_by_signals(listener: Listener) -> Iterator[None]:
    """Turn the first Ctrl-C or SIGTERM into a cancel that keeps the journal; a second one ends at once."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        if listener.cancelled:
            os._exit(CANCELLED)
        listener.cancel()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _write_log() -> str:
    descriptor, path = tempfile.mkstemp(".log", "spectralgpt-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        traceback.print_exc(file=file)
    return path


def _words_of(task: str) -> Callable[[dict[str, Any]], str]:
    """How the result of a task is told to people."""
    if task == "scenes":
        return _labels_in_words
    if task not in _WORDS:
        return _result_in_words
    module, function = _WORDS[task]
    words: Callable[[dict[str, Any]], str] = getattr(importlib.import_module(module), function)
    return words


_WORDS = {
    "convert": ("models.tasks.conversion", "conversion_in_words"),
    "inspect": ("models.tasks.conversion", "inspection_in_words"),
    "train": ("models.tasks.training", "training_in_words"),
    "fetch": ("models.tasks.fetching", "fetch_in_words"),
    "verify": ("models.tasks.upkeep", "verification_in_words"),
    "delete": ("models.tasks.upkeep", "deletion_in_words"),
}
"""By task: the module and its function that tells the result, where it is no map."""


def _result_in_words(result: dict[str, Any]) -> str:
    lines = []
    for entry in result.get("classes") or result.get("transitions") or []:
        area = "" if entry["hectares"] is None else f"{entry['hectares']:14,.1f} ha"
        share = f"{100 * entry['share']:6.1f} %" if "share" in entry else ""
        lines.append(f"{entry['name']:36.36}{entry['pixels']:14,} px{area}{share}")
    if "changed_pixels" in result:
        hectares = result.get("changed_hectares")
        area = "" if hectares is None else f", {hectares:,.1f} ha"
        lines.append(f"Changed: {result['changed_pixels']:,} px{area}")
    if "threshold" in result:
        lines.append(f"Threshold: {result['threshold']} ({result.get('threshold_method')})")
    lines.append(f"{result['output']} ({result.get('seconds', 0):.1f} s, {result.get('device', 'cpu')})")
    return "\n".join(lines)


def _labels_in_words(result: dict[str, Any]) -> str:
    lines = []
    for entry in result["classes"]:
        if entry["features"]:
            area = "" if entry["hectares"] is None else f"{entry['hectares']:14,.1f} ha"
            lines.append(f"{entry['name']:44.44}{entry['features']:10,}{area}{100 * entry['share']:6.1f} %")
    lines.append(f"{result['output']} ({result['seconds']:.1f} s, {result['device']})")
    return "\n".join(lines)


def _estimate_in_words(found: dict[str, Any]) -> str:
    return (
        f"About {found['seconds']:.0f} s on {found['device']}: "
        f"{found['windows']:,} windows, {found['pixels']:,} pixels"
    )


def _description_in_words(found: dict[str, Any]) -> str:
    lines = []
    for name, value in found.items():
        if isinstance(value, list):
            lines.append(f"{name}:")
            for item in value:
                parts = item.items() if isinstance(item, dict) else [("", item)]
                shown = [f"{k} {v}".strip() for k, v in parts if v is not None]
                lines.append("  " + ", ".join(shown))
        elif value is not None:
            lines.append(f"{name}: {value}")
    return "\n".join(lines)


def _catalog_in_words(found: dict[str, Any]) -> str:
    lines = [_catalog_line(entry, entry["bytes"]) for entry in found["models"]]
    missing = [entry for entry in found["official"] if entry["state"] != "installed"]
    lines += [_catalog_line(entry, entry["received"]) for entry in missing]
    return "\n".join([*lines, f"Your models: {found['folder']}, {found['bytes'] / 1e6:.1f} MB"])


_STATES = {
    "shipped": "part of the plugin",
    "installed": "yours",
    "missing": "its weights are missing",
    "damaged": "its card cannot be used",
    "leftover": "weights without a card",
    "available": "to download: fetch",
    "partial": "partly downloaded: fetch goes on",
}


def _catalog_line(entry: dict[str, Any], size: int) -> str:
    room = f"{size / 1e6:.1f} MB" if size else ""
    what = f"{entry['id']:28} {entry.get('task', ''):14} {room:>10}"
    return f"{what}  {_STATES[entry['state']]:32} {_english(entry.get('title'))}".rstrip()


def _english(title: Any) -> str:
    return str(title.get("en", "")) if isinstance(title, dict) else str(title or "")
