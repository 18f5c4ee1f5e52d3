"""Look after the models that are there: are they whole, and away with those that nobody needs."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models import catalog
from models.downloading.partial import PartialFile
from models.errors import EngineError
from models.events import Events
from models.inventory import broken_models, downloads, files_of, weights_path
from models.official import official_weights
from models.parameters import Parameters
from models.sentences import say

VERIFY = ("ids",)
DELETE = ("id",)
_BLOCK = 1 << 20


def verify(parameters: Mapping[str, Any], events: Events) -> dict[str, Any]:
    """Compare models' weights with the hashes that their cards state.

    Args:
        parameters: see `VERIFY`: ``ids``, a list; all models unless given.
        events: told the progress.

    Returns:
        The result as JSON: ``models``, each with ``id``, ``state`` ("whole", "damaged" or "missing") and
        ``sha256`` of what is there; and ``ok``, whether all are whole.

    Raises:
        EngineError: ``model.unknown``.
        Cancelled: the user asked to stop.
    """
    given = Parameters(parameters, VERIFY)
    there = {card.id: card for card in catalog.cards()}
    broken = {entry["id"] for entry in broken_models(set(there))}
    ids = given.paths("ids") if "ids" in given.raw() else [*there, *sorted(broken)]
    if unknown := [name for name in ids if name not in there and name not in broken]:
        raise EngineError(
            "model.unknown",
            say("There is no model {name!r}.", name=unknown[0]),
            say("Models that are there: {there}.", there=", ".join(there)),
        )
    paths = {name: weights_path(there[name]) for name in ids if name in there}
    total = sum(path.stat().st_size for path in paths.values() if path.is_file()) or 1
    done, found = 0, []
    for name in ids:
        if name in broken:
            found.append({"id": name, "state": "damaged", "sha256": None})
            continue
        path, digest = paths[name], hashlib.sha256()
        if not path.is_file():
            found.append({"id": name, "state": "missing", "sha256": None})
            continue
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                events.check_cancelled()
                digest.update(block)
                done += len(block)
                events.progress(done / total, say("Checking"))
        state = "whole" if digest.hexdigest() == there[name].sha256 else "damaged"
        found.append({"id": name, "state": state, "sha256": digest.hexdigest()})
    events.progress(1.0, say("Done"))
    return {"task": "verify", "models": found, "ok": all(entry["state"] == "whole" for entry in found)}


def delete(parameters: Mapping[str, Any], events: Events) -> dict[str, Any]:
    """Delete one of the user's models, or an unfinished download of official weights.

    The hash of the first download stays, so that a later one is still compared with it.

    Args:
        parameters: see `DELETE`.
        events: told that it is done.

    Returns:
        The result as JSON: ``id``, the deleted ``files``, and ``bytes`` that they had.

    Raises:
        EngineError: ``model.unknown``, ``model.shipped`` or ``output.locked``.
    """
    model_id = Parameters(parameters, DELETE).required("id")
    shipped = {card.id for card in catalog.cards() if card.folder is None}
    if model_id in shipped:
        raise EngineError(
            "model.shipped",
            say("{model} is a part of the plugin.", model=model_id),
            say("Only models of your own can be deleted."),
        )
    files = _files(model_id)
    if not files:
        raise EngineError(
            "model.unknown",
            say("There is no model {name!r}.", name=model_id),
            say("See python -m models catalog."),
        )
    freed = sum(path.stat().st_size for path in files)
    for path in files:
        try:
            path.unlink()
        except OSError as error:
            raise EngineError(
                "output.locked",
                say("{path} cannot be deleted: {reason}.", path=path, reason=error.strerror),
                say("Perhaps another program has it open: close it and try again."),
            ) from error
    events.progress(1.0, say("Done"))
    return {"task": "delete", "id": model_id, "files": [str(path) for path in files], "bytes": freed}


def verification_in_words(result: Mapping[str, Any]) -> str:
    """The result of `verify` for people."""
    words = {"whole": "as its card says", "damaged": "DAMAGED", "missing": "WEIGHTS MISSING"}
    return "\n".join(f"{entry['id']:28} {words[entry['state']]}" for entry in result["models"])


def deletion_in_words(result: Mapping[str, Any]) -> str:
    """The result of `delete` for people."""
    return "\n".join([f"Deleted {result['id']}, {result['bytes'] / 1e6:.1f} MB:", *result["files"]])


def _files(model_id: str) -> list[Path]:
    """All files of the user's that belong to an id and to no other one, the card last."""
    own = [card for card in catalog.cards() if card.folder is not None]
    others = {card.weights for card in own if card.id != model_id}
    files = [path for path in files_of(model_id) if path.name not in others]
    for card in own:
        path = weights_path(card)
        if card.id == model_id and card.weights not in others and path.is_file() and path not in files:
            files.insert(0, path)
    for weights in official_weights():
        if weights.id == model_id:
            target = downloads() / weights.file
            unfinished = PartialFile(target).files()
            files += [
                *unfinished,
                *(p for p in (target, target.with_name(f"{target.name}.json")) if p.is_file()),
            ]
    return files
