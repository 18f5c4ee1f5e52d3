"""Hostile and broken checkpoints are refused alike by the loader and by both commands, and run nothing."""

import json
import os
import pickle
import struct
import zipfile
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from models.cli import main
from models.errors import EngineError
from models.spectralgpt import load_checkpoint
from tests.spectralgpt import official_files

Build = Callable[[Path], Path]
CASES: dict[str, tuple[Build, str, str]] = {}
"""By name: what makes the file in a folder, the code of the refusal, and a part of its sentence."""


class Exploit:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.trap = folder / "trap"

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.trap),)


def case(name: str, code: str, words: str = "") -> Callable[[Build], Build]:
    """Name a way to make a file."""

    def keep(build: Build) -> Build:
        CASES[name] = (build, f"checkpoint.{code}", words)
        return build

    return keep


def saved(content: object, folder: Path, zipped: bool = True) -> Path:
    torch.save(content, folder / "x.pth", _use_new_zipfile_serialization=zipped)
    return folder / "x.pth"


def written(content: bytes, folder: Path, name: str = "x.pth") -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def classifier() -> dict[str, Any]:
    return dict(official_files.make("classification"))


# Code in the pickle, wherever a layout has room for it.


def exploit_cases() -> None:
    """Every official layout, in both of PyTorch's formats, and a pickle by itself."""
    layouts: dict[str, Callable[[Exploit], object]] = {
        "as-an-entry": lambda evil: {**classifier(), "extra": evil},
        "prefixed": lambda evil: {**{f"module.{k}": v for k, v in classifier().items()}, "module.x": evil},
        "as-arguments": lambda evil: {"model": classifier(), "args": evil, "epoch": 1},
        "in-arguments": lambda evil: {"model": classifier(), "args": Namespace(path=evil)},
        "in-the-optimizer": lambda evil: {"model": classifier(), "optimizer": {"state": {0: evil}}},
        "as-the-model": lambda evil: {"model": evil},
        "alone": lambda evil: evil,
    }
    for layout, make in layouts.items():
        for zipped in (True, False):

            def build(folder: Path, make: Callable[[Exploit], object] = make, zipped: bool = zipped) -> Path:
                return saved(make(Exploit(folder)), folder, zipped)

            name = f"code-{layout}-{'zip' if zipped else 'old'}"
            CASES[name] = (build, "checkpoint.unsafe", ".mkdir) and was not opened")


exploit_cases()


@case("code-in-a-plain-pickle", "unsafe")
def _(folder: Path) -> Path:
    return written(pickle.dumps(Exploit(folder), protocol=2), folder)


@case("code-named-as-safetensors", "damaged")
def _(folder: Path) -> Path:
    return saved({"model": classifier(), "args": Exploit(folder)}, folder).rename(folder / "x.safetensors")


@case("a-function", "unsafe", "print) and was not opened")
def _(folder: Path) -> Path:
    return saved({**classifier(), "args": print}, folder)


# Cut off, empty, or something else under the right name.


@case("missing", "missing")
def _(folder: Path) -> Path:
    return folder / "none.pth"


@case("a-folder", "missing")
def _(folder: Path) -> Path:
    return folder


@case("empty", "empty")
def _(folder: Path) -> Path:
    return written(b"", folder)


@case("empty-safetensors", "empty")
def _(folder: Path) -> Path:
    return written(b"", folder, "x.safetensors")


@case("cut-zip", "damaged")
def _(folder: Path) -> Path:
    content = saved(classifier(), folder).read_bytes()
    return written(content[: len(content) // 2], folder)


@case("cut-old", "damaged")
def _(folder: Path) -> Path:
    content = saved(classifier(), folder, zipped=False).read_bytes()
    return written(content[: len(content) // 2], folder)


@case("ten-bytes", "damaged")
def _(folder: Path) -> Path:
    return written(saved(classifier(), folder).read_bytes()[:10], folder)


@case("text", "damaged", "it is no checkpoint")
def _(folder: Path) -> Path:
    return written(b"hello", folder)


@case("cut-safetensors", "damaged")
def _(folder: Path) -> Path:
    save_file(classifier(), folder / "x.safetensors")
    content = (folder / "x.safetensors").read_bytes()
    return written(content[: len(content) // 2], folder, "x.safetensors")


@case("five-bytes-of-safetensors", "damaged")
def _(folder: Path) -> Path:
    return written(b"\x10\0\0\0\0", folder, "x.safetensors")


@case("garbage-safetensors", "damaged")
def _(folder: Path) -> Path:
    return written(struct.pack("<Q", 100) + b"\xff" * 200, folder, "x.safetensors")


# More than there is.


@case("claimed-header", "damaged", "header of 4611686018427387904 bytes")
def _(folder: Path) -> Path:
    return written(struct.pack("<Q", 2**62) + b"{}", folder, "x.safetensors")


@case("huge-header", "damaged", "header of 20971522 bytes")
def _(folder: Path) -> Path:
    return written(struct.pack("<Q", 20 * 2**20 + 2) + b" " * (20 * 2**20) + b"{}", folder, "x.safetensors")


@case("claimed-tensor", "damaged")
def _(folder: Path) -> Path:
    header = json.dumps({"x": {"dtype": "F32", "shape": [2**62, 8], "data_offsets": [0, 4]}}).encode()
    return written(struct.pack("<Q", len(header)) + header + b"\0" * 4, folder, "x.safetensors")


@case("huge-pickle", "damaged", "table of contents of 17825792 bytes")
def _(folder: Path) -> Path:
    def contents(name: str, content: bytes) -> bytes:
        return b"\0" * (17 * 2**20) if name.endswith("data.pkl") else content

    return repacked(folder, contents)


@case("compressed", "damaged", "compressed")
def _(folder: Path) -> Path:
    return repacked(folder, lambda _name, content: content, zipfile.ZIP_DEFLATED)


def repacked(
    folder: Path, contents: Callable[[str, bytes], bytes], compression: int = zipfile.ZIP_STORED
) -> Path:
    """A PyTorch archive with other contents or compression."""
    saved(classifier(), folder).rename(folder / "given.zip")
    with (
        zipfile.ZipFile(folder / "given.zip") as given,
        zipfile.ZipFile(folder / "x.pth", "w", compression) as made,
    ):
        for name in given.namelist():
            made.writestr(name, contents(name, given.read(name)))
    (folder / "given.zip").unlink()
    return folder / "x.pth"


@case("a-view-of-one-number-as-a-huge-table", "unknown")
def _(folder: Path) -> Path:
    return saved({**segmentation(), "pos_embed_spatial": torch.zeros(1).expand(1, 2**40, 32)}, folder)


# Weights, but not those of one of the networks.


def segmentation() -> dict[str, Any]:
    return dict(official_files.make("segmentation"))


@case("nan", "not_finite", "norm.weight")
def _(folder: Path) -> Path:
    return saved({**segmentation(), "norm.weight": torch.full((32,), torch.nan)}, folder)


@case("infinite-half-precision", "not_finite")
def _(folder: Path) -> Path:
    state = {k: v.half() for k, v in segmentation().items()}
    return saved({**state, "fc.0.bias": torch.full((1,), torch.inf).half()}, folder)


@case("nan-safetensors", "not_finite")
def _(folder: Path) -> Path:
    save_file({**classifier(), "norm.weight": torch.full((32,), torch.nan)}, folder / "x.safetensors")
    return folder / "x.safetensors"


@case("surplus", "misfit", "surprise.weight")
def _(folder: Path) -> Path:
    return saved({**segmentation(), "surprise.weight": torch.zeros(1)}, folder)


@case("surplus-block", "misfit", "missing")
def _(folder: Path) -> Path:
    return saved({**segmentation(), "blocks.2.norm1.bias": torch.zeros(32)}, folder)


@case("surplus-of-another-task", "misfit", "mask_token")
def _(folder: Path) -> Path:
    return saved({**classifier(), "mask_token": torch.zeros(1, 1, 512)}, folder)


@case("missing-entry", "misfit", "norm1")
def _(folder: Path) -> Path:
    state = segmentation()
    del state["blocks.1.norm1.bias"]
    return saved(state, folder)


@case("missing-keys-of-attention", "misfit")
def _(folder: Path) -> Path:
    state = segmentation()
    del state["blocks.0.attn.k.weight"]
    return saved(state, folder)


@case("missing-head", "unknown")
def _(folder: Path) -> Path:
    return saved(
        {k: v for k, v in classifier().items() if not k.startswith("head.")},
        folder,
    )


@case("wrong-shape", "misfit", "(31,) instead of (32,)")
def _(folder: Path) -> Path:
    return saved({**segmentation(), "norm.weight": torch.zeros(31)}, folder)


@case("wrong-shape-of-attention", "misfit")
def _(folder: Path) -> Path:
    return saved({**segmentation(), "blocks.0.attn.k.weight": torch.zeros(32, 31)}, folder)


@case("whole-numbers", "misfit", "int64")
def _(folder: Path) -> Path:
    return saved({**segmentation(), "norm.weight": torch.zeros(32, dtype=torch.int64)}, folder)


@case("grid-that-is-no-square", "unknown")
def _(folder: Path) -> Path:
    return saved({**segmentation(), "pos_embed_spatial": torch.zeros(1, 15, 32)}, folder)


@case("other-tokens", "unknown")
def _(folder: Path) -> Path:
    return saved({**segmentation(), "patch_embed.proj.weight": torch.zeros(32, 3, 16, 16)}, folder)


@case("no-tokens", "unknown")
def _(folder: Path) -> Path:
    return saved({**segmentation(), "patch_embed.proj.weight": torch.zeros(())}, folder)


@case("a-note", "unknown", "note is no tensor")
def _(folder: Path) -> Path:
    return saved({**segmentation(), "note": "hello"}, folder)


@case("another-network", "unknown")
def _(folder: Path) -> Path:
    return saved({"conv1.weight": torch.zeros(3)}, folder)


@case("a-list", "no_weights")
def _(folder: Path) -> Path:
    return saved([1, 2], folder)


@case("no-entries", "no_weights")
def _(folder: Path) -> Path:
    return saved({"model": {}}, folder)


@pytest.mark.parametrize("name", CASES)
def test_every_refused_file_ends_both_commands_with_2_and_leaves_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The loader's sentence is the commands' sentence; no code of the file runs, no model is made."""
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path / "own"))
    folder = tmp_path / "files"
    folder.mkdir()
    build, code, words = CASES[name]
    path = build(folder)
    there = sorted(folder.iterdir())
    with pytest.raises(EngineError) as caught:
        load_checkpoint(path)
    assert (caught.value.code, words in caught.value.message) == (code, True), str(caught.value)
    assert "\n" not in str(caught.value)
    assert "weights_only" not in str(caught.value), "nobody is told how to switch the protection off"
    assert len(caught.value.message) < 300 + len(str(path))
    for command in ("convert", "inspect"):
        capfd.readouterr()
        assert main([command, str(path)]) == 2
        assert str(caught.value) in capfd.readouterr().err
        assert main([command, str(path), "--json"]) == 2
        assert json.loads(capfd.readouterr().out.splitlines()[-1])["code"] == code
    assert sorted(folder.iterdir()) == there
    assert not (tmp_path / "own").exists()
