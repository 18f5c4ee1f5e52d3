"""What ships is judged by a twin on places that it has learnt from itself, and only there."""

import dataclasses
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from benchmarks import methods, twins
from benchmarks.methods import Where, settings_of
from benchmarks.twins import unseen
from models import catalog
from models.catalog import find_card, verified_weights

SMALL = "landcover-small"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Weights that differ from the shipped ones in one number, as a run leaves them."""
    monkeypatch.setattr(twins, "TWINS", tmp_path / "kept")
    state = load_file(catalog.WEIGHTS / f"{SMALL}.safetensors")
    state["encoder.norm.weight"] += 1
    (tmp_path / "run").mkdir()
    save_file(state, tmp_path / "run" / f"{SMALL}.safetensors")
    save_file({"x": torch.zeros(1)}, tmp_path / "run" / "pretrained.safetensors")
    return tmp_path / "run"


def test_a_twin_that_was_kept_is_judged(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On maps; scenes and changes are of what ships, and so is everything of a model without a twin."""
    card, nano = find_card(SMALL, "segmentation"), find_card("landcover-nano", "segmentation")
    where = Where(run, run)
    assert unseen(card) == card
    monkeypatch.setattr("sys.argv", ["twins", str(run)])
    twins.main()
    assert [path.name for path in twins.TWINS.iterdir()] == [f"{SMALL}.safetensors"]
    twin = unseen(card)
    assert dataclasses.replace(twin, folder=None, sha256=card.sha256) == card
    name = "encoder.norm.weight"
    assert torch.equal(verified_weights(twin)[name], verified_weights(card)[name] + 1)
    assert unseen(find_card("reconstruction-small", "pretraining")).sha256 == twin.sha256
    assert unseen(nano) == nano
    assert settings_of(SMALL, "hls", where) == {"weights": twin.sha256[:12]}
    assert settings_of(SMALL, "potsdam", where) == {"weights": twin.sha256[:12]}
    assert settings_of(SMALL, "bigearthnet", where) == {"weights": card.sha256[:12]}
    assert methods.judged(card, "forest-loss") == card


def test_a_folder_without_our_weights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["twins", str(tmp_path)])
    with pytest.raises(SystemExit, match="no weights"):
        twins.main()


def test_the_twin_of_the_network_that_ships_is_another_network() -> None:
    """Its file lies in the repository: otherwise places that training has seen would be judged unnoticed."""
    card = find_card(SMALL, "segmentation")
    assert unseen(card).folder == twins.TWINS
    assert unseen(card).sha256 != card.sha256
    assert "twin" in card.document["limits"]
