"""Areas of pixels in hectares, and how much of a map each class takes.

A projected pixel has its area in the projection. A pixel in degrees, or in a Mercator projection (whose areas
grow without bound towards the poles), has the area of the ellipsoid under it: between two parallels and two
meridians that is ``a² Δλ (q(φ₂) - q(φ₁)) / 2`` with the authalic function ``q`` (Snyder, Map Projections - A
Working Manual, USGS 1987, equation 3-12).
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.warp import transform as transform_points

from models.rasters.grid import Grid

WGS84 = (6_378_137.0, 298.257223563)
SQUARE_METRES = 10_000.0
"""In a hectare."""

COUNTED_AT_ONCE = 1 << 21
"""Pixels that are counted at once: numpy makes eight bytes of each."""

_SPHEROID = re.compile(r'(?:SPHEROID|ELLIPSOID)\["[^"]*",\s*([\d.eE+-]+),\s*([\d.eE+-]+)')


def row_hectares(grid: Grid) -> NDArray[np.float64] | None:
    """Area of a pixel in each row, (height,) hectares; None where the grid is not on the Earth.

    In a grid in degrees that is not north-up, the latitude in the middle of a row stands for the whole row.
    """
    crs = grid.crs
    if crs is None or not (crs.is_projected or crs.is_geographic):
        return None
    if crs.is_geographic:
        to_radians = float(crs.units_factor[1])
        rows = np.arange(grid.height, dtype=np.float64) + 0.5
        t = grid.transform
        latitude = (t.f + t.d * grid.width / 2 + t.e * rows) * to_radians
        across = math.hypot(t.a, t.d) * to_radians
        half = abs(t.determinant) * to_radians**2 / across / 2
        return _cells(crs, across, np.asarray(latitude - half), np.asarray(latitude + half))
    if _is_mercator(crs):
        return _mercator_rows(grid, crs)
    metres = float(crs.linear_units_factor[1])
    return np.full(grid.height, grid.pixel_area * metres**2 / SQUARE_METRES)


def polygon_coordinates_to_plane(grid: Grid, points: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Take (n, 2) coordinates of the grid's CRS to a plane in metres that keeps areas; None without a CRS.

    Exact for outlines that run along parallels and meridians, as those of pixels in a north-up grid do.
    """
    crs = grid.crs
    if crs is None or not (crs.is_projected or crs.is_geographic):
        return None
    x, y = points[:, 0], points[:, 1]
    if crs.is_projected and not _is_mercator(crs):
        return points * float(crs.linear_units_factor[1])
    if crs.is_geographic:
        to_radians = float(crs.units_factor[1])
        longitude, latitude = x * to_radians, y * to_radians
    else:
        lon, lat = transform_points(crs, CRS.from_epsg(4326), x.tolist(), y.tolist())
        longitude, latitude = np.radians(lon), np.radians(lat)
    a, e = _ellipsoid(crs)
    return np.column_stack([a * longitude, a * _authalic(latitude, e) / 2])


@dataclass(frozen=True)
class Tally:
    """How many pixels each code has, and how much land they cover.

    Attributes:
        pixels: by code, without nodata.
        hectares: by code; None where the grid is not on the Earth.
        nodata: pixels without a value.
    """

    pixels: dict[int, int]
    hectares: dict[int, float] | None
    nodata: int

    @property
    def valid(self) -> int:
        """Pixels with a value."""
        return sum(self.pixels.values())


def tally(grid: Grid, rows: Iterable[tuple[int, NDArray[np.unsignedinteger]]], nodata: int) -> Tally:
    """Count the codes of a map that is given in pieces (first row, (rows, width) codes)."""
    areas = row_hectares(grid)
    constant = areas is None or bool((areas == areas[0]).all())
    pixels = np.zeros(1 << 16, np.int64)
    hectares = np.zeros(1 << 16)
    for row0, piece in rows:
        at_once = max(1, COUNTED_AT_ONCE // piece.shape[1])
        for first in range(0, len(piece), at_once):
            codes = piece[first : first + at_once]
            pixels += np.bincount(codes.ravel(), minlength=len(pixels))
            if areas is not None and not constant:
                weights = np.repeat(areas[row0 + first : row0 + first + len(codes)], codes.shape[1])
                hectares += np.bincount(codes.ravel(), weights, minlength=len(hectares))
    if areas is not None and constant:
        hectares = pixels * areas[0]
    found = [int(code) for code in np.flatnonzero(pixels) if code != nodata]
    return Tally(
        {code: int(pixels[code]) for code in found},
        None if areas is None else {code: float(hectares[code]) for code in found},
        int(pixels[nodata]),
    )


def _mercator_rows(grid: Grid, crs: CRS) -> NDArray[np.float64]:
    middle = grid.width // 2
    rows = np.arange(grid.height + 1, dtype=np.float64)
    t = grid.transform
    x, y = t.c + t.a * middle + t.b * rows, t.f + t.d * middle + t.e * rows
    lon, lat = transform_points(crs, CRS.from_epsg(4326), x.tolist(), y.tolist())
    (east,), _ = transform_points(crs, CRS.from_epsg(4326), [x[0] + t.a], [y[0] + t.d])
    across = math.radians(abs(east - lon[0]))
    edges = np.radians(lat)
    return _cells(crs, across, np.minimum(edges[:-1], edges[1:]), np.maximum(edges[:-1], edges[1:]))


def _cells(
    crs: CRS, across: float, south: NDArray[np.float64], north: NDArray[np.float64]
) -> NDArray[np.float64]:
    a, e = _ellipsoid(crs)
    pole = math.pi / 2
    south, north = np.clip(south, -pole, pole), np.clip(north, -pole, pole)
    return a * a * across * (_authalic(north, e) - _authalic(south, e)) / 2 / SQUARE_METRES


def _authalic(latitude: NDArray[np.float64], e: float) -> NDArray[np.float64]:
    sine = np.sin(latitude)
    if e < 1e-9:
        return 2 * sine
    return (1 - e * e) * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e)


def _ellipsoid(crs: CRS) -> tuple[float, float]:
    """Semi-major axis in metres and eccentricity."""
    found = _SPHEROID.search(crs.to_wkt())
    a, inverse = (float(found[1]), float(found[2])) if found else WGS84
    flattening = 1 / inverse if inverse else 0.0
    return a, math.sqrt(flattening * (2 - flattening))


def _is_mercator(crs: CRS) -> bool:
    projection = re.search(r'PROJECTION\["([^"]*)"', crs.to_wkt())
    return bool(projection and projection[1].lower().startswith("mercator"))
