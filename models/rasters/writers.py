"""Result rasters: GeoTIFFs that any GDAL reads, with their attribute table and style beside them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.windows import Window as RasterioWindow

from models.class_schemes import ClassEntry
from models.errors import EngineError
from models.rasters.areas import Tally, tally
from models.rasters.attribute_tables import attribute_table
from models.rasters.grid import Grid
from models.rasters.outputs import flush_to_disk, staged
from models.rasters.styles import PERCENT, Stop, paletted_style, ramp_style
from models.rasters.unfinished import UnfinishedRaster, close_dataset
from models.rasters.windows import Window
from models.sentences import say

BLOCK = 256
"""Side of a GeoTIFF's tiles, and rows that are read back at once."""

SMALLEST_OVERVIEW = 256
"""Overviews are made until one is no larger than this."""


class RasterOutput(UnfinishedRaster):
    """A one-band result that is being made; it appears under its own name when it is finished.

    Args:
        path: where it shall be, ``.tif``.
        grid: size, transform and CRS.
        dtype: "uint8" or "uint16".
        nodata: reserved value of pixels without a result.
        classes: codes, names and colours of a map; empty for a continuous band.
        stops: colours of a continuous band.
        description: what the band shows, for layer lists.
        overwrite: replace an existing file and its sidecars.

    Raises:
        EngineError: see `check_outputs`.
    """

    def __init__(
        self,
        path: str | Path,
        grid: Grid,
        *,
        dtype: str = "uint8",
        nodata: int = 255,
        classes: Sequence[ClassEntry] = (),
        stops: Sequence[Stop] = PERCENT,
        description: str = "",
        overwrite: bool = False,
    ) -> None:
        super().__init__(path, overwrite)
        self.grid, self.dtype, self.nodata = grid, np.dtype(dtype), nodata
        self.classes, self._stops, self._description = tuple(classes), stops, description
        self._dataset = self._create(self._file)

    def write_strip(self, row0: int, values: NDArray[Any], column0: int = 0) -> None:
        """Write (rows, columns) values whose first pixel is at ``row0``, ``column0``."""
        self._write(self._dataset, row0, values, column0)

    def read(self, window: Window) -> NDArray[Any]:
        """What was written, (height, width)."""
        self._close()
        return _read(self._file, window)

    def rows(self) -> Iterator[tuple[int, NDArray[Any]]]:
        """What was written, in pieces (first row, (rows, width))."""
        self._close()
        yield from raster_rows(self._file)

    def rewrite(self, pieces: Iterator[tuple[int, NDArray[Any]]]) -> None:
        """Replace what was written by pieces (first row, (rows, width)), which may be made with `read`."""
        self._close()
        second = staged(self._file)
        dataset = self._create(second)
        try:
            for row0, values in pieces:
                self._write(dataset, row0, values, 0)
            close_dataset(dataset)
        except BaseException:
            close_dataset(dataset)
            second.unlink(missing_ok=True)
            raise
        second.replace(self._file)

    def prepare(self) -> Tally:
        """Complete everything but the names: overviews, check, attribute table, style.

        Returns:
            The pixels and hectares of each value.

        Raises:
            EngineError: ``output.no_space``, ``output.not_writable``, or ``output.damaged`` when the file
                does not read back as written.
        """
        self._close()
        try:
            self._build_overviews()
            flush_to_disk(self._file)
            with rasterio.open(self._file) as check:
                written = (check.width, check.height, check.dtypes[0])
            if written != (self.grid.width, self.grid.height, self.dtype.name):
                raise EngineError(
                    "output.damaged", say("{path} did not read back as it was written.", path=self.path)
                )
            counted = tally(self.grid, self.rows(), self.nodata)
        except (RasterioError, OSError, TypeError) as error:  # TypeError: rasterio knows no driver for it
            raise self._failure(error) from error
        if self.classes:
            table = attribute_table(self.classes, counted)
            self.attach(self.path.with_name(self.path.name + ".aux.xml"), table)
        style = paletted_style(self.classes) if self.classes else ramp_style(self._stops)
        self.attach(self.path.with_suffix(".qml"), style)
        return counted

    def finish(self) -> Tally:
        """`prepare` and `publish`."""
        counted = self.prepare()
        self.publish()
        return counted

    def _write(self, dataset: Any, row0: int, values: NDArray[Any], column0: int) -> None:
        place = RasterioWindow(column0, row0, values.shape[1], values.shape[0])
        try:
            dataset.write(values.astype(self.dtype, copy=False), 1, window=place)
        except (RasterioError, OSError) as error:
            raise self._failure(error) from error

    def _create(self, path: Path) -> Any:
        try:
            with rasterio.Env(GDAL_PAM_ENABLED="NO"):
                dataset = rasterio.open(
                    path,
                    "w",
                    driver="GTiff",
                    width=self.grid.width,
                    height=self.grid.height,
                    count=1,
                    dtype=self.dtype.name,
                    crs=self.grid.crs,
                    transform=self.grid.transform,
                    nodata=self.nodata,
                    tiled=True,
                    blockxsize=BLOCK,
                    blockysize=BLOCK,
                    compress="deflate",
                    predictor=1 if self.classes else 2,
                    BIGTIFF="IF_SAFER",
                )
                # A palette of 16 bits would take 400 kB; such maps get their colours from the sidecars alone.
                if self.classes and self.dtype == np.uint8:
                    dataset.write_colormap(1, {entry.code: (*entry.rgb, 255) for entry in self.classes})
                if self._description:
                    dataset.set_band_description(1, self._description)
        except (RasterioError, OSError) as error:
            raise self._failure(error) from error
        return dataset

    def _build_overviews(self) -> None:
        size = max(self.grid.width, self.grid.height)
        factors: list[int] = []
        while size > SMALLEST_OVERVIEW:
            factors.append(2 << len(factors))
            size = -(-size // 2)
        if not factors:
            return
        how = Resampling.mode if self.classes else Resampling.average
        with (
            rasterio.Env(GDAL_PAM_ENABLED="NO", GDAL_TIFF_OVR_BLOCKSIZE=str(BLOCK)),
            rasterio.open(self._file, "r+") as dataset,
        ):
            dataset.build_overviews(factors, how)


def raster_rows(path: str | Path) -> Iterator[tuple[int, NDArray[Any]]]:
    """The first band of a raster in pieces (first row, (rows, width))."""
    with rasterio.open(path) as dataset:
        for row0 in range(0, dataset.height, BLOCK):
            rows = min(BLOCK, dataset.height - row0)
            yield row0, dataset.read(1, window=RasterioWindow(0, row0, dataset.width, rows))


def _read(path: Path, window: Window) -> NDArray[Any]:
    with rasterio.open(path) as dataset:
        place = RasterioWindow(window.column, window.row, window.width, window.height)
        values: NDArray[Any] = dataset.read(1, window=place)
        return values
