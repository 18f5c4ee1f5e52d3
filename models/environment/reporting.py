"""What the installer tells people or the plugin."""

from __future__ import annotations

import json
import time
from typing import Any


class InstallError(Exception):
    """Why there is no environment, in a sentence, and what to do.

    Args:
        code: stable identifier, e.g. ``install.no_space``.
        message: what happened.
        advice: what to do next.
    """

    def __init__(self, code: str, message: str, advice: str = "") -> None:
        super().__init__(f"{message} {advice}".strip())
        self.code, self.message, self.advice = code, message, advice


class Reporter:
    """Writes sentences for people, or one JSON event a line for the plugin, to standard output.

    The events are the engine's: ``progress`` (fraction, text), ``message`` (text, level), ``result`` and
    ``error`` (code, message, advice); beside them ``plan`` and ``line`` (text, from pip).
    """

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self._fraction = 0.0
        self._shown = -1.0
        self._text = ""
        self._at = 0.0

    def event(self, name: str, **fields: Any) -> None:
        """Emit a JSON event; people do not see it."""
        if self.as_json:
            print(json.dumps({"event": name, **fields}), flush=True)

    def message(self, text: str, level: str = "info") -> None:
        """Say a sentence."""
        if self.as_json:
            self.event("message", text=text, level=level)
        else:
            print(text, flush=True)

    def line(self, text: str) -> None:
        """Pass on a line of pip's output."""
        self.event("line", text=text)

    def progress(self, fraction: float, text: str) -> None:
        """Report the finished share, which never falls, and what is being done.

        The plugin hears it at most twice a second; people get a line for each step and each 5 %.
        """
        now = time.monotonic()
        self._fraction = max(fraction, self._fraction)
        step = 0.001 if self.as_json else 0.05
        if text == self._text and (now - self._at < 0.5 or self._fraction - self._shown < step):
            return
        self._text, self._shown, self._at = text, self._fraction, now
        if self.as_json:
            self.event("progress", fraction=round(self._fraction, 4), text=text)
        else:
            print(f"[{self._fraction:4.0%}] {text}", flush=True)
