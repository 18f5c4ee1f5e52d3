"""What is counted on L2A images of 10 m."""

import numpy as np
import pytest

from benchmarks import change, surface
from benchmarks.folders import data_folder
from models.training import classes
from models.training.packing import TEN_BANDS
from models.training.readers import bigearthnet


def test_names_of_bigearthnet_are_classes_of_land_cover() -> None:
    assert set(surface.BIGEARTHNET) == set(bigearthnet.CLASSES)
    assert {code for codes in surface.BIGEARTHNET.values() for code in codes} <= set(classes.CODES)


def test_pixels_count_that_one_of_the_names_allows() -> None:
    """Half is water, a quarter crops; the patch names waters and pastures."""
    water, crops, grass = (classes.CODES.index(code) for code in (80, 40, 30))
    labels = np.array([[water, water], [crops, grass]])
    assert surface.allowed(labels, frozenset({"Inland waters", "Pastures"})) == 0.75


def test_the_bands_of_the_places_are_in_the_order_that_is_asked_for() -> None:
    assert change.BANDS == TEN_BANDS


def test_the_shipped_networks_find_woods_of_the_surface() -> None:
    """With the red edge as without, at every fifth place; of small's version 5 it was .75 with it."""
    data = data_folder()
    if not (data / "s2_forestloss_czechia").is_dir():
        pytest.skip("s2_forestloss_czechia is not there")
    read = list(surface.forests(data))[::5], list(surface.patches(data))[::5]
    for model in surface.MODELS:
        shares = [surface.row(model, bands, *read)[0] for bands in surface.BAND_SETS.values()]
        assert min(shares) > 0.88, model
