"""A record gives address, size and hash of a file; without it the known address is taken, and it is said."""

import hashlib
import json
from typing import Any

import pytest

from models.downloading.connection import Connection
from models.downloading.records import look_up
from models.downloading.transfer import Wanted
from models.errors import EngineError
from models.events import Events
from tests.downloading.https_server import Served, Server, record

FILE = "SpectralGPT+.pth"
CONTENT = Served(b"weights")


class Recorder(Events):
    def __init__(self) -> None:
        self.codes: list[str] = []

    def message(self, text: str, level: Any = "info", code: str = "") -> None:
        self.codes.append(code)


def look(server: Server, *records: str, url: str | None = None, events: Events | None = None) -> Wanted:
    addresses = [server.address + path for path in records]
    return look_up(FILE, addresses, url, "https://page", Connection(timeout=20), events or Events())


def offer(server: Server, path: str, document: object) -> None:
    server.files[path] = Served(json.dumps(document).encode())


def test_the_first_record_that_lists_the_file_is_taken(server: Server) -> None:
    offer(server, "/other", {"files": [{"key": "another.pth"}]})
    server.redirects["/latest"] = (301, "/newest")
    offer(server, "/newest", record(FILE, CONTENT, "https://elsewhere/content"))
    md5 = hashlib.md5(b"weights").hexdigest()
    assert look(server, "/gone", "/other", "/latest") == Wanted("https://elsewhere/content", 7, md5)


@pytest.mark.parametrize(
    "changes", [{"checksum": "sha512:1"}, {"checksum": None, "size": None}, {"size": "7", "checksum": 7}]
)
def test_what_the_record_does_not_say_is_not_invented(server: Server, changes: dict[str, Any]) -> None:
    offer(server, "/record", record(FILE, CONTENT, "https://elsewhere/content", **changes))
    found = look(server, "/record")
    assert found.md5 == ""
    assert found.size in (7, None)
    assert found.url == "https://elsewhere/content"


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"[]", b'{"files": 3}', b'{"files": [3, {"key": "SpectralGPT+.pth"}]}']
)
def test_answers_that_make_no_sense_leave_the_known_address(server: Server, answer: bytes) -> None:
    server.files["/record"] = Served(answer)
    assert look(server, "/record", url="https://known/file") == Wanted("https://known/file")


def test_a_record_that_cannot_be_asked_is_mentioned(server: Server) -> None:
    events = Recorder()
    assert look(server, "/gone", url="https://known/file", events=events) == Wanted("https://known/file")
    assert events.codes == ["download.no_record"]


def test_without_record_and_address_the_user_is_sent_to_the_page(server: Server) -> None:
    offer(server, "/record", {"files": []})
    with pytest.raises(EngineError) as caught:
        look(server, "/record")
    assert caught.value.code == "download.not_listed"
    assert "https://page" in caught.value.advice
    with pytest.raises(EngineError) as caught:
        look(server, "/gone")
    assert caught.value.code == "download.gone"


def test_an_endless_answer_is_not_read_to_its_end(server: Server) -> None:
    server.files["/record"] = Served(b" " * (5 << 20))
    with pytest.raises(EngineError) as caught:
        look(server, "/record")
    assert caught.value.code == "download.bad_record"
