"""What models there are, shipped, the user's own, and official ones to download, and what room they take."""

import shutil
from pathlib import Path
from typing import Any

from models import catalog
from models.downloading.partial import PartialFile
from models.downloading.pins import Pins
from models.errors import EngineError
from models.official import official_weights
from models.user_models import user_models


def downloads() -> Path:
    """The folder of unfinished downloads and of the hashes of the first ones; it need not exist."""
    return user_models() / "downloads"


def inventory() -> dict[str, Any]:
    """All models as JSON.

    Returns:
        ``models``: cards with ``bytes`` and ``state``: "shipped", "installed", "missing" (the weights are
        gone), "damaged" (no card that the catalog could use) or "leftover" (weights without a card).
        ``official``: cards with ``state`` ("installed", "partial" or "available"), ``received`` bytes, and
        ``pin``: what the first download was, or None.
        ``folder`` of the user's models, ``bytes`` that they take, and ``free`` ones on its disk, None while
        it does not exist.
    """
    models = [_entry(card) for card in catalog.cards()]
    models += broken_models({entry["id"] for entry in models})
    folder = user_models()
    return {
        "models": models,
        "official": _official(),
        "folder": str(folder),
        "bytes": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        "free": shutil.disk_usage(folder).free if folder.is_dir() else None,
    }


def weights_path(card: catalog.Card) -> Path:
    """Where a card's weights should be."""
    return (catalog.WEIGHTS if card.folder is None else card.folder) / card.weights


def broken_models(taken: set[str]) -> list[dict[str, Any]]:
    """What lies in the user's folder and is no model, under ids that no model has."""
    states: dict[str, str] = {}
    folder = user_models()
    for pattern, state in (("*.safetensors", "leftover"), ("*.json", "damaged")):
        for path in sorted(folder.glob(pattern)):
            states[path.stem.removesuffix(".writing")] = state
    return [
        {"id": name, "state": state, "bytes": sum(path.stat().st_size for path in files_of(name))}
        for name, state in sorted(states.items())
        if name not in taken
    ]


def files_of(model_id: str) -> list[Path]:
    """The files in the user's folder that a conversion to this id makes, and those of one that was ended."""
    if Path(model_id).name != model_id:
        return []  # an id is a file's name, never a path
    folder = user_models()
    names = [f"{model_id}{middle}{end}" for middle in ("", ".writing") for end in (".safetensors", ".json")]
    return [folder / name for name in names if (folder / name).is_file()]


def _entry(card: catalog.Card) -> dict[str, Any]:
    path = weights_path(card)
    there = path.is_file()
    state = ("shipped" if card.folder is None else "installed") if there else "missing"
    return {**card.document, "state": state, "bytes": path.stat().st_size if there else 0}


def is_taken(model_id: str) -> bool:
    """Whether a conversion to this id would replace something; what an ended one has left does not count."""
    return any(".writing" not in path.name for path in files_of(model_id))


def _official() -> list[dict[str, Any]]:
    try:
        pins = Pins(downloads()).all()
    except EngineError:
        pins = {}
    entries = []
    for weights in official_weights():
        target = downloads() / weights.file
        # A complete file waits here for its conversion when that has failed, for lack of space for instance.
        received = target.stat().st_size if target.is_file() else PartialFile(target).received
        state = "installed" if is_taken(weights.id) else "partial" if received else "available"
        pin = pins.get(weights.file)
        entries.append(
            {
                **weights.document,
                "state": state,
                "received": received,
                "pin": None if pin is None else {"sha256": pin.sha256, "size": pin.size, "date": pin.date},
            }
        )
    return entries
