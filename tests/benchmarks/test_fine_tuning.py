"""Networks that the table trains: the whole way on a few chips, with next to no steps."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from benchmarks import fine_tuning, methods
from benchmarks.fine_tuning import Ours, Peer, recipe_of, scene_loss, scene_scores, trained_scores
from benchmarks.methods import Where, row_name, scores_of, settings_of
from benchmarks.results import revision
from benchmarks.shipped import find
from benchmarks.tasks import RGB, MapTask, Piece, SceneTask
from models.baselines import official_weights
from models.baselines.resnet import ResNet
from models.training import classes
from models.training.packing import HLS_BANDS, pack


def chips() -> SceneTask:
    """Two classes, dark and bright, three bands."""
    generator = np.random.default_rng(0)
    y = np.tile([0, 1], 8)
    x = (40 + 120 * y[:, None, None, None] + generator.integers(0, 30, (16, 3, 64, 64))).astype(np.uint8)
    return SceneTask(RGB, 0.275 / 255, x, y, x, y, [], [])


@pytest.mark.parametrize("method", ["landcover-small", "resnet50"])
def test_a_network_is_trained_and_judged(method: str, tmp_path: Path, monkeypatch: Any) -> None:
    """And a run that is started again goes on from its checkpoint instead of training again."""
    monkeypatch.setattr(fine_tuning, "BATCH", 4)
    monkeypatch.setattr(fine_tuning, "PICTURE", 64)
    where = Where(tmp_path, tmp_path, trained=True, steps=2)
    scores, n = scene_scores(method, chips(), 1.0, 0, "eurosat-rgb-100", where)
    assert n == 16
    assert 0 <= scores["fine_tune"] <= 1
    (checkpoint,) = (tmp_path / "runs").glob("*.checkpoint.pt")
    written = checkpoint.stat().st_mtime_ns
    again, _ = scene_scores(method, chips(), 1.0, 0, "eurosat-rgb-100", where)
    assert again == scores
    state = torch.load(checkpoint, weights_only=True)
    assert state["step"] == 2
    assert checkpoint.stat().st_mtime_ns >= written


def test_ours_starts_from_the_weights_that_ship(tmp_path: Path) -> None:
    """Fine-tuning, not training from scratch."""
    card = find("landcover-small")
    assert card is not None
    model = fine_tuning._network("landcover-small", chips(), chips().train_x, Where(tmp_path, tmp_path))
    assert isinstance(model, Ours)
    shipped = fine_tuning.verified_weights(card)
    for name, value in model.network.state_dict().items():
        torch.testing.assert_close(value.float(), shipped[name].float(), msg=name)


def test_official_weights_are_probed_with_their_own_units(tmp_path: Path, monkeypatch: Any) -> None:
    """A file of torchvision's layout: nothing is trained, and the cell names the file."""
    pytest.importorskip("sklearn")
    monkeypatch.setattr(fine_tuning, "PICTURE", 64)
    monkeypatch.setitem(official_weights.PEERS, "resnet50", official_weights.PEERS["seco18"])
    monkeypatch.setattr(methods, "scene_task", lambda *_: chips())
    torch.save(ResNet(18).state_dict(), tmp_path / "resnet.pth")
    where = Where(tmp_path, tmp_path, weights=tmp_path / "resnet.pth")
    scores, _ = scores_of("resnet50", "eurosat-rgb-100", 0, where)
    assert set(scores) == {"knn", "linear"}
    assert scores["linear"] == 1.0
    settings = settings_of("resnet50", "eurosat-rgb-100", where)
    assert settings["official"].startswith("resnet.pth ")
    torch.save(ResNet(18).state_dict(), tmp_path / "resnet.pth")
    assert settings != settings_of("resnet50", "eurosat-rgb-100", where)
    assert row_name("resnet50", "eurosat-rgb-100", where) == "resnet50/official"


def test_a_peer_takes_its_bands_whatever_their_order() -> None:
    """Red, green and blue of a chip with more bands."""
    network = torch.nn.Module()
    bands = ("B02", "B08", "B04", "B03")
    peer = Peer("resnet50", bands, network, torch.zeros(4), torch.ones(4))
    x = torch.tensor([0.01, 0.4, 0.03, 0.02])[None, :, None, None].expand(1, 4, 8, 8)
    red, green, blue = peer._input(x)[0].mean((1, 2)).tolist()
    # ImageNet's units of 0.03, 0.02 and 0.01 over the reflectance that is white.
    assert red == pytest.approx((0.03 / 0.275 - 0.485) / 0.229, abs=1e-4)
    assert green == pytest.approx((0.02 / 0.275 - 0.456) / 0.224, abs=1e-4)
    assert blue == pytest.approx((0.01 / 0.275 - 0.406) / 0.225, abs=1e-4)


def test_satmae_gets_each_band_within_two_deviations_as_zero_to_one() -> None:
    """As its own code scales Sentinel-2, with the statistics of the training chips."""
    peer = Peer("satmae", RGB, torch.nn.Module(), torch.tensor([0.1, 0.1, 0.2]), torch.full((3,), 0.02))
    x = torch.tensor([0.1, 0.12, 0.9])[None, :, None, None].expand(1, 3, 8, 8)
    # Its bands stand in the order blue, green, red.
    assert peer._input(x)[0].mean((1, 2)).tolist() == pytest.approx([1.0, 0.75, 0.5])
    assert peer._input(x).shape == (1, 3, 96, 96)


def test_what_cannot_be_computed_is_said_in_one_sentence(tmp_path: Path, monkeypatch: Any) -> None:
    """No traceback for a wrong combination."""
    monkeypatch.setattr(methods, "scene_task", lambda *_: chips())
    where = Where(tmp_path, tmp_path)
    for method, task, words in (
        ("resnet50", "eurosat-rgb-100", "Give --trained"),
        ("resnet50", "hls", "Networks are trained for"),
        ("u-net", "hls", "The U-Net is for"),
    ):
        with pytest.raises(SystemExit, match=words):
            trained_scores(method, task, 0, where)
    satmae = Where(tmp_path, tmp_path, weights=tmp_path / "x.pth")
    with pytest.raises(SystemExit, match="ten bands"):
        trained_scores("satmae", "eurosat-rgb-100", 0, satmae)
    monkeypatch.setattr(methods, "find", lambda _: None)
    with pytest.raises(SystemExit, match="ships no model landcover-nano"):
        settings_of("landcover-nano", "hls", where)


def test_settings_tell_trials_from_the_recipe(tmp_path: Path) -> None:
    """Two steps are not averaged with the whole training."""
    whole, trial = (Where(tmp_path, tmp_path, trained=True, steps=steps) for steps in (None, 2))
    recipes = [recipe_of("u-net", "hls", where) for where in (whole, trial)]
    assert revision(recipes[0]) != revision(recipes[1])


def test_the_unet_learns_from_the_pack_and_judges_the_other_places(tmp_path: Path, monkeypatch: Any) -> None:
    """With the recipe of the network that ships; one training serves both maps."""
    chips = torch.randint(255, (6, 11, 64, 64), dtype=torch.uint8)
    monkeypatch.setattr(fine_tuning, "load_chips", lambda _: chips)
    monkeypatch.setattr(fine_tuning, "MAP_SCALE", 0.01)
    generator = np.random.default_rng(0)

    def image(bands: int, side: int) -> np.ndarray:
        return generator.integers(0, 255, (bands, side, side)).astype(np.uint8)

    def sets(side: int) -> np.ndarray:
        return (1 << generator.integers(0, 9, (side, side))).astype(np.uint16)

    hls = {
        "x": np.stack([image(7, 128) for _ in range(3)]),
        "y": np.stack([sets(128) for _ in range(3)]),
        "place": np.array([1, 2, 3], np.int32),
        "validation": np.array([False, False, True]),
    }
    pack(tmp_path / "hls.xz", hls)
    scenes = {}
    for name, bands, side in (
        ("potsdam/west", 11, 128),
        ("test/potsdam/east", 11, 128),
        ("eurosat/Forest/a", 11, 64),
        ("worldcereal/a", 10, 64),
    ):
        scenes[f"{name}|x"], scenes[f"{name}|y"] = image(bands, side), sets(side)
    pack(tmp_path / "scenes.xz", scenes)
    pixels = {"x": image(10, 20)[:, 0].T.copy(), "y": sets(20)[0], "parcel": np.repeat([0, 1], 10)}
    pixels["top"] = pixels["parcel"] > 0
    pack(tmp_path / "pixels.xz", pixels)
    task = MapTask(HLS_BANDS, (10, 20, 30, 40, 50, 60, 80), [], [Piece(hls["x"][2], hls["y"][2], "3")])
    where = Where(tmp_path, tmp_path, trained=True, steps=1)
    scores, judged = fine_tuning.unet_scores(task, 0, where)
    assert judged > 128 * 128 / 2
    assert 0 < scores["oa"] < 0.5
    assert len(list((tmp_path / "runs").glob("u-net-0-*.checkpoint.pt"))) == 1


def test_a_pasted_piece_counts_by_its_share(monkeypatch: Any) -> None:
    """With a network that sees the share of bright pixels itself, what cannot be learnt is the smoothing."""
    torch.manual_seed(0)
    monkeypatch.setattr(fine_tuning, "BATCH", 64)
    monkeypatch.setattr(fine_tuning, "PASTED", 1.0)
    images = torch.tensor([0.05, 0.5])[:, None, None, None].expand(2, 3, 64, 64)
    seen: list[torch.Tensor] = []

    def network(x: torch.Tensor) -> torch.Tensor:
        bright = (x[:, 0] > 0.25).float().mean((1, 2))
        seen.append(bright)
        shares = torch.zeros(len(x), len(classes.SCENES))
        shares[:, 0], shares[:, 1] = 1 - bright, bright
        return (0.9 * shares + 0.01).log()

    loss = scene_loss(network, images, torch.tensor([0, 1]), (665.0, 560.0, 490.0))
    bright = seen[0]
    assert ((bright > 0.05) & (bright < 0.95)).any()
    shares = torch.zeros(len(bright), len(classes.SCENES))
    shares[:, 0], shares[:, 1] = 1 - bright, bright
    smooth = 0.9 * shares + 0.01
    assert loss.item() == pytest.approx(-(smooth * smooth.log()).sum(1).mean().item(), rel=1e-4)
