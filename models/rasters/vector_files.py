"""Polygons of a vector file, and their way into a scene's pixels."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.errors import CRSError

from models.errors import EngineError
from models.rasters.grid import Grid, apply, project
from models.sentences import say

_EDGE_PARTS = 32  # a polygon is cut at least this finely along its longer side before it is projected

Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class PolygonFile:
    """What a vector file holds.

    Attributes:
        name: of the file, for messages.
        shapes: (N,) geometries as they are in the file; some may be missing, empty or no polygons.
        crs: of the file; None where it has none.
        fields: attributes (N,) by name; empty unless asked for.
    """

    name: str
    shapes: Shapes
    crs: CRS | None
    fields: Mapping[str, NDArray[Any]]


def read_polygon_file(text: str, what: str, *, attributes: bool = False) -> PolygonFile:
    """Read ``FILE`` or ``FILE|layername=NAME``.

    Args:
        text: names the file.
        what: it is for ("region", "polygons"), for codes.
        attributes: whether the features' attributes are wanted too.

    Raises:
        EngineError: ``scene.<what>_unreadable``.
    """
    path, layer = text, None
    if "|" in text:
        path, *settings = text.split("|")
        for setting in settings:
            key, _, value = setting.partition("=")
            if key.lower() == "layername":
                layer = value
    code = f"scene.{what}_unreadable"
    if not Path(path).exists() and not path.startswith("/vsi"):
        raise EngineError(code, say("There is no file {path}.", path=path), say("Check the path."))
    try:
        meta, _, geometry, fields = pyogrio.raw.read(
            path, layer=layer, columns=None if attributes else [], force_2d=True
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise EngineError(
            code,
            say(
                "{name} is not a vector file that can be read ({error}).",
                name=Path(path).name,
                error=str(error)[:200],
            ),
            say("Give a GeoPackage, Shapefile or GeoJSON with polygons."),
        ) from error
    shapes = shapely.from_wkb(geometry) if geometry is not None else np.empty(0, dtype=object)
    crs = None
    if meta.get("crs"):
        try:
            crs = CRS.from_user_input(meta["crs"])
        except CRSError as error:
            raise EngineError(
                code, say("The coordinate system of {name} is not known.", name=Path(path).name)
            ) from error
    named = dict(zip((str(name) for name in meta["fields"]), fields, strict=True)) if attributes else {}
    return PolygonFile(Path(path).name, np.asarray(shapes, dtype=object), crs, named)


def are_polygons(shapes: Shapes) -> NDArray[np.bool_]:
    """Which geometries are polygons that hold something, (N,)."""
    missing = shapely.is_missing(shapes)
    found: NDArray[np.bool_] = ~missing & (shapely.get_dimensions(shapes) == 2) & ~shapely.is_empty(shapes)
    return found


def to_crs(shapes: Shapes, source: CRS | None, target: CRS | None) -> Shapes:
    """Bring polygons into another CRS; a missing CRS is taken to be the other's.

    What a projection has no place for gets coordinates that are not finite.
    """
    if source is None or target is None or source == target or shapes.size == 0:
        return shapes
    # A straight edge of one CRS is a curve in another.
    bounds = shapely.bounds(shapes)
    longest = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) / _EDGE_PARTS
    dense = shapely.segmentize(shapes, np.maximum(longest, 1e-9))
    points = shapely.get_coordinates(dense)
    x, y = project(source, target, points[:, 0], points[:, 1])
    return np.asarray(shapely.set_coordinates(dense, np.column_stack([x, y])), dtype=object)


def to_pixels(shapes: Shapes, grid: Grid) -> Shapes:
    """Bring polygons of a grid's CRS into its pixels: x the column, y the row."""
    points = shapely.get_coordinates(shapes)
    columns, rows = apply(~grid.transform, points[:, 0], points[:, 1])
    return np.asarray(shapely.set_coordinates(shapes.copy(), np.column_stack([columns, rows])), dtype=object)
