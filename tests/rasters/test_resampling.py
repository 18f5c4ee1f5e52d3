"""Coarse bands come to the finest grid by georeference, bilinear between pixel centres."""

import numpy as np
import pytest
from affine import Affine
from raster_files import LEFT, TOP, numbers, place, write_raster
from rasterio.crs import CRS

from models.errors import EngineError
from models.rasters.grid import Grid, PointMap, relate
from models.rasters.resampling import average_parts, bilinear, nearest
from models.rasters.scene import open_scene
from models.rasters.windows import Window


def ramp(height, width, pixel, left=LEFT, top=TOP):
    """Numbers that grow by 1 every metre south and by 2 every metre east, at the pixels' centres."""
    south = (TOP - top) + (np.arange(height) + 0.5) * pixel
    east = (left - LEFT) + (np.arange(width) + 0.5) * pixel
    return (1000 + south[:, None] + 2 * east).astype("float32")[None]


def test_a_linear_landscape_is_the_same_at_every_resolution(tmp_path):
    paths = [
        write_raster(tmp_path / "B02.tif", ramp(60, 60, 10), place(10)),
        write_raster(
            tmp_path / "B05.tif", ramp(32, 33, 20, LEFT - 20, TOP + 20), place(20, LEFT - 20, TOP + 20)
        ),
        # Another place of the grid's corner than any multiple of the pixels: an index ratio would be wrong.
        write_raster(
            tmp_path / "B01.tif", ramp(12, 12, 60, LEFT - 50, TOP + 40), place(60, LEFT - 50, TOP + 40)
        ),
    ]
    with open_scene(paths) as scene:
        values, valid = scene.read(scene.extent, [0, 1, 2])
        assert valid.all()
        np.testing.assert_allclose(values[1], values[0], atol=0.02)
        np.testing.assert_allclose(values[2], values[0], atol=0.02)


def test_a_coarse_band_is_extended_by_one_of_its_pixels_and_no_more(tmp_path):
    fine = numbers(1, 30, 30)
    coarse = numbers(1, 2, 3, seed=1)  # 60 m: ends 18 pixels short below and 12 to the right
    paths = [
        write_raster(tmp_path / "B02.tif", fine, place(10)),
        write_raster(tmp_path / "B01.tif", coarse, place(60)),
    ]
    with open_scene(paths) as scene:
        values, valid = scene.read(scene.extent, [1])
        expected = np.zeros((30, 30), bool)
        expected[:18, :24] = True
        np.testing.assert_array_equal(valid, expected)
        np.testing.assert_allclose(values[0, 17, :3], coarse[0, 1, 0] / 10000, rtol=1e-6)
        np.testing.assert_allclose(values[0, 17, 23], coarse[0, 1, 2] / 10000, rtol=1e-6)


def test_a_file_of_the_finest_resolution_is_not_extended(tmp_path):
    paths = [
        write_raster(tmp_path / "B02.tif", numbers(1, 10, 10), place(10)),
        write_raster(tmp_path / "B03.tif", numbers(1, 8, 9, seed=1), place(10, LEFT + 10, TOP)),
    ]
    with open_scene(paths) as scene:
        _, valid = scene.read(scene.extent, [0, 1])
        expected = np.zeros((10, 10), bool)
        expected[:8, 1:] = True
        np.testing.assert_array_equal(valid, expected)


def test_whole_pixel_shifts_are_copied_unchanged(tmp_path):
    stored = numbers(1, 20, 20, seed=1)
    paths = [
        write_raster(tmp_path / "B02.tif", numbers(1, 20, 20), place(10)),
        write_raster(tmp_path / "B03.tif", stored, place(10, LEFT + 30, TOP + 20)),
    ]
    with open_scene(paths) as scene:
        values, valid = scene.read(scene.extent, [1])
        np.testing.assert_array_equal(values[0, :18, 3:], (stored[0, 2:, :17] * np.float32(0.0001)))
        assert valid[:18, 3:].all()


def test_the_finest_grid_is_the_scenes_whatever_the_order(tmp_path):
    paths = [
        write_raster(tmp_path / "B05.tif", numbers(1, 10, 10), place(20)),
        write_raster(tmp_path / "B02.tif", numbers(1, 20, 20), place(10)),
    ]
    with open_scene(paths) as scene:
        assert scene.width == 20
        assert [band.resolution for band in scene.bands] == [20, 10]


def test_rotated_rasters_are_read_as_they_lie(tmp_path):
    def turned(pixel):
        cosine, sine = np.cos(np.pi / 6), np.sin(np.pi / 6)
        return Affine(pixel * cosine, pixel * sine, LEFT, pixel * sine, -pixel * cosine, TOP)

    stored = numbers(1, 20, 20)
    coarse = np.full((1, 10, 10), 700, "uint16")
    straight = np.full((1, 60, 60), 900, "uint16")
    paths = [
        write_raster(tmp_path / "B02.tif", stored, turned(10)),
        write_raster(tmp_path / "B05.tif", coarse, turned(20)),
        write_raster(tmp_path / "B01.tif", straight, place(20, LEFT - 300, TOP + 400)),
    ]
    with open_scene(paths) as scene:
        values, valid = scene.read(scene.extent, [0, 1, 2])
        assert valid.all()
        np.testing.assert_allclose(values[0], stored[0] / 10000, rtol=1e-6)
        np.testing.assert_allclose(values[1], 0.07, rtol=1e-6)
        np.testing.assert_allclose(values[2], 0.09, rtol=1e-6)


def test_files_without_place_are_joined_only_at_one_size(tmp_path):
    first = write_raster(tmp_path / "B02.tif", numbers(1, 9, 9), crs=None)
    second = write_raster(tmp_path / "B03.tif", numbers(1, 9, 9), crs=None)
    other = write_raster(tmp_path / "B05.tif", numbers(1, 5, 5), crs=None)
    with open_scene([first, second]) as scene:
        assert scene.crs is None
        assert any("no coordinate system" in note for note in scene.notes)
    with pytest.raises(EngineError) as caught:
        open_scene([first, other])
    assert caught.value.code == "scene.not_georeferenced"


def test_files_of_different_places_are_refused(tmp_path):
    paths = [
        write_raster(tmp_path / "B02.tif", numbers(1, 9, 9)),
        write_raster(tmp_path / "B03.tif", numbers(1, 9, 9), place(10, LEFT + 1000)),
    ]
    with pytest.raises(EngineError) as caught:
        open_scene(paths)
    assert caught.value.code == "scene.files_apart"


def test_bilinear_agrees_with_a_plain_implementation():
    random = np.random.default_rng(0)
    values = random.random((2, 9, 7)).astype(np.float32)
    usable = random.random((2, 9, 7)) > 0.2
    rows, columns = random.uniform(-1, 10, 30), random.uniform(-1, 8, 25)

    def at(band, row, column):
        total = weight = 0.0
        top, left = int(np.floor(row - 0.5)), int(np.floor(column - 0.5))
        for r, rw in ((top, 1 - (row - 0.5 - top)), (top + 1, row - 0.5 - top)):
            for c, cw in ((left, 1 - (column - 0.5 - left)), (left + 1, column - 0.5 - left)):
                r_, c_ = min(max(r, 0), 8), min(max(c, 0), 6)
                if usable[band, r_, c_]:
                    total += rw * cw * values[band, r_, c_]
                    weight += rw * cw
        return total / weight if weight > 1e-9 else 0.0

    expected = np.array([[[at(b, r, c) for c in columns] for r in rows] for b in range(2)])
    found = bilinear(values, usable, rows, columns, (0, 0))
    np.testing.assert_allclose(found, expected, atol=1e-4)
    grid_rows, grid_columns = np.meshgrid(rows, columns, indexing="ij")
    np.testing.assert_allclose(bilinear(values, usable, grid_rows, grid_columns, (0, 0)), expected, atol=1e-4)


def test_nearest_takes_the_pixel_that_holds_the_position():
    values = np.arange(12).reshape(3, 4)
    found = nearest(values, np.array([0.01, 0.99, 2.5, 3.2]), np.array([-0.5, 1.0, 3.99]), (0, 0))
    np.testing.assert_array_equal(found, values[[0, 0, 2, 2]][:, [0, 1, 3]])


def test_parts_are_averaged_over_the_valid_ones():
    values = np.array([[[1, 3, 8, 0], [5, 0, 0, 0]]], np.float32)
    valid = np.array([[True, True, True, False], [True, False, False, False]])
    averaged, inside = average_parts(values, valid, 2)
    np.testing.assert_allclose(averaged, [[[3, 8]]])
    np.testing.assert_array_equal(inside, [[True, False]])


def test_positions_between_projections_are_right_within_a_hundredth_of_a_pixel():
    target = Grid(200, 200, Affine(10, 0, 690000, 0, -10, 5335000), CRS.from_epsg(32632))
    source = Grid(400, 400, Affine(10, 0, 240000, 0, -10, 5337000), CRS.from_epsg(32633))
    mapping = PointMap(target, source)
    rows, columns = mapping.positions(Window(37, 101, 90, 80))
    exact_rows, exact_columns = mapping.locate(
        np.repeat(np.arange(37, 127) + 0.5, 80), np.tile(np.arange(101, 181) + 0.5, 90)
    )
    assert np.abs(rows.ravel() - exact_rows).max() < 0.01
    assert np.abs(columns.ravel() - exact_columns).max() < 0.01


def test_grids_that_differ_by_rounding_are_one_grid():
    one = Grid(500, 500, place(10), CRS.from_epsg(32632))
    other = Grid(500, 500, Affine(10 + 1e-9, 0, LEFT + 1e-4, 0, -10, TOP - 1e-4), CRS.from_epsg(32632))
    assert relate(one, other).shift == (0, 0)
    half = Grid(500, 500, place(10, LEFT + 5), CRS.from_epsg(32632))
    assert relate(one, half).shift is None
