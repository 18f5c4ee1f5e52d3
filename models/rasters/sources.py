"""Raster files: opening them, what their metadata say, and handles that several threads share."""

import os
import re
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.io import DatasetReader

from models.errors import EngineError
from models.rasters.grid import Grid
from models.sentences import say

# Megabytes; GDAL's default is a share of all memory. A row of blocks of a whole Sentinel-2 tile takes 200.
_SETTINGS = {} if "GDAL_CACHEMAX" in os.environ else {"GDAL_CACHEMAX": 320}

# A scene's notes say that it has no coordinates. Set once, since changing the filters is not thread-safe.
warnings.filterwarnings("ignore", category=NotGeoreferencedWarning)


@dataclass(frozen=True)
class RasterFile:
    """One raster as GDAL describes it; sequences hold one entry a band."""

    path: str
    grid: Grid
    driver: str
    dtypes: tuple[str, ...]
    nodata: tuple[float | None, ...]
    descriptions: tuple[str, ...]
    scales: tuple[float, ...]
    offsets: tuple[float, ...]
    tags: Mapping[str, str]
    envi: Mapping[str, str]
    imagery: Mapping[str, str]
    band_tags: tuple[Mapping[str, str], ...]
    alpha: frozenset[int]  # 1-based
    mask: str  # where validity stands besides nodata: "none", "dataset" or "band"
    coarsest_overview: int  # reduction of the smallest copy in the file, 1 without any
    block_shape: tuple[int, int]
    located_otherwise: bool  # by ground control points or a camera model, not by a transform
    files: tuple[str, ...]

    @property
    def count(self) -> int:
        """Number of bands."""
        return len(self.dtypes)

    @property
    def label(self) -> str:
        """What the user knows the file by."""
        return label(self.path)


def label(path: str) -> str:
    """Return a short name for messages: the last part of a path or of a GDAL data set name."""
    return path.rstrip("/\\").replace("\\", "/").rpartition("/")[2] or path


class DatasetPool:
    """Open handles of a scene's files; each is used by one thread at a time and used again afterwards."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: dict[str, list[DatasetReader]] = {}
        self._closed = False

    @contextmanager
    def borrow(self, path: str) -> Iterator[DatasetReader]:
        """Lend a handle; errors of reading become `EngineError` ``scene.unreadable``."""
        with self._lock:
            if self._closed:
                raise EngineError("scene.closed", say("The scene was closed."))
            idle = self._idle.setdefault(path, [])
            dataset = idle.pop() if idle else None
        if dataset is None:
            dataset = open_dataset(path)
        healthy = False
        try:
            with reading(path):
                yield dataset
            healthy = True
        finally:
            with self._lock:
                keep = healthy and not self._closed
                if keep:
                    self._idle[path].append(dataset)
            if not keep:
                dataset.close()

    def close(self) -> None:
        """Close every handle; those in use are closed when they come back."""
        with self._lock:
            self._closed = True
            idle = [dataset for datasets in self._idle.values() for dataset in datasets]
            self._idle.clear()
        for dataset in idle:
            dataset.close()


@contextmanager
def reading(path: str) -> Iterator[None]:
    """Turn what GDAL says about damaged data into a sentence."""
    try:
        yield
    except (RasterioError, OSError, MemoryError) as error:
        if isinstance(error, MemoryError):
            raise EngineError(
                "scene.memory", say("There is too little memory to read {path}.", path=label(path))
            ) from error
        cause = error.__cause__ or error
        raise EngineError(
            "scene.unreadable",
            say(
                "{path} is damaged or cut short, or its disk cannot be read ({one_line}).",
                path=label(path),
                one_line=_one_line(cause),
            ),
            say("Copy or download the file again."),
        ) from error


def open_dataset(path: str) -> DatasetReader:
    """Open a raster for reading.

    Raises:
        EngineError: ``scene.missing``, ``scene.no_permission`` or ``scene.not_raster``.
    """
    _check_readable(path)
    try:
        with rasterio.Env(**_SETTINGS):
            # Sharing would hand one handle to several threads.
            return rasterio.open(path, sharing=False)
    except (RasterioError, OSError) as error:
        raise EngineError(
            "scene.not_raster",
            say(
                "{path} is not a raster that can be read ({one_line}).",
                path=label(path),
                one_line=_one_line(error),
            ),
            say("GeoTIFF, JPEG 2000, ENVI, VRT, other GDAL formats and Sentinel-2 products can be opened."),
        ) from error


def inspect(path: str) -> RasterFile:
    """Read a raster's metadata.

    Raises:
        EngineError: as `open_dataset`, ``scene.subdatasets`` where a file holds several rasters,
            ``scene.complex`` for complex numbers.
    """
    path = _envi_data_file(path)
    dataset = open_dataset(path)
    with dataset, reading(path):
        if dataset.count == 0:
            parts = list(dataset.subdatasets)
            if not parts:
                raise EngineError("scene.not_raster", say("{path} holds no raster band.", path=label(path)))
            raise EngineError(
                "scene.subdatasets",
                say("{path} holds {parts} rasters and not one.", path=label(path), parts=len(parts)),
                say("Choose among them, for example {parts}.", parts=parts[0]),
            )
        if any(dtype.startswith("complex") for dtype in dataset.dtypes):
            raise EngineError(
                "scene.complex",
                say(
                    "{path} holds complex numbers, as radar products do, and no reflectance.",
                    path=label(path),
                ),
                say("Choose an optical image."),
            )
        _check_length(dataset)
        numbers = range(1, dataset.count + 1)
        # Drivers without a transform report ground control points or a camera model instead.
        located_otherwise = dataset.transform.is_identity and (
            bool(dataset.gcps[0]) or dataset.rpcs is not None
        )
        grid = Grid(dataset.width, dataset.height, dataset.transform, dataset.crs or None)
        if dataset.transform.determinant == 0:
            raise EngineError(
                "scene.not_raster", say("The georeference of {path} gives pixels no area.", path=label(path))
            )
        return RasterFile(
            path=path,
            grid=grid,
            driver=dataset.driver,
            dtypes=tuple(dataset.dtypes),
            nodata=tuple(dataset.nodatavals),
            descriptions=tuple(text or "" for text in dataset.descriptions),
            scales=tuple(dataset.scales),
            offsets=tuple(dataset.offsets),
            tags=dataset.tags(),
            envi=dataset.tags(ns="ENVI"),
            imagery=dataset.tags(ns="IMAGERY"),
            band_tags=tuple({**dataset.tags(n), **dataset.tags(n, ns="IMAGERY")} for n in numbers),
            alpha=frozenset(n for n in numbers if dataset.colorinterp[n - 1] == ColorInterp.alpha),
            mask=_mask_kind(dataset),
            coarsest_overview=max(dataset.overviews(1), default=1),
            block_shape=dataset.block_shapes[0],
            located_otherwise=located_otherwise,
            files=_files(dataset),
        )


def _files(dataset: DatasetReader) -> tuple[str, ...]:
    names = [name for name in dataset.files if Path(name).is_file()]
    # Some drivers name no file for one raster of several, as in GPKG:FILE:TABLE.
    within = [part.strip('"') for part in re.split(r":(?![/\\])", dataset.name)]
    return tuple(names or (part for part in within if Path(part).is_file()))


def _check_length(dataset: DatasetReader) -> None:
    """Refuse a raw file that is too short, whose end GDAL would silently read as zeros."""
    header = dataset.tags(ns="ENVI")
    path = Path(dataset.name)
    if dataset.driver != "ENVI" or header.get("file_compression", "0").strip() != "0" or not path.is_file():
        return
    numbers = dataset.width * dataset.height * dataset.count
    expected = int(header.get("header_offset", "0")) + numbers * np.dtype(dataset.dtypes[0]).itemsize
    if path.stat().st_size < expected:
        raise EngineError(
            "scene.unreadable",
            say(
                "{name} is cut short: its header asks for {expected} bytes.",
                name=label(dataset.name),
                expected=expected,
            ),
            say("Copy or download the file again."),
        )


def _mask_kind(dataset: DatasetReader) -> str:
    flags = dataset.mask_flag_enums
    if all(MaskFlags.all_valid in band or band == [MaskFlags.nodata] for band in flags):
        return "none"
    if all(MaskFlags.per_dataset in band for band in flags):
        return "dataset"
    return "band"


def _check_readable(path: str) -> None:
    file = Path(path)
    try:
        if file.is_dir():
            # GDAL opens some folders (file geodatabases, Zarr).
            return
        if file.exists():
            with file.open("rb"):
                return
    except PermissionError as error:
        raise EngineError(
            "scene.no_permission",
            say("{path} may not be read by this user.", path=label(path)),
            say("Change the file's permissions."),
        ) from error
    except OSError:
        # Not the name of a file, perhaps that of a GDAL data set.
        pass
    if ":" not in path[2:] and not path.startswith("/vsi") and not path.lstrip().startswith("<"):
        raise EngineError("scene.missing", say("There is no file {path}.", path=path), say("Check the path."))


def _envi_data_file(path: str) -> str:
    """An ENVI image is two files; people give either."""
    if not path.lower().endswith(".hdr"):
        return path
    base = Path(path[:-4])
    for candidate in (
        base,
        *(base.with_name(base.name + end) for end in (".img", ".dat", ".bsq", ".bil", ".bip", ".raw")),
    ):
        if candidate.is_file():
            return str(candidate)
    return path


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300].rstrip(".")
