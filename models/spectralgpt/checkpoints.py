"""Loading official checkpoints, safely.

Files come from the internet. A ``.pth`` is read with ``weights_only=True`` and never in another way; the one
class allowed beyond tensors is ``argparse.Namespace``, which the official files carry and which runs nothing.
What a file claims is compared with the network that it would be before anything large is made.
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
from models.spectralgpt.architecture import GROUP, PATCH, Architecture, Task, heads_of
from models.spectralgpt.classification import SpectralGPTClassifier
from models.spectralgpt.dense import SpectralGPTChange, SpectralGPTSegmentation
from models.spectralgpt.official_keys import to_our_state
from models.spectralgpt.pretraining import SpectralGPTPretraining

SpectralGPTNetwork = (
    SpectralGPTPretraining | SpectralGPTClassifier | SpectralGPTChange | SpectralGPTSegmentation
)
LARGEST_HEADER = 16 * 2**20
"""Bytes of what a file says about its tensors; the official files' have a few hundred thousand."""
LARGEST_WIDTH, LARGEST_DEPTH, LARGEST_GRID, LARGEST_GROUPS, LARGEST_CLASSES = 2048, 64, 64, 16, 4096
CHANGE_CLASSES = 2
_WANTED = re.compile(r"(?:Unsupported global:|Trying to load unsupported) GLOBAL (\S{1,80})")

"""What a refused file would have called, in PyTorch's words."""


def load_checkpoint(path: str | Path) -> SpectralGPTNetwork:
    """Load a SpectralGPT checkpoint of any official layout.

    Args:
        path: a ``.pth`` as published, or the ``.safetensors`` that `convert_checkpoint` made of it.

    Returns:
        The network in float32 on the CPU, in evaluation mode; its ``task`` says which one it is.

    Raises:
        EngineError: ``checkpoint.*``, one sentence that names the problem.
    """
    return network_of(read_checkpoint(path))


def read_checkpoint(path: str | Path) -> dict[str, Tensor]:
    """The tensors of a checkpoint under their official names, memory-mapped where the format allows.

    Raises:
        EngineError: ``checkpoint.*``.
    """
    path = Path(path)
    if not path.is_file():
        raise EngineError("checkpoint.missing", f"There is no file {path}.", "Check the path.")
    if path.stat().st_size == 0:
        raise EngineError("checkpoint.empty", f"{path.name} is empty.", "Download it again.")
    content = _read_safetensors(path) if path.suffix == ".safetensors" else _read_torch(path)
    state = _state_in(content)
    if not state:
        raise EngineError("checkpoint.no_weights", f"{path.name} holds no weights.", "Choose another file.")
    return {name.removeprefix("module."): value for name, value in state.items()}


def network_of(official: dict[str, Tensor], task: str | None = None) -> SpectralGPTNetwork:
    """The network that tensors under official names belong to.

    Args:
        official: the tensors.
        task: what a card says it is for: two classes of pixels look like change. None goes by the tensors.

    Raises:
        EngineError: ``checkpoint.unknown`` or ``checkpoint.misfit`` or ``checkpoint.not_finite``.
    """
    try:
        with torch.device("meta"):
            network = _build(official, task)
    except (KeyError, IndexError, ValueError) as error:
        raise EngineError(
            "checkpoint.unknown",
            f"These are not the weights of a SpectralGPT network ({_first(error)}).",
            "Official files are SpectralGPT.pth, SpectralGPT+.pth and those of its downstream tasks.",
        ) from error
    try:
        state = to_our_state(official)
    except KeyError as error:
        raise _misfit(f"the entry {error.args[0]} has no place in it", network.task) from error
    except RuntimeError as error:
        raise _misfit(_first(error), network.task) from error
    wanted = network.state_dict()
    if missing := sorted(wanted.keys() - state.keys()):
        raise _misfit(f"{len(missing)} entries are missing, the first is {missing[0]}", network.task)
    if surplus := sorted(state.keys() - wanted.keys()):
        raise _misfit(f"{len(surplus)} entries are too many, the first is {surplus[0]}", network.task)
    for name, value in state.items():
        if value.shape != wanted[name].shape:
            raise _misfit(
                f"{name} has the shape {tuple(value.shape)} instead of {tuple(wanted[name].shape)}",
                network.task,
            )
        if not value.is_floating_point():
            raise _misfit(f"{name} holds {value.dtype}", network.task)
        state[name] = value.float()
        if not bool(torch.isfinite(state[name]).all()):
            raise EngineError(
                "checkpoint.not_finite",
                f"{name} holds values that are not numbers.",
                "Download the file again.",
            )
    network.load_state_dict(state, assign=True)
    return network.eval()


def _build(official: dict[str, Tensor], wanted: str | None) -> SpectralGPTNetwork:
    """An empty network of the sizes that the tensors' shapes tell."""
    width, channels, *kernel = official["patch_embed.proj.weight"].shape
    if (channels, kernel) != (1, [GROUP, PATCH, PATCH]):
        raise ValueError(f"its tokens are {tuple(kernel)} instead of {(GROUP, PATCH, PATCH)}")
    joint = "pos_embed" in official
    if joint:
        groups = 4
        places = _bounded(official["pos_embed"].shape[1], groups * LARGEST_GRID**2, "tokens") // groups
    else:
        groups = _bounded(official["pos_embed_temporal"].shape[1], LARGEST_GROUPS, "spectral groups")
        places = official["pos_embed_spatial"].shape[1]
    grid = round(places**0.5)
    if grid * grid != places:
        raise ValueError(f"a grid of {places} places is not square")
    architecture = Architecture(
        width=_bounded(width, LARGEST_WIDTH, "width"),
        depth=_bounded(_depth(official, "blocks."), LARGEST_DEPTH, "depth"),
        heads=heads_of(width),
        groups=groups,
        grid=_bounded(grid, LARGEST_GRID, "grid"),
    )
    task = _task(official)
    if task == "change" and wanted == "segmentation":
        task = "segmentation"
    if task == "classification":
        return SpectralGPTClassifier(
            _bounded(official["head.weight"].shape[0], LARGEST_CLASSES, "classes"), architecture, joint
        )
    if joint:
        raise ValueError("only classifiers have one position table")
    if task == "pretraining":
        return SpectralGPTPretraining(architecture)
    classes = _bounded(official["cls_seg.0.weight"].shape[0], LARGEST_CLASSES, "classes")
    network = SpectralGPTChange if task == "change" else SpectralGPTSegmentation
    return network(classes, architecture)


def _task(official: dict[str, Tensor]) -> Task:
    if "decoder_pred.weight" in official:
        return "pretraining"
    if "head.weight" in official:
        return "classification"
    # Both dense networks have the same entries: the change network's last layer has two rows.
    return "change" if official["cls_seg.0.weight"].shape[0] == CHANGE_CLASSES else "segmentation"


def _depth(official: dict[str, Tensor], prefix: str) -> int:
    numbers = {name.split(".")[1] for name in official if name.startswith(prefix)}
    return 1 + max(int(number) for number in numbers if number.isdecimal())


def _bounded(value: int, limit: int, what: str) -> int:
    if not 1 <= value <= limit:
        raise ValueError(f"{what} of {value}")
    return value


def _state_in(content: Any) -> dict[str, Tensor]:
    """The state dict inside of what a file holds: bare, or under "model" beside optimizer and arguments."""
    if isinstance(content, dict) and isinstance(content.get("model"), dict):
        content = content["model"]
    if not isinstance(content, dict):
        return {}
    if other := [name for name, value in content.items() if not isinstance(value, Tensor)]:
        raise EngineError(
            "checkpoint.unknown",
            f"The file does not hold weights only: {str(other[0])[:80]} is no tensor.",
            "Choose a file of the official SpectralGPT.",
        )
    return {str(name): value for name, value in content.items()}


def _read_torch(path: Path) -> Any:
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
        raise _unsafe(path, error) from error


def _check_archive(path: Path) -> None:
    """Refuse what PyTorch never writes: mapped into memory, a compressed tensor would be read as numbers.

    Raises:
        ValueError: the archive is compressed, or says more about its tensors than it may.
        zipfile.BadZipFile: it is none.
    """
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.compress_type != zipfile.ZIP_STORED:
                raise ValueError("it is compressed, which PyTorch's own files are not")
            if entry.filename.endswith(".pkl") and entry.file_size > LARGEST_HEADER:
                raise ValueError(f"it claims a table of contents of {entry.file_size} bytes")


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    try:
        with path.open("rb") as source:
            (length,) = struct.unpack("<Q", source.read(8))
        if length > min(LARGEST_HEADER, path.stat().st_size):
            raise EngineError(
                "checkpoint.damaged", f"{path.name} claims a header of {length} bytes.", "Download it again."
            )
        return load_file(path)
    except (SafetensorError, struct.error, OSError, ValueError, json.JSONDecodeError) as error:
        raise _damaged(path, error) from error


def _unsafe(path: Path, error: Exception) -> EngineError:
    # Torch's own words would advise the user to switch the protection off.
    wanted = _WANTED.search(str(error))
    if wanted is None:
        return EngineError(
            "checkpoint.unsafe",
            f"{path.name} is no checkpoint that can be read safely, and was not opened.",
            "Choose a file of the official SpectralGPT, or get it again.",
        )
    return EngineError(
        "checkpoint.unsafe",
        f"{path.name} holds more than weights ({wanted[1]}) and was not opened.",
        "Such a file can run code; get the weights from their authors.",
    )


def _damaged(path: Path, error: Exception) -> EngineError:
    # These are an unpickler's way to say that a byte means nothing to it.
    senseless = isinstance(error, (KeyError, IndexError, EOFError))
    return EngineError(
        "checkpoint.damaged",
        f"{path.name} cannot be read ({'it is no checkpoint' if senseless else _first(error)}).",
        "It may be cut off: download it again.",
    )


def _misfit(what: str, task: Task) -> EngineError:
    return EngineError(
        "checkpoint.misfit",
        f"The weights do not fit SpectralGPT's {task} network: {what}.",
        "Choose a file of the official SpectralGPT.",
    )


def _first(error: BaseException) -> str:
    """The first line of an error, short enough for a sentence."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:160]
