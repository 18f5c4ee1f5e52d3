"""The plugin's settings: typed access to QgsSettings below one prefix."""

from __future__ import annotations

import json
from typing import Any, Optional, TypeVar, cast

from qgis.core import QgsSettings

PREFIX = "spectralgpt/"

T = TypeVar("T")


class Settings:
    """Reads and writes the plugin's settings.

    QgsSettings gives back strings for most types, depending on platform and file format; `get`
    turns them into the type of its default. Lists and dicts are kept as JSON.
    A new object is cheap: nothing is cached, so several objects never disagree.
    """

    def get(self, key: str, default: T) -> T:
        """Return the stored value in the type of `default`, or `default` when none or unreadable."""
        stored = QgsSettings().value(PREFIX + key)
        if stored is None:
            return default
        try:
            return cast("T", _in_type_of(default, stored))
        except (TypeError, ValueError):
            return default

    def set(self, key: str, value: object) -> None:
        """Store a bool, int, float, str, list or dict; None removes the key."""
        if value is None:
            self.remove(key)
            return
        stored = json.dumps(value) if isinstance(value, (list, tuple, dict)) else value
        QgsSettings().setValue(PREFIX + key, stored)

    def remove(self, key: str) -> None:
        """Forget a key, or all keys below it."""
        QgsSettings().remove(PREFIX + key)

    @property
    def interpreter(self) -> str:
        """Path of the Python that the user chose for the engine; empty for the plugin's own."""
        return self.get("engine/interpreter", "")

    @interpreter.setter
    def interpreter(self, path: Optional[str]) -> None:
        self.set("engine/interpreter", path or None)

    @property
    def idle_minutes(self) -> int:
        """Minutes without a request after which the engine gives its memory back; 0 for never."""
        return self.get("engine/idle_minutes", 15)


def _in_type_of(default: object, stored: Any) -> object:
    if isinstance(default, bool):
        return stored if isinstance(stored, bool) else str(stored).strip().lower() in ("true", "1", "yes")
    if isinstance(default, int):
        return int(float(stored))
    if isinstance(default, float):
        return float(stored)
    if isinstance(default, str):
        return str(stored)
    if isinstance(default, (list, tuple, dict)):
        value = json.loads(stored)
        if isinstance(default, dict) != isinstance(value, dict):
            raise ValueError("stored under another type")
        return tuple(value) if isinstance(default, tuple) else value
    return stored
