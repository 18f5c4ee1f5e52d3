"""The cards of the shipped models and of the user's own, read without an engine."""

from __future__ import annotations

import json

from ..engine.launch import PLUGIN_ROOT
from ..layers.catalogue import user_models

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
