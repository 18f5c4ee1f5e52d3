"""The weights that the authors of SpectralGPT published: cards that say where they are, not the files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.errors import EngineError
from models.sentences import say

CARDS = Path(__file__).resolve().parent / "cards" / "official"


@dataclass(frozen=True)
class OfficialWeights:
    """A published file.

    Attributes:
        id: of the model that it is converted to.
        task: of its network.
        file: its name.
        page: the record for people, which has the licence.
        url: its address; None where only the record knows it.
        records: addresses of the record's description for programs, the likeliest first.
        size, sha256: where they are known.
        document: the whole card.
    """

    id: str
    task: str
    file: str
    page: str
    url: str | None
    records: tuple[str, ...]
    size: int | None
    sha256: str
    document: Mapping[str, Any] = field(repr=False)


def official_weights() -> list[OfficialWeights]:
    """All published files, by id."""
    return [_read(path) for path in sorted(CARDS.glob("*.json"))]


def find_official(model_id: str) -> OfficialWeights:
    """The published file of a model.

    Raises:
        EngineError: ``model.unknown``.
    """
    there = official_weights()
    for weights in there:
        if weights.id == model_id:
            return weights
    ids = ", ".join(weights.id for weights in there)
    raise EngineError(
        "model.unknown",
        say("There are no official weights {name!r}.", name=model_id),
        say("There are {there}.", there=ids),
    )


def _read(path: Path) -> OfficialWeights:
    document = json.loads(path.read_text("utf-8"))
    download = document["download"]
    return OfficialWeights(
        id=str(document["id"]),
        task=str(document["task"]),
        file=Path(str(document["file"])).name,
        page=str(download["page"]),
        url=download["url"],
        records=tuple(str(record) for record in download["records"]),
        size=download["size"],
        sha256=str(download["sha256"] or ""),
        document=document,
    )
