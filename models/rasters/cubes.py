"""Results of many bands: features, reconstructed spectra, pictures for the eye."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.windows import Window as RasterioWindow

from models.errors import EngineError
from models.rasters.grid import Grid
from models.rasters.journal import KeptStrip
from models.rasters.outputs import flush_to_disk
from models.rasters.unfinished import UnfinishedRaster
from models.sentences import say

BLOCK = 64
"""Side of a GeoTIFF's tiles: all bands' tiles of some rows are in memory at once."""

PICTURE = (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)


class CubeOutput(UnfinishedRaster):
    """A GeoTIFF of several bands that is being made; it appears under its own name when it is finished.

    Args:
        path: where it shall be, ``.tif``.
        grid: size, transform and CRS.
        bands: their descriptions.
        dtype: "uint8", "float32", or "float16": a Float32 raster of which 16 bits are stored (``NBITS=16``),
            which every GDAL reads; GDAL has a type of its own only since 3.11.
        nodata: reserved value of pixels without a result; None for a picture, whose last band says it.
        scales, offsets: value = stored * scale + offset, by band.
        colors: what the bands of a picture are.
        tags: the file's metadata.
        overwrite: replace an existing file and its sidecars.

    Raises:
        EngineError: see `check_outputs`.
    """

    def __init__(
        self,
        path: str | Path,
        grid: Grid,
        bands: Sequence[str],
        *,
        dtype: str = "float32",
        nodata: float | None = None,
        scales: Sequence[float] = (),
        offsets: Sequence[float] = (),
        colors: Sequence[ColorInterp] = (),
        tags: dict[str, str] | None = None,
        overwrite: bool = False,
    ) -> None:
        super().__init__(path, overwrite)
        self.grid, self.bands = grid, tuple(bands)
        self._half = dtype == "float16"
        self._dtype = np.dtype("float32" if self._half else dtype)
        try:
            with rasterio.Env(GDAL_PAM_ENABLED="NO"):
                self._dataset = rasterio.open(
                    self._file,
                    "w",
                    driver="GTiff",
                    width=grid.width,
                    height=grid.height,
                    count=len(self.bands),
                    dtype=self._dtype.name,
                    crs=grid.crs,
                    transform=grid.transform,
                    nodata=nodata,
                    tiled=True,
                    blockxsize=BLOCK,
                    blockysize=BLOCK,
                    interleave="band",
                    compress="deflate",
                    BIGTIFF="IF_SAFER",
                    **({"NBITS": 16} if self._half else {}),
                    **({"photometric": "RGB", "alpha": "YES"} if colors else {}),
                )
                for number, description in enumerate(self.bands, 1):
                    self._dataset.set_band_description(number, description)
                if scales:
                    self._dataset.scales, self._dataset.offsets = tuple(scales), tuple(offsets)
                if colors:
                    self._dataset.colorinterp = tuple(colors)
                if tags:
                    self._dataset.update_tags(**tags)
        except (RasterioError, OSError) as error:
            raise self._failure(error) from error

    def write(self, row0: int, column0: int, values: NDArray[Any]) -> None:
        """Write (bands, rows, columns) values whose first pixel is at ``row0``, ``column0``."""
        if self._half:  # GDAL cuts off the bits that it does not store
            values = values.astype(np.float16, copy=False)
        place = RasterioWindow(column0, row0, values.shape[2], values.shape[1])
        try:
            self._dataset.write(values.astype(self._dtype, copy=False), window=place)
        except (RasterioError, OSError) as error:
            raise self._failure(error) from error

    def prepare(self) -> None:
        """Complete everything but the name.

        Raises:
            EngineError: ``output.no_space``, ``output.not_writable`` or ``output.damaged``.
        """
        try:
            self._close()
            flush_to_disk(self._file)
            with rasterio.open(self._file) as check:
                written = (check.width, check.height, check.count)
        except (RasterioError, OSError) as error:
            raise self._failure(error) from error
        if written != (self.grid.width, self.grid.height, len(self.bands)):
            raise EngineError(
                "output.damaged", say("{path} did not read back as it was written.", path=self.path)
            )


def whole_blocks(strips: Iterable[KeptStrip]) -> Iterator[KeptStrip]:
    """Join strips to pieces that end where a GeoTIFF's tiles do, so that no tile is packed twice.

    All arrays of a strip are (…, rows, columns) of the same rows.
    """
    waiting: list[KeptStrip] = []

    def joined() -> KeptStrip:
        names = waiting[0].arrays
        arrays = {name: np.concatenate([s.arrays[name] for s in waiting], axis=-2) for name in names}
        return KeptStrip(waiting[0].row0, waiting[0].column0, arrays)

    for strip in strips:
        if waiting and strip.column0 != waiting[0].column0:
            yield joined()
            waiting = []
        rest: KeptStrip | None = strip
        while rest is not None:
            rows = next(iter(rest.arrays.values())).shape[-2]
            room = BLOCK - rest.row0 % BLOCK
            head = {name: array[..., :room, :] for name, array in rest.arrays.items()}
            waiting.append(KeptStrip(rest.row0, rest.column0, head))
            if rows >= room:
                yield joined()
                waiting = []
            tail = {name: array[..., room:, :] for name, array in rest.arrays.items()}
            rest = KeptStrip(rest.row0 + room, rest.column0, tail) if rows > room else None
    if waiting:
        yield joined()
