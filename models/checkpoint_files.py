"""The tensors of a weights file from the internet, safely.

A ``.pth`` is read with ``weights_only=True`` and never in another way; the one class allowed beyond tensors
is ``argparse.Namespace``, which official files carry and which runs nothing.
"""

import argparse
import json
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from models.errors import EngineError
from models.sentences import Sentence, say

LARGEST_HEADER = 16 * 2**20
"""Bytes of what a file says about its tensors; the official files' have a few hundred thousand."""
OFFICIAL = say("Choose a file of the official SpectralGPT")
_WRAPPERS = ("model", "state_dict")
_WANTED = re.compile(r"(?:Unsupported global:|Trying to load unsupported) GLOBAL (\S{1,80})")
"""What a refused file would have called, in PyTorch's words."""


def read_checkpoint(path: str | Path, advice: str = OFFICIAL) -> dict[str, Tensor]:
    """The tensors of a checkpoint under their own names, memory-mapped where the format allows.

    Args:
        path: a ``.pth`` or ``.ckpt`` of torch, or a ``.safetensors``.
        advice: which file to choose instead of one that is refused; no full stop.

    Raises:
        EngineError: ``checkpoint.*``.
    """
    path = Path(path)
    if not path.is_file():
        raise EngineError(
            "checkpoint.missing", say("There is no file {path}.", path=path), say("Check the path.")
        )
    if path.stat().st_size == 0:
        raise EngineError(
            "checkpoint.empty", say("{name} is empty.", name=path.name), say("Download it again.")
        )
    content = _read_safetensors(path) if path.suffix == ".safetensors" else _read_torch(path, advice)
    state = _state_in(content, advice)
    if not state:
        raise EngineError(
            "checkpoint.no_weights",
            say("{name} holds no weights.", name=path.name),
            say("Choose another file."),
        )
    return {name.removeprefix("module."): value for name, value in state.items()}


def _state_in(content: Any, advice: str) -> dict[str, Tensor]:
    """The state dict inside of what a file holds: bare, or in a wrapper beside optimizer and arguments."""
    for wrapper in _WRAPPERS:
        if isinstance(content, dict) and isinstance(content.get(wrapper), dict):
            content = content[wrapper]
            break
    if not isinstance(content, dict):
        return {}
    if other := [name for name, value in content.items() if not isinstance(value, Tensor)]:
        raise EngineError(
            "checkpoint.unknown",
            say("The file does not hold weights only: {name} is no tensor.", name=str(other[0])[:80]),
            say("{advice}.", advice=advice),
        )
    return {str(name): value for name, value in content.items()}


def _read_torch(path: Path, advice: str) -> Any:
    try:
        archive = zipfile.is_zipfile(path)
        if archive:
            _check_archive(path)
        with torch.serialization.safe_globals([argparse.Namespace]):
            return torch.load(path, map_location="cpu", weights_only=True, mmap=archive or None)
    except Exception as error:  # whatever a hostile file provokes, it is refused
        # The class is known by name: this project imports no module that could unpickle.
        if type(error).__name__ != "UnpicklingError":
            raise _damaged(path, error) from error
        raise _unsafe(path, error, advice) from error


def _check_archive(path: Path) -> None:
    """Refuse what PyTorch never writes: mapped into memory, a compressed tensor would be read as numbers.

    Raises:
        ValueError: the archive is compressed, or says more about its tensors than it may.
        zipfile.BadZipFile: it is none.
    """
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.compress_type != zipfile.ZIP_STORED:
                raise ValueError(say("it is compressed, which PyTorch's own files are not"))
            if entry.filename.endswith(".pkl") and entry.file_size > LARGEST_HEADER:
                raise ValueError(say("it claims a table of contents of {bytes} bytes", bytes=entry.file_size))


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    try:
        with path.open("rb") as source:
            (length,) = struct.unpack("<Q", source.read(8))
        if length > min(LARGEST_HEADER, path.stat().st_size):
            raise EngineError(
                "checkpoint.damaged",
                say("{name} claims a header of {length} bytes.", name=path.name, length=length),
                say("Download it again."),
            )
        return load_file(path)
    except (SafetensorError, struct.error, OSError, ValueError, json.JSONDecodeError) as error:
        raise _damaged(path, error) from error


def _unsafe(path: Path, error: Exception, advice: str) -> EngineError:
    # Torch's own words would advise the user to switch the protection off.
    wanted = _WANTED.search(str(error))
    if wanted is None:
        return EngineError(
            "checkpoint.unsafe",
            say("{name} is no checkpoint that can be read safely, and was not opened.", name=path.name),
            say("{advice}, or get it again.", advice=advice),
        )
    return EngineError(
        "checkpoint.unsafe",
        say("{name} holds more than weights ({found}) and was not opened.", name=path.name, found=wanted[1]),
        say("Such a file can run code; get the weights from their authors."),
    )


def _damaged(path: Path, error: Exception) -> EngineError:
    # These are an unpickler's way to say that a byte means nothing to it.
    senseless = isinstance(error, (KeyError, IndexError, EOFError))
    return EngineError(
        "checkpoint.damaged",
        say(
            "{name} cannot be read ({reason}).",
            name=path.name,
            reason=say("it is no checkpoint") if senseless else first_line(error),
        ),
        say("It may be cut off: download it again."),
    )


def first_line(error: BaseException) -> str:
    """The first line of an error, short enough for a sentence."""
    if error.args and isinstance(error.args[0], Sentence):
        return error.args[0]
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:160]
