"""Change of the table: the shores of a reservoir, and land cover that moves."""

from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.change import BANDS, Tile
from benchmarks.change_methods import _sides, boadella, change_maps, change_scores
from models.change.pairs import Pair
from models.spectralgpt.compact_change import rooted

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


def test_a_change_head_maps_tiles_of_any_size_with_the_scenes_statistics() -> None:
    """Tiles come in odd sizes; what the second date differs by everywhere reaches the head as its centre."""
    seen = []

    class Network(torch.nn.Module):
        def probabilities(self, before, after, wavelengths, statistics, valid):  # type: ignore[no-untyped-def]
            seen.append((before.shape, valid, statistics))
            return ((rooted(after) - rooted(before) - statistics.centre[..., None, None]) ** 2).mean(1, True)

    tiles = []
    for height, width in ((36, 41), (48, 50)):
        before = scene(0, *[MEADOW] * 6)[:, :height, :width]
        after = (np.sqrt(before) + np.float32(0.1)) ** 2
        after[:, 10:20, 10:20] = 0.5
        valid = np.ones(before.shape[1:], bool)
        valid[0] = False
        tiles.append(Tile(Pair(before * valid, after * valid, valid), ~valid, valid))
    maps = change_maps(Network(), tiles)  # type: ignore[arg-type]
    assert [m.shape for m in maps] == [(36, 41), (48, 50)]
    for shape, valid, statistics in seen:
        assert shape[2] % 8 == shape[3] % 8 == 0
        assert valid.sum() in (35 * 41, 47 * 50)
        assert torch.allclose(statistics.centre, torch.tensor(0.5), atol=0.05)
    for m in maps:
        assert m[10:20, 10:20].min() > 20 * m[25:, :8].max()
