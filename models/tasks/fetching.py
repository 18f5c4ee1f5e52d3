"""Get official weights from where their authors published them, and make a model of the catalog of them."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.downloading.connection import Connection
from models.downloading.partial import PartialFile
from models.downloading.pins import Pins, pin_of
from models.downloading.records import look_up
from models.downloading.transfer import Received, Transfer, Wanted, size_in_words
from models.errors import EngineError
from models.events import Events
from models.inventory import downloads, is_taken
from models.official import OfficialWeights, find_official
from models.parameters import Parameters
from models.rasters.outputs import write_atomically, write_error
from models.sentences import say
from models.user_models import user_models

PARAMETERS = ("id", "proxy", "keep", "accept_changed", "overwrite", "resume")

DOWNLOAD_SHARE = 0.9
"""Share of the job's progress that the download is."""
PAUSES: tuple[float, ...] = (1, 3, 10)
"""Seconds before each further try after tries that brought nothing."""
TIMEOUT = 30.0
"""Seconds without a sign of life from the server."""


def fetch(parameters: Mapping[str, Any], events: Events) -> dict[str, Any]:
    """Download official weights, convert them, and delete the download.

    A download that was interrupted goes on. The first download's hash is written down once the file has
    proved to be what its card says; a later download has to be the same file.

    Args:
        parameters: see `PARAMETERS`: ``id`` of the official weights; ``proxy``, see `Connection`; ``keep``
            the downloaded file; ``accept_changed``: it may be another one than the first time;
            ``overwrite`` a model that is there. ``resume`` changes nothing.
        events: told the progress, and what the user should know of the file.

    Returns:
        The result as JSON: ids, paths, hashes, bytes, and ``pin``: "new", "same" or "changed".

    Raises:
        EngineError: ``download.*``, ``output.*``, ``model.*``, or ``checkpoint.*`` for a file that is no such
            network; that file is deleted.
        Cancelled: the user asked to stop; what was received is kept.
    """
    given = Parameters(parameters, PARAMETERS)
    weights = find_official(given.required("id"))
    started = time.perf_counter()
    if is_taken(weights.id) and not given.flag("overwrite"):
        raise EngineError(
            "output.exists",
            say("{model} is there already.", model=weights.id),
            say("Delete it first, or allow overwriting."),
        )
    folder, pins = downloads(), Pins(downloads())
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(error, folder / weights.file) from error
    pin = pins.all().get(weights.file)
    path = folder / weights.file
    waiting = _Waiting(path)
    if found := waiting.read():
        received, url = found
    else:
        connection = Connection(given.text("proxy"), TIMEOUT)
        # Where it goes on from: the time that is left is judged by what comes after this.
        events.progress(DOWNLOAD_SHARE * PartialFile(path).share, say("Connecting"))
        wanted = _wanted(weights, connection, events)
        if pin is not None and not given.flag("accept_changed"):
            wanted = replace(wanted, pinned=(pin.sha256, pin.date))
        received = Transfer(wanted, path, connection, events, DOWNLOAD_SHARE, PAUSES).run()
        url = wanted.url
        waiting.write(received, url)
    events.check_cancelled()
    events.progress(DOWNLOAD_SHARE, say("Converting"))
    card_path = _convert(weights, path, url, given.flag("overwrite"), waiting)
    state = "new" if pin is None else "same" if pin.sha256 == received.sha256 else "changed"
    if state != "same":
        pins.add(weights.file, pin_of(received.sha256, received.size, url))
        events.message(
            say(
                "SHA-256 of {file}: {sha256}. Nobody published it, so later downloads are compared with this "
                "one.",
                file=weights.file,
                sha256=received.sha256,
            ),
            code="download.pinned",
        )
    if not given.flag("keep"):
        waiting.drop()
        events.message(
            say(
                "The downloaded file ({size}) was deleted: the model suffices.",
                size=size_in_words(received.size),
            ),
            code="download.deleted",
        )
    card = json.loads(card_path.read_text("utf-8"))
    events.progress(1.0, say("Done"))
    return {
        "task": "fetch",
        "id": card["id"],
        "network": card["task"],
        "output": str(card_path.with_name(card["weights"])),
        "card": str(card_path),
        "sha256": card["sha256"],
        "source_sha256": received.sha256,
        "source_bytes": received.size,
        "resumed_from": received.resumed_from,
        "pin": state,
        "kept": str(path) if given.flag("keep") else None,
        "found_by_catalog": True,
        "seconds": round(time.perf_counter() - started, 2),
    }


def fetch_in_words(result: Mapping[str, Any]) -> str:
    """The result of `fetch` for people."""
    from models.tasks.conversion import conversion_in_words

    pinned = {
        "new": "pinned: later downloads are compared with it",
        "same": "as at the first download",
        "changed": "another file than before, pinned anew",
    }
    source = f"Downloaded file: {result['source_bytes']:,} bytes, SHA-256 {result['source_sha256']}"
    return f"{conversion_in_words(result)}\n{source} ({pinned[result['pin']]})"


def _wanted(weights: OfficialWeights, connection: Connection, events: Events) -> Wanted:
    found = look_up(weights.file, weights.records, weights.url, weights.page, connection, events)
    return replace(found, size=weights.size or found.size, sha256=weights.sha256)


def _convert(weights: OfficialWeights, path: Path, url: str, overwrite: bool, waiting: "_Waiting") -> Path:
    # Loaded late: it takes torch, which a download can do without.
    from models.spectralgpt.conversion import convert

    origin = {"url": url, "page": weights.page}
    try:
        return convert(path, user_models(), weights.id, overwrite, task=weights.task, origin=origin)
    except EngineError as error:
        if error.code.startswith("checkpoint."):
            # Kept, it would be taken again the next time.
            waiting.drop()
        raise


class _Waiting:
    """A complete download that waits for its conversion, for instance because the disk was full."""

    def __init__(self, path: Path) -> None:
        self._path, self._note = path, path.with_name(f"{path.name}.json")

    def read(self) -> tuple[Received, str] | None:
        """What it is and where it came from; None when there is none."""
        try:
            note = json.loads(self._note.read_text("utf-8"))
            size = int(note["size"])
            if self._path.stat().st_size != size:
                return None
            return Received(str(note["sha256"]), size, size), str(note["url"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, received: Received, url: str) -> None:
        """Note what it is."""
        note = {"url": url, "sha256": received.sha256, "size": received.size}
        write_atomically(self._note, json.dumps(note).encode())

    def drop(self) -> None:
        """Delete it."""
        for path in (self._path, self._note):
            path.unlink(missing_ok=True)
