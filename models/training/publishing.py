"""A finished run as a model of the user's catalogue: weights with their hash, and a card that says all."""

import hashlib
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

import models
from models import catalog
from models.class_schemes import ClassScheme
from models.devices import Device
from models.errors import EngineError
from models.model_files import MODEL_ID, write_model_files
from models.rasters.bands import SENTINEL2
from models.spectralgpt.inputs import CHOICES, MEAN
from models.spectralgpt.official_keys import to_official_state
from models.spectralgpt.scene_recipes import CellGeometry
from models.spectralgpt.wavelengths import spectral_groups
from models.training.class_lists import scheme_document, shipped
from models.training.learner import Learner
from models.training.networks import CARD_TASKS
from models.training.settings import Settings, refuse
from models.user_models import user_models

_TITLES = {
    "segmentation": ("own land-cover model", "eigenes Landbedeckungsmodell"),
    "scenes": ("own scene classifier", "eigener Szenenklassifikator"),
    "change": ("own change detector", "eigener Veränderungsdetektor"),
    "pretraining": ("own pretrained network", "eigenes vortrainiertes Netz"),
}


def check_id(settings: Settings, overwrite: bool) -> None:
    """Make sure, before any work, that the catalogue can take the model.

    Raises:
        EngineError: ``training.settings`` or ``model.id_taken``.
    """
    name = settings["name"]
    if not MODEL_ID.fullmatch(name):
        refuse(f"name {name!r} cannot be a model's id, which is lower-case letters, digits and hyphens")
    if not settings["publish"]:
        return
    found = next((card for card in catalog.cards() if card.id == name), None)
    if found is not None and found.folder is None:
        raise EngineError("model.id_taken", f"{name} is a shipped model.", "Choose another name.")
    if found is None or overwrite:
        return
    made_here = found.document.get("training", {}).get("run") == place_of(settings)
    if not made_here:
        raise EngineError(
            "model.id_taken",
            f"There is a model {name} in your catalogue.",
            "Choose another name, delete it (python -m models delete), or allow overwriting.",
        )


def write_model(
    settings: Settings,
    learner: Learner,
    weights: Mapping[str, Tensor],
    scheme: ClassScheme | None,
    facts: Mapping[str, Any],
) -> Path:
    """Write weights and card into the run's folder, and into the catalogue if wanted; the card's path.

    Args:
        settings: of the run.
        learner: its network.
        weights: under our names.
        scheme: of the classes.
        facts: entries of the card that depend on the run.

    Raises:
        EngineError: ``output.*``.
    """
    state = dict(weights) if learner.compact else to_official_state(dict(weights))
    where = [settings.path("output"), *([user_models()] if settings["publish"] else [])]
    document = {**_card(settings, learner, scheme), **facts}
    for folder in where:
        card = write_model_files(folder, document, state)
    return card


def _card(settings: Settings, learner: Learner, scheme: ClassScheme | None) -> dict[str, Any]:
    task, name, recipe = settings["task"], settings["name"], learner.recipe
    english, german = _TITLES[task]
    title = settings["title"]
    named = dict.fromkeys(band for band in recipe.bands if band != MEAN)
    windows = (
        (learner.chip, 0) if task == "scenes" else (learner.windows or (learner.chip, learner.chip // 4))
    )
    fixed = learner.compact or recipe.scaling not in CHOICES
    card: dict[str, Any] = {
        "id": name,
        "version": "1",
        "task": CARD_TASKS.get(task, task),
        "title": {"en": title or f"{name}: {english}", "de": title or f"{name}: {german}"},
        "architecture": learner.architecture,
        "parameters": sum(p.numel() for p in learner.network.parameters()),
        "bands": band_entries(list(named), learner.compact and task == "pretraining"),
        "radiometry": "reflectance, as in the training data"
        if fixed
        else "any linear scale: values are scaled by chip and band",
        "chip": windows[0],
        "overlap": windows[1],
        "weights": f"{name}.safetensors",
        "licence": settings["licence"],
    }
    if learner.backbone:
        card["network"] = learner.backbone
    if not learner.compact:
        card["input"] = recipe.document()
    if scheme is not None and task != "change":
        card |= {"scheme": scheme.id, "classes": list(scheme.codes)}
        if not shipped(scheme):
            card["class_scheme"] = scheme_document(scheme)
    return card


def band_entries(names: Sequence[str], grouped: bool = False) -> list[dict[str, Any]]:
    """Names, centres and widths; with the number of the spectral group, from 1, where they are not threes."""
    bands: list[dict[str, Any]] = [
        {"name": name, "wavelength": SENTINEL2[name].wavelength, "width": SENTINEL2[name].width}
        for name in names
    ]
    if grouped:
        for number, group in enumerate(spectral_groups([band["wavelength"] for band in bands]), 1):
            for position in group:
                bands[position]["group"] = number
    return bands


def scene_facts(multiple: bool, geometry: CellGeometry) -> dict[str, Any]:
    """What the card of a scene classifier says beside."""
    return {"labels": "multiple" if multiple else "single", "cell": geometry.document()}


def place_of(settings: Settings) -> str:
    """Tells runs in one output folder from others, without saying where it is: cards are passed on."""
    return hashlib.sha256(str(settings.path("output").absolute()).encode()).hexdigest()[:12]


def hardware(device: Device, processes: int) -> str:
    """What the run ran on."""
    several = f"{processes} x " if processes > 1 else ""
    return f"{several}{device.name}; torch {torch.__version__}, engine {models.__version__}"


def grouped(digest: str) -> str:
    """A hash in groups: scanners of packages take a long run of hexadecimal characters for a secret."""
    return " ".join(textwrap.wrap(digest, 8))
