"""The shipped scene classifier on real images that its training never saw."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.scenes import all_bands, both_levels, predict, water
from models.catalog import find_card
from models.scenes.model import TASK, load_scene_model
from models.training import classes
from models.training.packing import BANDS


@pytest.fixture(scope="module")
def images(data_folder: Path) -> tuple[np.ndarray, np.ndarray]:
    return all_bands(data_folder)


def test_most_images_with_all_bands_are_recognised(images: tuple[np.ndarray, np.ndarray]) -> None:
    """As the card says; two more or fewer of 61 are rounding on another processor."""
    chips, truth = images
    card = find_card(None, TASK)
    found = predict(load_scene_model(card, "cpu"), chips, BANDS, "cpu").argmax(1).numpy()
    stated = card.document["scores"][1]
    assert stated["images"] == len(truth) == 61
    assert abs((found == truth).mean() - stated["overall_accuracy"]) <= 2 / 61


def test_fewer_bands_still_do(images: tuple[np.ndarray, np.ndarray]) -> None:
    """Blue, green, red and near infrared, as many a user has them."""
    chips, truth = images
    four = ("B02", "B03", "B04", "B08")
    chosen = np.ascontiguousarray(chips[:, [BANDS.index(band) for band in four]])
    found = predict(load_scene_model(find_card(None, TASK), "cpu"), chosen, four, "cpu").argmax(1).numpy()
    assert (found == truth).mean() > 0.7


def test_water_of_surface_reflectance_is_no_forest(data_folder: Path) -> None:
    """Real L2A chips that no training saw."""
    chips = water(data_folder)
    assert len(chips) == 96
    found = predict(load_scene_model(find_card(None, TASK), "cpu"), chips, BANDS, "cpu").argmax(1).numpy()
    assert np.isin(found, [classes.SCENES.index(name) for name in ("SeaLake", "River")]).mean() > 0.95


def test_both_levels_of_a_product_show_the_same_cells(data_folder: Path) -> None:
    """L1C is brighter in the blue, and elsewhere much the same."""
    first, second = both_levels(data_folder)
    assert first.shape == second.shape == (36, len(BANDS), 64, 64)
    brighter = (first - second).mean((2, 3))
    assert (brighter[:, BANDS.index("B01")] > 0.01).mean() > 0.7
    correlation = [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(first, second, strict=True)]
    assert np.median(correlation) > 0.9
