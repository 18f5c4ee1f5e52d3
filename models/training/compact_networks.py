"""Compact networks of a training run: for labels of pixels or images, change, and pretraining."""

from collections.abc import Sequence
from typing import Any

from torch import nn

from models import catalog
from models.catalog import COMPACT, COMPACT_CHANGE, Card
from models.rasters.bands import SENTINEL2
from models.spectralgpt.compact import CompactConfig, CompactSpectralGPT
from models.spectralgpt.compact_change import ChangeHead, ChangeHeadConfig, CompactChange
from models.spectralgpt.compact_change_model import change_network
from models.spectralgpt.inputs import InputRecipe
from models.training.learner import Learner
from models.training.settings import AUTO, Settings, refuse
from models.training.starting import SCRATCH, card_of, take_over

BANDS = tuple(band for band in SENTINEL2 if band not in ("B09", "B10"))
"""Bands that say something about the ground."""
HEADS = ("classifier.", "scene_head.")
"""They belong to their classes, and are made anew."""
UNUSED = {
    "segmentation": ("reconstruction",),
    "scenes": ("decoder", "classifier", "reconstruction"),
    "change": ("classifier", "reconstruction"),
    "pretraining": ("classifier",),
}
"""By task: parts that it does not train."""
WINDOWS = (512, 192)
"""Side and overlap of a map's windows, where the model to start from says none."""
_CHIP = 128


def compact_learner(settings: Settings, classes: int, measured: Sequence[str]) -> Learner:
    """Make a compact network.

    Args:
        settings: of the run.
        classes: of its labels.
        measured: Sentinel-2 bands that the first image has.

    Raises:
        EngineError: ``training.settings``, or ``model.*`` where a model to start from cannot be had.
    """
    task = settings["task"]
    if settings["network.scaling"] != AUTO:
        refuse("network.scaling is for spectralgpt; compact networks take reflectance as it is")
    if settings["training.shard"]:
        refuse("training.shard is for spectralgpt; a compact network fits anywhere")
    card = _card(settings["network.start"], task)
    usable = [band.name for band in card.bands] if card else list(BANDS)
    bands = settings["network.bands"] or [band for band in usable if band in measured]
    if wrong := [band for band in bands if band not in SENTINEL2]:
        refuse(f"network.bands: {wrong[0]} is no band of Sentinel-2")
    if len(bands) < catalog.FEWEST_BANDS:
        refuse(
            f"the images have {len(bands)} bands that the network knows, and it needs {catalog.FEWEST_BANDS}"
        )
    # Windows of a map may be larger than what it was trained on: pixels depend on their surroundings only.
    chip = settings["network.chip"] or _CHIP
    windows = (card.chip, card.overlap) if card and card.overlap else WINDOWS
    recipe, started = InputRecipe(tuple(bands)), f"from {card.id}" if card else "from scratch"
    if task == "change":
        pair, new = _change(card, tuned=not settings["network.freeze"])
        started += " with a new head" if card and new else ""
        architecture = {"name": COMPACT_CHANGE, **pair.head.config.to_dict()}
        inner = _architecture(pair.network) if pair.network is not None else {}
        return Learner(pair, architecture, recipe, True, chip, card is None, started, windows, inner)
    network = _network(card, classes if task == "segmentation" else 1, classes if task == "scenes" else 0)
    _leave_unused(network, task)
    started += " with a new last layer" if card and task != "pretraining" else ""
    return Learner(network, _architecture(network), recipe, True, chip, card is None, started, windows)


def _card(start: str, task: str) -> Card | None:
    """The model to start from; None for a new network."""
    if start == SCRATCH:
        return None
    kinds = (COMPACT, COMPACT_CHANGE) if task == "change" else (COMPACT,)
    card = _shipped(task) if start == AUTO else card_of(start)
    if card.architecture.get("name") not in kinds:
        refuse(f"{card.id} is no compact network for {task}; set network.name or network.start")
    return card


def _shipped(task: str) -> Card:
    if task == "change":
        for card in catalog.cards():
            if card.task == task and card.default and card.architecture.get("name") == COMPACT_CHANGE:
                return card
    return catalog.find_card(None, "segmentation")


def _network(card: Card | None, classes: int, scenes: int) -> CompactSpectralGPT:
    sizes = {k: int(v) for k, v in card.architecture.items() if k != "name"} if card else {}
    network = CompactSpectralGPT(CompactConfig(**sizes | {"classes": classes, "scenes": scenes}))
    if card is not None:
        take_over(network, catalog.verified_weights(card), lambda name: not name.startswith(HEADS))
    return network


def _change(card: Card | None, tuned: bool) -> tuple[CompactChange, bool]:
    """A network that compares two dates, and whether its head is new."""
    network: Any
    if card is not None and card.architecture["name"] == COMPACT_CHANGE:
        found = change_network(card, catalog.verified_weights(card))
        network, head, new = found.network, found.head, False
    else:
        network, new = _network(card, 1, 0), True
        sizes = network.config
        head = ChangeHead(ChangeHeadConfig(features=sizes.full, tokens=sizes.width))
    pair = CompactChange(network, head, tuned)
    if network is not None:
        _leave_unused(network, "change")
    return pair, new


def _architecture(network: CompactSpectralGPT) -> dict[str, Any]:
    return {"name": COMPACT, **network.config.to_dict()}


def _leave_unused(network: nn.Module, task: str) -> None:
    """Train only what a task uses: no gradient reaches the rest, and weight decay alone would wear it out."""
    for name in UNUSED[task]:
        part = getattr(network, name)
        assert isinstance(part, nn.Module)
        part.requires_grad_(False)
    scenes = getattr(network, "scene_head", None)
    if task == "change" and scenes is not None:
        scenes.requires_grad_(False)
