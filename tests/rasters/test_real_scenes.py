"""Scenes as they come: what is known about the real data must be found in them."""

import numpy as np
import pytest

from models.errors import EngineError
from models.rasters.naming import SENSORS
from models.rasters.options import SceneOptions
from models.rasters.scene import open_scene
from models.rasters.windows import Window

SENTINEL = list(SENSORS["Sentinel-2"])


def notes_of(path, **options):
    with open_scene([str(path)], SceneOptions.from_parameters(options)) as scene:
        return " ".join(scene.notes)


@pytest.mark.parametrize(
    ("file", "suspected"),
    [
        ("s2_l2a_amazon_rstoolbox/sen2_12bands.tif", True),
        ("terramesh_samples/S2L1C/282D_485L_3_3.tif", True),
        ("terramesh_samples/S2L1C/637U_59R_1_3.tif", False),
        ("terramesh_samples/S2L2A/282D_485L_3_3.tif", False),
        ("s2_l1c_potsdam_20170216/S2A_L1C_T33UUU_20170216_13bands_10m.tif", False),
        ("oscd/bercy/bercy_t1_13bands.tif", False),
        ("s2_l2a_boadella_series/Boadella_2020-01-13.tif", False),
    ],
)
def test_an_offset_left_in_the_numbers_is_suspected_where_it_is(data_folder, file, suspected):
    assert ("offset of 1000" in notes_of(data_folder / file)) == suspected


def test_an_offset_in_a_stack_without_names_is_suspected_once_its_bands_are_named(data_folder):
    path = data_folder / "hydro_water_chips" / "patch_1.tif"
    with pytest.raises(EngineError) as caught:
        open_scene([str(path)])
    assert caught.value.code == "scene.no_bands"
    names = [name for name in SENTINEL if name != "B10"]
    bands = ",".join(f"{number}={name}" for number, name in enumerate(names, start=1))
    assert "offset of 1000" in notes_of(path, bands=bands)


def test_sentinel_stacks_are_known_by_their_descriptions(data_folder):
    with open_scene([str(data_folder / "eurosat_ms/River/River_11.tif")]) as scene:
        names = [band.name for band in scene.bands]
        assert sorted(names) == sorted(SENTINEL)
        assert names[-1] == "B8A"  # EuroSAT's own order
    with open_scene([str(data_folder / "s2_l2a_boadella_series/Boadella_2020-01-13.tif")]) as scene:
        assert scene.crs.to_epsg() == 4326
        assert scene.acquired == "2020-01-13"
        assert scene.read(scene.extent, [0])[1].all()


def test_common_names_of_a_harmonised_chip(data_folder):
    with open_scene([str(data_folder / "hls_worldcover_chips/images/195.tif")]) as scene:
        assert [round(band.wavelength / 10) for band in scene.bands] == [44, 49, 56, 66, 83, 161, 219]
        assert scene.crs is None


def test_hyperspectral_bands_are_known_by_wavelength_and_empty_ones_left_out(data_folder):
    with open_scene([str(data_folder / "hsi_enmap_potsdam/images/enmap_potsdam_tile_160_160.tif")]) as scene:
        assert len(scene.bands) == 218
        wavelengths = [band.wavelength for band in scene.bands]
        assert wavelengths[0] == pytest.approx(418.24)
        assert max(wavelengths) > 2400
        assert scene.read(scene.extent, range(218))[1].all()


def test_an_envi_cube_of_unknown_unit(data_folder):
    with open_scene([str(data_folder / "spectral_libraries/gamsberg/cubus_gamsberg_subset")]) as scene:
        assert len(scene.bands) == 189
        assert scene.bands[0].wavelength == pytest.approx(426.82)
        assert scene.bands[0].width == pytest.approx(11.387, abs=0.001)
        assert any("not plausible" in note for note in scene.notes)


def test_counted_bands_are_not_taken_for_sentinels(data_folder):
    with pytest.raises(EngineError) as caught:
        open_scene([str(data_folder / "hsi_samson/samson_156bands_uint16_x1402.tif")])
    assert caught.value.code == "scene.no_bands"


def test_two_dates_on_one_grid_in_degrees_stay_as_they_are(data_folder):
    paths = [str(data_folder / f"oscd/bercy/bercy_t{date}_13bands.tif") for date in (1, 2)]
    with open_scene(paths[:1]) as before, open_scene(paths[1:]) as after:
        own = after.read(after.extent, [3])[0]
        warped = after.on_grid_of(before)
        np.testing.assert_array_equal(warped.read(Window(0, 0, after.height, after.width), [3])[0], own)
