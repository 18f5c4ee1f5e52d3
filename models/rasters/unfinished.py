"""A result that is being made: it and its sidecars get their names together, or not at all."""

import errno
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import rasterio

from models.errors import EngineError
from models.rasters.outputs import (
    check_outputs,
    flush_to_disk,
    publish,
    sidecars,
    stage,
    staged,
    write_error,
)
from models.sentences import say

Output = TypeVar("Output", bound="Unfinished")


class Unfinished:
    """A file that is written beside its place, and its sidecars; a context removes what was not published.

    Args:
        path: where the file shall be.
        belonging: its possible sidecars; those of an older result go away.
    """

    def __init__(self, path: Path, belonging: Sequence[Path]) -> None:
        self.path = path
        self._file = staged(path)
        self._belonging = tuple(belonging)
        self._staged: list[Path] = []

    def __enter__(self: Output) -> Output:
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()

    def attach(self, path: Path, content: bytes) -> None:
        """Add a sidecar that appears together with the file."""
        stage(path, content)
        if path not in self._staged:
            self._staged.append(path)

    def publish(self) -> None:
        """Give the prepared files their names, the sidecars first; sidecars of an older result go away."""
        for path in self._staged:
            publish(path)
        for path in self._belonging:
            if path not in self._staged:
                path.unlink(missing_ok=True)
        publish(self.path)
        flush_to_disk(self.path.absolute().parent)

    def abort(self) -> None:
        """Remove everything that was written; harmless after `publish`."""
        for path in (self._file, *(staged(sidecar) for sidecar in self._staged)):
            path.unlink(missing_ok=True)

    def _failure(self, error: Exception) -> EngineError:
        """What a failed write means to the user."""
        if isinstance(error, OSError) and error.errno is not None:
            return write_error(error, self.path)
        if shutil.disk_usage(self.path.absolute().parent).free < 1 << 20:
            return write_error(OSError(errno.ENOSPC, ""), self.path)
        return EngineError(
            "output.not_writable", say("{path} cannot be written: {error}.", path=self.path, error=error)
        )


class UnfinishedRaster(Unfinished):
    """A raster with its open dataset.

    Args:
        path: where the raster shall be.
        overwrite: an existing file and its sidecars may be replaced.

    Raises:
        EngineError: see `check_outputs`.
    """

    def __init__(self, path: str | Path, overwrite: bool) -> None:
        super().__init__(Path(path), sidecars(Path(path)))
        check_outputs([self.path], [], overwrite)
        self._dataset: Any = None

    def abort(self) -> None:
        """Remove everything that was written; harmless after `publish`."""
        self._close()
        super().abort()

    def _close(self) -> None:
        """Finish writing; the file can be read from here on."""
        if self._dataset is not None:
            dataset, self._dataset = self._dataset, None
            close_dataset(dataset)


def close_dataset(dataset: Any) -> None:
    """Close a dataset without the sidecar that GDAL might write beside the unfinished file."""
    with rasterio.Env(GDAL_PAM_ENABLED="NO"):
        dataset.close()
