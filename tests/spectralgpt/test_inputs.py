"""The network's input: bands in the card's order, missing ones made and named, scaling never NaN."""

import math

import pytest
import torch

from models.errors import EngineError
from models.rasters.bands import LANDSAT_OLI, SENTINEL2, Band
from models.spectralgpt.architecture import BANDS
from models.spectralgpt.inputs import InputRecipe

SEGMUNICH = ("B02", "B03", "B04", "B08", "B05", "B06", "B07", "B8A", "B11", "B12", "mean", "mean")


def band(name: str, wavelength: float | None, width: float | None = None) -> Band:
    return Band(name, wavelength, width, "x.tif", 1, 10.0, "metadata")


def sentinel2(*names: str) -> list[Band]:
    return [band(name, SENTINEL2[name].wavelength, SENTINEL2[name].width) for name in names]


def valid_like(chips: torch.Tensor) -> torch.Tensor:
    return torch.ones(len(chips), *chips.shape[2:], dtype=torch.bool)


def random_chips(bands: int) -> torch.Tensor:
    return torch.rand(2, bands, 32, 32, generator=torch.Generator().manual_seed(1))


def channels(recipe: InputRecipe, bands: list[Band], values: list[float]) -> list[float]:
    """Reflectance of each channel for one pixel with these values of all the scene's bands."""
    selection = recipe.select(bands)
    pixel = torch.tensor([values[position] for position in selection.positions])
    return selection.mix(pixel.view(1, -1, 1, 1)).flatten().tolist()


def test_the_official_order_is_taken_from_any_order_of_the_scene() -> None:
    """A product's bands come by name or resolution; B10 is no input."""
    names = ["B12", *(n for n in SENTINEL2 if n != "B12")]
    values = [100.0 * list(SENTINEL2).index(name) for name in names]
    assert channels(InputRecipe(), sentinel2(*names), values) == [
        100.0 * list(SENTINEL2).index(name) for name in BANDS
    ]
    assert InputRecipe().select(sentinel2(*names)).notes == []


def test_each_channel_is_scaled_by_its_own_lowest_and_highest_value() -> None:
    """(x - min) / (max - min) per chip and band."""
    chips = torch.zeros(2, 12, 2, 2)
    chips[0, 0] = torch.tensor([[0.1, 0.2], [0.3, 0.5]])
    chips[1, 0] = torch.tensor([[0.4, 0.4], [0.4, 0.8]])
    x = InputRecipe().select(sentinel2(*BANDS)).assemble(chips, valid_like(chips))
    torch.testing.assert_close(x[0, 0], torch.tensor([[0.0, 0.25], [0.5, 1.0]]))
    torch.testing.assert_close(x[1, 0], torch.tensor([[0.0, 0.0], [0.0, 1.0]]))


def test_a_gain_and_an_offset_of_the_radiometry_change_nothing() -> None:
    """Scaling per chip takes them out, as the official recipe does."""
    selection = InputRecipe().select(sentinel2(*BANDS))
    chips = random_chips(12)
    valid = valid_like(chips)
    expected = selection.assemble(chips, valid)
    torch.testing.assert_close(selection.assemble(chips * 10000 + 1000, valid), expected, atol=1e-4, rtol=0)


def test_segmunich_gets_twice_the_mean_of_the_ten_before_scaling() -> None:
    """The mean of reflectances, scaled afterwards; not the mean of scaled bands."""
    ten = list(SEGMUNICH[:10])
    selection = InputRecipe(SEGMUNICH).select(sentinel2(*ten))
    chips = random_chips(10) * torch.arange(1, 11).view(1, 10, 1, 1)
    x = selection.assemble(chips, valid_like(chips))
    mean = chips.mean(1)
    low, high = mean.amin((1, 2), keepdim=True), mean.amax((1, 2), keepdim=True)
    torch.testing.assert_close(x[:, 10], (mean - low) / (high - low), atol=1e-5, rtol=0)
    torch.testing.assert_close(x[:, 10], x[:, 11])
    fourth = chips[:, ten.index("B08")]
    low, high = fourth.amin((1, 2), keepdim=True), fourth.amax((1, 2), keepdim=True)
    torch.testing.assert_close(x[:, 3], (fourth - low) / (high - low))


def test_eurosat_files_shifted_order_is_a_card() -> None:
    """Weights tuned with the official recipe want B09, B10, B12, B8A at the end."""
    order = (*BANDS[:8], "B09", "B10", "B12", "B8A")
    recipe = InputRecipe.from_card({"bands": list(order)})
    values = [float(i) for i in range(13)]
    assert channels(recipe, sentinel2(*SENTINEL2), values)[8:] == [9.0, 10.0, 12.0, 8.0]


def test_invalid_pixels_count_for_nothing_and_become_zero() -> None:
    """Whatever stands under nodata, NaN included, leaves the others as they are."""
    selection = InputRecipe().select(sentinel2(*BANDS))
    chips = random_chips(12)
    valid = valid_like(chips)
    valid[:, 5:9, 5:9] = False
    results = []
    for below in (0.0, 55.0, -3.0, math.nan):
        spoiled = torch.where(valid[:, None], chips, below)
        results.append(selection.assemble(spoiled, valid))
        assert torch.equal(results[0], results[-1])
    assert (results[0].movedim(1, 3)[~valid] == 0).all()
    assert results[0].amax() == 1


@pytest.mark.parametrize("level", [0.0, 0.3, 7000.0])
def test_constant_bands_and_empty_chips_become_zero(level: float) -> None:
    """The official code divides by zero there."""
    selection = InputRecipe(SEGMUNICH).select(sentinel2(*BANDS))
    chips = torch.full((2, len(selection.positions), 16, 16), level)
    valid = valid_like(chips)
    valid[1] = False
    assert torch.equal(selection.assemble(chips, valid), torch.zeros(2, 12, 16, 16))


def test_missing_bands_are_interpolated_or_copied_and_named() -> None:
    """Ten-metre and twenty-metre bands alone: B01 and B09 are missing in many products."""
    names = [name for name in BANDS if name not in ("B01", "B09")]
    bands = sentinel2(*names)
    values = [float(SENTINEL2[name].wavelength) for name in names]  # linear in wavelength
    made = channels(InputRecipe(), bands, values)
    assert made[0] == pytest.approx(SENTINEL2["B02"].wavelength)
    assert made[9] == pytest.approx(SENTINEL2["B09"].wavelength)
    selection = InputRecipe().select(bands)
    assert {one.name: one.how for one in selection.made if one.how != "measured"} == {
        "B01": "copied",
        "B09": "interpolated",
    }
    (note,) = selection.notes
    assert "B01 copied from B02" in note
    assert "B09 interpolated between B8A and B11" in note


def test_bands_without_light_from_the_ground_are_no_neighbours() -> None:
    """B10 lies beside B11 and shows cirrus only."""
    names = [name for name in SENTINEL2 if name != "B11"]
    selection = InputRecipe().select(sentinel2(*names))
    assert names.index("B10") not in selection.positions


def test_landsat_serves_by_wavelength_not_by_name() -> None:
    """Its band 5 is near infrared; broad NIR and the red edge are made."""
    bands = [
        band(f"Landsat 8/9 {name}", LANDSAT_OLI[name].wavelength, LANDSAT_OLI[name].width)
        for name in ("B01", "B02", "B03", "B04", "B05", "B06", "B07")
    ]
    how = {one.name: one.how for one in InputRecipe().select(bands).made}
    assert [name for name in BANDS if how[name] == "measured"] == [
        "B01",
        "B02",
        "B03",
        "B04",
        "B8A",
        "B11",
        "B12",
    ]
    assert how["B05"] == "interpolated"


@pytest.mark.parametrize("names", [["B02", "B03"], ["B02", "B03", "B04", "B08"], []])
def test_too_few_bands_are_refused(names: list[str]) -> None:
    """Fewer than half would be an invention."""
    with pytest.raises(EngineError) as caught:
        InputRecipe().select([*sentinel2(*names), band("unknown", None)])
    assert caught.value.code == "scene.too_few_bands"
    assert len(InputRecipe().select(sentinel2("B02", "B03", "B04", "B08", "B11", "B12")).made) == 12


def test_narrow_bands_are_weighted_by_the_spectral_response() -> None:
    """A Gaussian of the band's centre and width; a spectrum of straight lines gives its exact mean."""
    centres = list(range(400, 2440, 10))
    cube = [band(f"{w} nm", float(w), 10.0) for w in centres]
    selection = InputRecipe().select(cube)
    assert {one.how for one in selection.made} == {"response"}
    assert all(abs(one.residual) < 1e-6 and one.covered == pytest.approx(1) for one in selection.made)
    assert channels(InputRecipe(), cube, [0.25] * len(cube)) == pytest.approx([0.25] * 12)
    # Straight lines: the centres themselves. A bend at B03's centre: its mean distance, sigma * sqrt(2 / pi).
    straight = channels(InputRecipe(), cube, [w / 1000 for w in centres])
    assert straight == pytest.approx([SENTINEL2[name].wavelength / 1000 for name in BANDS], rel=1e-5)
    shifted = [band(f"{w} nm", w - 0.6, 10.0) for w in centres]
    bent = channels(InputRecipe(), shifted, [abs(w - 560) / 100 for w in centres])
    sigma = SENTINEL2["B03"].width / 2.35482
    assert bent[BANDS.index("B03")] == pytest.approx(sigma * math.sqrt(2 / math.pi) / 100, rel=0.02)
    assert "Gaussian responses" in selection.notes[0]


def test_a_gap_in_a_cube_is_reported_with_the_centre_that_it_shifts() -> None:
    """What is not covered counts for nothing; the rest is still the best guess."""
    centres = [w for w in range(420, 2400, 10) if not 2200 < w < 2260]
    made = {one.name: one for one in InputRecipe().select([band(f"{w} nm", w, 10.0) for w in centres]).made}
    assert 0.7 < made["B12"].covered < 0.85
    assert made["B12"].residual < -5
    assert made["B11"].covered == pytest.approx(1)
    note = InputRecipe().select([band(f"{w} nm", w, 10.0) for w in centres]).notes[0]
    assert f"at least {100 * made['B12'].covered:.0f} % of each response is covered (B12)" in note


def test_sentinel2s_own_bands_are_no_samples_of_its_broad_infrared() -> None:
    """B07 and B8A lie within B08's width."""
    selection = InputRecipe().select(sentinel2(*BANDS))
    assert {one.how for one in selection.made} == {"measured"}


def test_scene_percentiles_are_the_same_in_every_chip() -> None:
    """Two chips with a common pixel value give it one input; outliers are cut off."""
    recipe = InputRecipe.from_card({"scaling": "scene-percentiles"})
    selection = recipe.select(sentinel2(*BANDS))
    ramp = torch.linspace(0, 1, 101).expand(12, 101).reshape(12, 1, 101)
    known = selection.with_limits([(ramp, torch.ones(1, 101, dtype=torch.bool))])
    chips = torch.full((2, 12, 8, 8), 0.5)
    chips[1, :, 0, 0], chips[1, :, 0, 1] = 3.0, -3.0
    x = known.assemble(chips, valid_like(chips))
    torch.testing.assert_close(x[0], torch.full((12, 8, 8), (0.5 - 0.02) / 0.96))
    torch.testing.assert_close(x[1, :, 1:], x[0, :, 1:])
    assert x[1, 0, 0, 0] == 1
    assert x[1, 0, 0, 1] == 0
    with pytest.raises(EngineError, match="chip by chip"):
        selection.assemble(chips, valid_like(chips))
    with pytest.raises(EngineError, match="not one valid pixel"):
        selection.with_limits([(ramp, torch.zeros(1, 101, dtype=torch.bool))])


def test_the_way_back_to_reflectance_is_known() -> None:
    """A reconstruction is shown in the scene's units."""
    selection = InputRecipe().select(sentinel2(*BANDS))
    chips = random_chips(12)
    scaled = selection.scale(selection.mix(chips), valid_like(chips))
    torch.testing.assert_close(scaled.values * scaled.span + scaled.low, chips)


@pytest.mark.parametrize(
    "document", [{"bands": ["B99"]}, {"bands": ["mean"]}, {"bands": "B02"}, {"scaling": "z-score"}]
)
def test_a_card_with_an_unknown_recipe_is_refused(document: dict[str, object]) -> None:
    """One sentence, no guess."""
    with pytest.raises(EngineError):
        InputRecipe.from_card(document)


def by_statistics(scaling: str) -> InputRecipe:
    mean, std = [1000.0 + 10 * k for k in range(12)], [100.0 + k for k in range(12)]
    return InputRecipe.from_card({"bands": list(BANDS), "scaling": scaling, "mean": mean, "std": std})


def test_z_scores_are_taken_of_stored_numbers() -> None:
    """(number - mean) / std, whatever else the image shows; what is invalid is 0, the mean."""
    numbers = torch.full((1, 12, 2, 2), 1300.0)
    valid = valid_like(numbers)
    valid[0, 0, 0] = False
    x = by_statistics("z-score").select(sentinel2(*BANDS)).assemble(numbers / 10_000, valid)
    expected = torch.tensor([(1300 - 1000 - 10 * k) / (100 + k) for k in range(12)])
    torch.testing.assert_close(x[0, :, 1, 1], expected, rtol=0, atol=1e-4)
    assert not x[0, :, 0, 0].any()


def test_two_deviations_around_the_mean_become_8_bits() -> None:
    """Cut off at both ends, and rounded down to whole numbers of 255."""
    numbers = torch.tensor([700.0, 801.0, 1000.0, 1100.5, 1300.0]).view(1, 1, 1, 5).repeat(1, 12, 1, 1)
    x = by_statistics("two-sigma").select(sentinel2(*BANDS)).assemble(numbers / 10_000, valid_like(numbers))
    # 800 to 1200 are 0 to 255: 0.6 is cut to 0, 127.5 to 127, 191.6 to 191.
    torch.testing.assert_close(255 * x[0, 0, 0], torch.tensor([0.0, 0.0, 127.0, 191.0, 255.0]))


def test_statistics_must_be_there_for_each_band() -> None:
    """A card that lacks them is refused, and so is a user who asks for them."""
    for broken in ({}, {"mean": [1.0] * 12, "std": [0.0] * 12}, {"mean": [1.0] * 11, "std": [1.0] * 11}):
        with pytest.raises(EngineError) as caught:
            InputRecipe.from_card({"bands": list(BANDS), "scaling": "z-score", **broken})
        assert caught.value.code == "model.bad_card"
    recipe = by_statistics("z-score")
    assert InputRecipe.from_card(recipe.document()) == recipe
