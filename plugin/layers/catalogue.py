"""Model cards and class schemes, which are plain JSON and can be read without the engine."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Optional

from .translation import localized

_ROOT = Path(__file__).resolve().parents[2]
CARDS = _ROOT / "models" / "cards"
_LARGEST = 1 << 20
SCHEMES = _ROOT / "resources" / "class_schemes"


def read_cards(*tasks: str, shipped: Path = CARDS, own: Optional[Path] = None) -> list[dict[str, Any]]:
    """The cards of models for some tasks: the default one, other shipped ones, then the user's own.

    As in the engine's ``models/catalog.py`` a user's card never takes the place of a shipped one, is called
    like its file, and costs no more than its model where it is damaged. Where models for several tasks will
    do, a shipped weights file is there once, though several cards name it.

    Args:
        tasks: as cards name them: "segmentation", "change", "classification", "pretraining".
        shipped: folder of the shipped cards.
        own: folder of the user's; `user_models` by default.
    """
    found = [card for card in map(read_json, sorted(shipped.glob("*.json"))) if card.get("id")]
    taken = {card["id"] for card in found}
    for path in sorted((user_models() if own is None else own).glob("*.json")):
        card = read_json(path)
        if card.get("id") == path.stem and path.stem not in taken:
            found.append({**card, "default": False, "own": True})
    fitting = [card for card in found if card.get("task") in tasks]
    fitting.sort(key=lambda card: (not card.get("default"), is_own(card)))
    if len(tasks) == 1:
        return fitting
    named: set[str] = set()
    kept = []
    for card in fitting:
        weights = "" if is_own(card) else str(card.get("weights", ""))
        if weights not in named:
            kept.append(card)
        named |= {weights} - {""}
    return kept


def is_own(card: Mapping[str, Any]) -> bool:
    """Whether the user brought the model."""
    return bool(card.get("own"))


def own_scaling(card: Mapping[str, Any]) -> str:
    """How a model's input is scaled by default; empty for a model that takes reflectance as it is."""
    recipe = card.get("input")
    return str(recipe.get("scaling") or "chip-minmax") if isinstance(recipe, dict) else ""


def read_scheme(scheme_id: str, folder: Path = SCHEMES) -> dict[str, Any]:
    """A class scheme that is shipped or stands in a card of the user's; empty when there is none."""
    if not scheme_id:
        return {}
    shipped = read_json(folder / f"{Path(scheme_id).name}.json")
    if shipped:
        return shipped
    schemes = (card.get("class_scheme") for card in read_cards("segmentation", "classification"))
    return next((s for s in schemes if isinstance(s, dict) and s.get("id") == scheme_id), {})


def class_names(scheme: Mapping[str, Any]) -> dict[int, str]:
    """Names by class code in the user's language."""
    return {int(entry["code"]): localized(entry.get("name")) for entry in scheme.get("classes", ())}


def user_models() -> Path:
    """The folder of the user's models, where the engine's ``models/user_models.py`` has it."""
    if chosen := os.environ.get("SPECTRALGPT_MODELS"):
        return Path(chosen).expanduser()
    home, system = Path.home(), platform.system()
    if system == "Windows":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "SpectralGPT" / "models"
    if system == "Darwin":
        return home / "Library" / "Application Support" / "SpectralGPT" / "models"
    data = os.environ.get("XDG_DATA_HOME")
    base = Path(data) if data and Path(data).is_absolute() else home / ".local" / "share"
    return base / "spectralgpt" / "models"


def read_json(path: Path) -> dict[str, Any]:
    """The object that a JSON file holds; empty when it cannot be read."""
    try:
        if path.stat().st_size > _LARGEST:
            return {}
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
