"""Loading official checkpoints, safely.

How a file from the internet is read: `models.checkpoint_files`. What it claims is compared with the network
that it would be before anything large is made.
"""

from pathlib import Path

import torch
from torch import Tensor

from models.checkpoint_files import OFFICIAL, first_line, read_checkpoint
from models.errors import EngineError
from models.sentences import say
from models.spectralgpt.architecture import GROUP, PATCH, Architecture, Task, heads_of
from models.spectralgpt.classification import SpectralGPTClassifier
from models.spectralgpt.dense import SpectralGPTChange, SpectralGPTSegmentation
from models.spectralgpt.official_keys import to_our_state
from models.spectralgpt.pretraining import SpectralGPTPretraining

SpectralGPTNetwork = (
    SpectralGPTPretraining | SpectralGPTClassifier | SpectralGPTChange | SpectralGPTSegmentation
)
LARGEST_WIDTH, LARGEST_DEPTH, LARGEST_GRID, LARGEST_GROUPS, LARGEST_CLASSES = 2048, 64, 64, 16, 4096
CHANGE_CLASSES = 2


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
            say("These are not the weights of a SpectralGPT network ({reason}).", reason=first_line(error)),
            say("Official files are SpectralGPT.pth, SpectralGPT+.pth and those of its downstream tasks."),
        ) from error
    try:
        state = to_our_state(official)
    except KeyError as error:
        raise _misfit(say("the entry {name} has no place in it", name=error.args[0]), network.task) from error
    except RuntimeError as error:
        raise _misfit(first_line(error), network.task) from error
    wanted = network.state_dict()
    if missing := sorted(wanted.keys() - state.keys()):
        raise _misfit(
            say("{count} entries are missing, the first is {first}", count=len(missing), first=missing[0]),
            network.task,
        )
    if surplus := sorted(state.keys() - wanted.keys()):
        raise _misfit(
            say("{count} entries are too many, the first is {first}", count=len(surplus), first=surplus[0]),
            network.task,
        )
    for name, value in state.items():
        if value.shape != wanted[name].shape:
            raise _misfit(
                say(
                    "{name} has the shape {shape} instead of {wanted}",
                    name=name,
                    shape=tuple(value.shape),
                    wanted=tuple(wanted[name].shape),
                ),
                network.task,
            )
        if not value.is_floating_point():
            raise _misfit(say("{name} holds {kind}", name=name, kind=value.dtype), network.task)
        state[name] = value.float()
        if not bool(torch.isfinite(state[name]).all()):
            raise EngineError(
                "checkpoint.not_finite",
                say("{name} holds values that are not numbers.", name=name),
                say("Download the file again."),
            )
    network.load_state_dict(state, assign=True)
    return network.eval()


def _build(official: dict[str, Tensor], wanted: str | None) -> SpectralGPTNetwork:
    """An empty network of the sizes that the tensors' shapes tell."""
    width, channels, *kernel = official["patch_embed.proj.weight"].shape
    if (channels, kernel) != (1, [GROUP, PATCH, PATCH]):
        raise ValueError(
            say(
                "its tokens are {found} instead of {wanted}",
                found=tuple(kernel),
                wanted=(GROUP, PATCH, PATCH),
            )
        )
    joint = "pos_embed" in official
    if joint:
        groups = 4
        places = _bounded(official["pos_embed"].shape[1], groups * LARGEST_GRID**2, say("tokens")) // groups
    else:
        groups = _bounded(official["pos_embed_temporal"].shape[1], LARGEST_GROUPS, say("spectral groups"))
        places = official["pos_embed_spatial"].shape[1]
    grid = round(places**0.5)
    if grid * grid != places:
        raise ValueError(say("a grid of {places} places is not square", places=places))
    architecture = Architecture(
        width=_bounded(width, LARGEST_WIDTH, say("width")),
        depth=_bounded(_depth(official, "blocks."), LARGEST_DEPTH, say("depth")),
        heads=heads_of(width),
        groups=groups,
        grid=_bounded(grid, LARGEST_GRID, say("grid")),
    )
    task = _task(official)
    if task == "change" and wanted == "segmentation":
        task = "segmentation"
    if task == "classification":
        return SpectralGPTClassifier(
            _bounded(official["head.weight"].shape[0], LARGEST_CLASSES, say("classes")), architecture, joint
        )
    if joint:
        raise ValueError(say("only classifiers have one position table"))
    if task == "pretraining":
        return SpectralGPTPretraining(architecture)
    classes = _bounded(official["cls_seg.0.weight"].shape[0], LARGEST_CLASSES, say("classes"))
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
        raise ValueError(say("{what} of {value}", what=what, value=value))
    return value


def _misfit(what: str, task: Task) -> EngineError:
    return EngineError(
        "checkpoint.misfit",
        say("The weights do not fit SpectralGPT's {task} network: {what}.", task=task, what=what),
        say("{advice}.", advice=OFFICIAL),
    )
