"""Which imagery pairs are made from, and how a run becomes a shipped model."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from models import catalog
from models.spectralgpt.compact_change import ChangeHead, ChangeHeadConfig, CompactChange
from models.training import change_head, change_release, change_sources
from models.training.change_pairs import sample
from models.training.packing import HLS_BANDS, TEN_BANDS, pack
from models.training.surfaces import UNKNOWN


def numbers(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(20, 200, shape).astype(np.uint8)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack with a little of everything; the last two HLS places are kept apart."""
    built = np.full((10, 128, 128), 1 << 4, np.uint16)
    pack(
        tmp_path / "hls.xz",
        {
            "x": numbers(0, 10, 7, 128, 128),
            "y": built,
            "place": np.array([1, 1, 1, 2, 3, 3, 8, 8, 9, 9], np.int32),
            "validation": np.array([False] * 6 + [True] * 4),
        },
    )
    scenes: dict[str, np.ndarray] = {}

    def add(name: str, bands: int, height: int, width: int) -> None:
        scenes[f"{name}|x"] = numbers(len(scenes), bands, height, width)
        scenes[f"{name}|y"] = np.zeros((height, width), np.uint16)

    add("terramesh/A/S2L1C", 11, 224, 224)
    add("terramesh/A/S2L2A", 11, 224, 224)
    add("potsdam/west", 11, 128, 192)
    add("test/potsdam/east", 11, 128, 128)
    for scene in ("Industrial", "Forest"):
        add(f"eurosat/{scene}/{scene}_1.tif", 11, 64, 64)
    for name in ("P/2017-08-24", "P/2018-01-16", "Q/2019-06-20", "Q/2019-07-05"):
        add(f"worldcereal/{name}", 10, 64, 64)
    pack(tmp_path / "scenes.xz", scenes)
    dates = ("Boadella_2020-01-13", "Boadella_2020-01-23_CLOUDY", "Boadella_2020-06-21")
    levels = ("0000200_L1C_20200604_13bands", "0000200_L1C_20200823_13bands", "0000200_L2A_20200604_12bands")
    free = {name: numbers(n, 11, 100, 200) for n, name in enumerate((*dates, *levels))}
    pack(tmp_path / "unlabelled.xz", free)
    monkeypatch.setattr(
        change_sources, "load_chips", lambda _folder: torch.from_numpy(numbers(9, 20, 11, 64, 64))
    )
    monkeypatch.setattr(change_sources, "SIMULATED_AT_ONCE", 4)
    return tmp_path


def test_pairs_show_one_place_and_what_is_kept_apart_teaches_nothing(folder: Path) -> None:
    """The first band is left out, as in use; every stack gives batches."""
    learned, judged = change_sources.load_pairs(folder, torch.device("cpu"), simulated=4)
    stacks = {stack.name: stack for stack in (*learned, *judged)}
    assert stacks["imagery"].bands == TEN_BANDS
    assert stacks["hls dates"].bands == HLS_BANDS[1:]
    # Three pairs of the first place, one of the third; the second has one date.
    assert stacks["hls dates"].pairs.tolist() == [[0, 1], [0, 2], [1, 2], [4, 5]]
    assert stacks["worldcereal"].pairs.tolist() == [[0, 1], [2, 3]]
    assert len(stacks["hls dates, other places"].pairs) == 2
    assert len(stacks["hls"].images) == 6
    # Two tiles of Boadella's two clear dates, two of the two clear levels, four of TerraMesh's two.
    assert len(stacks["dates"].pairs) == 2 + 2 + 4
    assert [stack.name for stack in judged][:2] == ["hls dates, other places", "potsdam east"]
    east = stacks["potsdam east"].images
    assert not any(torch.equal(east[0], image) for image in stacks["imagery"].images)
    for stack in stacks.values():
        batch = sample(stack, 4, 64)
        assert batch.before.shape == (4, len(stack.bands), 64, 64)
        assert batch.before.isfinite().all()
        assert set(batch.target.unique().tolist()) <= {0, 1, UNKNOWN}


def test_with_everything_all_places_teach(folder: Path) -> None:
    """For the last run, whose scores say nothing."""
    learned, _ = change_sources.load_pairs(folder, torch.device("cpu"), simulated=0, everything=True)
    stacks = {stack.name: stack for stack in learned}
    assert len(stacks["hls"].images) == 10
    assert "simulated" not in stacks


def test_a_packed_bank_is_that_of_the_simulator(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A machine without SciPy paints the same scenes."""
    built = change_sources.load_bank(folder)
    monkeypatch.setattr(sys, "argv", ["change_sources", str(folder)])
    change_sources.main()

    def no_scipy(_bands: object) -> None:
        raise ModuleNotFoundError("scipy")

    monkeypatch.setattr(change_sources, "build_bank", no_scipy)
    packed = change_sources.load_bank(folder)
    assert packed is not None
    assert built is not None
    torch.testing.assert_close(packed.reflectance, built.reflectance)
    assert change_sources.load_bank(tmp_path / "elsewhere") is None


def test_a_run_is_released_with_the_network_that_it_was_trained_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights and card go together; another network's head is refused."""
    shipped = catalog.find_card(None, "segmentation")
    cards, weights, run = (tmp_path / name for name in ("cards", "weights", "run"))
    for made in (cards, weights, run):
        made.mkdir()
    monkeypatch.setattr(change_release, "CARDS", cards)
    monkeypatch.setattr(change_release, "WEIGHTS", weights)
    head = ChangeHead(ChangeHeadConfig(features=0, tokens=0, bands=4, width=8))
    change_head.save(CompactChange(None, head), False, run / "change-small.safetensors")
    facts = {"head": head.config.to_dict(), "steps": 7, "backbone_sha256": shipped.sha256}
    (run / "change-scores.json").write_text(json.dumps(facts))
    monkeypatch.setattr(sys, "argv", ["change_release", str(run), "a laptop"])
    change_release.main()
    card = catalog.read_card(cards / "change-small.json")
    assert (card.task, card.default, card.architecture["backbone"]) == ("change", True, shipped.id)
    monkeypatch.setattr(catalog, "WEIGHTS", weights)
    assert catalog.load_change(card, "cpu").chip == card.chip
    (run / "change-scores.json").write_text(json.dumps({**facts, "backbone_sha256": "0" * 64}))
    with pytest.raises(SystemExit, match="another file"):
        change_release.main()
