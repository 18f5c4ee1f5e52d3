import pytest

from models.change.matching import find_role, match_bands, spread
from models.errors import EngineError
from models.rasters.bands import LANDSAT_OLI, SENTINEL2, Band


def bands(*names, sensor=SENTINEL2):
    return [
        Band(n, sensor[n].wavelength, sensor[n].width, "s.tif", i, 10, "user") for i, n in enumerate(names, 1)
    ]


L1C = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12")
L2A = ("B02", "B03", "B04", "B08", "B05", "B06", "B07", "B8A", "B11", "B12")


def test_stacks_of_different_order_and_length_are_matched_by_wavelength():
    before, after = bands(*L1C), bands(*L2A)
    pairs = match_bands(before, after)
    assert [before[p.before].name for p in pairs] == [after[p.after].name for p in pairs]
    assert [p.name for p in pairs] == ["B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B11", "B12"]


def test_bands_that_see_the_atmosphere_take_no_part():
    assert not {"B01", "B09", "B10"} & {p.name for p in match_bands(bands(*L1C), bands(*L1C))}


def test_landsat_and_sentinel_2_share_six_bands():
    landsat = bands("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B10", sensor=LANDSAT_OLI)
    pairs = match_bands(landsat, bands(*L2A))
    assert [L2A[p.after] for p in pairs] == ["B02", "B03", "B04", "B8A", "B11", "B12"]


def test_bands_are_never_matched_by_their_place():
    unknown = [Band(f"band {k}", None, None, "s.tif", k, 10, "none") for k in range(4)]
    with pytest.raises(EngineError) as caught:
        match_bands(unknown, unknown)
    assert caught.value.code == "change.too_few_bands"


def test_two_common_bands_are_too_few_and_are_named():
    with pytest.raises(EngineError) as caught:
        match_bands(bands("B02", "B03", "B11"), bands("B02", "B03", "B05"))
    assert "B02, B03" in caught.value.message


def test_a_role_is_played_by_the_band_nearest_to_it():
    assert find_role([490, 560, 665, 740, 783, 833, 865], "nir") == 5
    assert find_role([490, 560, 665], "swir1") is None


def test_spread_places_keep_both_ends():
    assert spread(3, 8) == [0, 1, 2]
    places = spread(100, 5)
    assert (places[0], places[-1], len(places)) == (0, 99, 5)
