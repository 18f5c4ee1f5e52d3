"""Objectives of pretraining: what is hidden, what counts, and that runs learn by them."""

import contextlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from models import catalog
from models.errors import EngineError
from models.events import Events
from models.spectralgpt.architecture import Architecture
from models.spectralgpt.inputs import InputRecipe
from models.spectralgpt.pretraining import SpectralGPTPretraining
from models.tasks.training import train
from models.training import networks
from models.training.chips import Batch
from models.training.discrimination import (
    TEMPERATURE,
    Projection,
    instance_contrast,
    patch_discrimination,
)
from models.training.learner import Learner
from models.training.masking import FEWEST_BANDS, dropped_bands, hidden_groups, visible_tokens
from models.training.networks import _scatter_positions
from models.training.pretraining import Pretraining
from tests.training import toy_data

CPU = torch.device("cpu")
SMALLEST = Architecture(
    width=32, depth=1, heads=4, grid=4, decoder_width=32, decoder_depth=1, decoder_heads=4
)
TINY = {"name": "spectralgpt", "start": "scratch", "size": "tiny"}


@pytest.fixture(autouse=True)
def models_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(folder))
    return folder


def images(folder: Path, count: int = 4, side: int = 96) -> None:
    """Unlabelled images in squares of 16 pixels, whose kinds all bands tell."""
    for number in range(count):
        numbers = toy_data.reflectance(toy_data.patches(side, side, number), toy_data.TWELVE, number)
        toy_data.write(folder / "data" / f"{number}.tif", numbers, toy_data.TWELVE)


def run(folder: Path, **tables: Any) -> dict[str, Any]:
    tables = {"data": {"folder": "data", "validation": 0.3}, "publish": False, **tables}
    return train({"config": str(toy_data.save(folder, "pretraining", **tables))}, Events())


def pretraining(folder: Path, **tables: Any) -> tuple[Pretraining, SpectralGPTPretraining]:
    settings = toy_data.settings(folder, "pretraining", **tables)
    network = SpectralGPTPretraining(SMALLEST)
    _scatter_positions(network)
    return Pretraining(settings, Learner(network, {}, InputRecipe(), False, 32, True, "")), network


@pytest.fixture
def smallest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs whose networks are not read again may be smaller than any that a file describes."""
    monkeypatch.setitem(networks.SIZES, "tiny", SMALLEST)


def test_without_structure_any_tokens_stay_visible() -> None:
    keep = visible_tokens(64, 4, 16, 0.9, 0.0, CPU)
    assert keep.shape == (64, 6)
    assert all(len(set(row.tolist())) == 6 for row in keep)
    groups = (keep // 16).flatten().bincount(minlength=4) / keep.numel()
    torch.testing.assert_close(groups, torch.full((4,), 0.25), atol=0.1, rtol=0)


def test_with_structure_whole_groups_are_hidden_and_as_many_tokens_are_seen() -> None:
    keep = visible_tokens(64, 4, 16, 0.7, 1.0, CPU)
    assert keep.shape == (64, 19)
    seen = torch.zeros(64, 4).scatter(1, keep // 16, 1.0).sum(1)
    # 19 tokens need two groups of 16 at least, so no more than two are hidden.
    assert set(seen.tolist()) == {2.0, 3.0}
    half = visible_tokens(256, 4, 16, 0.7, 0.5, CPU)
    whole = torch.zeros(256, 4).scatter(1, half // 16, 1.0).sum(1) == 4
    assert 0.3 < whole.float().mean() < 0.7


def test_structure_never_hides_everything() -> None:
    assert not hidden_groups(100, 3, 1.0, 99, CPU).all(1).any()
    assert not hidden_groups(100, 1, 1.0, 99, CPU).any()
    assert visible_tokens(9, 4, 16, 0.1, 1.0, CPU).shape == (9, 57)


def test_band_dropout_leaves_some_bands() -> None:
    dropped = dropped_bands(4000, 12, 0.9, CPU)
    assert (~dropped).sum(1).min() == FEWEST_BANDS
    # Each chip has its own rate between 0 and the largest; half of that on average, less what is spared.
    assert 0.4 < dropped.float().mean() < 0.45
    assert not dropped_bands(50, 12, 0.0, CPU).any()


def test_patch_discrimination_is_the_cross_entropy_over_hidden_tokens_of_the_chip() -> None:
    torch.manual_seed(0)
    prediction, target = torch.rand(2, 5, 12), torch.rand(2, 5, 12)
    hidden = torch.tensor([[1, 1, 0, 1, 1], [1, 0, 1, 0, 1]]).bool()
    projection = Projection.frozen(12, 7, CPU)
    loss, matched = patch_discrimination(prediction, target, hidden, projection)
    losses, right = [], []
    for chip in range(2):
        centre, spread = target[chip].mean(), target[chip].std()
        some = hidden[chip].nonzero()[:, 0].tolist()
        for one in some:
            guess = ((prediction[chip, one] - centre) / spread) @ projection.weight + projection.bias
            scores = torch.stack(
                [
                    torch.cosine_similarity(
                        guess,
                        ((target[chip, other] - centre) / spread) @ projection.weight + projection.bias,
                        dim=0,
                    )
                    for other in some
                ]
            )
            losses.append(-(scores / TEMPERATURE).log_softmax(0)[some.index(one)])
            right.append(float(scores.argmax() == some.index(one)))
    torch.testing.assert_close(loss, 2 * TEMPERATURE * torch.stack(losses).mean())
    assert float(matched) == pytest.approx(np.mean(right))


def test_own_patches_match_and_those_of_neighbours_do_not() -> None:
    torch.manual_seed(0)
    target, hidden = torch.rand(3, 16, 192), torch.ones(3, 16, dtype=torch.bool)
    projection = Projection.frozen(192, 0, CPU)
    good, all_right = patch_discrimination(target, target, hidden, projection)
    bad, none_right = patch_discrimination(target.roll(1, 1), target, hidden, projection)
    assert (float(all_right), float(none_right)) == (1.0, 0.0)
    assert good < 0.05 < bad


def test_patches_of_the_same_ground_are_not_told_apart() -> None:
    torch.manual_seed(0)
    target = torch.rand(1, 8, 192)
    target[:, 4:] = target[:, 4:5]
    hidden = torch.ones(1, 8, dtype=torch.bool)
    loss, _ = patch_discrimination(target, target, hidden, Projection.frozen(192, 0, CPU))
    assert loss < 0.01


def test_targets_are_frozen_by_the_seed() -> None:
    first, again, other = (Projection.frozen(192, seed, CPU) for seed in (3, 3, 4))
    assert torch.equal(first.weight, again.weight)
    assert torch.equal(first.bias, again.bias)
    assert not torch.equal(first.weight, other.weight)


def test_instance_contrast_is_low_where_chips_are_known_again() -> None:
    torch.manual_seed(0)
    features = torch.randn(8, 32)
    assert instance_contrast(features, 3 * features) < 0.02
    assert instance_contrast(features, features.roll(1, 0)) > 1


def test_dropped_bands_are_hidden_from_the_network_and_still_predicted(tmp_path: Path) -> None:
    objective, network = pretraining(tmp_path, pretraining={"band_dropout": 0.9})
    seen: list[tuple[torch.Tensor, torch.Tensor]] = []
    original = network.reconstruct

    def spy(x: torch.Tensor, keep: torch.Tensor, *, target: torch.Tensor) -> object:
        seen.append((x, target))
        return original(x, keep, target=target)

    network.reconstruct = spy  # type: ignore[method-assign, assignment]
    x = torch.rand(8, 12, 32, 32) + 0.1
    objective.loss(network, Batch((x,), torch.ones(8, 32, 32, dtype=torch.bool), torch.empty(0)))
    shown, target = seen[0]
    assert torch.equal(target, x)
    lacking = (shown == 0).flatten(2).all(2)
    assert 0 < lacking.float().mean() < 0.9
    assert torch.equal(shown[~lacking], x[~lacking])


def test_what_lies_outside_of_the_scene_is_not_told_apart(tmp_path: Path) -> None:
    objective, network = pretraining(tmp_path, pretraining={"objective": "discrimination"})
    valid = torch.ones(2, 32, 32, dtype=torch.bool)
    valid[:, :, 20:] = False
    guess = objective._guess(network, Batch((torch.rand(2, 12, 32, 32),), valid, torch.empty(0)), 0.0)
    for _, _, hidden in guess.groups:
        places = hidden.view(2, 4, 4)
        assert not places[:, :, 2:].any()
        assert places[:, :, :2].any()


def test_it_learns_to_tell_patches_apart(tmp_path: Path) -> None:
    """By this loss alone, without any reconstruction: each place of these chips has its own brightness."""
    torch.manual_seed(0)
    table = {"objective": "discrimination", "mask": 0.6, "reconstruction": 0.0, "contrast": 0.0}
    objective, network = pretraining(tmp_path, pretraining=table)
    optimizer = torch.optim.AdamW(network.parameters(), lr=3e-3)
    level = torch.rand(1, 1, 4, 4).repeat_interleave(8, 2).repeat_interleave(8, 3)

    def batch() -> Batch:
        x = level + 0.02 * torch.randn(16, 12, 32, 32)
        return Batch((x,), torch.ones(16, 32, 32, dtype=torch.bool), torch.empty(0))

    kept = batch()
    before = objective.scores(network, [kept], contextlib.nullcontext)
    for _ in range(60):
        optimizer.zero_grad()
        objective.loss(network, batch()).backward()
        optimizer.step()
    after = objective.scores(network, [kept], contextlib.nullcontext)
    # Of about ten hidden tokens in a group, chance finds one in ten.
    assert before["matched"] < 0.2
    assert after["matched"] > 0.35
    assert after["loss"] == after["discrimination"] < 0.7 * before["loss"]


@pytest.mark.slow
def test_a_run_that_discriminates_becomes_an_ordinary_pretraining_network(tmp_path: Path) -> None:
    images(tmp_path, 3, 64)
    table = {"objective": "discrimination"}
    network = {**TINY, "chip": 32}
    scores = run(tmp_path, network=network, training={"steps": 2}, pretraining=table, publish=True)["scores"]
    expected = 0.3 * scores["reconstruction"] + scores["discrimination"]
    assert scores["loss"] == pytest.approx(expected, abs=1e-4)
    card = catalog.find_card("toy", "pretraining")
    assert card.document["training"]["settings"]["pretraining"]["objective"] == "discrimination"
    assert isinstance(catalog.load_official(card), SpectralGPTPretraining)


@pytest.mark.usefixtures("smallest")
def test_another_objective_teaches_something_else(tmp_path: Path) -> None:
    images(tmp_path, 2, 32)
    made = []
    for number, table in enumerate(({}, {"objective": "discrimination"}, {"mask_groups": 1.0}, {})):
        run(
            tmp_path,
            output=f"run{number}",
            network={**TINY, "chip": 32},
            training={"steps": 2, "rate": 1e-3},
            pretraining=table,
        )
        made.append(load_file(tmp_path / f"run{number}" / "toy.safetensors")["blocks.0.mlp.fc1.weight"])
    assert torch.equal(made[0], made[3])
    assert not torch.equal(made[0], made[1])
    assert not torch.equal(made[0], made[2])


@pytest.mark.usefixtures("smallest")
def test_sizes_grow_in_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    images(tmp_path, 3)
    sides: list[int] = []
    original = SpectralGPTPretraining.reconstruct

    def spy(self: SpectralGPTPretraining, x: torch.Tensor, *rest: Any, **more: Any) -> object:
        if torch.is_grad_enabled():
            sides.append(x.shape[2])
        return original(self, x, *rest, **more)

    monkeypatch.setattr(SpectralGPTPretraining, "reconstruct", spy)
    result = run(
        tmp_path, network=TINY, training={"steps": 6}, pretraining={"sizes": [32, 32, 64]}, publish=False
    )
    assert sides == [32] * 4 + [64] * 2
    assert result["network"]["chip"] == 64


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"sizes": [100]}, "multiples of 8 from 32 to 512, not '100'"),
        ({"sizes": [96.5]}, "multiples of 8"),
        ({"objective": "jepa"}, "one of reconstruction, discrimination"),
        ({"mask_groups": 2}, "from -1 to 1"),
    ],
)
def test_wrong_settings_are_refused(table: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=words):
        toy_data.settings(tmp_path, "pretraining", pretraining=table)
