"""What a band is comes from wavelengths and names, never from its position."""

import pytest
from raster_files import Recorder, numbers, place, write_envi, write_raster

from models.errors import EngineError
from models.rasters.naming import (
    identify_description,
    identify_file_name,
    identify_user,
    sensor_in,
)
from models.rasters.options import SceneOptions
from models.rasters.scene import describe_scene, open_scene


def named(scene):
    return [(band.name, round(band.wavelength) if band.wavelength else None) for band in scene.bands]


@pytest.mark.parametrize(
    ("text", "name", "wavelength"),
    [
        ("B02", "B02", 492),
        ("b8a", "B8A", 864),
        ("Band 8A", "B8A", 864),
        ("B2", "B02", 492),
        ("2019_B11", "B11", 1612),
        ("B1 (443 nm)", "B01", 442),
        ("Band 4 - Red", "B04", 665),
        ("B8A, central wavelength 865 nm", "B8A", 864),
        ("coastal", "coastal", 442),
        ("NIR", "NIR", 833),
        ("nir08", "nir08", 864),
        ("narrow nir", "narrow nir", 864),
        ("red edge 1", "red edge 1", 704),
        ("Red_Edge_3", "Red_Edge_3", 781),
        ("rededge2", "rededge2", 740),
        ("swir1", "swir1", 1612),
        ("SWIR 2", "SWIR 2", 2194),
        ("Grün", "Grün", 559),
        ("418.240 nm", "418.240 nm", 418),
        ("0.665 Micrometers", "0.665 Micrometers", 665),
        ("2.2 µm", "2.2 µm", 2200),
        ("1560-1660 nm", "1560-1660 nm", 1610),
        # The number of another sensor, betrayed by what else is said.
        ("B5 - NIR", "B5 - NIR", 833),
        ("Band 5 (865 nm)", "Band 5 (865 nm)", 865),
    ],
)
def test_descriptions_are_understood(text, name, wavelength):
    identity = identify_description(text, "Sentinel-2")
    assert (identity.name, round(identity.wavelength)) == (name, wavelength)


@pytest.mark.parametrize(
    "text", ["", "SCL", "NDVI", "B13", "B0", "Band", "layer 3", "blueprint", "QA60", "CLB4", "2020"]
)
def test_other_words_are_not_taken_for_bands(text):
    assert identify_description(text, "Sentinel-2") is None


@pytest.mark.parametrize(
    ("path", "name", "wavelength"),
    [
        ("/x/T32UPU_20220612T101559_B02_10m.jp2", "B02", 492),
        ("/x/T32UPU_20220612T101559_B8A.jp2", "B8A", 864),
        ("B04.tif", "B04", 665),
        ("s2_B09.jp2", "B09", 944),
        ("HLS.S30.T17SLU.2020117T160901.v2.0.B8A.tif", "B8A", 864),
        ("scene_nir08.tif", "nir08", 864),
        ("Munich_swir_1_20m.tif", "swir1", 1612),
        ("red.tif", "red", 665),
        ("Red_River_B03.tif", "B03", 559),
    ],
)
def test_file_names_are_understood(path, name, wavelength):
    identity = identify_file_name(path, "Sentinel-2")
    assert (identity.name, round(identity.wavelength)) == (name, wavelength)


@pytest.mark.parametrize(
    "path", ["Red_River.tif", "SAB04X.tif", "preview.jp2", "T32UPU_TCI_10m.jp2", "/B02/dem.tif"]
)
def test_other_file_names_are_not_taken_for_bands(path):
    assert identify_file_name(path, "Sentinel-2") is None


@pytest.mark.parametrize(
    ("text", "wavelength"),
    [("B02", 492), ("8A", 864), ("8", 833), ("nir", 833), ("842", 842), ("0.56 um", 560)],
)
def test_the_user_may_name_a_band_in_several_ways(text, wavelength):
    assert round(identify_user(text).wavelength) == wavelength


@pytest.mark.parametrize("text", ["B13", "purple", "-5", "nan", "90", "1e9", "B"])
def test_words_that_name_no_band_are_refused(text):
    with pytest.raises(EngineError) as caught:
        identify_user(text)
    assert caught.value.code == "options.bands"


@pytest.mark.parametrize(
    ("text", "sensor"),
    [
        ("LC08_L2SP_193027_20200101_20200823_02_T1_SR_B4.TIF", "Landsat 8/9"),
        ("l8_B5.tif", "Landsat 8/9"),
        ("LE07_L1TP_B4.TIF", "Landsat 4-7"),
        ("HLS.L30.T17SLU.2020117T160901.v2.0.B05.tif", "Landsat 8/9"),
        ("HLS.S30.T17SLU.2020117T160901.v2.0.B05.tif", "Sentinel-2"),
        ("S2A_MSIL1C_20170216T102101.SAFE", "Sentinel-2"),
        ("T32UPU_20220612T101559_B02", "Sentinel-2"),
        ("alps_2020.tif", None),
    ],
)
def test_names_tell_the_sensor(text, sensor):
    assert sensor_in(text) == sensor


def test_landsat_numbers_mean_landsat_channels_and_heat_is_left_out(tmp_path):
    paths = [
        write_raster(tmp_path / f"LC08_L2SP_193027_20200101_02_T1_SR_B{n}.TIF", numbers(1, 5, 5), place(30))
        for n in (4, 5, 6)
    ]
    paths.append(
        write_raster(tmp_path / "LC08_L2SP_193027_20200101_02_T1_ST_B10.TIF", numbers(1, 5, 5), place(30))
    )
    paths.append(
        write_raster(tmp_path / "LC08_L2SP_193027_20200101_02_T1_SR_B8.TIF", numbers(1, 10, 10), place(15))
    )
    with open_scene(paths) as scene:
        assert named(scene) == [("Landsat 8/9 B04", 655), ("Landsat 8/9 B05", 865), ("Landsat 8/9 B06", 1609)]
        # The panchromatic band would have made all of them four times as many pixels.
        assert scene.width == 5
        assert scene.product == "Landsat 8/9"
        assert scene.acquired == "2020-01-01"
        assert any("panchromatic" in note for note in scene.notes)


@pytest.mark.parametrize(("pixel", "nir"), [(30, "B5"), (10, "B8")])
def test_bare_numbers_follow_the_pixel_size(tmp_path, pixel, nir):
    paths = [write_raster(tmp_path / f"B{n}.tif", numbers(1, 5, 5), place(pixel)) for n in (3, 4, 5, 8)]
    with open_scene(paths) as scene:
        near = [band for band in scene.bands if 820 < band.wavelength < 880]
        assert [band.source.endswith(f"{nir}.tif") for band in near] == [True]
        assert any("though nothing says so" in note for note in scene.notes) == (pixel == 30)


def test_default_names_that_only_count_are_no_identity(tmp_path):
    for prefix in ("b", "Band ", "B"):
        names = [f"{prefix}{n}" for n in range(1, 15)]
        path = write_raster(tmp_path / "stack.tif", numbers(14, 4, 4), names=names)
        with pytest.raises(EngineError) as caught:
            open_scene([path])
        assert caught.value.code == "scene.no_bands"


def test_numbers_that_skip_are_an_identity(tmp_path):
    path = write_raster(tmp_path / "x.tif", numbers(4, 4, 4), names=["B2", "B3", "B4", "B8"])
    with open_scene([path]) as scene:
        assert [band.name for band in scene.bands] == ["B02", "B03", "B04", "B08"]
        assert {band.identified_by for band in scene.bands} == {"description"}


def test_order_does_not_matter(tmp_path):
    names = ["B12", "B8A", "B02", "B04"]
    path = write_raster(tmp_path / "x.tif", numbers(4, 4, 4), names=names)
    with open_scene([path]) as scene:
        assert [band.name for band in scene.bands] == names


def test_envi_wavelengths_in_micrometres_widths_and_bad_bands(tmp_path):
    path = write_envi(
        tmp_path / "cube.img",
        numbers(4, 3, 3, dtype="int16"),
        [
            "wavelength units = Micrometers",
            "wavelength = {0.49, 0.56, 1.38, 2.2}",
            "fwhm = {0.01, 0.011, 0.012, 0.013}",
            "bbl = {1, 1, 0, 1}",
        ],
    )
    with open_scene([path]) as scene:
        assert [round(band.wavelength) for band in scene.bands] == [490, 560, 2200]
        assert [round(band.width) for band in scene.bands] == [10, 11, 13]
        assert {band.identified_by for band in scene.bands} == {"metadata"}
        assert any("marked as bad" in note for note in scene.notes)
        assert path in scene.files
        assert str(tmp_path / "cube.hdr") in scene.files


def test_envi_wavelengths_without_unit(tmp_path):
    path = write_envi(tmp_path / "a.img", numbers(3, 3, 3, dtype="int16"), ["wavelength = {490, 560, 665}"])
    with open_scene([path]) as scene:
        assert [round(band.wavelength) for band in scene.bands] == [490, 560, 665]
    with open_scene([str(tmp_path / "a.hdr")]) as scene:
        assert scene.paths == (str(tmp_path / "a.hdr"),)


def test_wavelength_tags_of_bands(tmp_path):
    tags = [{"wavelength": "0.49", "wavelength_units": "um"}, {"WAVELENGTH": "865", "FWHM": "20"}]
    path = write_raster(tmp_path / "x.tif", numbers(2, 3, 3), names=["first", "B8A"], band_tags=tags)
    with open_scene([path]) as scene:
        assert named(scene) == [("first", 490), ("B8A", 865)]
        assert scene.bands[1].width == 20


def test_overlapping_detectors_may_share_a_wavelength(tmp_path):
    path = write_envi(tmp_path / "a.img", numbers(3, 3, 3, dtype="int16"), ["wavelength = {900, 1000, 1000}"])
    with open_scene([path]) as scene:
        assert len(scene.bands) == 3


def test_the_user_overrides_names_by_number_over_all_files(tmp_path):
    paths = [
        write_raster(tmp_path / "a.tif", numbers(2, 4, 4), names=["B02", "B03"]),
        write_raster(tmp_path / "b.tif", numbers(2, 4, 4), names=["B04", "x"]),
    ]
    options = SceneOptions.from_parameters({"bands": "1=none,3=B08,4=842"})
    with open_scene(paths, options) as scene:
        assert named(scene) == [("B03", 559), ("B08", 833), ("842 nm", 842)]
        listed = scene.describe()["bands"]
        assert [entry["number"] for entry in listed] == [1, 2, 3, 4]
        assert [entry["used"] for entry in listed] == [False, True, True, True]


def test_a_name_given_by_the_user_wins_over_the_same_name_in_the_file(tmp_path):
    path = write_raster(tmp_path / "a.tif", numbers(3, 4, 4), names=["B02", "B03", "x"])
    with open_scene([path], SceneOptions(bands={3: "B02"})) as scene:
        assert [(band.name, band.index) for band in scene.bands] == [("B03", 2), ("B02", 3)]


def test_a_number_beyond_the_bands_is_refused(tmp_path):
    path = write_raster(tmp_path / "a.tif", numbers(2, 4, 4), names=["B02", "B03"])
    with pytest.raises(EngineError) as caught:
        open_scene([path], SceneOptions(bands={3: "B04"}))
    assert caught.value.code == "options.bands"
    assert "2 bands" in caught.value.message


def test_two_dates_in_one_stack_are_refused_with_what_to_do(tmp_path):
    path = write_raster(tmp_path / "a.tif", numbers(2, 4, 4), names=["2019_B02", "2020_B02"])
    with pytest.raises(EngineError) as caught:
        open_scene([path])
    assert caught.value.code == "scene.duplicate_bands"
    assert "2=none" in caught.value.advice


def test_of_one_band_at_two_resolutions_the_finer_is_used(tmp_path):
    paths = [
        write_raster(tmp_path / "T32UPU_B02_20m.jp2", numbers(1, 5, 5), place(20)),
        write_raster(tmp_path / "T32UPU_B02_10m.jp2", numbers(1, 10, 10), place(10)),
        write_raster(tmp_path / "T32UPU_B05_20m.jp2", numbers(1, 5, 5), place(20)),
    ]
    with open_scene(paths) as scene:
        assert [(band.name, band.resolution) for band in scene.bands] == [("B02", 10), ("B05", 20)]
        assert scene.width == 10


def test_files_without_a_known_band_are_left_out_and_named(tmp_path):
    paths = [
        write_raster(tmp_path / "B02.tif", numbers(1, 10, 10)),
        write_raster(tmp_path / "preview.tif", numbers(3, 2, 2, high=200, dtype="uint8"), place(50)),
    ]
    with open_scene(paths) as scene:
        assert [band.name for band in scene.bands] == ["B02"]
        assert any("preview.tif" in note for note in scene.notes)


def test_a_dialog_can_show_a_scene_whose_bands_are_unknown_or_doubled(tmp_path):
    unknown = write_raster(tmp_path / "u.tif", numbers(3, 8, 8))
    description = describe_scene([unknown])
    assert [(band["number"], band["identified_by"]) for band in description["bands"]] == [
        (1, "none"),
        (2, "none"),
        (3, "none"),
    ]
    assert description["valid_share"] == 1
    assert any("No band can be identified" in note for note in description["notes"])
    doubled = write_raster(tmp_path / "d.tif", numbers(2, 8, 8), names=["B02", "B02"])
    assert [band["used"] for band in describe_scene([doubled])["bands"]] == [True, False]


def test_alpha_is_neither_counted_nor_a_band(tmp_path):
    stack = numbers(4, 6, 6)
    stack[3] = 65535
    stack[3, 0] = 0
    path = write_raster(
        tmp_path / "x.tif", stack, names=["B04", "B03", "B02", ""], photometric="RGB", alpha="yes"
    )
    with open_scene([path]) as scene:
        assert len(scene.bands) == 3
        _, valid = scene.read(scene.extent, [0])
        assert not valid[0].any()
        assert valid[1:].all()


def test_assumptions_are_told_once_through_the_events(tmp_path):
    path = write_raster(tmp_path / "B02.tif", numbers(1, 4, 4), crs=None, transform=None)
    recorder = Recorder()
    with open_scene([path], events=recorder) as scene:
        assert recorder.codes == ["scene.no_crs", "scene.radiometry_assumed"]
        assert [text for _, _, text in recorder.messages] == list(scene.notes)
