"""Patches of a map as polygons in a GeoPackage: code, name and hectares of each."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from rasterio.features import shapes
from rasterio.windows import Window as RasterioWindow
from rasterio.windows import transform

from models.class_schemes import ClassEntry
from models.errors import EngineError
from models.events import Events
from models.rasters.areas import SQUARE_METRES, polygon_coordinates_to_plane
from models.rasters.grid import Grid
from models.rasters.outputs import flush_to_disk, staged
from models.rasters.windows import Window
from models.rasters.writers import RasterOutput
from models.sentences import say

PIECE = 4096
"""Side of the pieces in which a map is traced. Polygons are cut where two pieces meet."""

BATCH = 10_000
"""Polygons that are written at once."""


def prepare_polygons(path: Path, output: RasterOutput, events: Events) -> int:
    """Trace a map that was written into ``path``'s unfinished file; `outputs.publish` gives it its name.

    Args:
        path: the GeoPackage to be.
        output: the map, written and not yet published.
        events: its cancel flag is looked at between pieces.

    Returns:
        The number of polygons.

    Raises:
        EngineError: ``output.not_writable``.
    """
    unfinished = staged(path)
    unfinished.unlink(missing_ok=True)
    count = 0
    for polygons, codes in _batches(output, events):
        _append(unfinished, output.grid, output.classes, polygons, codes, count > 0)
        count += len(polygons)
    if count == 0:
        _append(unfinished, output.grid, output.classes, [], [], False)
    flush_to_disk(unfinished)
    return count


def _batches(output: RasterOutput, events: Events) -> Iterator[tuple[list[Any], list[int]]]:
    polygons: list[Any] = []
    codes: list[int] = []
    grid = output.grid
    for row in range(0, grid.height, PIECE):
        for column in range(0, grid.width, PIECE):
            events.check_cancelled()
            size = min(PIECE, grid.height - row), min(PIECE, grid.width - column)
            values = output.read(Window(row, column, *size))
            place = transform(RasterioWindow(column, row, size[1], size[0]), grid.transform)
            for outline, code in shapes(
                values, mask=values != output.nodata, connectivity=4, transform=place
            ):
                polygons.append(shapely.geometry.shape(outline))
                codes.append(int(code))
                if len(polygons) == BATCH:
                    yield polygons, codes
                    polygons, codes = [], []
    if polygons:
        yield polygons, codes


def _append(
    path: Path, grid: Grid, classes: Sequence[ClassEntry], polygons: list[Any], codes: list[int], more: bool
) -> None:
    names = {entry.code: entry.name["en"] for entry in classes}
    plane = shapely.transform(np.array(polygons, dtype=object), lambda points: _in_plane(grid, points))
    try:
        pyogrio.raw.write(
            path,
            shapely.to_wkb(np.array(polygons, dtype=object)),
            [
                np.array(codes, np.int32),
                np.array([names.get(code, str(code)) for code in codes], dtype=object),
                np.round(shapely.area(plane) / SQUARE_METRES, 4).astype(np.float64),
            ],
            ["code", "name", "hectares"],
            field_mask=[None, None, np.full(len(codes), not _on_earth(grid))],
            layer="patches",
            driver="GPKG",
            dataset_options={"VERSION": "1.2"},  # what GDAL 3.4 of QGIS 3.22 knows
            geometry_type="Polygon",
            crs=grid.crs.to_wkt() if grid.crs else None,
            append=more,
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, RuntimeError, OSError) as error:
        raise EngineError(
            "output.not_writable", say("{path} cannot be written: {error}.", path=path, error=error)
        ) from error


def _on_earth(grid: Grid) -> bool:
    return grid.crs is not None and bool(grid.crs.is_projected or grid.crs.is_geographic)


def _in_plane(grid: Grid, points: Any) -> Any:
    placed = polygon_coordinates_to_plane(grid, points)
    return points if placed is None else placed
