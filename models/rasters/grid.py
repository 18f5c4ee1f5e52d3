"""Pixel grids, and where the pixels of one lie in another."""

import math
from dataclasses import dataclass, field

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.warp import transform as transform_points

from models.errors import EngineError
from models.rasters.windows import Window
from models.sentences import say

Coordinates = NDArray[np.float64]

# Grids that drift apart by less than this over their whole size, in pixels, are the same grid.
SAME_PLACE = 0.02
# Projections bend so little over this many pixels that positions between are interpolated.
NODE_SPACING = 16
_DEGREE = 111_320.0  # metres


@dataclass(frozen=True)
class Grid:
    """Size, georeference and CRS of a raster; without a georeference x is the column and y the row."""

    width: int
    height: int
    transform: Affine
    crs: CRS | None

    @property
    def pixel_area(self) -> float:
        """In squared units of the CRS."""
        return abs(float(self.transform.determinant))

    @property
    def pixel_size(self) -> tuple[float, float]:
        """Width and height of a pixel in units of the CRS."""
        return math.hypot(self.transform.a, self.transform.d), math.hypot(self.transform.b, self.transform.e)

    @property
    def resolution(self) -> float:
        """Side of a square with a pixel's area, in metres if projected, else in units of the CRS."""
        side = math.sqrt(self.pixel_area)
        if self.crs is not None and self.crs.is_projected:
            side *= float(self.crs.linear_units_factor[1])
        return side

    @property
    def ground_resolution(self) -> float:
        """The same in metres also where the CRS is in degrees, about right at the raster's centre."""
        if self.crs is None or self.crs.is_projected:
            return self.resolution
        _, latitude = apply(self.transform, np.array(self.width / 2), np.array(self.height / 2))
        return self.resolution * _DEGREE * math.sqrt(max(math.cos(math.radians(float(latitude))), 1e-3))

    @property
    def pixel_metres(self) -> tuple[float, float] | None:
        """Height and width of a pixel on the ground, at the raster's centre; None where nothing says it."""
        if self.crs is None or not (self.crs.is_projected or self.crs.is_geographic):
            return None
        across, down = self.pixel_size
        if self.crs.is_projected:
            factor = float(self.crs.linear_units_factor[1])
            return down * factor, across * factor
        _, latitude = apply(self.transform, np.array(self.width / 2), np.array(self.height / 2))
        shrink = max(math.cos(math.radians(float(latitude))), 1e-3)
        return down * _DEGREE, across * _DEGREE * shrink

    @property
    def window(self) -> Window:
        """The whole raster."""
        return Window(0, 0, self.height, self.width)

    @property
    def georeferenced(self) -> bool:
        """Whether anything says where the pixels are."""
        return self.crs is not None or self.transform != Affine.identity()


def clip(window: Window, height: int, width: int) -> Window:
    """Return the part of ``window`` inside a raster of this size; without any, its height or width is 0."""
    top, left = min(max(window.row, 0), height), min(max(window.column, 0), width)
    bottom = min(max(window.row + window.height, top), height)
    right = min(max(window.column + window.width, left), width)
    return Window(top, left, bottom - top, right - left)


@dataclass(frozen=True)
class AxisMap:
    """Position in a source along each axis: ``(index + 0.5) * scale + offset``, in its pixels."""

    row_scale: float
    row_offset: float
    column_scale: float
    column_offset: float
    shift: tuple[int, int] | None  # whole rows and columns between the same grids, None where they differ

    @property
    def reduction(self) -> tuple[float, float]:
        """Source pixels per target pixel along rows and columns."""
        return abs(self.row_scale), abs(self.column_scale)

    def positions(self, window: Window, parts: int = 1) -> tuple[Coordinates, Coordinates]:
        """Return source rows (h·parts,) and columns (w·parts,) of ``parts`` points along a pixel's sides."""
        # From absolute indices, so that any window gives the same bits.
        return self.at(
            _centres(window.row, window.height, parts), _centres(window.column, window.width, parts)
        )

    def at(self, rows: Coordinates, columns: Coordinates) -> tuple[Coordinates, Coordinates]:
        """Return source rows and columns of rows and columns of the target, all from the rasters' edges."""
        return rows * self.row_scale + self.row_offset, columns * self.column_scale + self.column_offset


@dataclass(frozen=True)
class PointMap:
    """Position in a source of another CRS or direction, one for each pixel."""

    target: Grid
    source: Grid
    _inverse: Affine = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_inverse", ~self.source.transform)

    shift = None

    @property
    def reduction(self) -> tuple[float, float]:
        """Source pixels per target pixel along rows and columns, at the target's centre."""
        row, column = self.target.height / 2, self.target.width / 2
        rows, columns = self.locate(np.array([row, row + 1, row]), np.array([column, column, column + 1]))
        down = math.hypot(rows[1] - rows[0], columns[1] - columns[0])
        across = math.hypot(rows[2] - rows[0], columns[2] - columns[0])
        return (down, across) if math.isfinite(down + across) else (1.0, 1.0)

    def positions(self, window: Window, parts: int = 1) -> tuple[Coordinates, Coordinates]:
        """Return source rows and columns, both (h·parts, w·parts); NaN where the projection ends."""
        # Nodes stand at multiples of the spacing, so that any window gives the same bits.
        row = _centres(window.row, window.height, parts)
        column = _centres(window.column, window.width, parts)
        row_node, row_part = _nodes(row)
        column_node, column_part = _nodes(column)
        node_rows = np.arange(row_node[0], row_node[-1] + 2, dtype=np.float64) * NODE_SPACING
        node_columns = np.arange(column_node[0], column_node[-1] + 2, dtype=np.float64) * NODE_SPACING
        grid_rows, grid_columns = np.meshgrid(node_rows, node_columns, indexing="ij")
        nodes = self.locate(grid_rows.ravel(), grid_columns.ravel())
        top, left = row_node - row_node[0], column_node - column_node[0]
        found = []
        for values in nodes:
            table = values.reshape(grid_rows.shape)
            at_rows = table[top] + (table[top + 1] - table[top]) * row_part[:, None]
            found.append(at_rows[:, left] + (at_rows[:, left + 1] - at_rows[:, left]) * column_part)
        return found[0], found[1]

    def locate(self, rows: Coordinates, columns: Coordinates) -> tuple[Coordinates, Coordinates]:
        """Return source rows and columns (N,) of rows and columns (N,) of the target, not interpolated."""
        x, y = apply(self.target.transform, columns, rows)
        if self.target.crs is not None and self.source.crs is not None and self.target.crs != self.source.crs:
            x, y = project(self.target.crs, self.source.crs, x, y)
        source_columns, source_rows = apply(self._inverse, x, y)
        return source_rows, source_columns


GridMap = AxisMap | PointMap


def apply(transform: Affine, x: Coordinates, y: Coordinates) -> tuple[Coordinates, Coordinates]:
    """Return the transformed points."""
    return transform.a * x + transform.b * y + transform.c, transform.d * x + transform.e * y + transform.f


def compose(outer: Affine, inner: Affine) -> Affine:
    """Return the transform that does ``inner`` first (affine 2 writes it ``*``, affine 3 ``@``)."""
    a, d = outer.a * inner.a + outer.b * inner.d, outer.d * inner.a + outer.e * inner.d
    b, e = outer.a * inner.b + outer.b * inner.e, outer.d * inner.b + outer.e * inner.e
    c, f = outer.a * inner.c + outer.b * inner.f + outer.c, outer.d * inner.c + outer.e * inner.f + outer.f
    return Affine(a, b, c, d, e, f)


def project(source: CRS, target: CRS, x: Coordinates, y: Coordinates) -> tuple[Coordinates, Coordinates]:
    """Transform points between CRS; NaN where the transformation has no answer.

    Raises:
        EngineError: ``scene.crs`` where there is no transformation between the two.
    """
    try:
        found = transform_points(source, target, x.tolist(), y.tolist())
    except CRSError as error:
        raise EngineError(
            "scene.crs", say("There is no way from one coordinate system to the other: {error}.", error=error)
        ) from error
    new_x, new_y = np.asarray(found[0], dtype=np.float64), np.asarray(found[1], dtype=np.float64)
    lost = ~(np.isfinite(new_x) & np.isfinite(new_y))
    new_x[lost] = np.nan
    new_y[lost] = np.nan
    return new_x, new_y


def relate(target: Grid, source: Grid) -> GridMap:
    """Return where the pixels of ``target`` lie in ``source``; a missing CRS is taken to be the other's."""
    if target.crs is None or source.crs is None or target.crs == source.crs:
        relation = compose(~source.transform, target.transform)
        drift = max(abs(relation.b) * target.height, abs(relation.d) * target.width)
        if drift < SAME_PLACE:
            return AxisMap(relation.e, relation.f, relation.a, relation.c, _shift(relation, target))
    return PointMap(target, source)


def overlap(first: Grid, second: Grid) -> bool:
    """Whether two rasters share ground, as far as a raster of points shows."""
    for target, source in ((first, second), (second, first)):
        down = np.linspace(0, target.height, 66)[1:-1]
        across = np.linspace(0, target.width, 66)[1:-1]
        rows, columns = (axis.ravel() for axis in np.meshgrid(down, across, indexing="ij"))
        rows, columns = PointMap(target, source).locate(rows, columns)
        if ((rows > 0) & (rows < source.height) & (columns > 0) & (columns < source.width)).any():
            return True
    return False


def same_grid(first: Grid, second: Grid) -> bool:
    """Whether two rasters share size, CRS and every pixel's place."""
    if (first.width, first.height) != (second.width, second.height):
        return False
    relation = relate(first, second)
    return isinstance(relation, AxisMap) and relation.shift == (0, 0)


def _shift(relation: Affine, target: Grid) -> tuple[int, int] | None:
    rows, columns = round(relation.f), round(relation.c)
    corners = ((0, 0), (target.width, target.height))
    for column, row in corners:
        if abs(relation.a * column + relation.c - column - columns) > SAME_PLACE:
            return None
        if abs(relation.e * row + relation.f - row - rows) > SAME_PLACE:
            return None
    return rows, columns


def _centres(first: int, count: int, parts: int) -> Coordinates:
    return (np.arange(first * parts, (first + count) * parts, dtype=np.float64) + 0.5) / parts


def _nodes(positions: Coordinates) -> tuple[NDArray[np.intp], Coordinates]:
    scaled = positions / NODE_SPACING
    node = np.floor(scaled)
    return node.astype(np.intp), scaled - node
