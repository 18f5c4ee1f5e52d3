"""Official layouts load and give one network, at any size."""

import argparse
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from models.spectralgpt import load_checkpoint
from models.spectralgpt.architecture import BASE, HUGE, LARGE
from models.spectralgpt.dense import SpectralGPTSegmentation
from models.spectralgpt.pretraining import SpectralGPTPretraining
from tests.spectralgpt import official_files

TASKS = {
    "pretraining": "pretraining",
    "classification": "classification",
    "classification_joint": "classification",
    "change": "change",
    "segmentation": "segmentation",
}


def outputs(net: torch.nn.Module, side: int = 32) -> torch.Tensor:
    """What a network gives for a fixed image."""
    x = torch.linspace(0, 1, 12 * side * side).view(1, 12, side, side)
    with torch.inference_mode():
        if net.task == "change":
            return net(x, x.flip(2))
        if net.task == "pretraining":
            return net.reconstruct(x, torch.arange(0, 4 * (side // 8) ** 2, 7)[None]).prediction
        return net(x)


@pytest.mark.parametrize("task", TASKS)
def test_every_official_layout_gives_the_same_network(task: str, tmp_path: Path) -> None:
    """Bare, prefixed, beside optimizer and arguments, and as safetensors."""
    state = official_files.make(task)
    arguments = argparse.Namespace(lr=1e-4, path="x")
    torch.save(state, tmp_path / "bare.pth")
    torch.save({f"module.{k}": v for k, v in state.items()}, tmp_path / "prefixed.pth")
    whole = {"model": state, "optimizer": {"state": {0: {"step": 1}}}, "args": arguments, "epoch": 3}
    torch.save(whole, tmp_path / "whole.pth")
    torch.save(state, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    save_file(state, tmp_path / "converted.safetensors")
    results = []
    for name in ("bare.pth", "prefixed.pth", "whole.pth", "old.pth", "converted.safetensors"):
        net = load_checkpoint(tmp_path / name)
        assert net.task == TASKS[task]
        assert not net.training
        assert {p.dtype for p in net.parameters()} == {torch.float32}
        results.append(outputs(net))
    for result in results[1:]:
        torch.testing.assert_close(result, results[0], atol=1e-5, rtol=0)


@pytest.mark.parametrize("side", [24, 36, 520])
def test_sizes_outside_the_range_are_refused(side: int, tmp_path: Path) -> None:
    """The error tells the sizes that fit."""
    torch.save(official_files.make("segmentation"), tmp_path / "x.pth")
    with pytest.raises(ValueError, match="multiple of 8 between 32 and 512"):
        load_checkpoint(tmp_path / "x.pth")(torch.zeros(1, 12, side, side))


def test_half_precision_weights_become_float32(tmp_path: Path) -> None:
    """Files may be stored in half the size."""
    torch.save({k: v.half() for k, v in official_files.make("classification").items()}, tmp_path / "x.pth")
    assert {p.dtype for p in load_checkpoint(tmp_path / "x.pth").parameters()} == {torch.float32}


@pytest.mark.parametrize(
    ("architecture", "encoder", "whole"),
    [(BASE, 85_403_904, 98_640_320), (LARGE, 302_775_296, 316_142_784), (HUGE, 630_260_480, 643_759_040)],
)
def test_published_sizes(architecture: object, encoder: int, whole: int) -> None:
    """Base, Large and Huge count as the authors' code does."""
    with torch.device("meta"):
        net = SpectralGPTPretraining(architecture)
    assert sum(p.numel() for p in net.encoder.parameters()) == encoder
    assert sum(p.numel() for p in net.parameters()) == whole


def test_segmentation_counts_as_the_official_network() -> None:
    """109,244,946 parameters with 13 classes."""
    with torch.device("meta"):
        assert sum(p.numel() for p in SpectralGPTSegmentation(13).parameters()) == 109_244_946
