"""Files in the documented layouts of the official weights load; others are refused with one sentence.

The official files themselves could not be had: these are made with their entries' names.
"""

from pathlib import Path
from typing import Any

import pytest
import torch

from models.baselines import official_weights
from models.baselines.official_weights import load_official
from models.baselines.resnet import ResNet
from models.baselines.vit import SatMAE, VisionTransformer, ViTSizes
from models.errors import EngineError

SMALL = ViTSizes(side=32, patch=8, width=48, depth=2, heads=4)
GROUPS = ((0, 1), (2, 3))
# Entries that the official definitions name (torchvision, ServiceNow/seasonal-contrast, timm, SatMAE).
DOCUMENTED = {
    "resnet50": (
        "conv1.weight",
        "bn1.running_var",
        "layer1.0.downsample.0.weight",
        "layer1.0.downsample.1.num_batches_tracked",
        "layer3.5.conv3.weight",
        "layer4.2.bn3.bias",
        "fc.bias",
    ),
    "vit": (
        "cls_token",
        "pos_embed",
        "patch_embed.proj.weight",
        "blocks.11.norm1.weight",
        "blocks.0.attn.qkv.bias",
        "blocks.0.attn.proj.weight",
        "blocks.0.mlp.fc2.weight",
        "norm.weight",
        "head.weight",
    ),
    "satmae": (
        "cls_token",
        "pos_embed",
        "channel_embed",
        "channel_cls_embed",
        "patch_embed.2.proj.bias",
        "blocks.11.mlp.fc1.weight",
        "fc_norm.weight",
        "head.bias",
    ),
}
CHILDREN = {"conv1": 0, "bn1": 1, "layer1": 4, "layer2": 5, "layer3": 6, "layer4": 7}


@pytest.fixture(autouse=True)
def small_transformers(monkeypatch: Any) -> None:
    """Networks of the same layout that are written and read in no time."""
    small = {
        "vit": ("ViT-B/16", 7, lambda classes: VisionTransformer(classes, SMALL)),
        "satmae": ("SatMAE Base", 7, lambda classes: SatMAE(classes, SMALL, GROUPS, 16)),
    }
    monkeypatch.setattr(official_weights, "PEERS", {**official_weights.PEERS, **small})


def filled(network: torch.nn.Module) -> dict[str, torch.Tensor]:
    """A state with another number in each entry."""
    torch.manual_seed(0)
    return {
        name: torch.rand_like(value) if value.is_floating_point() else torch.tensor(5)
        for name, value in network.state_dict().items()
    }


def refused(peer: str, path: Path) -> str:
    """The refusal of a file."""
    with pytest.raises(EngineError) as caught:
        load_official(peer, path)
    assert caught.value.code.startswith("checkpoint.")
    assert "\n" not in str(caught.value)
    assert "SpectralGPT" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("peer", DOCUMENTED)
def test_entries_have_the_documented_names(peer: str, monkeypatch: Any) -> None:
    """At full size."""
    monkeypatch.undo()
    with torch.device("meta"):
        names = official_weights.build(peer, 10).state_dict().keys()
    assert set(DOCUMENTED[peer]) <= names
    # torchvision's resnet50 has 320 entries, timm's ViT 152; SatMAE has 4 for two patch embeddings more, two
    # embeddings of channels more.
    assert len(names) == {"resnet50": 320, "vit": 152, "satmae": 158}[peer]


def test_torchvision_layout(tmp_path: Path) -> None:
    """A bare state dict; a new last layer where other classes are wanted."""
    state = filled(ResNet(18))
    torch.save(state, tmp_path / "resnet.pth")
    network = load_official("seco18", tmp_path / "resnet.pth")
    assert not network.training
    for name, value in network.state_dict().items():
        torch.testing.assert_close(value, state[name], msg=name)
    other = load_official("seco18", tmp_path / "resnet.pth", 10)
    assert other.fc.weight.shape == (10, 512)
    torch.testing.assert_close(other.layer4[1].conv2.weight, state["layer4.1.conv2.weight"])


def test_seco_layout(tmp_path: Path) -> None:
    """MoCo's encoder of queries as a sequence, beside the one of keys, heads, queue and hyperparameters."""
    state = {k: v for k, v in filled(ResNet(18)).items() if not k.startswith("fc.")}
    official = {}
    for name, value in state.items():
        child, _, rest = name.partition(".")
        official[f"encoder_q.{CHILDREN[child]}.{rest}"] = value
        official[f"encoder_k.{CHILDREN[child]}.{rest}"] = value + 1
    official |= {"heads_q.0.0.weight": torch.rand(4, 4), "heads_k.0.0.weight": torch.rand(4, 4)}
    official |= {"queue": torch.rand(3, 128, 4), "queue_ptr": torch.zeros(3, 1)}
    whole = {"epoch": 1, "state_dict": official, "hyper_parameters": {"base_encoder": "resnet18"}}
    torch.save(whole, tmp_path / "seco.ckpt")
    network = load_official("seco18", tmp_path / "seco.ckpt")
    for name, value in state.items():
        torch.testing.assert_close(network.state_dict()[name], value, msg=name)


def test_timm_layout(tmp_path: Path) -> None:
    """The class layer keeps the file's size."""
    state = filled(VisionTransformer(21, SMALL))
    torch.save(state, tmp_path / "vit.pth")
    network = load_official("vit", tmp_path / "vit.pth")
    assert network.head.weight.shape == (21, 48)
    for name, value in network.state_dict().items():
        torch.testing.assert_close(value, state[name], msg=name)


def test_satmae_pretraining_layout(tmp_path: Path) -> None:
    """The encoder of a masked autoencoder: no class layer, no norm of the mean; its decoder is left out."""
    state = filled(SatMAE(7, SMALL, GROUPS, 16))
    lacking = ("head.", "fc_norm.", "channel_cls_embed")
    official = {name: value for name, value in state.items() if not name.startswith(lacking)}
    official |= {
        "norm.weight": torch.rand(48),
        "norm.bias": torch.rand(48),
        "mask_token": torch.rand(1, 1, 8),
    }
    official |= {"decoder_pos_embed": torch.rand(1, 17, 8), "decoder_pred.0.weight": torch.rand(128, 8)}
    torch.save({"model": official, "epoch": 199}, tmp_path / "pretrained.pth")
    network = load_official("satmae", tmp_path / "pretrained.pth", 10)
    for name, value in official.items():
        if name in network.state_dict():
            torch.testing.assert_close(network.state_dict()[name], value, msg=name)
    torch.save({"model": state}, tmp_path / "finetuned.pth")
    tuned = load_official("satmae", tmp_path / "finetuned.pth")
    assert torch.equal(tuned.fc_norm.weight, state["fc_norm.weight"])


def test_files_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    """Another shape, a missing and an unknown entry, a number that is none, another network."""
    path = tmp_path / "x.pth"
    good = filled(ResNet(18))
    torch.save({**good, "conv1.weight": torch.rand(64, 4, 7, 7)}, path)
    assert "conv1.weight has the shape (64, 4, 7, 7) instead of (64, 3, 7, 7)" in refused("seco18", path)
    torch.save({k: v for k, v in good.items() if k != "layer2.0.bn1.weight"}, path)
    assert "1 entries are missing, the first is layer2.0.bn1.weight" in refused("seco18", path)
    torch.save({**good, "more": torch.rand(1)}, path)
    assert "the entry more has no place in it" in refused("seco18", path)
    torch.save({**good, "bn1.weight": torch.full((64,), torch.nan)}, path)
    assert "not numbers" in refused("seco18", path)
    torch.save({**good, "bn1.weight": torch.ones(64, dtype=torch.int64)}, path)
    assert "holds torch.int64" in refused("seco18", path)
    torch.save(filled(VisionTransformer(7, SMALL)), path)
    assert "do not fit SeCo ResNet-18" in refused("seco18", path)
    torch.save({"encoder_q.2.weight": torch.rand(1)}, path)
    assert "no place" in refused("seco18", path)


def test_a_file_with_more_than_weights_is_not_opened(tmp_path: Path) -> None:
    """Lightning's older checkpoints carry classes: they could run code, so they are refused."""

    torch.save({"state_dict": filled(ResNet(18)), "callbacks": {Path: "/"}}, tmp_path / "x.ckpt")
    assert "was not opened" in refused("seco18", tmp_path / "x.ckpt")
