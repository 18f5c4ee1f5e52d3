import numpy as np
import pytest
from change_fakes import WAVELENGTHS, pair_with_change
from scipy.stats import chi2

from models.change.irmad import IrMad, fit_mad
from models.errors import EngineError


def pixels(seed=0, count=4000, bands=4):
    """Two dates of correlated bands (bands, count) that differ by noise alone."""
    rng = np.random.default_rng(seed)
    mixing = rng.normal(size=(bands, bands))
    before = mixing @ rng.normal(size=(bands, count))
    after = before + 0.3 * mixing @ rng.normal(size=(bands, count))
    return before.astype(np.float32), after.astype(np.float32)


def test_without_change_the_statistic_is_distributed_as_chi_square():
    before, after = pixels(count=20_000)
    statistic = fit_mad(before, after).chi_square(before, after)
    # Reweighting trims the tails, so the variances come out too small; the shape stays.
    quantiles = np.quantile(statistic, [0.1, 0.9]) / np.median(statistic)
    assert quantiles == pytest.approx(chi2.ppf([0.1, 0.9], 4) / chi2.ppf(0.5, 4), rel=0.15)


def test_a_linear_change_of_radiometry_changes_nothing():
    before, after = pixels()
    after[:, :200] += 3
    gains = np.array([[1.7], [0.4], [2.5], [0.9]], np.float32)
    offsets = np.array([[0.3], [-2], [5], [0]], np.float32)
    mixed = (np.array([[1, 0.2, 0, 0], [0, 1, 0, 0.5], [0.3, 0, 1, 0], [0, 0, 0, 1]]) @ after).astype(
        np.float32
    )
    plain = fit_mad(before, after).chi_square(before, after)
    scaled = fit_mad(before, after * gains + offsets).chi_square(before, after * gains + offsets)
    rotated = fit_mad(before, mixed).chi_square(before, mixed)
    assert scaled == pytest.approx(plain, rel=0.02, abs=0.02)
    assert rotated == pytest.approx(plain, rel=0.02, abs=0.02)


def test_reweighting_finds_more_of_a_large_change_than_one_pass():
    before, after = pixels(count=6000)
    after[:, :1500] = pixels(seed=9, count=1500)[0] * 1.5
    fitted = fit_mad(before, after)
    assert fitted.iterations > 2
    statistic = fitted.chi_square(before, after)
    assert np.median(statistic[:1500]) > 10 * np.median(statistic[1500:])


def test_a_planted_change_stands_out_under_another_gain_and_offset():
    before, after, where = pair_with_change()
    after = after * np.float32(1.8) + np.float32(0.05)
    mad = fit_mad(before.reshape(6, -1), after.reshape(6, -1))
    statistic = mad.chi_square(before, after)
    assert np.percentile(statistic[where], 5) > np.percentile(statistic[~where], 99)


def test_bands_that_are_copies_of_each_other_do_no_harm():
    before, after = pixels()
    doubled = np.concatenate([before, before[:1]]), np.concatenate([after, after[:1]])
    assert np.isfinite(fit_mad(*doubled).chi_square(*doubled)).all()


def test_two_copies_of_one_image_show_no_change():
    before, _ = pixels()
    assert fit_mad(before, before.copy()).chi_square(before, before).max() < 1e-3


def test_too_few_pixels_are_refused():
    with pytest.raises(EngineError) as caught:
        fit_mad(*(date[:, :10] for date in pixels()))
    assert caught.value.code == "change.too_little_data"


def test_one_band_of_each_part_of_the_spectrum_takes_part():
    assert IrMad(WAVELENGTHS).places == list(range(6))
    assert IrMad(WAVELENGTHS).notes == ()
    many = IrMad(tuple(float(w) for w in range(450, 1000, 5)))
    assert len(many.places) <= 8
    assert len(many.notes) == 1
