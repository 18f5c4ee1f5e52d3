"""The two files of a model of the user's catalogue, weights and card, neither of them ever half written."""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from models.errors import EngineError
from models.rasters.outputs import HEADROOM, flush_to_disk, publish, stage, staged, write_error
from models.sentences import say

MODEL_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""Lower-case letters, digits and hyphens."""
_CHUNK = 1 << 20


def write_model_files(folder: Path, document: Mapping[str, Any], weights: Mapping[str, Tensor]) -> Path:
    """Write ``<id>.safetensors``, float32, and ``<id>.json``; older ones are replaced.

    Args:
        folder: is made if need be.
        document: the card, but for ``sha256``.
        weights: under the names that the file shall have.

    Returns:
        The card's path.

    Raises:
        EngineError: ``output.no_space``, ``output.not_writable`` or ``output.locked``; nothing unfinished
            is left.
    """
    path, card = (folder / f"{document['id']}{suffix}" for suffix in (".safetensors", ".json"))
    _check_space(folder, weights)
    try:
        complete = {**document, "sha256": _write_weights(path, weights)}
        stage(card, (json.dumps(complete, indent=2, ensure_ascii=False) + "\n").encode())
        publish(path)
        publish(card)
    finally:
        for made in (path, card):
            staged(made).unlink(missing_ok=True)
    return card


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _check_space(folder: Path, weights: Mapping[str, Tensor]) -> None:
    """Make the folder, and refuse a disk that is too full."""
    needed = 4 * sum(value.numel() for value in weights.values()) + HEADROOM
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise write_error(error, folder) from error
    if free < needed:
        raise EngineError(
            "output.no_space",
            say(
                "The disk of {folder} has {free:.0f} MB left; the model takes {needed:.0f} MB.",
                folder=folder,
                free=free / 1e6,
                needed=needed / 1e6,
            ),
            say("Free some space or choose another folder."),
        )


def _write_weights(path: Path, weights: Mapping[str, Tensor]) -> str:
    """Write the unfinished file of the weights; gives its SHA-256."""
    # Cloned, for entries of a file may share memory, which the format does not know.
    state = {name: value.to(torch.float32).clone().contiguous() for name, value in weights.items()}
    try:
        save_file(state, staged(path), metadata={"format": "pt"})
        flush_to_disk(staged(path))
        return sha256_of(staged(path))
    except OSError as error:
        raise write_error(error, path) from error
    except SafetensorError as error:
        raise EngineError(
            "output.not_writable",
            say("{path} cannot be written: {error}.", path=path, error=error),
            say("Try again."),
        ) from error
