"""The part of a scene that the user asks about."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.features import rasterize

from models.errors import EngineError
from models.rasters.grid import Grid, apply, clip
from models.rasters.vector_files import are_polygons, read_polygon_file, to_crs, to_pixels
from models.rasters.windows import Window
from models.sentences import say

_SMALL = 1_000_000  # pixels up to which a region is searched for a pixel at once


@dataclass(frozen=True)
class Region:
    """Pixels whose centre lies in the polygons, or in the box where there are none.

    Attributes:
        extent: bounding window on the scene's grid.
        polygons: in pixel coordinates (x the column, y the row, from the upper left corner).
    """

    extent: Window
    polygons: tuple[shapely.Geometry, ...] = ()

    def inside(self, window: Window) -> NDArray[np.bool_]:
        """Return (h, w)."""
        found = np.zeros((window.height, window.width), np.bool_)
        both = _intersection(window, self.extent)
        if both.height == 0 or both.width == 0:
            return found
        place = (
            slice(both.row - window.row, both.row - window.row + both.height),
            slice(both.column - window.column, both.column - window.column + both.width),
        )
        if not self.polygons:
            found[place] = True
            return found
        bounds = shapely.bounds(np.asarray(self.polygons, dtype=object))
        near = (
            (bounds[:, 0] <= both.column + both.width)
            & (bounds[:, 2] >= both.column)
            & (bounds[:, 1] <= both.row + both.height)
            & (bounds[:, 3] >= both.row)
        )
        if near.any():
            burnt = rasterize(
                [self.polygons[index] for index in np.flatnonzero(near)],
                out_shape=(both.height, both.width),
                transform=Affine.translation(both.column, both.row),
                dtype="uint8",
            )
            found[place] = burnt != 0
        return found

    def holds(self, rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return (h, w) for points in pixel coordinates, rows (h,) and columns (w,)."""
        extent = self.extent
        near_row = (rows >= extent.row) & (rows <= extent.row + extent.height)
        near_column = (columns >= extent.column) & (columns <= extent.column + extent.width)
        near = near_row[:, None] & near_column
        if not self.polygons:
            return near
        x, y = np.meshgrid(columns, rows)
        points = shapely.points(x.ravel(), y.ravel())
        found = np.zeros(points.shape, np.bool_)
        found[shapely.STRtree(points).query(list(self.polygons), predicate="intersects")[1]] = True
        return found.reshape(x.shape) & near


def open_region(text: str, grid: Grid) -> Region:
    """Read "minx,miny,maxx,maxy" in the scene's CRS, or polygons of a vector file ("FILE|layername=NAME").

    Raises:
        EngineError: ``scene.region_outside``, ``scene.region_unreadable`` or ``scene.region_empty``.
    """
    box = _numbers(text)
    if box is not None:
        return _box_region(box, grid)
    polygons = to_pixels(_read_polygons(text, grid.crs), grid)
    bounds = shapely.total_bounds(polygons)
    if not np.isfinite(bounds).all():
        raise EngineError(
            "scene.region_empty", say("The region {name} has no polygon.", name=Path(text).name)
        )
    left, top, right, bottom = (
        math.floor(bounds[0]),
        math.floor(bounds[1]),
        math.ceil(bounds[2]),
        math.ceil(bounds[3]),
    )
    extent = clip(Window(top, left, bottom - top, right - left), grid.height, grid.width)
    touched = shapely.intersects(polygons, shapely.box(0, 0, grid.width, grid.height))
    if extent.height == 0 or extent.width == 0 or not touched.any():
        raise _outside()
    region = Region(extent, tuple(polygons[touched]))
    if extent.height * extent.width <= _SMALL and not region.inside(extent).any():
        raise EngineError(
            "scene.region_outside",
            say("No pixel of the scene has its centre in the region."),
            say("Draw the region larger than a pixel."),
        )
    return region


def _numbers(text: str) -> tuple[float, float, float, float] | None:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    if (
        len(numbers) != 4
        or not all(map(math.isfinite, numbers))
        or numbers[0] > numbers[2]
        or numbers[1] > numbers[3]
    ):
        raise EngineError(
            "options.region",
            say('The region "{text}" is not minx,miny,maxx,maxy.', text=text),
            say("Give the box's corners in the scene's coordinate system, the smaller numbers first."),
        )
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _box_region(box: tuple[float, float, float, float], grid: Grid) -> Region:
    x = np.array([box[0], box[2], box[2], box[0]])
    y = np.array([box[1], box[1], box[3], box[3]])
    columns, rows = apply(~grid.transform, x, y)
    if grid.transform.b or grid.transform.d:
        corners = shapely.polygons(np.column_stack([columns, rows]))
        return _polygon_box(corners, grid)
    left, right = _centres_between(columns.min(), columns.max())
    top, bottom = _centres_between(rows.min(), rows.max())
    extent = clip(Window(top, left, bottom - top, right - left), grid.height, grid.width)
    if extent.height == 0 or extent.width == 0:
        raise _outside()
    return Region(extent)


def _polygon_box(corners: shapely.Geometry, grid: Grid) -> Region:
    left, top, right, bottom = shapely.bounds(corners)
    extent = clip(
        Window(
            math.floor(top),
            math.floor(left),
            math.ceil(bottom) - math.floor(top),
            math.ceil(right) - math.floor(left),
        ),
        grid.height,
        grid.width,
    )
    region = Region(extent, (corners,))
    if extent.height == 0 or extent.width == 0 or not region.inside(extent).any():
        raise _outside()
    return region


def _centres_between(low: float, high: float) -> tuple[int, int]:
    """Return the first and one past the last pixel whose centre lies between.

    A box smaller than a pixel takes the one that it is in.
    """
    # Coordinates written with few digits must not lose a row.
    first, last = math.ceil(low - 0.5 - 1e-6), math.floor(high - 0.5 + 1e-6) + 1
    if last <= first:
        first = math.floor((low + high) / 2)
        last = first + 1
    return first, last


def _read_polygons(text: str, crs: CRS | None) -> NDArray[np.object_]:
    file = read_polygon_file(text, "region")
    shapes = shapely.get_parts(file.shapes[~shapely.is_missing(file.shapes)])
    shapes = shapes[are_polygons(shapes)]
    if shapes.size == 0:
        raise EngineError(
            "scene.region_empty",
            say("The region {name} has no polygon.", name=file.name),
            say("Choose a layer of polygons."),
        )
    # Points where the projection ends leave their polygon without area; it cannot be in the scene as a whole.
    moved = to_crs(shapes, file.crs, crs)
    return np.asarray(moved[np.isfinite(shapely.bounds(moved)).all(axis=1)], dtype=object)


def _intersection(first: Window, second: Window) -> Window:
    moved = clip(
        Window(first.row - second.row, first.column - second.column, first.height, first.width),
        second.height,
        second.width,
    )
    return Window(moved.row + second.row, moved.column + second.column, moved.height, moved.width)


def _outside() -> EngineError:
    return EngineError(
        "scene.region_outside",
        say("The region lies outside the scene."),
        say("Check the region's coordinate system and place."),
    )
