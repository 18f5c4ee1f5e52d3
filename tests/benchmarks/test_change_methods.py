"""Change of the table: the shores of a reservoir, and land cover that moves."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.change import BANDS, Tile
from benchmarks.change_methods import _sides, boadella, change_scores
from models.change.pairs import Pair

WATER = np.array([0.05, 0.05, 0.03, 0.02, 0.02, 0.02, 0.02, 0.02, 0.01, 0.01], np.float32)
MEADOW = np.array([0.03, 0.06, 0.04, 0.1, 0.3, 0.38, 0.4, 0.4, 0.2, 0.1], np.float32)
SOIL = np.array([0.08, 0.12, 0.16, 0.18, 0.2, 0.22, 0.24, 0.25, 0.3, 0.28], np.float32)


def scene(seed: int, *sides: np.ndarray) -> np.ndarray:
    """Surfaces side by side, with noise: (10, 48, 96)."""
    generator = np.random.default_rng(seed)
    image = np.concatenate([side[:, None, None] * np.ones((1, 48, 96 // len(sides))) for side in sides], 2)
    return (image + generator.normal(0, 0.002, image.shape)).astype(np.float32).clip(0.001)


def test_water_dry_land_and_vegetation_are_told_apart() -> None:
    """And soil is no vegetation."""
    water, dry, green = _sides(scene(0, WATER, MEADOW, SOIL))
    columns = np.arange(96) // 32
    assert [water[:, columns == k].mean() for k in range(3)] == [1, 0, 0]
    assert [dry[:, columns == k].mean() for k in range(3)] == [0, 1, 1]
    assert [green[:, columns == k].mean() for k in range(3)] == [0, 1, 0]


@pytest.mark.parametrize("method", ["general", "change-vector", "red-swir2", "landcover-small"])
def test_a_flooded_meadow_stands_out(method: str) -> None:
    """A sixth of the scene changed from meadow to water."""
    before = scene(0, *[MEADOW] * 6)
    after = scene(1, *[MEADOW] * 5, WATER)
    valid = np.ones(before.shape[1:], bool)
    changed = np.zeros_like(valid)
    changed[:, 80:] = True
    scores, judged = change_scores(method, [Tile(Pair(before, after, valid), changed, valid)])
    assert judged == valid.size
    assert scores["auc"] > 0.95, scores
    assert set(scores) == {"auc", "ap", "f1"}


def test_boadella_has_change_and_a_stable_control(data_folder: Path) -> None:
    """Three pairs of summers, each with both."""
    tiles = boadella(data_folder)
    assert len(tiles) == 3
    for tile in tiles:
        assert tile.pair.before.shape == (len(BANDS), 377, 380)
        assert (tile.changed & tile.judged).sum() > 50
        assert (~tile.changed & tile.judged).sum() > 1000
