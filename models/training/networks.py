"""The network of a training run: made anew, or from a model of the catalogue with a new last layer."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from models import catalog
from models.catalog import COMPACT, OFFICIAL, Card
from models.rasters.bands import SENTINEL2
from models.spectralgpt.architecture import BANDS, BASE, GROUP, HUGE, LARGE, PATCH, Architecture
from models.spectralgpt.checkpoints import network_of
from models.spectralgpt.classification import SpectralGPTClassifier
from models.spectralgpt.compact import CompactConfig, CompactSpectralGPT
from models.spectralgpt.compact_local import LocalConfig, LocalSpectralGPT
from models.spectralgpt.compact_scenes import scene_logits
from models.spectralgpt.dense import SpectralGPTChange, SpectralGPTSegmentation
from models.spectralgpt.inputs import MEAN, InputRecipe
from models.spectralgpt.pretraining import SpectralGPTPretraining
from models.spectralgpt.tokens import JointPositions
from models.training.places import Collection
from models.training.settings import AUTO, Settings, refuse

SCRATCH = "scratch"
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
COMPACT_BANDS = tuple(band for band in SENTINEL2 if band not in ("B09", "B10"))
"""Bands that say something about the ground."""
HEADS = ("classifier.", "scene_head.")
"""Of a compact network: they belong to their classes, and are made anew."""
UNUSED = {
    "segmentation": ("reconstruction",),
    "scenes": ("decoder", "classifier", "reconstruction"),
    "pretraining": ("classifier",),
}
"""By task: parts of a compact network that it does not train."""
_CHIP = 128


@dataclass
class Learner:
    """A network that is trained, with all that its card must say.

    Attributes:
        network: see there.
        architecture: as it stands in the card.
        recipe: bands and scaling; a compact network takes reflectance, and the recipe names its bands.
        compact: whether the network is a compact one.
        chip: side of what it sees.
        fresh: whether all of it is new.
        started: one sentence about where it comes from.
    """

    network: nn.Module
    architecture: dict[str, Any]
    recipe: InputRecipe
    compact: bool
    chip: int
    fresh: bool
    started: str

    @property
    def wavelengths(self) -> list[float]:
        """Centres of the recipe's bands in nanometres, of a compact network."""
        return [SENTINEL2[band].wavelength for band in self.recipe.bands]

    def forward(self, network: nn.Module, x: Tensor, valid: Tensor, bands: Sequence[int] | None) -> Tensor:
        """Logits of one date.

        Args:
            network: the learner's own, or its average.
            x: (N, C, H, W) as the chips are.
            valid: (N, H, W).
            bands: positions of those that a compact network is given; None gives all.
        """
        if not self.compact:
            out: Tensor = network(x)
            return out
        chosen = list(range(x.shape[1])) if bands is None else list(bands)
        hidden = None if bool(valid.all()) else ~valid[:, None]
        wavelengths = [self.wavelengths[k] for k in chosen]
        given = x[:, chosen].contiguous(memory_format=torch.channels_last)
        if self.architecture.get("scenes"):
            return scene_logits(network, given, wavelengths, hidden)
        logits: Tensor = network(given, wavelengths, hidden)
        return logits

    def freeze(self) -> None:
        """Leave the encoder as it is."""
        if self.fresh:
            refuse("network.freeze needs weights to start from; a new encoder must be trained")
        encoder = self.network.encoder
        assert isinstance(encoder, nn.Module)
        encoder.requires_grad_(False)

    def train(self) -> None:
        """Make the network ready to learn; norms whose weights do not learn keep their statistics too."""
        self.network.train()
        for part in self.network.modules():
            if isinstance(part, _BatchNorm) and not any(p.requires_grad for p in part.parameters()):
                part.eval()

    def groups(self, decay: float, weight_decay: float) -> list[dict[str, Any]]:
        """Parameters for the optimizer, with a "share" of the rate: less for blocks far from the output."""
        if self.compact and decay != 1:
            refuse("network.layer_decay is for spectralgpt")
        depth = self.architecture.get("depth", 0)
        found: dict[tuple[int, bool], list[nn.Parameter]] = {}
        for name, parameter in self.network.named_parameters():
            if parameter.requires_grad:
                found.setdefault((_level(name, depth), parameter.ndim > 1), []).append(parameter)
        return [
            {
                "params": parameters,
                "weight_decay": weight_decay if matrix else 0.0,
                "share": decay ** (depth + 1 - level),
            }
            for (level, matrix), parameters in sorted(found.items(), key=lambda entry: entry[0])
        ]


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
        return _compact(settings, classes, measured)
    return _spectralgpt(settings, classes, collection)


def _compact(settings: Settings, classes: int, measured: Sequence[str]) -> Learner:
    task = settings["task"]
    if task not in UNUSED:
        refuse(f'compact networks do not learn {task}; set network.name = "spectralgpt"')
    if settings["network.scaling"] != AUTO:
        refuse("network.scaling is for spectralgpt; compact networks take reflectance as it is")
    if settings["training.shard"]:
        refuse("training.shard is for spectralgpt; a compact network fits anywhere")
    card = _compact_card(settings["network.start"])
    usable = [band.name for band in card.bands] if card else list(COMPACT_BANDS)
    bands = settings["network.bands"] or [band for band in usable if band in measured]
    if wrong := [band for band in bands if band not in SENTINEL2]:
        refuse(f"network.bands: {wrong[0]} is no band of Sentinel-2")
    if len(bands) < catalog.FEWEST_BANDS:
        refuse(
            f"the images have {len(bands)} bands that the network knows, and it needs {catalog.FEWEST_BANDS}"
        )
    heads = {"classes": classes if task == "segmentation" else 1}
    network: CompactSpectralGPT | LocalSpectralGPT
    if card is None or card.architecture["name"] == "compact-local":
        heads["scenes"] = classes if task == "scenes" else 0
        network = LocalSpectralGPT(LocalConfig(**_sizes(card) | heads))
    elif task == "scenes":
        refuse(f'{card.id} cannot label whole images; set network.start = "{SCRATCH}"')
    else:
        network = CompactSpectralGPT(CompactConfig(**_sizes(card) | heads))
    if card is not None:
        _take_over(network, catalog.verified_weights(card), lambda name: not name.startswith(HEADS))
    for name in UNUSED[task]:
        part = getattr(network, name)
        assert isinstance(part, nn.Module)
        # No gradient reaches it, and weight decay alone would wear it out.
        part.requires_grad_(False)
    new = "" if task == "pretraining" else " with a new last layer"
    return Learner(
        network,
        {
            "name": "compact-local" if isinstance(network, LocalSpectralGPT) else "compact",
            **network.config.to_dict(),
        },
        InputRecipe(tuple(bands)),
        True,
        settings["network.chip"] or (card.chip if card else _CHIP),
        card is None,
        f"from {card.id}{new}" if card else "from scratch",
    )


def _compact_card(start: str) -> Card | None:
    """The model to start from; None for a new network."""
    if start == SCRATCH:
        return None
    card = catalog.find_card(None, "segmentation") if start == AUTO else _card_of(start)
    if card.architecture.get("name") not in COMPACT:
        refuse(f"{card.id} is no compact network; set network.name or network.start")
    return card


def _sizes(card: Card | None) -> dict[str, int]:
    return {k: int(v) for k, v in card.architecture.items() if k != "name"} if card else {}


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
        kept = _take_over(learner, state, lambda name: same or name.startswith("encoder."))
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


def _card_of(model_id: str) -> Card:
    found = next((card for card in catalog.cards() if card.id == model_id), None)
    if found is None:
        there = ", ".join(card.id for card in catalog.cards())
        refuse(f"there is no model {model_id!r} to start from; there are {there}")
    return found


def _official_card(model_id: str) -> Card:
    found = _card_of(model_id)
    if not str(found.architecture.get("name", "")).startswith(OFFICIAL):
        refuse(f"{model_id} is no SpectralGPT network")
    return found


def _bands_from(card: Card, collection: Collection, count: int) -> tuple[str, ...]:
    own = tuple(InputRecipe.from_card(card.document.get("input", {})).bands)
    wanted = collection.bands
    return wanted if wanted and len(wanted) == count and card.task == "pretraining" else own


def _take_over(network: nn.Module, state: dict[str, Tensor], wanted: Callable[[str], bool]) -> list[str]:
    """Copy the entries that are wanted and fit; their names."""
    own = network.state_dict()
    taken = {
        name: value.float()
        for name, value in state.items()
        if name in own and own[name].shape == value.shape and wanted(name)
    }
    network.load_state_dict(taken, strict=False)
    return sorted(taken)


def _scatter_positions(network: nn.Module) -> None:
    """Positions of a new network; the official ones were trained from sines and cosines."""
    for name, parameter in network.named_parameters():
        if ".positions." in name or name.startswith("decoder_positions.") or name == "mask_token":
            nn.init.trunc_normal_(parameter, std=0.02)


def _level(name: str, depth: int) -> int:
    parts = name.split(".")
    if parts[0] != "encoder" or parts[1] == "norm" or not depth:
        return depth + 1
    return int(parts[2]) + 1 if parts[1] == "blocks" else 0
