"""Small stand-ins for scenes, networks and listeners."""

import threading
from dataclasses import dataclass, field

import numpy as np

from models.events import Events
from models.rasters.windows import Window


@dataclass
class Recorder(Events):
    """Records all events; can be told to cancel once a share of the job is done."""

    cancel_at: float | None = None
    fractions: list[float] = field(default_factory=list)
    messages: list[tuple[str, str, str]] = field(default_factory=list)
    _cancelled: bool = False

    def progress(self, fraction: float, text: str = "") -> None:
        self.fractions.append(fraction)
        if self.cancel_at is not None and fraction >= self.cancel_at:
            self._cancelled = True

    def message(self, text, level="info", code=""):
        self.messages.append((code, level, text))

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    @property
    def codes(self) -> list[str]:
        return [code for code, _, _ in self.messages]


class ArrayScene:
    """Reads windows of an array (B, H, W); refuses to be read outside, and counts the reads."""

    def __init__(self, array, valid=None):
        self.array = np.asarray(array, np.float32)
        self.valid = np.ones(self.array.shape[1:], bool) if valid is None else valid
        self.reads = 0
        self.threads = set()

    @property
    def extent(self) -> Window:
        return Window(0, 0, *self.array.shape[1:])

    def read(self, window: Window):
        assert window.row >= 0
        assert window.column >= 0
        assert window.row + window.height <= self.array.shape[1]
        assert window.column + window.width <= self.array.shape[2]
        self.reads += 1
        self.threads.add(threading.get_ident())
        rows = slice(window.row, window.row + window.height)
        columns = slice(window.column, window.column + window.width)
        valid = self.valid[rows, columns].copy()
        return np.where(valid, self.array[:, rows, columns], 0).astype(np.float32), valid


def noise(bands: int, height: int, width: int, seed: int = 0) -> np.ndarray:
    """Random pixels (bands, height, width), float32."""
    return np.random.default_rng(seed).random((bands, height, width), np.float32)
