"""The cards of the shipped models and of the user's own, read without an engine."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path

from ..engine.launch import PLUGIN_ROOT

AUTOMATIC = "auto"


def model_ids(*tasks: str) -> list[str]:
    """Ids of the models that can do one of the tasks: the shipped ones, then the user's, by name."""
    ids: dict[str, None] = {}
    for folder in (PLUGIN_ROOT / "models" / "cards", user_models()):
        for path in sorted(folder.glob("*.json")):
            try:
                card = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                # A damaged card costs its model, not the provider.
                continue
            if isinstance(card, dict) and card.get("task") in tasks and card.get("id"):
                ids[str(card["id"])] = None
    return list(ids)


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
