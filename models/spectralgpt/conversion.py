"""Official checkpoints to safetensors with a card, so that nothing has to be unpickled again."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models import catalog
from models.checkpoint_files import read_checkpoint
from models.class_schemes import load_scheme
from models.errors import EngineError
from models.model_files import MODEL_ID, sha256_of, write_model_files
from models.rasters.bands import SENTINEL2
from models.sentences import say
from models.spectralgpt.architecture import BANDS, BASE, HUGE, LARGE, PATCH
from models.spectralgpt.checkpoints import SpectralGPTNetwork, network_of
from models.spectralgpt.inputs import CHOICES, MEAN, InputRecipe
from models.spectralgpt.scene_recipes import NUMBERED, RECIPES, CellGeometry, plain_geometry, recipe_name
from models.spectralgpt.tokens import JointPositions

SEGMUNICH = ("B02", "B03", "B04", "B08", "B05", "B06", "B07", "B8A", "B11", "B12", MEAN, MEAN)
"""SegMunich's ten bands in its files' order, and twice their mean."""
SEGMUNICH_CODES = (0, 21, 22, 23, 31, 5, 32, 33, 41, 13, 14, 11, 12)
"""Codes in SegMunich's labels, in the order of the network's outputs."""
SIZES = {"Base": BASE, "Large": LARGE, "Huge": HUGE}
OFFICIAL_GRIDS = (12, 16)
LICENCE = "see the record that the weights were downloaded from"
MOST_CLASSES = 254


def examine(network: SpectralGPTNetwork) -> dict[str, Any]:
    """What a network is, as JSON: task, size, sizes, classes, position table, parameters, official or not.

    ``official`` says that layout and sizes are those of a network of the authors' code; which numbers the
    weights hold cannot be told, as no hashes of the official files were published.
    """
    sizes = network.architecture
    encoder = sizes.width, sizes.depth, sizes.heads, sizes.groups
    size = next((n for n, s in SIZES.items() if (s.width, s.depth, s.heads, s.groups) == encoder), None)
    joint = isinstance(network.encoder.positions, JointPositions)
    classes = _classes(network)
    official = size is not None and sizes.grid in OFFICIAL_GRIDS
    if network.task in ("segmentation", "change"):
        official = size == "Base" and sizes.grid == BASE.grid and classes in (2, len(SEGMUNICH_CODES))
    return {
        "network": network.task,
        "size": size,
        "architecture": {**asdict(sizes), "bands": sizes.bands},
        "classes": classes,
        "positions": {
            "kind": "joint" if joint else "separable",
            "grid": sizes.grid,
            "pixels": sizes.grid * PATCH,
            "tokens": sizes.groups * sizes.grid**2,
        },
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "official": official,
    }


def convert(
    source: Path,
    folder: Path,
    model_id: str | None = None,
    overwrite: bool = False,
    *,
    recipe: str | None = None,
    task: str | None = None,
    origin: Mapping[str, str] | None = None,
) -> Path:
    """Convert a checkpoint to safetensors with a card beside it.

    Args:
        source: in any official layout.
        folder: gets ``<id>.safetensors`` and ``<id>.json``; is made if need be.
        model_id: lower-case letters, digits and hyphens; from the file's name unless given.
        overwrite: both files may be replaced.
        recipe: how a scene classifier was trained, see `scene_recipes`; by default what its outputs suggest.
        task: of the network that it has to be; None for any.
        origin: what the card says of where the checkpoint comes from, beside its name and hash.

    Returns:
        The card's path.

    Raises:
        EngineError: ``checkpoint.*`` as `load_checkpoint`; ``checkpoint.other_task``, ``model.bad_id``,
            ``model.id_taken``, ``model.unknown_input``, ``model.unknown_recipe``, ``model.misfit_recipe``,
            ``output.*``.
    """
    official = read_checkpoint(source)
    network = network_of(official)
    if task not in (None, network.task):
        raise EngineError(
            "checkpoint.other_task",
            say(
                "{file} holds a {found} network, not one for {task}.",
                file=source.name,
                found=network.task,
                task=task,
            ),
            say("Choose another file."),
        )
    name = model_id or id_from(source.stem)
    if not MODEL_ID.fullmatch(name):
        raise EngineError(
            "model.bad_id",
            say("{name!r} cannot be a model's id.", name=name),
            say("Use lower-case letters, digits and hyphens, for example my-segmunich."),
        )
    if any(card.id == name for card in catalog.cards() if card.folder is None):
        raise EngineError(
            "model.id_taken", say("{name} is a shipped model.", name=name), say("Choose another id.")
        )
    weights, card_path = folder / f"{name}.safetensors", folder / f"{name}.json"
    _check_place(source, weights, card_path, overwrite)
    document = make_card(name, network, source.name, recipe)
    document["source"] = {"file": source.name, "sha256": sha256_of(source), **(origin or {})}
    return write_model_files(folder, document, official)


def make_card(
    model_id: str, network: SpectralGPTNetwork, file: str, recipe_wanted: str | None = None
) -> dict[str, Any]:
    """The card of a converted network, but for the hashes.

    Raises:
        EngineError: ``model.too_many_classes`` where classes do not fit into a byte;
            ``model.unknown_recipe``, ``model.misfit_recipe``.
    """
    facts = examine(network)
    task, classes = network.task, facts["classes"]
    sizes = network.architecture
    side = min(max(sizes.grid * PATCH, catalog.SIDES[0]), catalog.SIDES[-1])
    segmunich = task == "segmentation" and classes == len(SEGMUNICH_CODES)
    recipe = InputRecipe(SEGMUNICH if segmunich else _bands(sizes.bands))
    title = "segmunich" if segmunich else task
    labels: dict[str, Any] = {}
    if task == "classification":
        joint = facts["positions"]["kind"] == "joint"
        labels, recipe = _scene_labels(recipe_name(classes, joint, recipe_wanted), classes, side, recipe)
        title = labels["scheme"] if labels["scheme"] in _TITLES else task
    elif recipe_wanted is not None:
        raise EngineError(
            "model.misfit_recipe",
            say("Recipes are for scene classifiers; this network is for something else."),
            say("Leave the recipe out."),
        )
    english, german = _TITLES[title]
    named = dict.fromkeys(band for band in recipe.bands if band != MEAN)
    document: dict[str, Any] = {
        "id": model_id,
        "version": "1",
        "task": task,
        "title": {"en": f"{english} ({model_id})", "de": f"{german} ({model_id})"},
        "description": {
            "en": f"SpectralGPT, converted from {file}.",
            "de": f"SpectralGPT, umgewandelt aus {file}.",
        },
        "architecture": {
            "name": f"{catalog.OFFICIAL}{task}",
            "size": facts["size"],
            **facts["architecture"],
            "positions": facts["positions"]["kind"],
            "outputs": classes,
        },
        "parameters": facts["parameters"],
        "official_layout": facts["official"],
        "bands": [
            {"name": n, "wavelength": SENTINEL2[n].wavelength, "width": SENTINEL2[n].width} for n in named
        ],
        "input": recipe.document(),
        "radiometry": _RADIOMETRY[recipe.scaling in CHOICES],
        "chip": side,
        "overlap": 0 if task == "classification" else side // 4,
        "weights": f"{model_id}.safetensors",
        "licence": LICENCE,
        "scores": [],
    }
    if task == "segmentation":
        document |= _segmunich() if segmunich else _numbered(classes)
    return document | labels


def id_from(stem: str) -> str:
    """A model's id from a file's name: ``SpectralGPT+`` -> ``spectralgpt-plus``."""
    words = re.findall(r"[a-z0-9]+", stem.lower().replace("+", "-plus-"))
    return "-".join(words) or "model"


_TITLES = {
    "segmunich": ("SpectralGPT, land use of SegMunich", "SpectralGPT, Landnutzung nach SegMunich"),
    "segmentation": ("SpectralGPT, segmentation", "SpectralGPT, Segmentierung"),
    "change": ("SpectralGPT, change detection", "SpectralGPT, Veränderungserkennung"),
    "classification": ("SpectralGPT, scene classification", "SpectralGPT, Szenenklassifikation"),
    "eurosat": ("SpectralGPT, scenes of EuroSAT", "SpectralGPT, Szenen nach EuroSAT"),
    "bigearthnet": ("SpectralGPT, scenes of BigEarthNet", "SpectralGPT, Szenen nach BigEarthNet"),
    "pretraining": ("SpectralGPT, pretrained", "SpectralGPT, vortrainiert"),
}
_RADIOMETRY = {
    True: "any linear scale: values are scaled by chip and band",
    False: "reflectance: values are scaled by the training data's statistics",
}


def _classes(network: SpectralGPTNetwork) -> int | None:
    if network.task == "pretraining":
        return None
    if network.task == "classification":
        return network.head.out_features
    return network.head.scores.out_channels


def _bands(count: int) -> tuple[str, ...]:
    """The official bands; a network with other groups has no Sentinel-2 recipe that could be assumed."""
    if count != len(BANDS):
        raise EngineError(
            "model.unknown_input",
            say("The network reads {count} bands; which ones, nothing says.", count=count),
            say("Only networks of {count} bands can be converted.", count=len(BANDS)),
        )
    return BANDS


def _segmunich() -> dict[str, Any]:
    return {"scheme": load_scheme("segmunich").id, "classes": list(SEGMUNICH_CODES)}


def _scene_labels(
    name: str, outputs: int, side: int, plain: InputRecipe
) -> tuple[dict[str, Any], InputRecipe]:
    """What a scene classifier's card says of labels and cells, and its input."""
    if name == NUMBERED:
        cell = plain_geometry(side).document()
        return {**_numbered(outputs), "labels": "single", "recipe": name, "cell": cell}, plain
    recipe = RECIPES[name]
    scheme = load_scheme(recipe.scheme)
    if len(scheme.classes) != outputs or len(plain.bands) != len(recipe.input.bands):
        raise EngineError(
            "model.misfit_recipe",
            say(
                "The recipe {name} has {classes} classes, the network {outputs}.",
                name=name,
                classes=len(scheme.classes),
                outputs=outputs,
            ),
            say("Choose another recipe, or {numbered}.", numbered=NUMBERED),
        )
    labels = {
        "scheme": scheme.id,
        "classes": list(scheme.codes),
        "labels": "multiple" if recipe.multiple else "single",
        "recipe": name,
        "cell": CellGeometry.official(recipe.pixels, recipe.resolution, side).document(),
    }
    return labels, recipe.input


def _numbered(count: int) -> dict[str, Any]:
    """A scheme of numbers for a head whose classes have no known names."""
    if count > MOST_CLASSES:
        raise EngineError(
            "model.too_many_classes",
            say(
                "The network tells {count} classes apart; a map holds {most}.", count=count, most=MOST_CLASSES
            ),
            say("Choose another file."),
        )
    entries = [
        {
            "code": k,
            "name": {"en": f"Class {k}", "de": f"Klasse {k}"},
            "color": f"#{hashlib.sha256(str(k).encode()).hexdigest()[:6]}",
        }
        for k in range(count)
    ]
    name = {"en": f"{count} numbered classes", "de": f"{count} nummerierte Klassen"}
    scheme = {"id": f"numbered-{count}", "name": name, "classes": entries}
    return {"scheme": scheme["id"], "class_scheme": scheme, "classes": list(range(count))}


def _check_place(source: Path, weights: Path, card: Path, overwrite: bool) -> None:
    if weights.resolve() == source.resolve():
        raise EngineError(
            "output.is_input",
            say("{path} cannot be converted onto itself.", path=source),
            say("Choose another folder or id."),
        )
    for path in (weights, card):
        if path.is_dir() or (path.exists() and not overwrite):
            raise EngineError(
                "output.exists",
                say("{path} exists already.", path=path),
                say("Choose another id, or allow overwriting."),
            )
