"""Weights and card of a model appear together, or not at all."""

import errno
import hashlib
import json
import resource
import shutil
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from models import model_files
from models.errors import EngineError
from models.model_files import write_model_files
from models.rasters.outputs import write_error

WEIGHTS = {"a": torch.arange(50_000, dtype=torch.float16)}


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Writing beyond it fails, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_card_names_the_weights(tmp_path: Path) -> None:
    card = write_model_files(tmp_path / "new", {"id": "own", "version": "1"}, WEIGHTS)
    weights = tmp_path / "new" / "own.safetensors"
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    assert json.loads(card.read_text()) == {"id": "own", "version": "1", "sha256": digest}
    assert load_file(weights)["a"].equal(WEIGHTS["a"].float())
    assert sorted(path.name for path in card.parent.iterdir()) == ["own.json", "own.safetensors"]


def test_weights_that_cannot_be_written_leave_the_older_model(tmp_path: Path) -> None:
    write_model_files(tmp_path, {"id": "own"}, {"a": torch.zeros(3)})
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with files_of_at_most(100_000), pytest.raises(EngineError) as refusal:
        write_model_files(tmp_path, {"id": "own"}, WEIGHTS)
    assert refusal.value.code == "output.not_writable"
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10, 0, 150_000))
    with files_of_at_most(100_000), pytest.raises(EngineError) as refusal:
        write_model_files(tmp_path, {"id": "own"}, WEIGHTS)
    assert refusal.value.code == "output.no_space"
    assert list(tmp_path.iterdir()) == []


def test_a_card_that_cannot_be_written_leaves_no_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise write_error(OSError(errno.ENOSPC, "No space left on device"), path)

    monkeypatch.setattr(model_files, "stage", full)
    with pytest.raises(EngineError) as refusal:
        write_model_files(tmp_path, {"id": "own"}, WEIGHTS)
    assert refusal.value.code == "output.no_space"
    assert list(tmp_path.iterdir()) == []
