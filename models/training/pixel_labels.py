"""Labels of pixels: from rasters, and from polygons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import rasterio
import rasterio.features
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.windows import Window as RasterioWindow

from models.errors import EngineError
from models.rasters.grid import Grid, clip
from models.rasters.windows import Window
from models.training.places import UNLABELLED, Labels, Part

_STRIP = 1024


def _blank(window: Window) -> Labels:
    return np.full((window.height, window.width), UNLABELLED, np.int16)


@dataclass
class RasterLabels:
    """A raster of codes on its image's pixels.

    Attributes:
        path: of the raster, whose first band is read.
        height, width: of the image.
        numbers: class number by code; other codes are no label.
        any_other: number of all codes that are not named, for masks; None for none.
    """

    path: str
    height: int
    width: int
    numbers: Mapping[int, int]
    any_other: int | None = None
    _parts: dict[Part, NDArray[np.bool_]] | None = None
    _side: int = 0

    def read(self, window: Window, part: Part | None) -> Labels:
        """See `LabelSource`."""
        out = _blank(window)
        inside = clip(window, self.height, self.width)
        if inside.height == 0 or inside.width == 0:
            return out
        codes = self._codes(inside)
        found = np.full(codes.shape, UNLABELLED if self.any_other is None else self.any_other, np.int16)
        for code, number in self.numbers.items():
            found[codes == code] = number
        if part is not None and self._parts is not None:
            rows = np.arange(inside.row, inside.row + inside.height) // self._side
            columns = np.arange(inside.column, inside.column + inside.width) // self._side
            found[~self._parts[part][np.ix_(rows, columns)]] = UNLABELLED
        top, left = inside.row - window.row, inside.column - window.column
        out[top : top + inside.height, left : left + inside.width] = found
        return out

    def assign(self, side: int, units: Mapping[tuple[int, int], Part]) -> None:
        """See `LabelSource`."""
        size = -(-self.height // side), -(-self.width // side)
        parts: dict[Part, NDArray[np.bool_]] = {
            "training": np.zeros(size, np.bool_),
            "validation": np.zeros(size, np.bool_),
        }
        for place, part in units.items():
            parts[part][place] = True
        self._side, self._parts = side, parts

    def counts(self, side: int, classes: int) -> dict[tuple[int, int], NDArray[np.int64]]:
        """See `LabelSource`."""
        return self._counted(side, None, classes)

    def cells(self, side: int, part: Part | None, classes: int) -> dict[tuple[int, int], NDArray[np.int64]]:
        """See `LabelSource`."""
        return self._counted(side, part, classes)

    def _counted(
        self, side: int, part: Part | None, classes: int
    ) -> dict[tuple[int, int], NDArray[np.int64]]:
        found = {}
        for row in range(0, self.height, side):
            strip = self.read(Window(row, 0, min(side, self.height - row), self.width), part)
            for column in range(0, self.width, side):
                piece = strip[:, column : column + side]
                if len(known := piece[piece != UNLABELLED]):
                    found[row // side, column // side] = np.bincount(known, minlength=classes)
        return found

    def _codes(self, inside: Window) -> NDArray[np.int64]:
        try:
            with rasterio.open(self.path) as source:
                place = RasterioWindow(inside.column, inside.row, inside.width, inside.height)
                codes = source.read(1, window=place)
        except rasterio.errors.RasterioError as error:
            raise EngineError(
                "training.labels", f"{Path(self.path).name} cannot be read ({error}).", "Check the file."
            ) from error
        if codes.dtype.kind == "f":
            codes = np.nan_to_num(codes, nan=-(2**31), posinf=-(2**31), neginf=-(2**31))
        whole: NDArray[np.int64] = codes.astype(np.int64)
        return whole


def codes_in(path: str) -> dict[int, int]:
    """Pixels by code of a label raster, without its nodata.

    Raises:
        EngineError: ``training.labels``: it cannot be read, or holds no whole numbers.
    """
    found: dict[int, int] = {}
    name = Path(path).name
    try:
        with rasterio.open(path) as source:
            nodata = source.nodata
            for row in range(0, source.height, _STRIP):
                height = min(_STRIP, source.height - row)
                values, counts = np.unique(
                    source.read(1, window=RasterioWindow(0, row, source.width, height)), return_counts=True
                )
                for value, count in zip(values.tolist(), counts.tolist(), strict=True):
                    if value != value or value == nodata:
                        continue
                    if value != int(value):
                        raise EngineError(
                            "training.labels",
                            f"{name} holds {value}, which is no class code.",
                            "Labels must be whole numbers.",
                        )
                    found[int(value)] = found.get(int(value), 0) + count
    except rasterio.errors.RasterioError as error:
        raise EngineError(
            "training.labels", f"{name} cannot be read ({error}).", "Check the file."
        ) from error
    return found


@dataclass
class PolygonLabels:
    """Polygons on an image, each of one class.

    Attributes:
        shapes: (N,) in pixel coordinates, x the column and y the row.
        numbers: (N,) class of each; where two overlap, the later one counts.
    """

    shapes: NDArray[np.object_]
    numbers: NDArray[np.int16]
    grid: Grid
    _parts: NDArray[np.object_] | None = None
    _tree: shapely.STRtree | None = field(default=None, repr=False)

    def read(self, window: Window, part: Part | None) -> Labels:
        """See `LabelSource`."""
        return self._burn(window, None if part is None or self._parts is None else self._parts == part)

    def assign(self, side: int, units: Mapping[tuple[int, int], Part]) -> None:
        """See `LabelSource`."""
        self._parts = np.array([units.get(place) for place in self._places(side)], object)

    def counts(self, side: int, classes: int) -> dict[tuple[int, int], NDArray[np.int64]]:
        """See `LabelSource`; a polygon counts where its middle is, with its area."""
        found: dict[tuple[int, int], NDArray[np.int64]] = {}
        inside = shapely.area(
            shapely.intersection(self.shapes, shapely.box(0, 0, self.grid.width, self.grid.height))
        )
        for place, number, area in zip(self._places(side), self.numbers, inside, strict=True):
            if area > 0:
                counts = found.setdefault(place, np.zeros(classes, np.int64))
                counts[number] += max(1, round(float(area)))
        return found

    def cells(self, side: int, part: Part | None, classes: int) -> dict[tuple[int, int], NDArray[np.int64]]:
        """See `LabelSource`."""
        found = {}
        mine = np.ones(len(self.shapes), np.bool_)
        if part is not None and self._parts is not None:
            mine = np.array([whose == part for whose in self._parts], np.bool_)
        seen = set()
        for left, top, right, bottom in shapely.bounds(self.shapes[mine]):
            rows = range(max(0, int(top)) // side, int(min(bottom, self.grid.height - 1)) // side + 1)
            columns = range(max(0, int(left)) // side, int(min(right, self.grid.width - 1)) // side + 1)
            seen |= {(row, column) for row in rows for column in columns}
        for row, column in sorted(seen):
            labels = self._burn(Window(row * side, column * side, side, side), mine)
            if len(known := labels[labels != UNLABELLED]):
                found[row, column] = np.bincount(known, minlength=classes)
        return found

    def _burn(self, window: Window, mine: NDArray[np.bool_] | None) -> Labels:
        out = _blank(window)
        if self._tree is None:
            self._tree = shapely.STRtree(list(self.shapes))
        box = shapely.box(window.column, window.row, window.column + window.width, window.row + window.height)
        near = np.sort(self._tree.query(box))
        if mine is not None:
            near = near[mine[near]]
        if len(near):
            rasterio.features.rasterize(
                [(self.shapes[k], int(self.numbers[k])) for k in near],
                out=out,
                transform=Affine.translation(window.column, window.row),
            )
        # Beyond the raster there is no image.
        out[max(0, self.grid.height - window.row) :] = UNLABELLED
        out[:, max(0, self.grid.width - window.column) :] = UNLABELLED
        if window.row < 0:
            out[: -window.row] = UNLABELLED
        if window.column < 0:
            out[:, : -window.column] = UNLABELLED
        return out

    def _places(self, side: int) -> list[tuple[int, int]]:
        middles: Sequence[shapely.Point] = shapely.point_on_surface(self.shapes)
        return [(int(point.y) // side, int(point.x) // side) for point in middles]
