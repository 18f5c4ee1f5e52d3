"""The network of a training run: made anew, or from a model of the catalogue with a new last layer."""

from collections.abc import Sequence
from dataclasses import asdict, replace

import torch
from torch import nn

from models import catalog
from models.catalog import OFFICIAL, Card
from models.rasters.bands import SENTINEL2
from models.spectralgpt.architecture import BANDS, BASE, GROUP, HUGE, LARGE, PATCH, Architecture
from models.spectralgpt.checkpoints import network_of
from models.spectralgpt.classification import SpectralGPTClassifier
from models.spectralgpt.dense import SpectralGPTChange, SpectralGPTSegmentation
from models.spectralgpt.inputs import MEAN, InputRecipe
from models.spectralgpt.pretraining import SpectralGPTPretraining
from models.spectralgpt.tokens import JointPositions
from models.training.compact_networks import compact_learner
from models.training.learner import Learner
from models.training.places import Collection
from models.training.settings import AUTO, Settings, refuse
from models.training.starting import SCRATCH, card_of, take_over

CARD_TASKS = {"scenes": "classification"}
"""What cards call a task, where it is something else."""
SIZES = {
    "tiny": Architecture(width=32, depth=2, heads=16),
    "small": Architecture(width=384, depth=8, heads=16),
    "base": BASE,
    "large": LARGE,
    "huge": HUGE,
}
"""Of networks from scratch; how many heads one has follows from its width, for a file does not say it."""
_CHIP = 128


def build(settings: Settings, collection: Collection, measured: Sequence[str]) -> Learner:
    """Make the network of a run.

    Args:
        settings: of the run.
        collection: what it learns from.
        measured: Sentinel-2 bands that the first image has.

    Raises:
        EngineError: ``training.settings``, or ``model.*`` where a model to start from cannot be had.
    """
    torch.manual_seed(settings["seed"])
    classes = len(collection.scheme.classes) if collection.scheme else 0
    if settings["network.name"] == "compact":
        return compact_learner(settings, classes, measured)
    return _spectralgpt(settings, classes, collection)


def _spectralgpt(settings: Settings, classes: int, collection: Collection) -> Learner:
    task, start = settings["task"], settings["network.start"]
    card_task = CARD_TASKS.get(task, task)
    card, state, sizes, joint = None, {}, SIZES[settings["network.size"]], False
    chip = settings["network.chip"] or _CHIP
    bands = tuple(settings["network.bands"])
    if start == AUTO:
        refuse('network.start must be the id of a model, or "scratch", for spectralgpt')
    if start != SCRATCH:
        card = _official_card(start)
        network = network_of(catalog.verified_weights(card), card.task)
        state, sizes = network.state_dict(), network.architecture
        joint = isinstance(network.encoder.positions, JointPositions)
        if joint and task != "scenes":
            refuse(f"{card.id} has one table of positions for all tokens, which only scenes can go on from")
        chip = settings["network.chip"] or card.chip
        bands = bands or _bands_from(card, collection, sizes.bands)
    else:
        bands = bands or collection.bands or BANDS
        sizes = replace(sizes, groups=max(1, len(bands) // GROUP), grid=chip // PATCH)
    if wrong := [band for band in bands if band != MEAN and band not in SENTINEL2]:
        refuse(f"network.bands: {wrong[0]} is no band of Sentinel-2")
    if len(bands) != sizes.bands:
        refuse(
            f"network.bands must be {'a multiple of 3' if card is None else sizes.bands}, not {len(bands)}"
        )
    scaling = settings["network.scaling"]
    recipe = InputRecipe(bands)
    if scaling not in (AUTO, "chip-minmax"):
        recipe = replace(recipe, scaling=scaling)
    learner = _made(card_task, classes, sizes, joint)
    if card is None:
        _scatter_positions(learner)
    else:
        same = card.task == card_task
        kept = take_over(learner, state, lambda name: same or name.startswith("encoder."))
        if not any(name.startswith("encoder.blocks.") for name in kept):
            refuse(f"the weights of {card.id} do not fit")
    started = f"from {card.id}" if card else f"from scratch ({settings['network.size']})"
    outputs = {} if task == "pretraining" else {"outputs": classes}
    architecture = {
        "name": f"{OFFICIAL}{card_task}",
        **asdict(sizes),
        "bands": sizes.bands,
        "positions": "joint" if joint else "separable",
        **outputs,
    }
    return Learner(learner, architecture, recipe, False, chip, card is None, started)


def _made(task: str, classes: int, sizes: Architecture, joint: bool) -> nn.Module:
    if task == "segmentation":
        return SpectralGPTSegmentation(classes, sizes)
    if task == "change":
        return SpectralGPTChange(architecture=sizes)
    if task == "classification":
        return SpectralGPTClassifier(classes, sizes, joint)
    return SpectralGPTPretraining(sizes)


def _official_card(model_id: str) -> Card:
    found = card_of(model_id)
    if not str(found.architecture.get("name", "")).startswith(OFFICIAL):
        refuse(f"{model_id} is no SpectralGPT network")
    return found


def _bands_from(card: Card, collection: Collection, count: int) -> tuple[str, ...]:
    own = tuple(InputRecipe.from_card(card.document.get("input", {})).bands)
    wanted = collection.bands
    return wanted if wanted and len(wanted) == count and card.task == "pretraining" else own


def _scatter_positions(network: nn.Module) -> None:
    """Positions of a new network; the official ones were trained from sines and cosines."""
    for name, parameter in network.named_parameters():
        if ".positions." in name or name.startswith("decoder_positions.") or name == "mask_token":
            nn.init.trunc_normal_(parameter, std=0.02)
