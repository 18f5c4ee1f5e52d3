import numpy as np
import pytest
from affine import Affine

from demo.grid import Grid, averaged
from demo.season import MARGIN, Season, pattern

FINE = Grid(120, 120, Affine(10, 0, 10, 0, -10, 1180))
COARSE = Grid(60, 60, Affine(20, 0, 0, 0, -20, 1180))


def season(red: float, near_infrared: float) -> Season:
    return Season.of(
        np.full((120, 120), red, np.float32), np.full((120, 120), near_infrared, np.float32), FINE, 3
    )


def departure(one: Season, name: str, grid: Grid, level: float) -> np.ndarray:
    band = np.full((grid.height, grid.width), level, np.float32)
    later = one.passes_over(band, grid, name, np.random.default_rng(0))
    return later - later.mean()


def test_patterns_are_standardized_and_smooth():
    drawn = pattern((200, 150), 10, np.random.default_rng(1))
    assert drawn.shape == (200, 150)
    assert drawn.mean() == pytest.approx(0, abs=1e-4)
    assert drawn.std() == pytest.approx(1, abs=1e-4)
    assert np.abs(np.diff(drawn, axis=0)).max() < 0.6


def test_growth_is_the_same_in_bands_of_different_resolution():
    one = season(red=400, near_infrared=3600)
    fine = departure(one, "B08", FINE, 3600)
    # The coarse grid starts one fine pixel further west.
    same = fine[:, 1:119].reshape(60, 2, 59, 2).mean(axis=(1, 3))
    coarse = departure(one, "B8A", COARSE, 3600)[:, 1:]
    assert np.corrcoef(same.ravel(), coarse.ravel())[0, 1] > 0.9


def test_growing_vegetation_gets_brighter_in_the_near_infrared_and_darker_in_the_red():
    one = season(red=400, near_infrared=3600)
    red, near_infrared = departure(one, "B04", FINE, 400), departure(one, "B08", FINE, 3600)
    growth = one.growth[MARGIN:-MARGIN, MARGIN:-MARGIN]
    assert np.corrcoef(growth.ravel(), near_infrared.ravel())[0, 1] > 0.7
    assert np.corrcoef(growth.ravel(), red.ravel())[0, 1] < -0.7


def test_water_does_not_grow_and_land_has_no_waves():
    water, land = season(red=500, near_infrared=250), season(red=400, near_infrared=3600)
    assert np.all(water.growth == 0)
    assert water.ripple.std() > 0
    assert np.all(land.ripple == 0)
    assert np.all(land.turbidity == 0)


def test_averaging_keeps_the_place_by_georeference():
    fine = np.zeros((120 + 2 * MARGIN, 120 + 2 * MARGIN), np.float32)
    fine[MARGIN + 10, MARGIN + 21] = 4.0
    found = averaged(fine, FINE, MARGIN, COARSE)
    # x = 225 m lies in the coarse column 11, y = 1075 m in row 5.
    assert found[5, 11] == 1.0
    assert found.sum() == 1.0


def test_bands_that_do_not_share_a_raster_are_refused():
    fine = np.zeros((120 + 2 * MARGIN, 120 + 2 * MARGIN), np.float32)
    with pytest.raises(ValueError, match="raster"):
        averaged(fine, FINE, MARGIN, Grid(60, 60, Affine(20, 0, 3, 0, -20, 1180)))
    with pytest.raises(ValueError, match="beyond"):
        averaged(fine, FINE, MARGIN, Grid(60, 60, Affine(20, 0, -400, 0, -20, 1180)))
