"""A second date is warped on the fly to the first date's grid."""

import numpy as np
import pytest
from affine import Affine
from raster_files import LEFT, TOP, numbers, place, write_raster
from rasterio.crs import CRS
from rasterio.warp import Resampling, calculate_default_transform, reproject

from models.errors import EngineError
from models.rasters.options import SceneOptions
from models.rasters.scene import open_scene
from models.rasters.windows import Window


def smooth(height, width, seed=0):
    """A landscape without fine detail."""
    random = np.random.default_rng(seed)
    rows, columns = np.indices((height, width))
    waves = sum(
        np.sin(
            rows * random.uniform(0.02, 0.15) + columns * random.uniform(0.02, 0.15) + random.uniform(0, 6)
        )
        for _ in range(6)
    )
    return (2000 + 250 * waves).astype("uint16")[None]


def assert_windows_agree(scene):
    whole, valid = scene.read(Window(0, 0, scene.height, scene.width), [0])
    random = np.random.default_rng(1)
    for _ in range(25):
        row, column = int(random.integers(0, scene.height)), int(random.integers(0, scene.width))
        height, width = int(random.integers(1, 30)), int(random.integers(1, 30))
        values, inside = scene.read(Window(row, column, height, width), [0])
        cut = (slice(row, row + height), slice(column, column + width))
        size = whole[0][cut].shape
        np.testing.assert_array_equal(values[0, : size[0], : size[1]], whole[0][cut])
        np.testing.assert_array_equal(inside[: size[0], : size[1]], valid[cut])
    return whole, valid


def test_the_same_grid_is_copied(tmp_path):
    stored = numbers(1, 20, 20)
    first = write_raster(tmp_path / "a_B02.tif", stored)
    second = write_raster(tmp_path / "b_B02.tif", stored)
    with open_scene([first]) as before, open_scene([second]) as after:
        warped = after.on_grid_of(before)
        np.testing.assert_array_equal(warped.read(before.extent, [0])[0], before.read(before.extent, [0])[0])
        assert warped.notes == after.notes


def test_a_shift_by_whole_pixels_is_copied_and_the_rest_is_invalid(tmp_path):
    stored = numbers(1, 20, 20)
    first = write_raster(tmp_path / "a_B02.tif", stored)
    second = write_raster(tmp_path / "b_B02.tif", stored[:, 3:, 5:], place(10, LEFT + 50, TOP - 30))
    with open_scene([first]) as before, open_scene([second]) as after:
        values, valid = after.on_grid_of(before).read(before.extent, [0])
        np.testing.assert_array_equal(values[0, 3:, 5:], before.read(before.extent, [0])[0][0, 3:, 5:])
        assert valid[3:, 5:].all()
        assert valid.sum() == 17 * 15


@pytest.mark.parametrize("crs", ["EPSG:32633", "EPSG:4326", "EPSG:3857"])
def test_another_crs_agrees_with_gdal_and_at_window_borders(tmp_path, crs):
    stored = smooth(120, 120)
    # Coarser than the target, so that GDAL's bilinear takes four pixels as well.
    bounds = (LEFT, TOP - 1200, LEFT + 1200, TOP)
    transform, width, height = calculate_default_transform("EPSG:32632", crs, 90, 90, *bounds)
    source = np.zeros((1, height, width), "uint16")
    reproject(
        stored, source, src_transform=place(10), src_crs="EPSG:32632", dst_transform=transform, dst_crs=crs,
        resampling=Resampling.cubic, dst_nodata=0,
    )  # fmt: skip
    first = write_raster(tmp_path / "a_B02.tif", stored)
    second = write_raster(tmp_path / "b_B02.tif", source, transform, crs, nodata=0)
    with open_scene([first]) as before, open_scene([second]) as after:
        warped = after.on_grid_of(before)
        assert (warped.width, warped.height, warped.crs) == (120, 120, CRS.from_epsg(32632))
        assert crs in warped.notes[-1]
        values, valid = assert_windows_agree(warped)
        expected = np.zeros((120, 120), "uint16")
        reproject(
            source[0], expected, src_transform=transform, src_crs=crs, dst_transform=place(10),
            dst_crs="EPSG:32632", resampling=Resampling.bilinear, src_nodata=0, dst_nodata=0, tolerance=0.01,
        )  # fmt: skip
        both = valid & (expected > 0)
        assert both.mean() > 0.5
        assert ((expected > 0) != valid).mean() < 0.03
        difference = np.abs(values[0] * 10000 - expected)[both]
        assert np.quantile(difference, 0.99) < 3
        # And it is the landscape that was there before it was projected twice.
        assert np.quantile(np.abs(values[0] * 10000 - stored[0])[both], 0.95) < 20


def test_a_finer_second_date_is_averaged(tmp_path):
    fine = numbers(1, 90, 90, low=1000, high=3000)
    first = write_raster(tmp_path / "a_B02.tif", numbers(1, 30, 30), place(30))
    second = write_raster(tmp_path / "b_B02.tif", fine, place(10))
    with open_scene([first]) as before, open_scene([second]) as after:
        values, valid = assert_windows_agree(after.on_grid_of(before))
        assert valid.all()
        means = fine.reshape(30, 3, 30, 3).mean(axis=(1, 3)) / 10000
        np.testing.assert_allclose(values[0], means, atol=1e-5)


def test_nodata_of_the_second_date_stays_invalid_and_does_not_bleed(tmp_path):
    stored = np.full((1, 40, 40), 2000, "uint16")
    stored[0, 10:20, 10:20] = 7
    first = write_raster(tmp_path / "a_B02.tif", numbers(1, 40, 40), place(10, LEFT + 3, TOP - 4))
    second = write_raster(tmp_path / "b_B02.tif", stored, nodata=7)
    with open_scene([first]) as before, open_scene([second]) as after:
        values, valid = after.on_grid_of(before).read(before.extent, [0])
        np.testing.assert_allclose(values[0, valid], 0.2, rtol=1e-6)
        assert not values[0, ~valid].any()
        assert 95 <= (~valid[:38, :38]).sum() <= 105


def test_the_extent_is_that_of_the_first_date(tmp_path):
    first = write_raster(tmp_path / "a_B02.tif", numbers(1, 40, 40))
    second = write_raster(tmp_path / "b_B02.tif", numbers(1, 40, 40), place(10, LEFT + 50))
    box = f"{LEFT + 100},{TOP - 200},{LEFT + 200},{TOP - 100}"
    with open_scene([first], SceneOptions(region=box)) as before, open_scene([second]) as after:
        warped = after.on_grid_of(before)
        assert warped.extent == before.extent == Window(10, 10, 10, 10)
        values, valid = warped.sample(50, [0])
        assert valid.all()
        assert values.shape == before.sample(50, [0])[0].shape


def test_dates_without_common_ground_are_refused(tmp_path):
    first = write_raster(tmp_path / "a_B02.tif", numbers(1, 20, 20))
    far = write_raster(tmp_path / "b_B02.tif", numbers(1, 20, 20), place(10, LEFT + 500))
    other_side = write_raster(
        tmp_path / "c_B02.tif", numbers(1, 20, 20), Affine(1e-4, 0, -120, 0, -1e-4, -30), "EPSG:4326"
    )
    bare = write_raster(tmp_path / "d_B02.tif", numbers(1, 20, 20), crs=None)
    with open_scene([first]) as before:
        for path, code in [
            (far, "scene.no_overlap"),
            (other_side, "scene.no_overlap"),
            (bare, "scene.no_crs"),
        ]:
            with open_scene([path]) as after, pytest.raises(EngineError) as caught:
                after.on_grid_of(before)
            assert caught.value.code == code


def test_two_dates_without_coordinates_lie_on_each_other(tmp_path):
    stored = numbers(1, 20, 20)
    first = write_raster(tmp_path / "a_B02.tif", stored, crs=None)
    second = write_raster(tmp_path / "b_B02.tif", stored, crs=None)
    with open_scene([first]) as before, open_scene([second]) as after:
        assert after.on_grid_of(before).read(before.extent, [0])[1].all()


def test_closing_the_warped_scene_closes_its_files(tmp_path):
    path = write_raster(tmp_path / "a_B02.tif", numbers(1, 20, 20))
    with open_scene([path]) as before:
        after = open_scene([path])
        with after.on_grid_of(before):
            pass
        with pytest.raises(EngineError) as caught:
            after.read(after.extent, [0])
        assert caught.value.code == "scene.closed"
