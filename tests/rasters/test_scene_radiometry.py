"""Stored numbers become reflectance as metadata, the user or the documented default say, in this order."""

import numpy as np
import pytest
from raster_files import numbers, write_envi, write_raster

from models.errors import EngineError
from models.rasters.options import SceneOptions
from models.rasters.radiometry import Radiometry, from_gdal, parse_radiometry
from models.rasters.scene import describe_scene, open_scene
from models.rasters.windows import Window

NAMES = ["B02", "B03", "B04"]


def first_pixel(path, options=None):
    with open_scene([path], options or SceneOptions()) as scene:
        values, valid = scene.read(Window(0, 0, 1, 1), range(len(scene.bands)))
        assert valid.all()
        return scene, values[:, 0, 0]


def test_integers_are_ten_thousandths_unless_stated(tmp_path):
    path = write_raster(tmp_path / "x.tif", np.full((3, 20, 20), 500, "uint16"), names=NAMES)
    scene, pixel = first_pixel(path)
    assert scene.radiometry == Radiometry(0.0001, 0.0, "default")
    np.testing.assert_allclose(pixel, 0.05)
    assert any("DN/10000" in note for note in scene.notes)


def test_floats_are_reflectance_unless_stated(tmp_path):
    path = write_raster(tmp_path / "x.tif", np.full((3, 20, 20), 0.25, "float32"), names=NAMES)
    scene, pixel = first_pixel(path)
    assert scene.radiometry.source == "default"
    np.testing.assert_allclose(pixel, 0.25)


def test_the_user_is_believed_first(tmp_path):
    path = write_raster(
        tmp_path / "x.tif",
        np.full((3, 4, 4), 1500, "uint16"),
        names=NAMES,
        scales=[0.5] * 3,
        offsets=[0.0] * 3,
    )
    scene, pixel = first_pixel(path, SceneOptions.from_parameters({"radiometry": "0.0001,-1000"}))
    assert scene.radiometry == Radiometry(0.0001, -1000.0, "user")
    np.testing.assert_allclose(pixel, 0.05)
    assert not any("DN/10000" in note for note in scene.notes)


def test_gdal_scale_and_offset_are_metadata_and_may_differ_by_band(tmp_path):
    path = write_raster(
        tmp_path / "x.tif",
        np.full((3, 4, 4), 3000, "uint16"),
        names=NAMES,
        scales=[0.0001, 0.0001, 0.0002],
        offsets=[-0.1, 0.0, -0.2],
    )
    scene, pixel = first_pixel(path)
    assert scene.radiometry.source == "metadata"
    assert round(scene.radiometry.offset) == -1000
    np.testing.assert_allclose(pixel, [0.2, 0.3, 0.4], rtol=1e-5)
    assert scene.describe()["radiometry"]["uniform"] is False


def test_gdal_units_are_translated():
    stated = from_gdal(2.75e-5, -0.2)
    assert (10000 + stated.offset) * stated.scale == pytest.approx(10000 * 2.75e-5 - 0.2)
    assert from_gdal(1.0, 0.0) is None
    assert from_gdal(0.0, 0.0) is None
    assert from_gdal(float("nan"), 0.0) is None


def test_envi_reflectance_scale_factor(tmp_path):
    header = ["wavelength = {490, 560, 665}", "reflectance scale factor = 4000"]
    path = write_envi(tmp_path / "x.img", np.full((3, 4, 4), 1000, "int16"), header)
    scene, pixel = first_pixel(path)
    assert scene.radiometry.source == "metadata"
    np.testing.assert_allclose(pixel, 0.25)


def test_eight_bits_are_refused_unless_the_user_gives_the_radiometry(tmp_path):
    path = write_raster(tmp_path / "x.tif", numbers(3, 4, 4, high=200, dtype="uint8"), names=NAMES)
    with pytest.raises(EngineError) as caught:
        open_scene([path])
    assert caught.value.code == "scene.byte_data"
    assert any("8-bit" in note for note in describe_scene([path])["notes"])
    scene, _ = first_pixel(path, SceneOptions(radiometry=Radiometry(0.004, 0.0, "user")))
    assert scene.radiometry.scale == 0.004


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [
        (1020, 5000, "offset of 1000"),
        (100, 5000, None),
        (20000, 30000, "not plausible"),
        (1, 8, "check the radiometry"),
    ],
)
def test_numbers_that_speak_against_the_default_are_told(tmp_path, low, high, code):
    path = write_raster(tmp_path / "x.tif", numbers(3, 30, 30, low=low, high=high), names=NAMES)
    with open_scene([path]) as scene:
        doubts = [note for note in scene.notes if "is assumed" not in note]
        assert doubts == [] if code is None else code in doubts[0]


def test_an_offset_that_the_user_removes_is_not_suspected(tmp_path):
    path = write_raster(tmp_path / "x.tif", numbers(3, 30, 30, low=1020), names=NAMES)
    with open_scene([path], SceneOptions(radiometry=Radiometry(0.0001, -1000, "user"))) as scene:
        assert scene.notes == ()


@pytest.mark.parametrize("text", ["", "a,b", "0,0", "-1,0", "1,2,3", "nan,0", "0.0001;0"])
def test_a_radiometry_that_cannot_be_read_is_refused(text):
    with pytest.raises(EngineError) as caught:
        parse_radiometry(text)
    assert caught.value.code == "options.radiometry"


def test_options_are_read_from_a_job():
    options = SceneOptions.from_parameters(
        {
            "radiometry": " 0.0001 , -1000",
            "bands": {"1": "B02", "2": "nir"},
            "nodata": "-9999",
            "mask": " m.tif:1,2 ",
            "region": [1, 2, 3.5, 4],
            "device": "cpu",
        }
    )
    assert options.radiometry == Radiometry(0.0001, -1000.0, "user")
    assert options.bands == {1: "B02", 2: "nir"}
    assert options.nodata == -9999
    assert options.mask == "m.tif:1,2"
    assert options.region == "1.0,2.0,3.5,4.0"
    assert SceneOptions.from_parameters({"radiometry": "", "bands": None, "nodata": " "}) == SceneOptions()


@pytest.mark.parametrize("bands", ["B02", "0=B02", "x=B02", "1=", "1=B02,1=B03", "1=purple"])
def test_bands_that_cannot_be_read_are_refused(bands):
    with pytest.raises(EngineError) as caught:
        SceneOptions.from_parameters({"bands": bands})
    assert caught.value.code == "options.bands"
