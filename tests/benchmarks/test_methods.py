"""The methods of the table on data that are small enough to see what must come out."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from benchmarks import learners
from benchmarks.folders import CHECKOUT
from benchmarks.learners import linear_probe, neighbours, several_labels
from benchmarks.methods import Where, row_name, settings_of
from benchmarks.pixel_methods import (
    city_scores,
    map_scores,
    network_scores,
    network_spectra,
    spectral,
    training_pixels,
)
from benchmarks.scene_methods import features
from benchmarks.shipped import in_squares
from benchmarks.tasks import FIVE, MapTask, Piece, PixelTask, SceneTask
from models.spectralgpt.compact import CompactSpectralGPT
from models.training import classes
from models.training.landcover import SIZES
from models.training.packing import BANDS, HLS_BANDS, compand

WATER, TREES = classes.CODES.index(80), classes.CODES.index(10)


def clouds(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Three classes far apart in six dimensions."""
    generator = np.random.default_rng(seed)
    y = np.repeat(np.arange(3), 30)
    return (3 * np.eye(3, 6)[y] + 0.3 * generator.normal(size=(90, 6))).astype(np.float32), y


def piece(place: str, seed: int) -> Piece:
    """Water on the left, trees on the right, a strip without label between."""
    generator = np.random.default_rng(seed)
    spectra = np.array([[0.05] * 7, [0.03, 0.04, 0.06, 0.04, 0.35, 0.18, 0.09]], np.float32)
    side = (np.arange(40) >= 20).astype(int)
    pixels = spectra[side].T[:, None] + generator.normal(0, 0.005, (7, 40, 40))
    sets = np.where(side, 1 << TREES, 1 << WATER)[None].repeat(40, 0).astype(np.uint16)
    sets[:, 18:22] = 0
    return Piece(compand(pixels), sets, place)


def test_a_machine_that_only_trains_needs_no_rasters() -> None:
    """Networks are trained where there is a GPU, torch and numpy, and neither rasterio nor GDAL."""
    modules = ("benchmarks.accuracy", "benchmarks.fine_tuning")
    modules += ("models.training.landcover", "models.training.scene_head", "models.training.change_head")
    blocked = ("rasterio", "affine", "pyproj", "shapely", "sklearn")
    code = f"import sys; sys.modules.update(dict.fromkeys({blocked})); import {', '.join(modules)}"
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=True)


def test_neighbours_vote() -> None:
    """Five of thirty of the own class."""
    x, y = clouds()
    x_test, y_test = clouds(1)
    assert (neighbours(x, y, x_test) == y_test).all()


def test_linear_probe_separates_what_is_separable() -> None:
    """With the penalty chosen on the training labels."""
    pytest.importorskip("sklearn")
    x, y = clouds()
    x_test, y_test = clouds(1)
    assert (linear_probe(x, y, x_test, 0).argmax(1) == y_test).all()


def test_several_labels_rank_the_right_ones_first() -> None:
    """A label that goes with a feature is found by it."""
    generator = np.random.default_rng(0)
    labels = generator.random((80, 3)) < 0.5
    x = np.concatenate([labels, generator.normal(0, 0.3, (80, 3))], 1)
    scores = several_labels(x[:60], labels[:60].astype(float), x[60:])
    assert ((scores > 0.5) == labels[60:]).mean() > 0.97


def test_what_is_missing_is_said_in_one_sentence(monkeypatch: Any) -> None:
    """No traceback: the benchmarks' own packages are optional."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SystemExit, match=r"This cell needs sklearn: .*requirements\.txt$"):
        learners.needed("sklearn.linear_model")


def test_requirements_are_pinned_with_hashes(checkout: Any) -> None:
    """What a person installs for the table is what it was computed with."""
    lines = (checkout / "benchmarks" / "requirements.txt").read_text("utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith(("#", " "))]
    assert {line.partition("==")[0] for line in packages} >= {"lightgbm", "scikit-learn", "pillow"}
    assert all("==" in line and line.endswith("\\") for line in packages)


def test_spectral_adds_indices() -> None:
    """The vegetation index of the trees is high, that of water is not."""
    sides = piece("a", 0).reflectance()
    layers = spectral(sides, HLS_BANDS)
    assert layers.shape == (12, 40, 40)
    assert layers[7, :, 30:].mean() > 0.7 > 0.1 > layers[7, :, :10].mean()


@pytest.mark.parametrize("method", ["pixel-forest", "context-lightgbm"])
def test_rivals_of_maps_learn_from_other_places(method: str) -> None:
    """Judged on a place that was not learnt from, where a label stands."""
    pytest.importorskip("sklearn")
    pytest.importorskip("lightgbm")
    task = MapTask(HLS_BANDS, FIVE, [piece("a", 0), piece("a", 1), piece("b", 2)], [piece("c", 3)])
    scores, judged = map_scores(method, task, 0)
    assert judged == 40 * 36
    assert scores["miou"] > 0.95


def test_every_place_gives_as_many_training_pixels() -> None:
    """Two dates of one place count like one date of another."""
    task = MapTask(HLS_BANDS, FIVE, [piece("a", 0), piece("a", 1), piece("b", 2)], [])
    x, y = training_pixels("pixel-forest", task, 0, 200)
    assert x.shape == (200, 12)
    assert {*y} == {WATER, TREES}


def test_cities_are_judged_without_their_own_pixels() -> None:
    """A city with labels turned round is wrong everywhere, which its own pixels would hide."""
    pytest.importorskip("sklearn")
    generator = np.random.default_rng(0)
    y, city = np.tile([0, 1], 150), np.repeat([0, 1, 2], 100)
    x = (0.1 + 0.3 * y[:, None] + generator.normal(0, 0.01, (300, 10))).astype(np.float32)
    truth = np.where(city == 2, 1 - y, y)
    scores, _ = city_scores("lda", PixelTask(x, truth, city), 0)
    assert scores["oa_Muenster"] == 0.0


def test_a_network_tells_single_pixels_apart() -> None:
    """Each pixel by itself: its neighbours in the table change nothing."""
    torch.manual_seed(0)
    network = CompactSpectralGPT(SIZES["nano"]).eval()
    x = np.random.default_rng(0).random((5, 10), np.float32) * 0.4
    features = network_spectra(network, x)
    assert features.shape == (5, SIZES["nano"].full)
    np.testing.assert_allclose(network_spectra(network, x[3:4])[0], features[3], rtol=1e-4, atol=1e-5)
    assert np.abs(features[1:] - features[:-1]).max(1).min() > 1e-3


def test_the_cities_need_a_network_that_never_saw_them(tmp_path: Path) -> None:
    """What ships has learnt from all three."""
    with pytest.raises(SystemExit, match="Give --weights"):
        settings_of("landcover-small", "german-cities", Where(tmp_path, tmp_path))
    first, second = (Where(tmp_path, tmp_path, weights=tmp_path / name) for name in ("first", "second"))
    settings = [settings_of("landcover-small", "german-cities", where) for where in (first, second)]
    assert settings[0] == settings[1], "seeds of one row, each a training"
    assert row_name("landcover-small", "german-cities", first) == "landcover-small/apart"


@pytest.mark.parametrize("shape", [(128, 128), (36, 200), (300, 97)])
def test_images_of_any_size_are_put_together_from_chips(shape: tuple[int, int]) -> None:
    """A prediction that is the image itself comes back."""
    image = np.random.default_rng(0).random((2, *shape)).astype(np.float32)
    np.testing.assert_array_equal(in_squares(image, lambda chip: chip), image)


def test_a_perfect_map_has_perfect_scores() -> None:
    """Where a label stands."""
    task = MapTask(HLS_BANDS, FIVE, [], [piece("c", 3)])
    truth = np.where(np.arange(40) >= 20, TREES, WATER)[None].repeat(40, 0)
    assert network_scores(task, lambda _image: truth) == ({"oa": 1.0, "miou": 1.0}, 1440)


@pytest.mark.parametrize("method", ["image-statistics", "random-convolutions", "landcover-small"])
def test_frozen_features_have_one_row_a_chip(method: str) -> None:
    """Finite, and different for different chips."""
    x = np.random.default_rng(0).integers(100, 4000, (6, 11, 60, 60)).astype(np.uint16)
    task = SceneTask(BANDS, 1e-4, x, np.zeros(6), x, np.zeros(6), [], [])
    found = features(method, task, x, x, 0)
    assert len(found) == 6
    assert np.isfinite(found).all()
    assert np.abs(found[0] - found[1]).max() > 0
