"""What models there are, read from cards and file sizes: shipped, the user's own, official ones to download.

As the engine's ``models/inventory.py`` sees them; read here too, so that they are shown without an engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from .catalogue import CARDS, read_json, user_models
from .translation import localized

WEIGHTS = CARDS.parent / "weights"
OFFICIAL = CARDS / "official"

SHIPPED, OWN, PUBLISHED = "shipped", "own", "official"
"""Groups of models: part of the plugin; the user's; to be downloaded."""
WHOLE, MISSING, DAMAGED, LEFTOVER = "whole", "missing", "damaged", "leftover"
"""States of what is there: all right; no weights; a card that cannot be used; weights without a card."""
AVAILABLE, PARTIAL = "available", "partial"
"""States of what is not: not begun, partly downloaded."""
_WRITING = ".writing"


@dataclass(frozen=True)
class ListedModel:
    """A line of the list.

    Attributes:
        id: what the engine calls it.
        group: `SHIPPED`, `OWN` or `PUBLISHED`.
        state: see above.
        size: bytes on the disk.
        card: of the model, empty where it cannot be read; of published weights for what is not there.
        path: of the card's file; None where there is none.
        official: the card of the published weights that it comes from; empty for none.
        pin: what the first download of these weights was: ``sha256``, ``size``, ``date``; empty for none.
    """

    id: str
    group: str
    state: str
    size: int
    card: dict[str, Any] = field(default_factory=dict, repr=False)
    path: Optional[Path] = None
    official: dict[str, Any] = field(default_factory=dict, repr=False)
    pin: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def title(self) -> str:
        """Its name for people: that of the published weights that it was made from, where there are any."""
        own, published = localized(self.card.get("title")), localized(self.official.get("title"))
        return published or own or self.id

    @property
    def task(self) -> str:
        """What its network does, as cards name it; empty while unknown."""
        return str(self.card.get("task") or "")


def listed_models() -> list[ListedModel]:
    """All models: shipped ones, the user's, then published weights that are not there."""
    pins = read_json(downloads() / "pins.json")
    official = {str(card.get("id")): card for card in map(read_json, sorted(OFFICIAL.glob("*.json"))) if card}
    shipped = [_model(path, SHIPPED, WEIGHTS) for path in sorted(CARDS.glob("*.json"))]
    shipped.sort(key=lambda model: not model.card.get("default"))
    own = _own_models({model.id for model in shipped}, official, pins)
    there = {model.id for model in own}
    published = [_published(card, pins) for name, card in official.items() if name not in there]
    return [*shipped, *own, *published]


def downloads() -> Path:
    """The folder of unfinished downloads and of the hashes of the first ones."""
    return user_models() / "downloads"


def disk_use() -> int:
    """Bytes that all of the user's models and downloads take."""
    return _sizes(user_models().rglob("*"))


def _own_models(
    taken: set[str], official: dict[str, dict[str, Any]], pins: dict[str, Any]
) -> list[ListedModel]:
    folder = user_models()
    models = []
    files = [*folder.glob("*.json"), *folder.glob("*.safetensors")]
    for name in sorted({path.stem for path in files} | {_finished(path.stem) for path in files}):
        if name.endswith(_WRITING):
            continue
        card = read_json(folder / f"{name}.json")
        usable = card.get("id") == name and name not in taken and bool(card.get("weights"))
        if usable:
            published = official.get(name, {})
            pin = _pin(pins, published)
            models.append(_model(folder / f"{name}.json", OWN, folder, published, pin))
            continue
        there = (folder / f"{name}.json").is_file()
        if name in official and not there and not (folder / f"{name}.safetensors").is_file():
            continue  # left by a conversion that was ended; the next one replaces it
        size = _sizes(folder / f"{name}{end}" for end in _ENDS)
        path = folder / f"{name}.json" if there else None
        models.append(ListedModel(name, OWN, DAMAGED if there else LEFTOVER, size, path=path))
    return models


_ENDS = (".json", ".safetensors", f"{_WRITING}.json", f"{_WRITING}.safetensors")


def _finished(stem: str) -> str:
    return stem.removesuffix(_WRITING)


def _model(
    path: Path,
    group: str,
    folder: Path,
    official: Optional[dict[str, Any]] = None,
    pin: Optional[dict[str, Any]] = None,
) -> ListedModel:
    card = read_json(path)
    weights = folder / Path(str(card.get("weights") or "?")).name
    state = WHOLE if weights.is_file() else MISSING
    name = str(card.get("id") or path.stem)
    return ListedModel(name, group, state, _sizes([weights]), card, path, official or {}, pin or {})


def _published(card: dict[str, Any], pins: dict[str, Any]) -> ListedModel:
    file = Path(str(card.get("file"))).name
    received = _sizes([downloads() / f"{file}.partial", downloads() / file])
    state = PARTIAL if received else AVAILABLE
    path = OFFICIAL / f"{card['id']}.json"
    return ListedModel(str(card["id"]), PUBLISHED, state, received, card, path, card, _pin(pins, card))


def _pin(pins: dict[str, Any], official: dict[str, Any]) -> dict[str, Any]:
    pin = pins.get(Path(str(official.get("file"))).name)
    return pin if isinstance(pin, dict) else {}


def _sizes(paths: Iterable[Path]) -> int:
    total = 0
    for path in paths:
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue  # gone since it was listed
    return total
