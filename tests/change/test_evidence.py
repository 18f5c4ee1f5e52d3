import numpy as np
import pytest
from change_fakes import WAVELENGTHS, meadow, padded, pair_with_change

from models.change.evidence import METHODS, fit_evidence, margin_of, measure_of, needed_bands, to_evidence
from models.change.pairs import Pair
from models.change.smoothing import box_mean, mean_of_alike
from models.errors import EngineError


def evidence_of(method, before, after, valid=None, wavelengths=WAVELENGTHS):
    """Evidence (height, width) of a whole pair, with its own statistics."""
    measure = measure_of(method, wavelengths)
    fitted = fit_evidence(measure, wavelengths, [padded(before, after, measure.reach, valid)])
    return fitted(padded(before, after, fitted.margin, valid))


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_a_meadow_that_became_soil(method):
    before, after, where = pair_with_change()
    evidence = evidence_of(method, before, after)
    assert np.median(evidence[where]) > 60
    assert np.percentile(evidence[~where], 90) < 30
    assert evidence.max() <= 100


@pytest.mark.parametrize("method", METHODS)
def test_two_copies_of_one_date_show_no_change(method):
    before = meadow()
    assert evidence_of(method, before, before.copy()).max() == 0


@pytest.mark.parametrize("method", METHODS)
def test_noise_alone_is_not_blown_up_to_change(method):
    before = meadow()
    after = before + np.random.default_rng(5).normal(0, 0.001, before.shape).astype(np.float32)
    assert evidence_of(method, before, after).max() < 50


def test_vegetation_loss_does_not_see_growth():
    before, after, where = pair_with_change()
    assert evidence_of("vegetation", after, before)[where].max() < 10


def test_built_up_does_not_see_what_became_green():
    before, after, where = pair_with_change()
    assert evidence_of("built-up", after, before)[where].max() < 10


def test_general_evidence_is_the_same_when_dates_are_swapped():
    before, after, _ = pair_with_change()
    forth = evidence_of("general", before, after).astype(int)
    back = evidence_of("general", after, before).astype(int)
    assert np.abs(forth - back).max() <= 1


def test_a_meadow_that_stays_is_no_loss_where_all_around_turns_green():
    soil = np.full((6, 96, 96), 0.2, np.float32) + np.random.default_rng(1).normal(0, 0.004, (6, 96, 96))
    before, after = soil.astype(np.float32), meadow()
    before[:, :30, :30] = after[:, :30, :30]
    assert evidence_of("vegetation", before, after)[4:26, 4:26].max() < 10


def test_an_offset_of_a_whole_date_is_no_change():
    before, after, _ = pair_with_change()
    plain = evidence_of("general", before, after).astype(int)
    shifted = evidence_of("general", before, after + np.float32(0.03)).astype(int)
    assert np.abs(plain - shifted).max() <= 1


def test_the_season_in_near_infrared_alone_is_no_change():
    before = meadow()
    after = before.copy()
    after[3, 20:60, 20:60] += 0.2
    assert evidence_of("general", before, after).max() < 30


@pytest.mark.parametrize("method", METHODS)
def test_evidence_does_not_depend_on_the_grid_of_windows(method):
    before, after, _ = pair_with_change(100, 130)
    measure = measure_of(method, WAVELENGTHS)
    fitted = fit_evidence(measure, WAVELENGTHS, [padded(before, after, measure.reach)])
    margin = fitted.margin
    whole = padded(before, after, margin)
    expected = fitted(whole)
    for height, width in ((32, 47), (100, 1), (13, 130)):
        found = np.zeros_like(expected)
        for row in range(0, 100, height):
            for column in range(0, 130, width):
                h, w = min(height, 100 - row), min(width, 130 - column)
                rows = slice(row, row + h + 2 * margin)
                columns = slice(column, column + w + 2 * margin)
                part = Pair(
                    whole.before[:, rows, columns], whole.after[:, rows, columns], whole.valid[rows, columns]
                )
                found[row : row + h, column : column + w] = fitted(part)
        assert np.array_equal(found, expected)


def test_an_aircraft_in_flight_does_not_light_up_its_surroundings():
    before, after, _ = pair_with_change()
    for band, column in ((0, 80), (1, 83), (2, 86)):
        after[band, 80:82, column : column + 2] = 2
    evidence = evidence_of("general", before, after)
    around = np.ones((96, 96), bool)
    around[76:86, 76:92] = False
    assert evidence[70:, 70:][around[70:, 70:]].max() < 40


@pytest.mark.parametrize("method", METHODS)
def test_invalid_pixels_have_no_evidence_and_touch_no_others(method):
    before, after, _ = pair_with_change()
    valid = np.ones((96, 96), bool)
    valid[:, 70:] = False
    after[:, :, 70:] = 9
    evidence = evidence_of(method, before, after, valid)
    assert (evidence[:, 70:] == 255).all()
    assert (evidence[:, :70] <= 100).all()
    assert np.percentile(evidence[:, 60:70], 99) < 40


def test_no_pixel_that_is_valid_at_both_dates_is_an_error():
    before = meadow()
    with pytest.raises(EngineError) as caught:
        evidence_of("general", before, before, np.zeros((96, 96), bool))
    assert caught.value.code == "scene.no_valid_pixels"


def test_evidence_rises_with_the_energy_and_is_fifty_at_five_times_the_typical_difference():
    energy = np.array([0, 1, 4, 25, 100, 1e6], np.float32)
    assert to_evidence(energy).tolist() == [0, 4, 14, 50, 80, 100]


def test_without_short_wave_infrared_general_evidence_says_so():
    measure = measure_of("general", WAVELENGTHS[:4])
    assert "short-wave" in measure.notes[0]
    before, after, where = pair_with_change()
    assert np.median(evidence_of("general", before[:4], after[:4], wavelengths=WAVELENGTHS[:4])[where]) > 60


def test_without_red_and_green_the_bands_are_compared_as_they_are():
    wavelengths = WAVELENGTHS[3:]
    before, after, where = pair_with_change()
    evidence = evidence_of("general", before[3:], after[3:], wavelengths=wavelengths)
    assert np.median(evidence[where]) > 60


@pytest.mark.parametrize("method", ["vegetation", "built-up"])
def test_methods_that_need_near_infrared_say_so(method):
    with pytest.raises(EngineError) as caught:
        measure_of(method, WAVELENGTHS[:3])
    assert caught.value.code == "change.missing_bands"
    assert "nir" in caught.value.message


def test_an_unknown_method_is_refused():
    with pytest.raises(EngineError) as caught:
        measure_of("magic", WAVELENGTHS)
    assert caught.value.code == "change.unknown_method"


@pytest.mark.parametrize("method", METHODS)
def test_bands_that_are_not_needed_change_nothing(method):
    wavelengths = (*WAVELENGTHS, 704.0, 740.0)
    before, after, _ = pair_with_change()
    extra = np.random.default_rng(3).random((2, 96, 96), np.float32)
    needed = needed_bands(method, wavelengths)
    assert max(needed) < 6
    more = evidence_of(
        method, np.concatenate([before, extra]), np.concatenate([after, extra]), wavelengths=wavelengths
    )
    few = evidence_of(method, before[needed], after[needed], wavelengths=[WAVELENGTHS[k] for k in needed])
    assert np.array_equal(more, few)


def test_the_margin_covers_all_that_a_pixel_depends_on():
    before, after, _ = pair_with_change()
    measure = measure_of("general", WAVELENGTHS)
    fitted = fit_evidence(measure, WAVELENGTHS, [padded(before, after, measure.reach)])
    margin = margin_of(measure)
    pair = padded(before, after, margin)
    disturbed = Pair(pair.before, pair.after.copy(), pair.valid)
    disturbed.after[:, 50 + margin, 50 + margin] = 1
    touched = np.argwhere(fitted(pair) != fitted(disturbed))
    assert len(touched)
    assert np.abs(touched - 50).max() <= margin


def test_a_box_mean_leaves_out_invalid_pixels():
    values = np.arange(25, dtype=np.float32).reshape(5, 5)
    valid = np.ones((5, 5), bool)
    valid[2, 2] = False
    values[2, 2] = 1e6
    expected = np.delete(np.array([6, 7, 8, 11, 12, 13, 16, 17, 18]), 4).mean()
    assert box_mean(values, valid, 3)[2, 2] == pytest.approx(expected)


def test_the_mean_of_alike_pixels_stops_at_an_edge():
    values = np.zeros((40, 40), np.float32)
    values[:, 20:] = 1
    noisy = values + np.random.default_rng(0).normal(0, 0.1, values.shape).astype(np.float32)
    smooth = mean_of_alike(noisy, 3 * values[None], np.ones((40, 40), bool))
    assert np.abs(smooth - values).max() < 0.06
