"""Finished strips, kept beside the output so that a run survives a crash.

``OUT.tif.partial`` holds the strips' arrays, compressed and one after the other; ``OUT.tif.journal`` holds
one JSON line per strip that says where they lie, after a first line with the run's fingerprint. Both only
ever grow, and a line is written when its data is safely on the disk, so whatever moment a process dies at,
the strips that the journal names are whole. What was half written behind them is cut off when the run is
resumed.
"""

import errno
import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError
from models.events import Events
from models.rasters.locks import lock_file
from models.sentences import say

VERSION = 1


@dataclass(frozen=True)
class KeptStrip:
    """A finished strip: its first row and column in the extent, and named arrays (rows, columns)."""

    row0: int
    column0: int
    arrays: dict[str, NDArray[Any]]


def fingerprint(facts: Mapping[str, Any]) -> str:
    """SHA-256 of everything that a result depends on, given as JSON values."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


class Journal:
    """The finished strips of one output.

    Args:
        output: the file that the run will make; the journal's two files lie beside it.
        mark: the run's `fingerprint`.
        resume: go on with the strips that an earlier run with the same fingerprint has left. Otherwise, or
            when the fingerprint differs, what an earlier run has left is thrown away.
        events: told what was found.

    Raises:
        EngineError: ``output.busy`` when another process writes the same output; ``output.no_space``.
    """

    def __init__(self, output: str | Path, mark: str, resume: bool, events: Events) -> None:
        self.data_path = Path(f"{output}.partial")
        self.index_path = Path(f"{output}.journal")
        self._mark = mark
        self._entries: list[dict[str, Any]] = []
        self._index = self.index_path.open("r+b" if self.index_path.exists() else "x+b")
        try:
            _lock(self._index.fileno(), str(output))
            self._data = self.data_path.open("r+b" if self.data_path.exists() else "x+b")
            self._begin(resume, events)
        except BaseException:
            self._index.close()
            raise

    @property
    def finished(self) -> int:
        """Number of strips that are kept; they are the first ones of the run."""
        return len(self._entries)

    def append(self, row0: int, column0: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep a finished strip; returns when it is on the disk."""
        offset = self._data.seek(0, os.SEEK_END)
        entry: dict[str, Any] = {"row": row0, "column": column0, "arrays": []}
        try:
            for name, array in arrays.items():
                packed = zlib.compress(np.ascontiguousarray(array).data, 1)
                self._data.write(packed)
                entry["arrays"].append(
                    {
                        "name": name,
                        "dtype": array.dtype.str,
                        "shape": list(array.shape),
                        "offset": offset,
                        "length": len(packed),
                        "crc": zlib.crc32(packed),
                    }
                )
                offset += len(packed)
            self._data.flush()
            os.fsync(self._data.fileno())
            self._write_line(entry)
        except OSError as error:
            raise _disk_error(error, self.data_path) from error
        self._entries.append(entry)

    def strips(self) -> Iterator[KeptStrip]:
        """All kept strips in the order of the run.

        Raises:
            EngineError: ``journal.damaged`` when the data is not what was written.
        """
        for entry in self._entries:
            arrays = {}
            for part in entry["arrays"]:
                packed = self._packed(part)
                if packed is None:
                    raise EngineError(
                        "journal.damaged",
                        say("{name} was changed while it was in use.", name=self.data_path.name),
                        say("Run again without resuming."),
                    )
                flat = np.frombuffer(zlib.decompress(packed), np.dtype(part["dtype"]))
                arrays[part["name"]] = flat.reshape(part["shape"])
            yield KeptStrip(entry["row"], entry["column"], arrays)

    def close(self) -> None:
        """Close the files and leave them, so that the run can be resumed."""
        self._data.close()
        self._index.close()

    def discard(self) -> None:
        """Close and delete the files: the output is complete, or nothing in it is worth keeping."""
        self.close()
        self.data_path.unlink(missing_ok=True)
        self.index_path.unlink(missing_ok=True)

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._entries:
            self.close()
        else:
            self.discard()  # a run that failed before its first strip leaves nothing behind

    def _begin(self, resume: bool, events: Events) -> None:
        head, entries, index_end = self._read_index()
        if head is not None and resume:
            if head.get("journal") == VERSION and head.get("fingerprint") == self._mark:
                self._keep_whole(entries, index_end)
                events.message(
                    say("Resuming after {finished} finished strips.", finished=self.finished),
                    code="journal.resumed",
                )
                return
            events.message(
                say("The unfinished result was made from other inputs or settings; starting again."),
                "warning",
                "journal.mismatch",
            )
        elif resume:
            events.message(say("There is nothing to resume; starting from the top."), code="journal.none")
        self._index.seek(0)
        self._index.truncate()
        self._data.truncate(0)
        try:
            self._write_line({"journal": VERSION, "fingerprint": self._mark})
        except OSError as error:
            raise _disk_error(error, self.index_path) from error

    def _read_index(self) -> tuple[dict[str, Any] | None, list[tuple[dict[str, Any], int]], int]:
        """The first line, the strips' lines with the places where they end, and where the first line ends."""
        lines: list[tuple[dict[str, Any], int]] = []
        end = 0
        self._index.seek(0)
        for raw in self._index:
            end += len(raw)
            try:
                line = json.loads(raw) if raw.endswith(b"\n") else None
            except ValueError:
                line = None
            if not isinstance(line, dict):
                break
            lines.append((line, end))
        if not lines:
            return None, [], 0
        return lines[0][0], lines[1:], lines[0][1]

    def _keep_whole(self, entries: list[tuple[dict[str, Any], int]], index_end: int) -> None:
        """Take over the leading strips whose data is whole and cut off everything behind them."""
        data_end = 0
        for entry, line_end in entries:
            try:
                whole = all(self._packed(part) is not None for part in entry["arrays"])
                last = max((part["offset"] + part["length"] for part in entry["arrays"]), default=data_end)
            except (KeyError, TypeError, ValueError):
                break
            if not whole:
                break
            self._entries.append(entry)
            index_end, data_end = line_end, last
        self._index.truncate(index_end)
        self._index.seek(0, os.SEEK_END)
        self._data.truncate(data_end)

    def _packed(self, part: Mapping[str, Any]) -> bytes | None:
        self._data.seek(part["offset"])
        packed = self._data.read(part["length"])
        return packed if len(packed) == part["length"] and zlib.crc32(packed) == part["crc"] else None

    def _write_line(self, line: Mapping[str, Any]) -> None:
        self._index.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        self._index.flush()
        os.fsync(self._index.fileno())


def _disk_error(error: OSError, path: Path) -> EngineError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EngineError(
            "output.no_space",
            say("The disk is full: {parent}.", parent=path.parent),
            say("Free some space and resume the run."),
        )
    return EngineError(
        "output.not_writable",
        say("{path} cannot be written: {strerror}.", path=path, strerror=error.strerror),
    )


def _lock(descriptor: int, output: str) -> None:
    """Make sure that no other process writes the same output; the lock ends with the process."""
    try:
        lock_file(descriptor)
    except OSError:
        raise EngineError(
            "output.busy",
            say("Another run is writing {output}.", output=output),
            say("Wait for it, or choose another name."),
        ) from None
