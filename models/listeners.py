"""Who listens to a job: a program that reads JSON, or a person at a terminal."""

import sys
import threading
import time
from collections.abc import Callable
from typing import Any, TextIO

from models.events import Events, Level

INTERVAL = 0.2
"""Seconds between two reports of progress, at least."""

SPARSE = 0.05
"""Share of the job between two lines of progress where lines cannot be overwritten."""


class Listener(Events):
    """Events that can be cancelled from outside, and that know how long a job will still take."""

    def __init__(self) -> None:
        self._cancel = threading.Event()
        self._started = time.monotonic()
        self._first: tuple[float, float] | None = None

    def cancel(self) -> None:
        """Ask the job to stop."""
        self._cancel.set()

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._cancel.is_set()

    def remaining(self, fraction: float) -> float | None:
        """Seconds until the end, judged by the speed so far; None while it is too early to say."""
        now = time.monotonic()
        if self._first is None:
            self._first = now, fraction  # a resumed job does not begin at 0
        since, start = self._first
        if fraction <= start or now - since < 1.0:
            return None
        return (now - since) * (1 - fraction) / (fraction - start)


class JsonListener(Listener):
    """Hands events on as JSON objects, progress not too often.

    Args:
        send: takes one object; called from any thread.
    """

    def __init__(self, send: Callable[[dict[str, Any]], None]) -> None:
        super().__init__()
        self._send = send
        self._last = (float("-inf"), "")

    def progress(self, fraction: float, text: str = "") -> None:
        """Hand on a new text and the end at once, and other progress every `INTERVAL`."""
        eta = self.remaining(fraction)
        now = time.monotonic()
        if fraction < 1 and text == self._last[1] and now - self._last[0] < INTERVAL:
            return
        self._last = now, text
        self._send(
            {
                "event": "progress",
                "fraction": round(fraction, 4),
                "text": text,
                "eta_s": None if eta is None else round(eta, 1),
            }
        )

    def message(self, text: str, level: Level = "info", code: str = "") -> None:
        """Hand on a message."""
        self._send({"event": "message", "level": level, "text": text, "code": code})

    def preview(self, path: str) -> None:
        """Hand on a preview."""
        self._send({"event": "preview", "path": path})


class TerminalListener(Listener):
    """Writes to a terminal: one line of progress that is written over, or now and then a line in a log."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__()
        self._stream = stream or sys.stderr
        self._overwrites = self._stream.isatty()
        self._last: tuple[float, float, str] = (float("-inf"), -1.0, "")
        self._open = False
        self._lock = threading.Lock()

    def progress(self, fraction: float, text: str = "") -> None:
        """Show the share done and the time that is left."""
        eta = self.remaining(fraction)
        now = time.monotonic()
        when, shown, shown_text = self._last
        news = text != shown_text or (fraction >= 1 > shown)
        if not news and (now - when < INTERVAL if self._overwrites else fraction - shown < SPARSE):
            return
        self._last = now, fraction, text
        line = f"{text or 'Working'}: {100 * fraction:3.0f} %" + (
            f", {_duration(eta)} left" if eta and eta >= 1 else ""
        )
        with self._lock:
            if self._overwrites:
                self._stream.write(f"\r{line}\x1b[K")
                self._open = True
            else:
                self._stream.write(line + "\n")
            self._stream.flush()

    def message(self, text: str, level: Level = "info", code: str = "") -> None:  # noqa: ARG002
        """Show a message on a line of its own."""
        self.line(f"{'Warning: ' if level == 'warning' else ''}{text}")

    def end_progress(self) -> None:
        """Leave the line of progress as it is."""
        if self._open:
            self.line("")

    def line(self, text: str) -> None:
        """Write a line, below the progress."""
        with self._lock:
            self._stream.write(("\n" if self._open else "") + (f"{text}\n" if text else ""))
            self._stream.flush()
            self._open = False


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
