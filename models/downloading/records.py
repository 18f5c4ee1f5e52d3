"""What a Zenodo record says of a file: its address, size and MD5.

A record is read from ``https://zenodo.org/api/records/<number>``, which gives ``files`` with ``key`` (the
name), ``size``, ``checksum`` ("md5:…") and ``links.self`` (https://developers.zenodo.org, "Records").
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from models.downloading.connection import BROWSER, Connection, Interrupted
from models.downloading.reading import ResponseReader
from models.downloading.transfer import Wanted
from models.errors import EngineError
from models.events import Events
from models.sentences import say

LARGEST = 4 << 20
"""Bytes that a record's description may have."""
_MD5 = re.compile(r"md5:([0-9a-fA-F]{32})")


def look_up(
    file: str, records: Sequence[str], url: str | None, page: str, connection: Connection, events: Events
) -> Wanted:
    """What the first of the records that lists a file says of it; without one its known address alone.

    Args:
        file: its name.
        records: addresses of the records' descriptions, the likeliest first.
        url: the file's known address; None for none.
        page: the record's page for people.
        connection: opens addresses.
        events: asked for whether to stop, and told that a record could not be asked.

    Raises:
        EngineError: ``download.not_listed``, or as `Connection.open`, where there is no address.
        Cancelled: the user asked to stop.
    """
    problem: EngineError | None = None
    for record in records:
        try:
            found = _entry(_read(record, connection, events), file)
        except EngineError as error:
            problem = error
        except Interrupted as error:
            problem = EngineError(
                "download.interrupted",
                say("The record cannot be asked: {why}.", why=error.why),
                say("Try again."),
            )
        else:
            if found is not None:
                return found
    if url is not None:
        if problem is not None:
            events.message(
                say("{problem} The file's size and MD5 are therefore unknown.", problem=problem.message),
                code="download.no_record",
            )
        return Wanted(url)
    if problem is not None:
        raise problem
    raise EngineError(
        "download.not_listed",
        say("None of the known records lists {file}.", file=file),
        say("Download it from {page} with a browser and import it.", page=page),
    )


def _read(record: str, connection: Connection, events: Events) -> Any:
    content = bytearray()
    with ResponseReader(lambda: connection.open(record, {"Accept": "application/json"}), events) as reader:
        reader.head()
        for chunk in reader.chunks():
            content += chunk
            if len(content) > LARGEST:
                raise _unreadable(record)
    try:
        return json.loads(content)
    except ValueError as error:
        raise _unreadable(record) from error


def _entry(document: Any, file: str) -> Wanted | None:
    entries = document.get("files") if isinstance(document, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        try:
            if entry["key"] != file:
                continue
            size, checksum = entry.get("size"), _MD5.fullmatch(str(entry.get("checksum")))
            return Wanted(
                str(entry["links"]["self"]),
                size if isinstance(size, int) and size > 0 else None,
                checksum[1] if checksum else "",
            )
        except (KeyError, TypeError, AttributeError):
            continue
    return None


def _unreadable(record: str) -> EngineError:
    said = say("The answer of {record} cannot be read.", record=record)
    return EngineError("download.bad_record", said, BROWSER)
