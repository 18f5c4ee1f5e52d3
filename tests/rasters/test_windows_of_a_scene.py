"""Any window gives bit for bit what the whole scene gives."""

import threading

import numpy as np
import pytest
from affine import Affine
from raster_files import LEFT, TOP, numbers, place, write_raster

from models.rasters.scene import SceneOptions, open_scene
from models.rasters.windows import Window

ALL = slice(None)


def assert_windows_agree(scene, seed=0, count=40):
    positions = range(len(scene.bands))
    whole, valid = scene.read(Window(0, 0, scene.height, scene.width), positions)
    random = np.random.default_rng(seed)
    for number in range(count):
        row, column = random.integers(-5, scene.height), random.integers(-5, scene.width)
        height, width = (1, 1) if number < 5 else random.integers(1, 25, 2)
        values, inside = scene.read(Window(int(row), int(column), int(height), int(width)), positions)
        rows = slice(max(row, 0), max(min(row + height, scene.height), 0))
        columns = slice(max(column, 0), max(min(column + width, scene.width), 0))
        place_ = (
            slice(rows.start - row, rows.stop - row),
            slice(columns.start - column, columns.stop - column),
        )
        np.testing.assert_array_equal(values[:, place_[0], place_[1]], whole[:, rows, columns])
        np.testing.assert_array_equal(inside[place_], valid[rows, columns])
        outside = np.ones((height, width), bool)
        outside[place_] = False
        assert not inside[outside].any()
        assert not values[:, outside].any()
    return whole, valid


@pytest.fixture
def three_resolutions(tmp_path):
    """A 10 m band of odd size, 20 m and 60 m bands with holes, that begin before it and end short of it."""
    fine = numbers(1, 61, 47, seed=1)
    middle = numbers(1, 31, 25, seed=2)
    coarse = numbers(1, 10, 9, seed=3)
    middle[0, 5:7, 3:9] = 7
    coarse[0, 4, 4] = 7
    return [
        write_raster(tmp_path / "B02.tif", fine, place(10), nodata=7),
        write_raster(tmp_path / "B05.tif", middle, place(20, LEFT - 10, TOP), nodata=7),
        write_raster(tmp_path / "B01.tif", coarse, place(60, LEFT - 20, TOP + 30), nodata=7),
    ]


def test_bands_of_different_resolution_agree_at_window_borders(three_resolutions):
    with open_scene(three_resolutions) as scene:
        assert (scene.width, scene.height) == (47, 61)
        _, valid = assert_windows_agree(scene)
        assert 0.3 < valid.mean() < 1


def test_undeclared_fill_agrees_at_window_borders(tmp_path):
    fine, coarse = numbers(3, 40, 40, seed=1), numbers(1, 20, 20, seed=2)
    fine[:, :9, :], coarse[:, :5, :] = 0, 0
    fine[:, 20, 20] = 0
    paths = [
        write_raster(tmp_path / "fine.tif", fine, place(10), names=["B02", "B03", "B04"]),
        write_raster(tmp_path / "B05.tif", coarse, place(20)),
    ]
    with open_scene(paths) as scene:
        _, valid = assert_windows_agree(scene)
        assert not valid[:9].any()
        assert valid[20, 20]  # the coarse band has a number there


def test_a_band_of_another_crs_agrees_at_window_borders(tmp_path):
    paths = [
        write_raster(tmp_path / "B02.tif", numbers(1, 50, 50), place(10)),
        write_raster(
            tmp_path / "B05.tif",
            numbers(1, 60, 60, seed=4),
            Affine(0.0002, 0, 10.335, 0, -0.0002, 47.852),
            "EPSG:4326",
        ),
    ]
    with open_scene(paths) as scene:
        _, valid = assert_windows_agree(scene)
        assert valid.mean() > 0.9
        assert any("another coordinate system" in note for note in scene.notes)


def test_a_polygon_region_agrees_at_window_borders(tmp_path, polygons_file):
    path = write_raster(tmp_path / "s.tif", numbers(1, 50, 50), names=["B02"])
    region = polygons_file([(LEFT + 33, TOP - 41), (LEFT + 410, TOP - 77), (LEFT + 222, TOP - 455)])
    with open_scene([path], SceneOptions(region=region)) as scene:
        _, valid = assert_windows_agree(scene)
        assert 0.2 < valid.mean() < 0.5


@pytest.mark.parametrize("shape", [(1, 1), (1, 17), (33, 1)])
def test_scenes_a_pixel_wide_are_read_whole(tmp_path, shape):
    stored = numbers(2, *shape)
    path = write_raster(tmp_path / "s.tif", stored, names=["B02", "B04"])
    with open_scene([path]) as scene:
        whole, valid = assert_windows_agree(scene)
        assert valid.all()
        np.testing.assert_allclose(whole, stored / 10000, rtol=1e-6)


def test_bands_are_read_in_the_order_asked_for(tmp_path):
    stored = numbers(4, 6, 5)
    paths = [
        write_raster(tmp_path / "a.tif", stored[:2], names=["B02", "B03"]),
        write_raster(tmp_path / "b.tif", stored[2:], names=["B04", "B08"]),
    ]
    with open_scene(paths) as scene:
        values, _ = scene.read(Window(0, 0, 6, 5), [3, 0, 2, 0])
        np.testing.assert_allclose(values, stored[[3, 0, 2, 0]] / 10000, rtol=1e-6)


def test_many_threads_read_the_same_as_one(three_resolutions):
    with open_scene(three_resolutions) as scene:
        windows = [Window(row, column, 13, 11) for row in range(0, 61, 9) for column in range(0, 47, 7)]
        expected = [scene.read(window, [0, 1, 2]) for window in windows]
        wrong = []

        def work(offset):
            for index in range(len(windows)):
                index = (index * 5 + offset) % len(windows)
                values, valid = scene.read(windows[index], [0, 1, 2])
                if not (
                    np.array_equal(values, expected[index][0]) and np.array_equal(valid, expected[index][1])
                ):
                    wrong.append(index)

        threads = [threading.Thread(target=work, args=(offset,)) for offset in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong


def test_the_sample_covers_the_extent_evenly_and_is_the_same_for_two_scenes(tmp_path):
    rows = np.arange(300, dtype="uint16")[:, None] + np.zeros((1, 200), "uint16") + 1
    first = write_raster(tmp_path / "a.tif", rows, names=["B02"])
    second = write_raster(tmp_path / "b.tif", rows * 2, names=["B02"])
    with open_scene([first]) as one, open_scene([second]) as two:
        values, valid = one.sample(1000, [0])
        assert values.shape == (1, valid.size)
        assert valid.all()
        assert 500 < valid.size <= 1000
        assert abs(values.mean() * 10000 - 150.5) < 3
        assert values.min() * 10000 < 25
        assert values.max() * 10000 > 275
        np.testing.assert_allclose(two.sample(1000, [0])[0], 2 * values, rtol=1e-6)
        everything, _ = one.sample(10**6, [0])
        assert everything.shape == (1, 300 * 200)
