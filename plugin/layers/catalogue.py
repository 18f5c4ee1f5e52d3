"""Model cards and class schemes, which are plain JSON and can be read without the engine."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .translation import localized

_ROOT = Path(__file__).resolve().parents[2]
CARDS = _ROOT / "models" / "cards"
_LARGEST = 1 << 20
SCHEMES = _ROOT / "resources" / "class_schemes"


def read_cards(task: str, folder: Path = CARDS) -> list[dict[str, Any]]:
    """The cards of models for a task; the default one first. A card that is damaged is left out."""
    cards = [read_json(path) for path in sorted(folder.glob("*.json"))]
    fitting = [card for card in cards if card.get("id") and str(card.get("task", "")).startswith(task)]
    return sorted(fitting, key=lambda card: not card.get("default"))


def read_scheme(scheme_id: str, folder: Path = SCHEMES) -> dict[str, Any]:
    """A class scheme; empty when there is none of that name."""
    return read_json(folder / f"{Path(scheme_id).name}.json") if scheme_id else {}


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
