"""The unfinished file of a download, and the small JSON beside it that says what it is the beginning of."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from models.errors import EngineError
from models.rasters.locks import lock_file
from models.rasters.outputs import flush_to_disk, write_atomically, write_error
from models.sentences import say


@dataclass(frozen=True)
class Origin:
    """Where an unfinished file comes from, and which version of it.

    Attributes:
        url: the address that was asked for.
        validator: entity tag or date of change by which the server knows this version; empty for none.
        size: of the whole file in bytes; None when the server did not say.
    """

    url: str
    validator: str = ""
    size: int | None = None


class PartialFile:
    """What has been received so far of ``target``, under another name until it is complete.

    A context manager around `append`.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(f"{target.name}.partial")
        self._note = target.with_name(f"{target.name}.partial.json")
        self._file: IO[bytes] | None = None

    @property
    def received(self) -> int:
        """Bytes on the disk."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def share(self) -> float:
        """How much of the whole is there, 0 to 1, as far as that is known."""
        origin = self.origin()
        return min(self.received / origin.size, 1.0) if origin and origin.size and origin.validator else 0.0

    def origin(self) -> Origin | None:
        """What the bytes are the beginning of; None when that is not known, so that nothing can be added."""
        try:
            found: Any = json.loads(self._note.read_text("utf-8"))
            size = found["size"]
            return Origin(str(found["url"]), str(found["validator"]), None if size is None else int(size))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def begin(self, origin: Origin) -> None:
        """Forget what was received, and note what comes now.

        Raises:
            EngineError: ``output.*``.
        """
        self.drop()
        write_atomically(self._note, json.dumps(asdict(origin)).encode())

    def __enter__(self) -> "PartialFile":
        try:
            # Unbuffered: what was appended is the system's, and survives the end of this process.
            self._file = self.path.open("ab", buffering=0)
        except OSError as error:
            raise write_error(error, self.target) from error
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def append(self, chunk: bytes) -> None:
        """Add bytes.

        Raises:
            EngineError: ``output.*``; what was received before is kept.
        """
        assert self._file is not None
        rest = memoryview(chunk)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise write_error(error, self.target) from error

    def publish(self) -> None:
        """Give the complete file its name.

        Raises:
            EngineError: ``output.*``.
        """
        try:
            flush_to_disk(self.path)
            self.path.replace(self.target)
        except OSError as error:
            raise write_error(error, self.target) from error
        self._note.unlink(missing_ok=True)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep others from downloading to the same place at the same time.

        Raises:
            EngineError: ``download.busy`` when somebody does.
        """
        path = self.target.with_name(f"{self.target.name}.lock")
        try:
            file = path.open("ab")
        except OSError as error:
            raise write_error(error, self.target) from error
        with file:
            try:
                lock_file(file.fileno())
            except OSError as error:
                raise EngineError(
                    "download.busy",
                    say("{name} is being downloaded already.", name=self.target.name),
                    say("Wait until that download has ended, or cancel it."),
                ) from error
            # It stays: another one may have opened it meanwhile. The system unlocks it, whatever happens.
            yield

    def files(self) -> list[Path]:
        """What lies on the disk of it."""
        return [path for path in (self.path, self._note) if path.is_file()]

    def drop(self) -> None:
        """Delete what was received."""
        for path in self.files():
            path.unlink()
