"""A pixel is valid where every band read has data and nothing masks it."""

import numpy as np
import pytest
from raster_files import LEFT, TOP, numbers, place, write_raster

from models.errors import EngineError
from models.rasters.options import SceneOptions
from models.rasters.scene import open_scene
from models.rasters.windows import Window


def validity(paths, **options):
    with open_scene([paths] if isinstance(paths, str) else paths, SceneOptions(**options)) as scene:
        values, valid = scene.read(Window(0, 0, scene.height, scene.width), range(len(scene.bands)))
    assert not values[:, ~valid].any()
    return valid


def test_nodata_of_any_band_read_is_invalid(tmp_path):
    stack = numbers(3, 8, 8)
    stack[1, 2, 3] = 7
    path = write_raster(tmp_path / "x.tif", stack, names=["B02", "B03", "B04"], nodata=7)
    assert list(zip(*np.where(~validity(path)), strict=True)) == [(2, 3)]
    with open_scene([path]) as scene:
        assert scene.read(scene.extent, [0, 2])[1].all()


def test_each_file_has_its_own_nodata(tmp_path):
    first, second = numbers(1, 8, 8), numbers(1, 8, 8)
    first[0, 0, 0], first[0, 0, 1], second[0, 0, 2], second[0, 0, 3] = 7, 8, 8, 7
    paths = [
        write_raster(tmp_path / "B02.tif", first, nodata=7),
        write_raster(tmp_path / "B03.tif", second, nodata=8),
    ]
    assert np.flatnonzero(~validity(paths)).tolist() == [0, 2]
    assert np.flatnonzero(~validity(paths, nodata=8.0)).tolist() == [1, 2]


@pytest.mark.parametrize("nodata", [None, np.nan, -9999.0, -3.4028234663852886e38])
def test_not_a_number_and_float_nodata_are_invalid(tmp_path, nodata):
    stack = np.random.default_rng(0).random((2, 8, 8)).astype("float32")
    stack[0, 0, 0], stack[1, 0, 1] = np.nan, np.inf
    expected = [0, 1]
    if nodata is not None and not np.isnan(nodata):
        stack[1, 0, 5] = nodata
        expected.append(5)
    path = write_raster(tmp_path / "x.tif", stack, names=["B02", "B03"], nodata=nodata)
    assert np.flatnonzero(~validity(path)).tolist() == expected


def test_undeclared_zero_in_all_bands_is_fill_but_in_one_band_is_a_number(tmp_path):
    stack = numbers(3, 8, 8)
    stack[:, 0, 0] = 0
    stack[1, 0, 1] = 0
    path = write_raster(tmp_path / "x.tif", stack, names=["B02", "B03", "B04"])
    assert np.flatnonzero(~validity(path)).tolist() == [0]


def test_zeros_of_one_band_read_alone_are_numbers_unless_the_scene_has_fill(tmp_path):
    stack, cirrus = numbers(3, 16, 16), np.full((1, 8, 8), 10, "uint16")
    cirrus[0, 2:4, 2:4] = 0
    paths = [
        write_raster(tmp_path / "fine.tif", stack, names=["B02", "B03", "B04"]),
        write_raster(tmp_path / "B10.tif", cirrus, place(20)),
    ]
    with open_scene(paths) as scene:
        values, valid = scene.read(scene.extent, [3])
        assert valid.all()
        assert values[0, 6, 6] == 0
        assert 0 < values[0, 4, 4] < 0.001  # interpolated with the zeros
    stack[:, :, :4] = 0
    cirrus[:, :, :2] = 0
    paths = [
        write_raster(tmp_path / "fine.tif", stack, names=["B02", "B03", "B04"]),
        write_raster(tmp_path / "B10.tif", cirrus, place(20)),
    ]
    with open_scene(paths) as scene:
        assert not scene.read(scene.extent, [3])[1][:, :4].any()


def test_where_nodata_is_declared_zero_is_a_number(tmp_path):
    stack = numbers(3, 8, 8)
    stack[:, 0, 0] = 0
    path = write_raster(tmp_path / "x.tif", stack, names=["B02", "B03", "B04"], nodata=65535)
    assert validity(path).all()


def test_nodata_that_the_type_cannot_hold_hides_nothing(tmp_path):
    path = write_raster(tmp_path / "x.tif", numbers(1, 8, 8), names=["B02"])
    assert validity(path, nodata=-9999.0).all()
    assert validity(path, nodata=0.5).all()


def test_a_mask_band_of_the_file_is_respected(tmp_path):
    import rasterio

    path = write_raster(tmp_path / "x.tif", numbers(2, 8, 8), names=["B02", "B03"])
    with rasterio.open(path, "r+") as dataset:
        mask = np.full((8, 8), 255, "uint8")
        mask[4] = 0
        dataset.write_mask(mask)
    valid = validity(path)
    assert not valid[4].any()
    assert valid.sum() == 56


def test_fill_does_not_bleed_into_its_neighbours_when_a_coarse_band_is_interpolated(tmp_path):
    fine = np.full((1, 16, 16), 1000, "uint16")
    coarse = np.full((1, 8, 8), 2000, "uint16")
    coarse[0, :, 4:] = 60000
    paths = [
        write_raster(tmp_path / "B02.tif", fine, place(10)),
        write_raster(tmp_path / "B05.tif", coarse, place(20), nodata=60000),
    ]
    with open_scene(paths) as scene:
        values, valid = scene.read(scene.extent, [1])
        np.testing.assert_array_equal(valid, np.broadcast_to(np.arange(16) < 8, (16, 16)))
        np.testing.assert_allclose(values[0, valid], 0.2, rtol=1e-6)


def test_a_mask_file_marks_all_but_zero_or_the_values_named(tmp_path):
    path = write_raster(tmp_path / "x.tif", numbers(2, 8, 8), names=["B02", "B03"])
    mask = np.zeros((8, 8), "uint8")
    mask[0, :4] = [1, 2, 3, 255]
    file = write_raster(tmp_path / "mask.tif", mask)
    assert np.flatnonzero(~validity(path, mask=file)).tolist() == [0, 1, 2, 3]
    assert np.flatnonzero(~validity(path, mask=f"{file}:2,255")).tolist() == [1, 3]


def test_a_coarse_mask_is_laid_on_by_the_nearest_pixel(tmp_path):
    path = write_raster(tmp_path / "x.tif", numbers(2, 8, 8), names=["B02", "B03"])
    mask = np.zeros((2, 2), "uint8")
    mask[0, 1] = 1
    # Shifted by half of its pixel to the right, and ending short of the scene there.
    file = write_raster(tmp_path / "mask.tif", mask, place(40, LEFT + 20, TOP))
    expected = np.ones((8, 8), bool)
    expected[:4, 6:8] = False
    np.testing.assert_array_equal(validity(path, mask=file), expected)


def test_a_mask_in_another_crs_is_warped(tmp_path):
    path = write_raster(tmp_path / "x.tif", numbers(1, 50, 50), names=["B02"])
    from affine import Affine

    left = np.zeros((100, 100), "uint8")
    left[:, :70] = 1  # west of 10.34 degrees
    file = write_raster(tmp_path / "m.tif", left, Affine(0.0001, 0, 10.333, 0, -0.0001, 47.849), "EPSG:4326")
    share = validity(path, mask=file).mean()
    assert 0.4 < share < 0.6


def test_masks_elsewhere_are_refused(tmp_path):
    path = write_raster(tmp_path / "x.tif", numbers(1, 8, 8), names=["B02"])
    far = write_raster(tmp_path / "far.tif", np.zeros((4, 4), "uint8"), place(10, LEFT + 5000, TOP))
    bare = write_raster(tmp_path / "bare.tif", np.zeros((4, 4), "uint8"), crs=None)
    for mask, code in [
        (far, "scene.mask_outside"),
        (bare, "scene.mask_not_georeferenced"),
        ("no.tif", "scene.missing"),
    ]:
        with pytest.raises(EngineError) as caught:
            open_scene([path], SceneOptions(mask=mask))
        assert caught.value.code == code


def test_a_scene_without_data_is_refused(tmp_path):
    names = ["B02", "B03", "B04"]
    empty = write_raster(tmp_path / "e.tif", np.full((3, 40, 40), 9, "uint16"), names=names, nodata=9)
    full = write_raster(tmp_path / "f.tif", numbers(3, 40, 40), names=names)
    mask = write_raster(tmp_path / "m.tif", np.ones((40, 40), "uint8"))
    for path, options in [(empty, {}), (full, {"mask": mask})]:
        with pytest.raises(EngineError) as caught:
            open_scene([path], SceneOptions(**options))
        assert caught.value.code == "scene.all_nodata"


def test_one_valid_pixel_between_the_points_of_the_sample_is_found(tmp_path):
    stack = np.zeros((3, 2000, 2000), "uint16")
    stack[:, 777, 1234] = 500
    path = write_raster(
        tmp_path / "x.tif", stack, names=["B02", "B03", "B04"], nodata=0, compress="deflate", tiled=True
    )
    with open_scene([path]) as scene:
        assert scene.read(Window(777, 1234, 1, 1), [0, 1, 2])[1].all()
        assert 0 < scene.describe()["valid_share"] < 0.001


def test_bands_without_any_data_are_left_out_and_named(tmp_path):
    stack = numbers(3, 20, 20)
    stack[1] = 7
    path = write_raster(tmp_path / "x.tif", stack, names=["B02", "B03", "B04"], nodata=7)
    with open_scene([path]) as scene:
        assert [band.name for band in scene.bands] == ["B02", "B04"]
        assert any("hold no data: B03" in note for note in scene.notes)
        values, valid = scene.read(scene.extent, [1])
        assert valid.all()
        np.testing.assert_allclose(values[0], stack[2] / 10000, rtol=1e-6)


def test_the_valid_share_is_that_of_the_extent(tmp_path):
    stack = numbers(1, 40, 40)
    stack[0, :10] = 7
    path = write_raster(tmp_path / "x.tif", stack, names=["B02"], nodata=7)
    with open_scene([path]) as scene:
        assert scene.describe()["valid_share"] == 0.75
    box = f"{LEFT},{TOP - 200},{LEFT + 400},{TOP}"
    with open_scene([path], SceneOptions(region=box)) as scene:
        assert scene.describe()["valid_share"] == 0.5


def test_overviews_show_the_valid_share_of_a_large_scene(tmp_path):
    import rasterio

    stack = numbers(2, 3000, 3000)
    stack[:, :, :600] = 7
    coarse = numbers(1, 1500, 1500)
    paths = [
        write_raster(tmp_path / "fine.tif", stack, names=["B02", "B03"], nodata=7, tiled=True),
        write_raster(tmp_path / "B05.tif", coarse, place(20), tiled=True),
    ]
    for path in paths:
        with rasterio.open(path, "r+") as dataset:
            dataset.build_overviews([2, 4, 8, 16])
    right = f"{LEFT + 1500 * 10},{TOP - 3000 * 10},{LEFT + 3000 * 10},{TOP}"
    with open_scene(paths) as scene:
        assert scene.valid_share == pytest.approx(0.8, abs=0.02)
    with open_scene(paths, SceneOptions(region=right)) as scene:
        assert scene.valid_share == 1
