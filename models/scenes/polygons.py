"""Polygons as what is classified: how each is shown to a network.

A polygon is shown as the square around it, without what lies outside. One that has too few pixels to show
anything is shown with its surroundings. One that is much larger than the images of the training is cut into
cells of their size, whose answers are averaged.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from models.errors import EngineError
from models.rasters.grid import Grid
from models.rasters.regions import Region
from models.rasters.vector_files import PolygonFile, are_polygons, read_polygon_file, to_crs, to_pixels
from models.rasters.windows import Window
from models.scenes.cells import CellGrid, CellSize
from models.scenes.pieces import LEAST_SHARE, Piece
from models.sentences import say

FEWEST_PIXELS = 16
"""A polygon that is smaller than this is shown with its surroundings."""

LARGEST = 2.0
"""Sides of a cell up to which a polygon is shown as a whole."""

ALIGNED = 8
"""Sides of squares are multiples of this, so that many polygons make images of the same size."""

ROUNDING = 0.1
"""Of a pixel, which may be lost on the way from one CRS to another."""

Seen = Literal["polygon", "surroundings", "cells"]


@dataclass(frozen=True)
class PolygonSet:
    """The polygons of a file that lie in a scene, at least by half.

    Attributes:
        file: with all features, as they are in it.
        features: (N,) their numbers in the file.
        shapes: (N,) in pixels of the scene: x the column, y the row.
        outside: how many other polygons the file has.
    """

    file: PolygonFile
    features: NDArray[np.int64]
    shapes: NDArray[np.object_]
    outside: int

    @classmethod
    def read(cls, text: str, grid: Grid, bounds: Window) -> "PolygonSet":
        """Read ``FILE`` or ``FILE|layername=NAME``.

        Raises:
            EngineError: ``scene.polygons_unreadable``, ``scene.polygons_empty`` or
                ``scene.polygons_outside``.
        """
        file = read_polygon_file(text, "polygons", attributes=True)
        features = np.flatnonzero(are_polygons(file.shapes))
        if features.size == 0:
            raise EngineError(
                "scene.polygons_empty",
                say("{name} has no polygon.", name=file.name),
                say("Choose a layer of polygons."),
            )
        count = features.size
        shapes = to_crs(file.shapes[features], file.crs, grid.crs)
        there = np.isfinite(shapely.bounds(shapes)).all(axis=1)
        features, shapes = features[there], to_pixels(shapes[there], grid)
        # A line that crosses itself has no area to speak of.
        shapes = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
        box = shapely.box(bounds.column, bounds.row, bounds.column + bounds.width, bounds.row + bounds.height)
        areas = shapely.area(shapes)
        held = shapely.area(shapely.intersection(shapes, box))
        near = (areas > 0) & (held >= LEAST_SHARE * areas)
        if not near.any():
            raise EngineError(
                "scene.polygons_outside",
                say("No polygon of {name} lies in the scene, at least by half.", name=file.name),
                say("Check the layer's coordinate system and place."),
            )
        return cls(file, features[near], shapes[near], int(count - near.sum()))


def polygon_pieces(
    shapes: Sequence[shapely.Geometry], size: CellSize, grid: Grid, bounds: Window
) -> tuple[list[Piece], list[Seen]]:
    """What of each polygon the network is shown, images of like size together; and in which way each is.

    Args:
        shapes: in pixels; a polygon's number is its unit.
        size: of a cell, which a large polygon is cut into.
        grid: of the scene, on which cells lie; ``bounds`` is what can be read of it.
    """
    pieces: list[Piece] = []
    ways: list[Seen] = []
    largest = LARGEST * min(size.height, size.width)
    for unit, shape in enumerate(shapes):
        left, top, right, bottom = shapely.bounds(shape)
        if max(right - left, bottom - top) > largest:
            ways.append("cells")
            pieces += _cells(unit, shape, size, grid, bounds)
        elif shape.area < FEWEST_PIXELS:
            ways.append("surroundings")
            pieces.append(Piece(unit, _centred(shape, size.height, size.width)))
        else:
            ways.append("polygon")
            side = math.ceil((max(right - left, bottom - top) - ROUNDING) / ALIGNED) * ALIGNED
            pieces.append(Piece(unit, _centred(shape, side, side), _inside(shape), hides=True))
    # A large polygon's cells stay together and in their order, for they are read from the same blocks.
    pieces.sort(key=lambda piece: (piece.window.height, piece.window.width, piece.unit))
    return pieces, ways


def _cells(unit: int, shape: shapely.Geometry, size: CellSize, grid: Grid, bounds: Window) -> list[Piece]:
    """The cells that lie in a polygon by half at least; for a narrow one all that it touches."""
    left, top, right, bottom = shapely.bounds(shape)
    row, column = max(math.floor(top), bounds.row), max(math.floor(left), bounds.column)
    last_row = min(math.ceil(bottom), bounds.row + bounds.height)
    last_column = min(math.ceil(right), bounds.column + bounds.width)
    around = Window(row, column, last_row - row, last_column - column)
    windows = list(CellGrid.over(around, size, grid).windows())
    boxes = shapely.box(
        [w.column for w in windows],
        [w.row for w in windows],
        [w.column + w.width for w in windows],
        [w.row + w.height for w in windows],
    )
    shapely.prepare(shape)
    touched = np.flatnonzero(shapely.intersects(shape, boxes))
    areas = np.full(len(touched), float(size.height * size.width))
    cut = ~shapely.contains(shape, boxes[touched])
    areas[cut] = shapely.area(shapely.intersection(shape, boxes[touched][cut]))
    inside = areas >= LEAST_SHARE * size.height * size.width
    chosen, hides = (touched[inside], False) if inside.any() else (touched[areas > 0], True)
    wanted = _inside(shape)
    return [Piece(unit, windows[index], wanted, hides) for index in chosen]


def _centred(shape: shapely.Geometry, height: int, width: int) -> Window:
    left, top, right, bottom = shapely.bounds(shape)
    row, column = round((top + bottom - height) / 2), round((left + right - width) / 2)
    return Window(row, column, height, width)


def _inside(shape: shapely.Geometry) -> Callable[[Window], NDArray[np.bool_]]:
    """Say which pixels have their centre in a polygon, also outside the scene."""
    parts = shapely.get_parts(shape)
    areal = tuple(parts[shapely.get_dimensions(parts) == 2])
    return lambda window: Region(window, areal).inside(window)
