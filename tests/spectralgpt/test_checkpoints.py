"""Official layouts load; hostile and broken files are refused with one sentence and run nothing."""

import argparse
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from models.errors import EngineError
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


def refused(path: Path) -> EngineError:
    """The refusal of a file: one line, one sentence or two."""
    with pytest.raises(EngineError) as caught:
        load_checkpoint(path)
    assert caught.value.code.startswith("checkpoint.")
    assert "\n" not in str(caught.value)
    return caught.value


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


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("side", [32, 40, 64])
def test_other_sizes_run(task: str, side: int, tmp_path: Path) -> None:
    """Position tables are resampled; nothing becomes a NaN."""
    torch.save(official_files.make(task), tmp_path / "x.pth")
    result = outputs(load_checkpoint(tmp_path / "x.pth"), side)
    assert torch.isfinite(result).all()
    if task in ("change", "segmentation"):
        assert result.shape[-2:] == (side, side)


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


class Exploit:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("new", [True, False])
def test_a_pickle_that_would_run_code_is_refused(tmp_path: Path, new: bool) -> None:
    """Neither format may run what is in it."""
    trap = tmp_path / "trap"
    state = {"model": official_files.make("classification"), "args": Exploit(trap)}
    torch.save(state, tmp_path / "evil.pth", _use_new_zipfile_serialization=new)
    error = refused(tmp_path / "evil.pth")
    assert error.code == "checkpoint.unsafe"
    assert "weights_only" not in error.message, "nobody is told how to switch the protection off"
    assert not trap.exists()


def test_broken_files_are_named(tmp_path: Path) -> None:
    """Missing, empty, cut off, and other things under the right name."""
    assert refused(tmp_path / "none.pth").code == "checkpoint.missing"
    (tmp_path / "empty.pth").touch()
    assert refused(tmp_path / "empty.pth").code == "checkpoint.empty"
    torch.save(official_files.make("classification"), tmp_path / "good.pth")
    content = (tmp_path / "good.pth").read_bytes()
    for name, part in (
        ("cut.pth", content[: len(content) // 2]),
        ("text.pth", b"hello"),
        ("head.pth", content[:10]),
    ):
        (tmp_path / name).write_bytes(part)
        assert refused(tmp_path / name).code in ("checkpoint.damaged", "checkpoint.unsafe")
    save_file(official_files.make("classification"), tmp_path / "good.safetensors")
    content = (tmp_path / "good.safetensors").read_bytes()
    for name, part in (
        ("cut.safetensors", content[: len(content) // 2]),
        ("header.safetensors", (2**62).to_bytes(8, "little") + content[8:]),
        ("short.safetensors", content[:5]),
        ("garbage.safetensors", content[:8] + b"\xff" * 200),
    ):
        (tmp_path / name).write_bytes(part)
        assert refused(tmp_path / name).code == "checkpoint.damaged"


def test_contents_that_are_no_spectralgpt_are_named(tmp_path: Path) -> None:
    """Wrong shapes, missing and surplus entries, NaN, integers, other networks."""

    def changed(task: str = "segmentation", **entries: object) -> Path:
        state: dict[str, object] = dict(official_files.make(task))
        for name, value in entries.items():
            key = name.replace("__", ".")
            if value is None:
                del state[key]
            else:
                state[key] = value
        torch.save(state, tmp_path / "x.pth")
        return tmp_path / "x.pth"

    assert refused(changed(norm__weight=torch.zeros(31))).code == "checkpoint.misfit"
    assert "norm1" in refused(changed(blocks__1__norm1__bias=None)).message
    assert "surprise" in refused(changed(surprise__weight=torch.zeros(1))).message
    assert refused(changed(blocks__0__attn__k__weight=None)).code == "checkpoint.misfit"
    assert refused(changed(blocks__0__attn__k__weight=torch.zeros(32, 31))).code == "checkpoint.misfit"
    assert refused(changed(norm__weight=torch.full((32,), torch.nan))).code == "checkpoint.not_finite"
    assert refused(changed(norm__weight=torch.zeros(32, dtype=torch.int64))).code == "checkpoint.misfit"
    assert refused(changed(pos_embed_spatial=torch.zeros(1, 15, 32))).code == "checkpoint.unknown"
    assert refused(changed(patch_embed__proj__weight=torch.zeros(32, 3, 16, 16))).code == "checkpoint.unknown"
    assert refused(changed(patch_embed__proj__weight=torch.zeros(()))).code == "checkpoint.unknown"
    assert refused(changed(note="hello")).code == "checkpoint.unknown"
    torch.save({"conv1.weight": torch.zeros(3)}, tmp_path / "other.pth")
    assert refused(tmp_path / "other.pth").code == "checkpoint.unknown"
    torch.save([1, 2], tmp_path / "list.pth")
    assert refused(tmp_path / "list.pth").code == "checkpoint.no_weights"


def test_a_small_file_cannot_claim_a_huge_network(tmp_path: Path) -> None:
    """A view of one number may have any shape; nothing of that size may be allocated."""
    state = official_files.make("segmentation")
    state["pos_embed_spatial"] = torch.zeros(1).expand(1, 2**40, 32)
    torch.save(state, tmp_path / "x.pth")
    assert refused(tmp_path / "x.pth").code == "checkpoint.unknown"


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
