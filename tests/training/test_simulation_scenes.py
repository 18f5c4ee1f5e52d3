"""Simulated scenes and pairs: labels are exact, masks are where things are, and a seed says it all."""

import numpy as np
import pytest
import rasterio
import torch

from models.training import classes
from models.training.packing import BANDS
from models.training.simulation import Conditions, Differences, Kind, simulate, simulate_pair, transplant
from models.training.simulation import __main__ as command
from models.training.simulation.atmosphere import VISIBLE
from models.training.simulation.bank import build_bank
from models.training.simulation.layouts import LANDSCAPES
from models.training.simulation.noise import fractal, seeded
from models.training.simulation.sensor import RESOLUTION, SPREAD, sampling

CLEAR = Conditions(haze=0.0, clouds=0.0, misregistration=0.0, noise=False, oversampling=2)


def code(value: int) -> int:
    """Place of a WorldCover code."""
    return classes.CODES.index(value)


def test_shapes_units_and_labels_agree():
    scene = simulate(1, 3, 40, conditions=Conditions(oversampling=2))
    assert scene.reflectance.shape == (3, len(BANDS), 40, 40)
    assert scene.reflectance.dtype == torch.float32
    assert scene.abundances.shape == (3, len(classes.CODES), 40, 40)
    torch.testing.assert_close(scene.abundances.sum(1), torch.ones(3, 40, 40))
    assert torch.equal(scene.classes, scene.abundances.argmax(1))
    assert set(scene.codes.unique().tolist()) <= set(classes.CODES)
    hidden = scene.cloud > VISIBLE
    assert torch.equal(scene.class_sets == 0, hidden)
    assert torch.equal(scene.class_sets[~hidden], 1 << scene.classes[~hidden])


def test_the_same_seed_gives_the_same_scene_and_another_one_does_not():
    first, again, other = (simulate(seed, 2, 32, conditions=Conditions(oversampling=2)) for seed in (5, 5, 6))
    assert torch.equal(first.reflectance, again.reflectance)
    assert torch.equal(first.classes, again.classes)
    assert not torch.equal(first.classes, other.classes)
    # A generator goes on.
    generator = seeded(5, torch.device("cpu"))
    assert torch.equal(
        simulate(generator, 2, 32, conditions=Conditions(oversampling=2)).classes, first.classes
    )
    assert not torch.equal(
        simulate(generator, 2, 32, conditions=Conditions(oversampling=2)).classes, first.classes
    )


def test_a_batch_does_not_repeat_itself():
    scene = simulate(2, 6, 32, conditions=CLEAR)
    flat = scene.reflectance.flatten(1)
    for one in range(6):
        for other in range(one):
            assert (flat[one] - flat[other]).abs().mean() > 0.005


def test_pure_pixels_classify_back_by_the_nearest_spectrum():
    """Without air and optics the labels can be read off the spectra, up to classes that share spectra."""
    bare = Conditions(haze=0.0, clouds=0.0, misregistration=0.0, noise=False, oversampling=2, native=False)
    scene = simulate(3, 8, 48, conditions=bare)
    # Away from borders, which the point spread mixes.
    eroded = -torch.nn.functional.max_pool2d(-scene.abundances, 5, 1, 2)
    pure = eroded.amax(1) > 0.999
    # Built-up and crops share their materials' spectra with soil and grass; these do not.
    distinct = {code(10), code(80), code(70), code(50)}
    pure &= torch.isin(scene.classes, torch.tensor(sorted(distinct)))
    pixels = scene.reflectance.permute(0, 2, 3, 1)[pure]
    bank = build_bank()
    spectra = bank.reflectance.flatten(0, 2)
    owners = bank.classes.repeat_interleave(spectra.shape[0] // len(bank.classes))
    # Brightness is the slope's and the texture's: spectra are compared by their angle.
    unit = torch.nn.functional.normalize
    nearest = owners[(unit(pixels, dim=1) @ unit(spectra, dim=1).T).argmax(1)]
    truth = scene.classes[pure]
    assert len(truth) > 500
    assert (nearest == truth).float().mean() > 0.9
    water = truth == code(80)
    assert (nearest[water] == code(80)).float().mean() > 0.98


def test_every_class_and_landscape_comes_up():
    seen = set()
    for name in LANDSCAPES:
        conditions = Conditions(landscapes=(name,), oversampling=1, clouds=0.0)
        seen |= set(simulate(0, 12, 48, conditions=conditions).codes.unique().tolist())
    assert seen == set(classes.CODES)


@pytest.mark.parametrize(
    ("landscape", "value", "least"),
    [("forest", 10, 0.4), ("city", 50, 0.35), ("farmland", 40, 0.35), ("coast", 80, 0.25)],
)
def test_landscapes_are_what_they_are_called(landscape, value, least):
    scene = simulate(0, 24, 48, conditions=Conditions(landscapes=(landscape,), oversampling=1))
    assert (scene.codes == value).float().mean() > least


def test_unknown_landscapes_and_foreign_banks_are_refused():
    with pytest.raises(ValueError, match="Landscapes are"):
        simulate(0, 1, 16, conditions=Conditions(landscapes=("moon",)))
    with pytest.raises(ValueError, match="The bank has"):
        simulate(0, 1, 16, bands=("B02", "B03"), bank=build_bank())


def test_optics_average_exactly_and_keep_a_level_surface_level():
    zero = torch.zeros(1)
    for factor in (1, 2, 6):
        weights = sampling(17, 3, factor, zero, zero, SPREAD)
        torch.testing.assert_close(weights.sum(-1), torch.ones(1, 17))
        assert (weights >= 0).all()
    boxes = sampling(4, 3, 1, zero, zero, 0.0)[0]
    assert torch.allclose(boxes, torch.eye(4).repeat_interleave(3, 1) / 3)


def test_a_shift_moves_the_picture_by_as_much():
    ramp = torch.arange(60.0) / 3
    zero = torch.zeros(1)
    at_rest = sampling(20, 3, 1, zero, zero, SPREAD)[0] @ ramp
    moved = sampling(20, 3, 1, zero + 0.3, zero, SPREAD)[0] @ ramp
    torch.testing.assert_close((moved - at_rest)[4:-4], torch.full((12,), 0.3), atol=1e-3, rtol=0)


def test_coarse_bands_are_smoother_than_fine_ones():
    scene = simulate(
        4, 4, 66, ("B02", "B05", "B01"), Conditions(landscapes=("city",), clouds=0.0, noise=False)
    )
    assert [RESOLUTION[band] for band in scene.bands] == [10, 20, 60]
    x = scene.reflectance
    roughness = (x[..., 1:] - x[..., :-1]).abs().mean((0, 2, 3)) / x.std((0, 2, 3))
    assert roughness[0] > 1.2 * roughness[1] > 1.2 * 1.2 * roughness[2]


def test_clouds_are_bright_and_shadows_dark_where_the_masks_say():
    conditions = Conditions(clouds=1.0, haze=0.0, noise=False, misregistration=0.0, oversampling=2)
    clouded, clear = simulate(7, 8, 64, conditions=conditions), simulate(7, 8, 64, conditions=CLEAR)
    thick, shaded = clouded.cloud > 0.7, clouded.shadow > 0.5
    free = (clouded.cloud == 0) & (clouded.shadow == 0)
    assert thick.any()
    assert shaded.any()
    blue, near = BANDS.index("B02"), BANDS.index("B08")
    assert clouded.reflectance[:, blue][thick].mean() > 0.45
    assert torch.equal(clouded.classes, clear.classes)
    ratio = clouded.reflectance[:, near][shaded] / clear.reflectance[:, near][shaded].clamp(min=0.01)
    assert ratio.median() < 0.7
    torch.testing.assert_close(clouded.reflectance.movedim(1, 3)[free], clear.reflectance.movedim(1, 3)[free])
    assert not clear.cloud.any()


def test_haze_adds_blue_more_than_infrared():
    hazy = simulate(
        8, 4, 32, conditions=Conditions(haze=0.13, clouds=0, noise=False, misregistration=0, oversampling=2)
    )
    clear = simulate(8, 4, 32, conditions=CLEAR)
    added = (hazy.reflectance - clear.reflectance).mean((0, 2, 3))
    assert added[BANDS.index("B01")] > added[BANDS.index("B04")] > 0
    assert added[BANDS.index("B12")].abs() < 0.01


def test_fractal_noise_is_standardised_and_rough_as_asked():
    generator = seeded(0, torch.device("cpu"))
    rough, smooth = fractal(4, 64, 0.8, generator), fractal(4, 64, 2.2, generator)
    for field in (rough, smooth):
        torch.testing.assert_close(field.mean((1, 2)), torch.zeros(4), atol=1e-4, rtol=0)
        torch.testing.assert_close(field.square().mean((1, 2)), torch.ones(4), atol=1e-3, rtol=0)
    assert smooth.diff(dim=1).abs().mean() < 0.5 * rough.diff(dim=1).abs().mean()


RESULT = {
    Kind.CONSTRUCTION: {50},
    Kind.CLEAR_CUT: {60, 30},
    Kind.EARTHWORKS: {60},
    Kind.FLOOD: {80},
    Kind.RESERVOIR: {80},
    Kind.BURN: {60},
}


@pytest.mark.parametrize("kind", list(RESULT))
def test_a_change_is_of_its_kind_and_nothing_else_changes_its_class(kind):
    pair = simulate_pair(11, 12, 48, conditions=CLEAR, differences=Differences(1.0, (kind,)))
    assert pair.changed.any()
    assert set(pair.kind[pair.changed].unique().tolist()) == {int(kind)}
    whole = pair.share > 0.999
    assert whole.any()
    assert set(pair.after.codes[whole].unique().tolist()) <= RESULT[kind]
    torch.testing.assert_close(pair.share.gt(0.5), pair.changed)
    untouched = pair.share == 0
    torch.testing.assert_close(
        pair.before.abundances.movedim(1, 3)[untouched], pair.after.abundances.movedim(1, 3)[untouched]
    )
    if kind == Kind.CLEAR_CUT:
        assert (pair.before.codes[whole] == 10).all()


def test_harvest_changes_the_picture_but_not_the_land():
    differences = Differences(changed=0.0, season=0.0, harvested=0.5)
    conditions = Conditions(0.0, 0.0, 0.0, noise=False, oversampling=2, landscapes=("farmland",))
    pair = simulate_pair(12, 8, 48, conditions=conditions, differences=differences)
    assert not pair.changed.any()
    assert torch.equal(pair.before.classes, pair.after.classes)
    harvested = pair.kind == Kind.HARVEST
    difference = (pair.after.reflectance - pair.before.reflectance).square().mean(1).sqrt()
    assert harvested.float().mean() > 0.05
    assert difference[harvested].mean() > 3 * difference[pair.kind == Kind.NONE].median()
    assert (pair.before.codes[harvested] == 40).float().mean() > 0.9


def test_kinds_that_are_no_change_are_refused():
    with pytest.raises(ValueError, match="Kinds of change"):
        simulate_pair(0, 1, 16, differences=Differences(kinds=(Kind.HARVEST,)))


def test_transplanted_pixels_are_the_other_places_own_and_marked():
    scene = simulate(13, 6, 64, conditions=CLEAR)
    result = transplant(1, scene.reflectance, scene.reflectance, scene.classes, intact=0.0)
    assert result.source is not None
    assert 0.01 < result.changed.float().mean() < 0.25
    moved = result.source != scene.classes
    assert torch.equal(result.changed, moved)
    differs = (result.after - scene.reflectance).abs().amax(1) > 1e-6
    assert not (differs & ~result.certain & result.changed).all()
    assert (differs[result.changed & result.certain]).float().mean() > 0.99
    assert torch.equal(result.after.movedim(1, 3)[~differs], scene.reflectance.movedim(1, 3)[~differs])


def test_a_transplant_of_the_same_surface_is_no_change():
    level = torch.full((2, 4, 32, 32), 0.2)
    result = transplant(2, level, level, intact=0.0)
    assert not result.changed.any()
    torch.testing.assert_close(result.after, level)
    other = level.clone()
    other[1] = 0.5
    result = transplant(2, other, other, intact=0.0)
    assert result.changed.any()
    assert transplant(2, other, other, intact=1.0).changed.sum() == 0


def test_the_command_writes_scenes_that_gis_software_reads(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["simulation", str(tmp_path), "--count", "1", "--size", "32", "--pairs"])
    command.main()
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == [
        "simulated_0000_after.tif", "simulated_0000_after_classes.tif", "simulated_0000_after_clouds.tif",
        "simulated_0000_before.tif", "simulated_0000_before_classes.tif", "simulated_0000_before_clouds.tif",
        "simulated_0000_change.tif", "simulated_0000_kind.tif",
    ]  # fmt: skip
    with rasterio.open(tmp_path / names[3]) as source:
        assert source.descriptions == BANDS
        assert source.res == (10, 10)
        assert np.median(source.read()) > 50
    with rasterio.open(tmp_path / names[4]) as source:
        assert set(np.unique(source.read())) <= set(classes.CODES)


def test_most_pairs_change_when_all_are_asked_to():
    pair = simulate_pair(14, 24, 40, conditions=CLEAR, differences=Differences(changed=1.0))
    assert (pair.share.mean((1, 2)) > 0.001).float().mean() > 0.9
    still = simulate_pair(14, 8, 40, conditions=CLEAR, differences=Differences(changed=0.0))
    assert not still.changed.any()
    assert torch.equal(still.before.classes, still.after.classes)
