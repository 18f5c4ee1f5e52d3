import math

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from models.rasters.areas import polygon_coordinates_to_plane, row_hectares, tally
from models.rasters.grid import Grid

WGS84_SURFACE = 510_065_621.724e6  # square metres (NIMA TR 8350.2)


def degrees(height, width, west=-180.0, north=90.0, size=1.0):
    return Grid(width, height, Affine(size, 0, west, 0, -size, north), CRS.from_epsg(4326))


def test_pixels_in_metres_have_the_projections_area():
    grid = Grid(5, 4, Affine(10, 0, 0, 0, -20, 0), CRS.from_epsg(32632))
    np.testing.assert_allclose(row_hectares(grid), np.full(4, 0.02))


def test_a_rotated_pixel_has_the_area_of_its_parallelogram():
    a, b = 10 * math.cos(0.5), 10 * math.sin(0.5)
    turned = Affine(a, b, 0, b, -a, 0)
    np.testing.assert_allclose(row_hectares(Grid(5, 4, turned, CRS.from_epsg(32632))), 0.01)


def test_pixels_in_feet_are_converted():
    grid = Grid(1, 1, Affine(100, 0, 0, 0, -100, 0), CRS.from_epsg(2263))
    assert row_hectares(grid)[0] == pytest.approx((100 * 0.3048006096) ** 2 / 1e4)


def test_pixels_in_degrees_add_up_to_the_ellipsoids_surface():
    grid = degrees(180, 360)
    assert row_hectares(grid).sum() * 360 * 1e4 == pytest.approx(WGS84_SURFACE, rel=1e-9)


def test_a_degree_at_the_equator_and_at_48_north():
    # Lengths of a degree on WGS 84: 110.574 km by 111.320 km at the equator.
    assert row_hectares(degrees(1, 1, 0, 0.5))[0] == pytest.approx(110.574 * 111.320 * 100, rel=1e-4)
    # 111.209 km by 74.628 km at 48 degrees
    assert row_hectares(degrees(1, 1, 11, 48.5))[0] == pytest.approx(111.209 * 74.628 * 100, rel=1e-3)


def test_web_mercator_pixels_have_their_area_on_the_ground():
    north = 6_274_861.39  # 49 degrees north
    grid = Grid(3, 2, Affine(10, 0, 1_280_000, 0, -10, north), CRS.from_epsg(3857))
    expected = 0.01 * math.cos(math.radians(49)) ** 2
    np.testing.assert_allclose(row_hectares(grid), expected, rtol=8e-3)  # sphere against ellipsoid
    utm = row_hectares(Grid(1, 1, Affine(10, 0, 0, 0, -10, 0), CRS.from_epsg(32632)))[0]
    assert row_hectares(grid)[0] < 0.5 * utm


def test_no_crs_has_no_areas():
    assert row_hectares(Grid(5, 4, Affine.identity(), None)) is None


def test_codes_are_counted_and_measured_by_row():
    grid = degrees(4, 3, 0, 60, 10)
    codes = np.array([[10, 10, 255], [10, 20, 255], [20, 20, 20], [255, 255, 255]], np.uint8)
    counted = tally(grid, iter([(0, codes[:2]), (2, codes[2:])]), 255)
    rows = row_hectares(grid)
    assert counted.pixels == {10: 3, 20: 4}
    assert counted.nodata == 5
    assert counted.valid == 7
    assert counted.hectares[10] == pytest.approx(2 * rows[0] + rows[1])
    assert counted.hectares[20] == pytest.approx(rows[1] + 3 * rows[2])


def test_outlines_of_pixels_keep_their_area_in_the_plane():
    grid = degrees(4, 3, 10, 60, 2)
    corners = np.array([[10, 58], [12, 58], [12, 60], [10, 60]], float)
    x, y = polygon_coordinates_to_plane(grid, corners).T
    area = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
    assert area / 1e4 == pytest.approx(row_hectares(grid)[0])
    assert polygon_coordinates_to_plane(Grid(1, 1, Affine.identity(), None), corners) is None
