"""The shipped models' cards, read without an engine."""

from __future__ import annotations

import json

from ..engine.launch import PLUGIN_ROOT

AUTOMATIC = "auto"


def model_ids(task: str) -> list[str]:
    """Ids of the models that can do a task, in the order of their names."""
    ids = []
    for path in sorted((PLUGIN_ROOT / "models" / "cards").glob("*.json")):
        try:
            card = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            # A damaged card costs its model, not the provider.
            continue
        if isinstance(card, dict) and card.get("task") == task and card.get("id"):
            ids.append(str(card["id"]))
    return ids
