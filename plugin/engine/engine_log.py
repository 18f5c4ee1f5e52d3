"""The engine's log: a file that never grows without bound, and its last lines in memory."""

from __future__ import annotations

import contextlib
from collections import deque
from pathlib import Path

from qgis.core import QgsApplication

MAX_BYTES = 1_000_000
TAIL_LINES = 200


def default_log_path() -> str:
    """Path of the log in the user's QGIS profile."""
    return str(Path(QgsApplication.qgisSettingsDirPath()) / "spectralgpt" / "engine.log")


class EngineLog:
    """Appends text to a file and keeps one older file beside it.

    Each write opens the file anew, so that several QGIS windows of one profile can share it and the
    user can delete it at any time. A log that can't be written is no reason to stop an engine.
    """

    def __init__(self, path: str, max_bytes: int = MAX_BYTES) -> None:
        self.path = path
        self._max_bytes = max_bytes
        self._tail: deque[str] = deque(maxlen=TAIL_LINES)
        self._unfinished = ""

    def write(self, text: str) -> None:
        """Append text as it comes from a pipe: lines may arrive in pieces."""
        *lines, self._unfinished = (self._unfinished + text).split("\n")
        self._tail.extend(lines)
        self._unfinished = self._unfinished[-2000:]
        with contextlib.suppress(OSError):
            self._append(text)

    def tail(self, lines: int = TAIL_LINES) -> str:
        """Return the last lines of this session."""
        kept = [*self._tail, self._unfinished] if self._unfinished else list(self._tail)
        return "\n".join(kept[-lines:])

    def _append(self, text: str) -> None:
        path = Path(self.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > self._max_bytes:
            path.replace(path.with_name(path.name + ".1"))
        with path.open("a", encoding="utf-8", errors="replace") as file:
            file.write(text)
