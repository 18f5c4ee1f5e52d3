import numpy as np
import pytest

from models.change.thresholds import (
    FALLBACK,
    automatic_threshold,
    choose_threshold,
    kittler_illingworth,
    otsu,
    separability,
)
from models.errors import EngineError


def humps(*groups, seed=0):
    """A histogram of normally distributed groups (mean, deviation, pixels)."""
    rng = np.random.default_rng(seed)
    values = np.concatenate([rng.normal(mean, deviation, count) for mean, deviation, count in groups])
    return np.bincount(np.clip(np.rint(values), 0, 100).astype(int), minlength=101)


def test_otsu_cuts_two_spikes_in_the_middle():
    histogram = np.zeros(101, int)
    histogram[[10, 30]] = 500
    assert otsu(histogram) == pytest.approx(20, abs=1)
    assert separability(histogram) == pytest.approx(1)


@pytest.mark.parametrize("method", [otsu, kittler_illingworth])
def test_both_methods_find_the_valley_between_two_equal_humps(method):
    assert method(humps((20, 4, 5000), (60, 4, 5000))) == pytest.approx(40, abs=6)


def test_kittler_illingworth_respects_that_one_hump_is_narrow():
    # The optimum of two normal distributions of equal size lies where their densities are equal.
    histogram = humps((10, 2, 50_000), (50, 12, 50_000))
    assert 15 <= kittler_illingworth(histogram) <= 22
    assert otsu(histogram) > 25


def test_an_automatic_threshold_is_trusted_where_two_groups_are_apart():
    chosen = automatic_threshold(humps((8, 3, 9000), (60, 6, 1500)), "otsu")
    assert chosen.method == "otsu"
    assert chosen.warning == ""
    assert 20 < chosen.value < 50
    assert chosen.share == pytest.approx(1500 / 10_500, abs=0.005)


@pytest.mark.parametrize("method", ["otsu", "ki"])
def test_hardly_any_change_is_noticed_and_the_fixed_threshold_is_taken(method):
    chosen = automatic_threshold(humps((8, 3, 100_000), (70, 5, 300)), method)
    assert (chosen.value, chosen.method) == (FALLBACK, "fixed")
    assert chosen.code == "change.threshold_unreliable"
    assert chosen.share == pytest.approx(0.003, abs=0.0005)


@pytest.mark.parametrize("method", ["otsu", "ki"])
def test_one_hump_without_change_is_not_cut_in_two(method):
    chosen = automatic_threshold(humps((12, 4, 50_000)), method)
    assert (chosen.value, chosen.method) == (FALLBACK, "fixed")
    assert chosen.share == 0


def test_a_long_tail_without_a_gap_gets_a_warning_but_keeps_the_threshold():
    rng = np.random.default_rng(0)
    values = np.clip(rng.exponential(12, 50_000), 0, 100).astype(int)
    chosen = automatic_threshold(np.bincount(values, minlength=101), "otsu")
    assert chosen.method == "otsu"
    assert chosen.code == "change.threshold_doubtful"


def test_differences_below_twice_the_typical_one_are_never_called_change():
    chosen = automatic_threshold(humps((2, 0.5, 9000), (10, 1, 3000)), "otsu")
    assert (chosen.value, chosen.method) == (FALLBACK, "fixed")


def test_otsu_stands_in_where_kittler_illingworth_cuts_the_unchanged():
    # A spike at nothing, as one-sided methods have, and a wide group of changed pixels.
    histogram = humps((0, 0.2, 30_000), (40, 18, 10_000))
    assert kittler_illingworth(histogram) < 14
    chosen = automatic_threshold(histogram, "ki")
    assert (chosen.value, chosen.method) == (otsu(histogram), "otsu")
    assert chosen.warning


@pytest.mark.parametrize("level", [0, 100])
def test_evidence_that_is_the_same_everywhere_has_no_threshold(level):
    histogram = np.zeros(101, int)
    histogram[level] = 1000
    assert automatic_threshold(histogram, "otsu").method == "fixed"


def test_no_pixel_at_all_is_no_reason_to_fail():
    assert automatic_threshold(np.zeros(101, int), "ki").share == 0


@pytest.mark.parametrize(("wanted", "value"), [("37", 37), ("37.2", 38), ("0", 0), ("100", 100)])
def test_a_number_is_taken_as_it_is(wanted, value):
    histogram = np.ones(101, int)
    chosen = choose_threshold(histogram, wanted)
    assert (chosen.value, chosen.method) == (value, "user")
    assert chosen.share == pytest.approx((101 - value) / 101)


@pytest.mark.parametrize("wanted", ["-1", "101", "nan", "inf", "much"])
def test_nonsense_is_refused(wanted):
    with pytest.raises(EngineError) as caught:
        choose_threshold(np.ones(101, int), wanted)
    assert caught.value.code == "change.bad_threshold"
