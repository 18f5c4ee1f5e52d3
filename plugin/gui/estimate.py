"""The engine's estimate of a run, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qgis.PyQt.QtCore import QLocale

from ..layers.translation import tr

_MINUTE, _HOUR = 60, 3600


def duration_text(seconds: float) -> str:
    """A duration as people say it, rounded to what an estimate is worth."""
    if seconds < 1.5:
        return tr("a second")
    if seconds < 10:
        return tr("{count} s").format(count=round(seconds))
    if seconds < 1.5 * _MINUTE:
        return tr("{count} s").format(count=5 * round(seconds / 5))
    if seconds < 1.5 * _HOUR:
        return tr("{count} min").format(count=round(seconds / _MINUTE))
    return tr("{count} h").format(count=QLocale().toString(seconds / _HOUR, "f", 1))


def elapsed_text(seconds: float) -> str:
    """A duration that was measured."""
    whole = max(round(seconds), 1)
    if whole < _MINUTE:
        return tr("{count} s").format(count=whole)
    return tr("{minutes} min {seconds} s").format(minutes=whole // _MINUTE, seconds=whole % _MINUTE)


@dataclass(frozen=True)
class Estimate:
    """Expected time, for the button, and a sentence that says where it is spent and on how much."""

    seconds: float
    time_text: str
    sentence: str

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any]) -> Estimate | None:
        """Read the answer to ``estimate``; None when it has no time."""
        seconds = answer.get("seconds")
        if not isinstance(seconds, (int, float)):
            return None
        time_text = tr("about {time}").format(time=duration_text(float(seconds)))
        parts = [f"{time_text[:1].upper()}{time_text[1:]}"]
        if device := str(answer.get("device", "")):
            parts[0] = tr("{time} on {device}").format(time=parts[0], device=_device_text(device))
        if pixels := answer.get("pixels"):
            parts.append(pixels_text(int(pixels)))
        return cls(float(seconds), time_text, " · ".join(parts))


def pixels_text(pixels: int) -> str:
    """A number of pixels, in millions where that is shorter."""
    locale = QLocale()
    if pixels < 1_000_000:
        return tr("{count} pixels").format(count=locale.toString(pixels))
    return tr("{count} million pixels").format(count=locale.toString(pixels / 1e6, "f", 1))


def _device_text(device: str) -> str:
    kinds = {
        "cpu": tr("this computer’s CPU"),
        "cuda": tr("this computer’s graphics card"),
        "mps": tr("this Mac’s graphics processor"),
    }
    return kinds.get(device.partition(":")[0], device)
