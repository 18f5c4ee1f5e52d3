"""Downloads go on where they stopped, are checked, and never look finished before they are."""

import errno
import hashlib
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.downloading import partial, transfer
from models.downloading.connection import Connection
from models.downloading.transfer import Transfer, Wanted
from models.errors import Cancelled, EngineError
from models.events import Events
from tests.downloading.https_server import PIECE, Served, Server

CONTENT = random.Random(0).randbytes(20 * PIECE + 7)
HALF = 10 * PIECE


class Recorder(Events):
    """Writes down what it is told; `stop` is asked for whether to stop."""

    def __init__(self, stop: Callable[[], bool] = lambda: False) -> None:
        self.reports: list[tuple[float, str]] = []
        self.codes: list[str] = []
        self._stop = stop

    def progress(self, fraction: float, text: str = "") -> None:
        self.reports.append((fraction, text))

    def message(self, text: str, level: Any = "info", code: str = "") -> None:
        self.codes.append(code)

    @property
    def cancelled(self) -> bool:
        return self._stop()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "weights.pth"


def download(server: Server, target: Path, events: Events | None = None, **known: Any) -> transfer.Received:
    wanted = Wanted(f"{server.address}/file", **known)
    # Long enough for a busy computer, and no pauses: nothing here waits for time to pass.
    return Transfer(wanted, target, Connection(timeout=20), events or Events(), pauses=(0, 0)).run()


def refused(server: Server, target: Path, **known: Any) -> EngineError:
    with pytest.raises(EngineError) as caught:
        download(server, target, **known)
    assert not target.exists(), "what is not complete and right must not have the final name"
    return caught.value


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix != ".lock"}


def test_a_file_arrives_whole_with_its_hash_and_nothing_is_left_over(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT)
    events = Recorder()
    got = download(server, target, events)
    assert target.read_bytes() == CONTENT
    assert got == transfer.Received(hashlib.sha256(CONTENT).hexdigest(), len(CONTENT), 0)
    assert names(target.parent) == {target.name}
    assert [fraction for fraction, _ in events.reports] == sorted(fraction for fraction, _ in events.reports)
    assert any(f" / {len(CONTENT) / 1e6:.1f} MB" in text for _, text in events.reports)


def test_a_dropped_connection_goes_on_in_the_same_download(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT, cuts=[HALF, 3 * PIECE])
    assert download(server, target).size == len(CONTENT)
    assert target.read_bytes() == CONTENT
    asked = server.asked("/file")
    assert [headers.get("range") for headers in asked] == [
        None,
        f"bytes={HALF}-",
        f"bytes={HALF + 3 * PIECE}-",
    ]
    assert asked[1]["if-range"] == '"one"'


def test_a_download_that_was_given_up_goes_on_the_next_time(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT, cuts=[HALF, 0, 0])
    error = refused(server, target)
    assert error.code == "download.interrupted"
    assert "are kept" in error.message
    assert names(target.parent) == {f"{target.name}.partial", f"{target.name}.partial.json"}
    server.requests.clear()
    assert download(server, target).resumed_from == HALF
    assert [headers.get("range") for headers in server.asked("/file")] == [f"bytes={HALF}-"]
    assert target.read_bytes() == CONTENT


def test_a_complete_but_unchecked_file_is_not_downloaded_again(server: Server, target: Path) -> None:
    served = server.files["/file"] = Served(CONTENT)
    stop = threading.Event()

    class StopsBeforeTheCheck(Recorder):
        def progress(self, fraction: float, text: str = "") -> None:
            if text == "Checking":
                stop.set()

    with pytest.raises(Cancelled):
        download(server, target, StopsBeforeTheCheck(stop.is_set))
    assert not target.exists()
    assert served.content == CONTENT
    server.requests.clear()
    assert download(server, target).resumed_from == len(CONTENT)
    assert server.requests == []


def test_a_server_without_ranges_is_downloaded_from_the_start_and_it_is_said(
    server: Server, target: Path
) -> None:
    server.files["/file"] = Served(CONTENT, ranges=False, cuts=[HALF])
    events = Recorder()
    download(server, target, events)
    assert target.read_bytes() == CONTENT
    assert events.codes == ["download.restarted"]


def test_without_a_validator_nothing_is_added_to_what_is_there(server: Server, target: Path) -> None:
    """A weak tag does not say that two files are the same byte by byte."""
    server.files["/file"] = Served(CONTENT, etag='W/"weak"', cuts=[HALF])
    download(server, target)
    assert [headers.get("range") for headers in server.asked("/file")] == [None, None]
    assert target.read_bytes() == CONTENT


def test_the_date_of_change_serves_where_there_is_no_strong_tag(server: Server, target: Path) -> None:
    date = "Tue, 24 Nov 2026 12:00:00 GMT"
    server.files["/file"] = Served(CONTENT, etag="", modified=date, cuts=[HALF])
    download(server, target)
    assert server.asked("/file")[1]["if-range"] == date
    assert target.read_bytes() == CONTENT


def test_a_file_that_changed_meanwhile_is_not_mixed_with_the_old_one(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT, cuts=[HALF, 0, 0])
    refused(server, target)
    other = CONTENT[::-1]
    server.files["/file"] = Served(other, etag='"two"')
    download(server, target)
    assert target.read_bytes() == other


def test_the_beginning_of_another_address_is_not_taken(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT, cuts=[HALF, 0, 0])
    refused(server, target)
    server.files["/else"] = Served(CONTENT[::-1])
    wanted = Wanted(f"{server.address}/else")
    Transfer(wanted, target, Connection(), Events(), pauses=()).run()
    assert target.read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("part", ["bytes 0-9/10", f"bytes 5-{len(CONTENT) - 1}/{len(CONTENT)}", "nonsense"])
def test_a_part_that_was_not_asked_for_is_thrown_away(server: Server, target: Path, part: str) -> None:
    served = server.files["/file"] = Served(CONTENT, cuts=[HALF], part=part)
    download(server, target)
    assert target.read_bytes() == CONTENT
    assert served.cuts == []


def test_a_part_that_begins_elsewhere_is_not_added(server: Server, target: Path) -> None:
    """It has the right length, so nothing else would show that the file is wrong."""
    served = server.files["/file"] = Served(CONTENT, cuts=[HALF], shift=[7])
    download(server, target)
    assert target.read_bytes() == CONTENT
    assert served.shift == []


def test_a_system_that_takes_few_bytes_at_a_time_gets_them_all(tmp_path: Path) -> None:
    file = partial.PartialFile(tmp_path / "x")
    with file:
        assert file._file is not None
        real, file._file = file._file, _FewBytes(file._file)
        file.append(CONTENT)
        file._file = real
    assert file.path.read_bytes() == CONTENT


class _FewBytes:
    """A file that never takes more than a thousand bytes."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, data: memoryview) -> int:
        written: int = self._file.write(data[:1000])
        return written


def test_a_server_that_always_drops_is_given_up(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT, ranges=False, cuts=[HALF] * 50)
    assert refused(server, target).code == "download.interrupted"
    assert len(server.requests) <= 4


def test_a_server_that_sends_wrong_parts_for_ever_is_given_up(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT, cuts=[HALF] * 50, part="bytes 1-2/3")
    assert refused(server, target).code == "download.interrupted"
    assert len(server.requests) <= 8


def test_a_web_page_in_place_of_the_file_is_told_as_that(server: Server, target: Path) -> None:
    """As networks answer whose users have to log in first."""
    server.files["/file"] = Served(b"<html>Please log in</html>", kind="text/html; charset=utf-8")
    assert refused(server, target).code == "download.web_page"
    assert names(target.parent) == set()


def test_a_file_shorter_than_claimed_is_not_taken_for_whole(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT[:HALF], claimed=len(CONTENT))
    assert refused(server, target).code == "download.interrupted"


def test_a_length_that_the_record_contradicts_is_refused_before_the_download(
    server: Server, target: Path
) -> None:
    server.files["/file"] = Served(CONTENT)
    error = refused(server, target, size=len(CONTENT) + 1)
    assert error.code == "download.wrong_length"
    assert names(target.parent) == set()


def test_a_length_that_nobody_claimed_is_still_compared_with_the_record(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT, claimed=0)
    assert refused(server, target, size=len(CONTENT) + 1).code == "download.wrong_length"
    assert download(server, target, size=len(CONTENT)).size == len(CONTENT)


@pytest.mark.parametrize("known", [{"md5": "0" * 32}, {"sha256": "0" * 64}])
def test_a_wrong_hash_is_refused_and_the_file_deleted(
    server: Server, target: Path, known: dict[str, str]
) -> None:
    server.files["/file"] = Served(CONTENT)
    error = refused(server, target, **known)
    assert error.code == "download.wrong_hash"
    assert names(target.parent) == set()


def test_the_right_hashes_are_accepted(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT)
    md5, sha256 = hashlib.md5(CONTENT).hexdigest(), hashlib.sha256(CONTENT).hexdigest()
    assert download(server, target, md5=md5.upper(), sha256=sha256, pinned=(sha256, "2026-01-01"))


def test_another_file_than_the_first_time_is_refused_with_both_hashes(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT)
    error = refused(server, target, pinned=("a" * 64, "2026-01-02"))
    assert error.code == "download.changed"
    for part in ("a" * 64, hashlib.sha256(CONTENT).hexdigest(), "2026-01-02"):
        assert part in error.message
    assert names(target.parent) == set()


def test_a_disk_that_is_too_small_is_said_before_anything_is_written(
    server: Server, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files["/file"] = Served(CONTENT)
    usage = transfer.shutil.disk_usage(target.parent)._replace(free=transfer.HEADROOM + len(CONTENT) - 1)
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda folder: usage)
    error = refused(server, target)
    assert error.code == "output.no_space"
    assert not (target.parent / f"{target.name}.partial").exists()
    enough = usage._replace(free=usage.free + 1)
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda folder: enough)
    assert download(server, target).size == len(CONTENT)


def test_a_disk_that_fills_up_keeps_what_came_and_the_rest_comes_later(
    server: Server, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files["/file"] = Served(CONTENT)
    quota = [HALF]

    class Full(partial.PartialFile):
        """Writes until the quota is used up, as a disk does."""

        def append(self, chunk: bytes) -> None:
            fits = chunk[: quota[0]]
            quota[0] -= len(fits)
            assert self._file is not None
            file, self._file = self._file, _FullFile(self._file, len(fits))
            try:
                super().append(chunk)
            finally:
                self._file = file

    monkeypatch.setattr(transfer, "PartialFile", Full)
    error = refused(server, target)
    assert error.code == "output.no_space"
    assert (target.parent / f"{target.name}.partial").stat().st_size == HALF
    quota[0] = len(CONTENT)
    assert download(server, target).resumed_from == HALF
    assert target.read_bytes() == CONTENT


class _FullFile:
    """A file on a disk with room for so many more bytes."""

    def __init__(self, file: Any, room: int) -> None:
        self._file, self._room = file, room

    def write(self, data: memoryview) -> int:
        if not self._room:
            raise OSError(errno.ENOSPC, "No space left on device")
        written: int = self._file.write(data[: self._room])
        self._room -= written
        return written


def test_cancel_works_while_the_server_says_nothing(server: Server, target: Path) -> None:
    hold = threading.Event()
    server.files["/file"] = Served(CONTENT, hold=hold)
    path = target.parent / f"{target.name}.partial"
    # Asked again and again while nothing comes: once something is on the disk the user has enough.
    with pytest.raises(Cancelled):
        download(server, target, Recorder(lambda: path.exists() and path.stat().st_size > 0))
    assert not target.exists()
    assert CONTENT.startswith(path.read_bytes())
    hold.set()
    assert download(server, target).resumed_from > 0
    assert target.read_bytes() == CONTENT


def test_a_server_that_falls_silent_is_given_up(server: Server, target: Path) -> None:
    hold = threading.Event()
    server.files["/file"] = Served(CONTENT, hold=hold)
    wanted = Wanted(f"{server.address}/file")
    with pytest.raises(EngineError) as caught:
        Transfer(wanted, target, Connection(timeout=0.3), Events(), pauses=()).run()
    hold.set()
    assert caught.value.code == "download.interrupted"
    assert "stopped sending" in caught.value.message


def test_two_downloads_to_one_place_are_refused(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT)
    with partial.PartialFile(target).alone():
        assert refused(server, target).code == "download.busy"
    assert download(server, target)


def test_an_unwritable_folder_is_named(server: Server, target: Path) -> None:
    server.files["/file"] = Served(CONTENT)
    target.with_name(f"{target.name}.partial").mkdir()
    with pytest.raises(EngineError) as caught:
        download(server, target)
    assert caught.value.code == "output.not_writable"
