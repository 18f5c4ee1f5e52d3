"""The run card: a JSON file beside every result that says how it was made, so that it can be made again."""

import hashlib
import importlib.metadata
import json
import os
import platform
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import models
from models.events import Events
from models.rasters.outputs import write_atomically

FORMAT = 1
CANCEL_POLL = 0.2
"""Seconds between two looks at the cancel flag."""

_CHUNK = 1 << 20


class InputHashes:
    """SHA-256 of input files, computed in the background while the job runs, until the context is left.

    Args:
        files: paths, or GDAL paths into an archive (``/vsizip/scene.zip/…``), which stand for the archive.
    """

    def __init__(self, files: Iterable[str]) -> None:
        self._stop = False
        self._pool = ThreadPoolExecutor(1, "input-hash")
        self._facts: list[tuple[str, Future[str | None]]] = [
            (path, self._pool.submit(self._digest, path)) for path in sorted({_on_disk(f) for f in files})
        ]

    def __enter__(self) -> "InputHashes":
        return self

    def __exit__(self, *_: object) -> None:
        """Give up what is not done."""
        self._stop = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def facts(self, events: Events | None = None) -> list[dict[str, Any]]:
        """Path, size, time of change (UTC) and hash of each file; waits for the hashes.

        Raises:
            Cancelled: the user asked to stop while the hashes were not ready.
        """
        while any(not digest.done() for _, digest in self._facts):
            if events is not None:
                events.check_cancelled()
            wait([digest for _, digest in self._facts], CANCEL_POLL)
        return [{**file_facts(path), "sha256": digest.result()} for path, digest in self._facts]

    def _digest(self, path: str) -> str | None:
        digest = hashlib.sha256()
        try:
            with Path(path).open("rb") as file:
                while chunk := file.read(_CHUNK):
                    if self._stop:
                        return None
                    digest.update(chunk)
        except OSError:
            return None
        return digest.hexdigest()


def file_facts(path: str) -> dict[str, Any]:
    """Path, size in bytes and time of change (UTC, ISO) of a file; None where there is no such file."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path would turn GDAL's own paths around on Windows
    except OSError:
        return {"path": path, "bytes": None, "modified": None}
    modified = datetime.fromtimestamp(status.st_mtime, timezone.utc).isoformat()
    return {"path": path, "bytes": status.st_size, "modified": modified}


def input_fingerprints(files: Iterable[str]) -> list[list[Any]]:
    """What tells quickly whether input files have changed: path, size, time of change in nanoseconds."""
    facts: list[list[Any]] = []
    for path in sorted({_on_disk(file) for file in files}):
        try:
            status = os.stat(path)  # noqa: PTH116
            facts.append([path, status.st_size, status.st_mtime_ns])
        except OSError:
            facts.append([path, None, None])
    return facts


def versions() -> dict[str, str]:
    """Versions of the engine, Python and the libraries that results depend on."""
    found = {"engine": models.__version__, "python": platform.python_version()}
    for package in ("torch", "numpy", "rasterio", "scipy", "shapely", "safetensors", "pyogrio"):
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def now() -> str:
    """The time, UTC, ISO."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def run_card_bytes(card: Mapping[str, Any]) -> bytes:
    """A run card as it is written: the given entries after format and versions."""
    document = {"format": FORMAT, "versions": versions(), "platform": platform.platform(), **card}
    return (json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n").encode()


def write_run_card(path: Path, card: Mapping[str, Any]) -> None:
    """Write a run card.

    Raises:
        EngineError: ``output.no_space`` or ``output.not_writable``.
    """
    write_atomically(path, run_card_bytes(card))


def _on_disk(path: str) -> str:
    """The file on the disk behind a GDAL path: the archive of ``/vsizip/``, the file of a subdataset."""
    if not path.startswith(("/vsizip/", "/vsitar/", "/vsigzip/")):
        return path
    inner = Path(path.split("/", 2)[2].strip("{}"))
    for candidate in (inner, *inner.parents):
        for place in (Path("/") / candidate, candidate):
            if place.is_file():
                return str(place)
    return path
