"""What a run labels, the cells of a grid or the polygons of a file: as pieces first, as features at last."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from models.rasters.areas import SQUARE_METRES, polygon_coordinates_to_plane
from models.rasters.grid import Grid
from models.rasters.scene import Scene
from models.rasters.windows import Window
from models.scenes.cells import CellGrid, CellSize, outlines
from models.scenes.pieces import Piece
from models.scenes.polygons import PolygonSet, Seen, polygon_pieces
from models.sentences import say

Columns = dict[str, NDArray[Any]]


class Targets(Protocol):
    """What is to be labelled.

    Attributes:
        pieces: what the network is shown; ``count`` targets are named by the pieces' units.
        crs: of the outlines; ``geometry`` says "Polygon" or "MultiPolygon".
    """

    @property
    def pieces(self) -> Sequence[Piece]:
        """See the class."""

    @property
    def count(self) -> int:
        """See the class."""

    @property
    def crs(self) -> CRS | None:
        """See the class."""

    @property
    def geometry(self) -> str:
        """See the class."""

    def outlines(self, units: NDArray[np.intp]) -> NDArray[np.object_]:
        """Outlines of some of them, (N,)."""

    def attributes(self, units: NDArray[np.intp], taken: Sequence[str], /) -> tuple[Columns, Columns]:
        """Fields to stand before and after the labels' fields, whose names are taken."""

    def notes(self, labelled: int) -> list[str]:
        """What the user should know, one sentence each."""

    def facts(self) -> dict[str, Any]:
        """What the run card says of them."""


@dataclass(frozen=True)
class GridTargets:
    """The cells of a grid.

    Attributes:
        grid: of the scene.
        cells: all that share pixels with the region.
        pieces: those of which enough lies in the scene.
    """

    grid: Grid
    cells: CellGrid
    pieces: Sequence[Piece]
    geometry: str = "Polygon"

    @classmethod
    def over(cls, scene: Scene, bounds: Window, size: CellSize) -> "GridTargets":
        """The cells over a scene's region."""
        cells = CellGrid.over(scene.extent, size, scene.grid)
        return cls(scene.grid, cells, cells.pieces(bounds))

    @property
    def count(self) -> int:
        """Number of cells."""
        return self.cells.count

    @property
    def crs(self) -> CRS | None:
        """The scene's."""
        return self.grid.crs

    def outlines(self, units: NDArray[np.intp]) -> NDArray[np.object_]:
        """Squares on the scene's grid."""
        return outlines([self.cells.window(int(unit)) for unit in units], self.grid)

    def attributes(self, _units: NDArray[np.intp], _taken: Sequence[str]) -> tuple[Columns, Columns]:
        """None of their own."""
        return {}, {}

    def notes(self, labelled: int) -> list[str]:
        """How many cells are left out."""
        if labelled == self.count:
            return []
        return [
            say(
                "Cells that were left out: {left} of {count}; less than half of their pixels are valid and "
                "in the area.",
                left=self.count - labelled,
                count=self.count,
            )
        ]

    def facts(self) -> dict[str, Any]:
        """Their size."""
        size = self.cells.size
        return {"kind": "grid", "cell_pixels": [size.height, size.width], "cell_metres": size.metres}


@dataclass(frozen=True)
class PolygonTargets:
    """The polygons of a file.

    Attributes:
        polygons: those that lie in the scene.
        pieces: what is shown of them.
        ways: how each is shown.
        size: of the cells that large ones are cut into.
    """

    polygons: PolygonSet
    pieces: Sequence[Piece]
    ways: Sequence[Seen]
    size: CellSize
    geometry: str = "MultiPolygon"

    @classmethod
    def read(cls, text: str, scene: Scene, bounds: Window, size: CellSize) -> "PolygonTargets":
        """Read a file.

        Raises:
            EngineError: as `PolygonSet.read`.
        """
        polygons = PolygonSet.read(text, scene.grid, bounds)
        pieces, ways = polygon_pieces(list(polygons.shapes), size, scene.grid, bounds)
        return cls(polygons, pieces, ways, size)

    @property
    def count(self) -> int:
        """Number of polygons in the scene."""
        return len(self.polygons.features)

    @property
    def crs(self) -> CRS | None:
        """The file's."""
        return self.polygons.file.crs

    def outlines(self, units: NDArray[np.intp]) -> NDArray[np.object_]:
        """As they are in the file."""
        return self.polygons.file.shapes[self.polygons.features[units]]

    def attributes(self, units: NDArray[np.intp], taken: Sequence[str]) -> tuple[Columns, Columns]:
        """The file's attributes, renamed where a name is taken; and how each polygon was shown."""
        chosen = self.polygons.features[units]
        names = {name.lower() for name in taken} | {"fid", "geom", "seen_as"}
        own: Columns = {}
        for name, values in self.polygons.file.fields.items():
            free = name
            while free.lower() in names:
                free = f"source_{free}"
            names.add(free.lower())
            own[free] = _as_written(values[chosen])
        return own, {"seen_as": np.array([self.ways[unit] for unit in units], object)}

    def notes(self, labelled: int) -> list[str]:
        """How many are left out, and how small and large ones were shown."""
        found: list[str] = []
        if self.polygons.outside:
            found.append(
                say(
                    "Polygons that lie outside the scene, by half at least: {count}.",
                    count=self.polygons.outside,
                )
            )
        if labelled < self.count:
            found.append(
                say(
                    "Polygons that were left out: {left} of {count}; less than half of their pixels are "
                    "valid and in the area.",
                    left=self.count - labelled,
                    count=self.count,
                )
            )
        if small := self.ways.count("surroundings"):
            found.append(
                say(
                    "Polygons that are too small to show anything by themselves: {count}; they were shown "
                    "with their surroundings, in a square of {size}.",
                    count=small,
                    size=self.size.said,
                )
            )
        if large := self.ways.count("cells"):
            found.append(
                say(
                    "Polygons that are larger than twice the network's images: {count}; they were cut into "
                    "cells of {size}, whose probabilities were averaged.",
                    count=large,
                    size=self.size.said,
                )
            )
        return found

    def facts(self) -> dict[str, Any]:
        """How they were shown."""
        return {
            "kind": "polygons",
            "file": self.polygons.file.name,
            "seen_as": {way: self.ways.count(way) for way in ("polygon", "surroundings", "cells")},
            "cell_pixels": [self.size.height, self.size.width],
            "outside": self.polygons.outside,
        }


def hectares(shapes: NDArray[np.object_], crs: CRS | None) -> NDArray[np.float64] | None:
    """Areas (N,) of polygons; None without a CRS."""
    if crs is None or not (crs.is_projected or crs.is_geographic):
        return None
    grid = Grid(1, 1, Affine.identity(), crs)

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        placed = polygon_coordinates_to_plane(grid, points)
        return points if placed is None else placed

    areas: NDArray[np.float64] = shapely.area(shapely.transform(shapes, moved))
    return np.round(areas / SQUARE_METRES, 4)


def _as_written(values: NDArray[Any]) -> NDArray[Any]:
    """Attributes as a GeoPackage takes them: what is neither number, time nor text becomes text."""
    if values.dtype != object:
        return values
    return np.array(
        [None if one is None else one if isinstance(one, (str, bytes)) else str(one) for one in values],
        object,
    )
