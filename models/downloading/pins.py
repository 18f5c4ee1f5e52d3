"""Hashes of first downloads: whoever gets a file again learns whether it is still the same one.

Nobody published the hashes of the official weights, so the first download is trusted and written down.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

from models.errors import EngineError
from models.rasters.outputs import write_atomically
from models.sentences import say


@dataclass(frozen=True)
class Pin:
    """What a first download was.

    Attributes:
        sha256: of the file.
        size: in bytes.
        url: where it came from.
        date: the day, as 2026-11-24.
    """

    sha256: str
    size: int
    url: str
    date: str


def pin_of(sha256: str, size: int, url: str) -> Pin:
    """A pin of today."""
    return Pin(sha256, size, url, datetime.now(timezone.utc).date().isoformat())


class Pins:
    """The pins in a folder, by the files' names."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "pins.json"

    def all(self) -> Mapping[str, Pin]:
        """All of them.

        Raises:
            EngineError: ``download.bad_pins``: to go on without them would be to trust anything.
        """
        try:
            text = self.path.read_text("utf-8")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unreadable() from error
        try:
            return {
                str(file): Pin(str(e["sha256"]), int(e["size"]), str(e["url"]), str(e["date"]))
                for file, e in json.loads(text).items()
            }
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._unreadable() from error

    def add(self, file: str, pin: Pin) -> None:
        """Write one down, in place of an earlier one of that name.

        Raises:
            EngineError: ``download.bad_pins`` or ``output.*``.
        """
        pins = {name: asdict(one) for name, one in {**self.all(), file: pin}.items()}
        write_atomically(self.path, (json.dumps(pins, indent=2) + "\n").encode())

    def _unreadable(self) -> EngineError:
        return EngineError(
            "download.bad_pins",
            say("{path}, which has the hashes of the first downloads, cannot be read.", path=self.path),
            say("Mend it, or delete it to pin anew."),
        )
