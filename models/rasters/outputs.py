"""Whether results can be put where the user wants them: asked before any work, answered in one sentence.

A file appears under its own name only when it is complete: it is written beside, flushed to the disk,
checked, and renamed.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from models.errors import EngineError
from models.sentences import say

_RASTERS = (".tif", ".tiff")
HEADROOM = 16 << 20
"""Bytes that a run leaves free at least."""


def sidecars(path: Path, described: bool = False) -> list[Path]:
    """Files that belong to an output: attribute table, style, run card, and what GDAL would read with it.

    Args:
        path: of the output.
        described: whether a GeoPackage is the run's main result, with style and run card, as rasters are.
    """
    raster = path.suffix.lower() in _RASTERS
    ends = (".aux.xml", ".ovr", ".msk") if raster else ("-wal", "-shm", "-journal")
    beside = [path.with_name(path.name + end) for end in ends]
    if raster or described:
        beside += [path.with_suffix(".qml"), path.with_suffix(".run.json")]
    return beside


def check_outputs(
    rasters: Sequence[Path],
    inputs: Iterable[str],
    overwrite: bool,
    bytes_needed: int = 0,
    *,
    polygons: Path | None = None,
    layer: Path | None = None,
) -> None:
    """Make sure that all targets can be written; nothing is touched.

    Args:
        rasters: GeoTIFFs (.tif) that the run will make.
        inputs: files that the run reads.
        overwrite: existing targets and sidecars may be replaced.
        bytes_needed: estimated size of all files together.
        polygons: the GeoPackage (.gpkg) that it will make beside its rasters, if any.
        layer: the GeoPackage (.gpkg) that is its main result, if any.

    Raises:
        EngineError: ``output.format``, ``output.no_folder``, ``output.is_folder``, ``output.same_twice``,
            ``output.is_input``, ``output.exists``, ``output.not_writable`` or ``output.no_space``.
    """
    read = {_identity(Path(name)) for name in inputs}
    written: set[str] = set()
    vectors = [path for path in (polygons, layer) if path is not None]
    targets = [*rasters, *vectors]
    files = {target: [target, *sidecars(target, described=target is layer)] for target in targets}
    for target in targets:
        _check_place(target, (".gpkg",) if any(target is path for path in vectors) else _RASTERS)
        for path in files[target]:
            if _identity(path) in read:
                raise EngineError(
                    "output.is_input",
                    say("{path} is read by this run and cannot be its output.", path=path),
                    _CHOOSE,
                )
            if _identity(path) in written:
                raise EngineError(
                    "output.same_twice", say("Two results would be written to {path}.", path=path), _CHOOSE
                )
            written.add(_identity(path))
    if not overwrite:
        for target in targets:
            for path in files[target]:
                if path.exists():
                    raise EngineError(
                        "output.exists",
                        say("{path} exists already.", path=path),
                        say("Choose another name, or allow overwriting."),
                    )
    for folder in {target.absolute().parent for target in targets}:
        _check_folder(folder, bytes_needed)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a small file beside its place, flush it and rename it.

    Raises:
        EngineError: ``output.no_space`` or ``output.not_writable``.
    """
    try:
        stage(path, content)
        publish(path)
    except BaseException:
        with suppress(OSError):
            staged(path).unlink()
        raise


def stage(path: Path, content: bytes) -> None:
    """Write a small file under its unfinished name."""
    try:
        with staged(path).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise write_error(error, path) from error


def staged(path: Path) -> Path:
    """The name that a file has until it is complete; it keeps the suffix, which some drivers look at."""
    return path.with_name(f"{path.stem}.writing{path.suffix}")


def publish(path: Path) -> None:
    """Give a complete file its name.

    Raises:
        EngineError: ``output.locked`` when another program holds a file of that name.
    """
    try:
        staged(path).replace(path)
    except PermissionError as error:
        raise EngineError(
            "output.locked",
            say("{path} cannot be replaced: another program has it open.", path=path),
            say("Remove the layer or close the program, and run again with resume."),
        ) from error
    except OSError as error:
        raise write_error(error, path) from error


def flush_to_disk(path: Path) -> None:
    """Wait until a file's content, or a folder's list of names, is on the disk."""
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR
    if path.is_dir() and os.name == "nt":
        return  # Windows keeps a folder's names by itself, and opens no folder
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_error(error: OSError, path: Path) -> EngineError:
    """What a failed write means to the user."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EngineError(
            "output.no_space",
            say("The disk of {parent} is full.", parent=path.parent),
            say("Free some space and resume the run."),
        )
    return EngineError(
        "output.not_writable",
        say("{path} cannot be written: {strerror}.", path=path, strerror=error.strerror),
        _CHOOSE,
    )


_CHOOSE = say("Choose another name or folder.")


def _check_place(target: Path, endings: Sequence[str]) -> None:
    if target.suffix.lower() not in endings:
        raise EngineError(
            "output.format",
            say("{name} should end in {ending}.", name=target.name, ending=endings[0]),
            _CHOOSE,
        )
    if not target.absolute().parent.is_dir():
        raise EngineError(
            "output.no_folder", say("The folder {parent} does not exist.", parent=target.parent), _CHOOSE
        )
    if target.is_dir():
        raise EngineError("output.is_folder", say("{target} is a folder.", target=target), _CHOOSE)


def _check_folder(folder: Path, bytes_needed: int) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise write_error(error, folder / "output") from error
    free = shutil.disk_usage(folder).free
    if free < bytes_needed + HEADROOM:
        raise EngineError(
            "output.no_space",
            say(
                "The disk of {folder} has {free:.0f} MB left; this may take {needed:.0f} MB.",
                folder=folder,
                free=free / 1e6,
                needed=bytes_needed / 1e6,
            ),
            say("Free some space or choose another folder."),
        )


def _identity(path: Path) -> str:
    """The same text for all names of one file."""
    return os.path.normcase(os.path.realpath(path))
