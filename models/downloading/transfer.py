"""One file over HTTPS: goes on where an earlier try has stopped, and is checked before it gets its name.

RFC 9110, sections 13.1.5 (If-Range) and 14 (range requests): a server is asked for the rest only together
with the validator of the version whose beginning is there; one that answers with the whole file has its way.
"""

import hashlib
import re
import shutil
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.downloading.connection import RANGE_NOT_SATISFIABLE, Connection, Interrupted
from models.downloading.partial import Origin, PartialFile
from models.downloading.reading import LOOK, Head, ResponseReader
from models.errors import EngineError
from models.events import Events
from models.rasters.outputs import write_error
from models.sentences import joined, say

HEADROOM = 64 << 20
"""Bytes that a download leaves free at least."""
REPORT = 0.25
"""Seconds between two reports of progress."""
SPEED_OVER = 5.0
"""Seconds that the speed is averaged over."""
_BLOCK = 1 << 20
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


@dataclass(frozen=True)
class Wanted:
    """What is to be downloaded and what is known of it.

    Attributes:
        url: its address.
        size: in bytes, where its publisher says.
        md5: in hexadecimal, where its publisher says.
        sha256: in hexadecimal, where its card says.
        pinned: SHA-256 of the first download, where there was one, and its day.
    """

    url: str
    size: int | None = None
    md5: str = ""
    sha256: str = ""
    pinned: tuple[str, str] | None = None


@dataclass(frozen=True)
class Received:
    """A finished download.

    Attributes:
        sha256: of the file.
        size: in bytes.
        resumed_from: bytes that were there before.
    """

    sha256: str
    size: int
    resumed_from: int


class Transfer:
    """Downloads one file.

    Args:
        wanted: which one.
        target: what it will be called once it is complete and checked; its folder must exist.
        connection: opens addresses.
        events: told the progress, and asked whether to stop.
        share: of the job's progress that this is.
        pauses: seconds before each further try after tries that brought nothing.
    """

    def __init__(
        self,
        wanted: Wanted,
        target: Path,
        connection: Connection,
        events: Events,
        share: float = 1.0,
        pauses: tuple[float, ...] = (1, 3, 10),
    ) -> None:
        self._wanted, self._connection, self._events = wanted, connection, events
        self._share, self._pauses = share, pauses
        self._partial = PartialFile(target)
        self._meter = _Meter(events, share, self._partial.share)
        self._told_restart = False

    def run(self) -> Received:
        """Download; a connection that breaks is made again.

        Raises:
            EngineError: ``download.*`` or ``output.*``. What was received is kept unless it is wrong.
            Cancelled: the user asked to stop; what was received is kept.
        """
        with self._partial.alone():
            return self._run()

    def _run(self) -> Received:
        there_before = self._partial.received if self._resumable() else 0
        failures, most = 0, there_before
        while True:
            try:
                self._attempt()
                break
            except Interrupted as error:
                # A connection that breaks now and then costs time; one that brings nothing new is given up.
                failures = 1 if self._partial.received > most else failures + 1
                most = max(most, self._partial.received)
                if failures > len(self._pauses):
                    raise self._gave_up(error.why) from error
                self._pause(self._pauses[failures - 1])
        digest = self._checked()
        size = self._partial.received
        self._partial.publish()
        return Received(digest, size, there_before)

    def _attempt(self) -> None:
        """One request, to the end of the file."""
        origin = self._resumable()
        have = self._partial.received if origin else 0
        if origin and origin.size is not None and have == origin.size:
            return
        headers = {"Range": f"bytes={have}-", "If-Range": origin.validator} if origin and have else {}
        self._events.progress(self._meter.fraction, say("Connecting"))
        with ResponseReader(lambda: self._connection.open(self._wanted.url, headers), self._events) as reader:
            head = reader.head()
            if head.status == RANGE_NOT_SATISFIABLE:
                self._partial.drop()
                raise Interrupted(say("the server has another file than before"))
            size = self._prepare(head, have)
            received = self._partial.received
            self._check_space(size, received)
            self._meter.begin(received, size)
            with self._partial:
                for chunk in reader.chunks():
                    self._partial.append(chunk)
                    received += len(chunk)
                    self._meter.show(received)
        if size is not None and received < size:
            raise Interrupted(say("the connection was lost"))
        if size is not None and received > size:
            self._partial.drop()
            raise Interrupted(say("the server has sent too much"))

    def _prepare(self, head: Head, have: int) -> int | None:
        """Make the unfinished file ready for what comes; returns the whole file's size if it is known."""
        if head.headers.get("content-type", "").startswith("text/html"):
            raise EngineError(
                "download.web_page",
                say(
                    "The server sends a web page in place of the file; perhaps the network wants a login "
                    "first."
                ),
                say("Try again, or download the file with a browser and import it."),
            )
        if head.status == 206:
            size = self._rest_of(head.headers, have)
        else:
            if self._partial.received and not self._told_restart:
                self._told_restart = True
                self._events.message(
                    say(
                        "The server does not go on where the download had stopped, or it has another "
                        "version now: it begins anew."
                    ),
                    code="download.restarted",
                )
            size = _number(head.headers.get("content-length"))
        if None not in (size, self._wanted.size) and size != self._wanted.size:
            self._partial.drop()
            raise EngineError(
                "download.wrong_length",
                say(
                    "The server offers {size} bytes; according to the record the file has {wanted}.",
                    size=size,
                    wanted=self._wanted.size,
                ),
                say("Try again later, or download the file with a browser and import it."),
            )
        if head.status != 206:
            self._partial.begin(Origin(self._wanted.url, _validator(head.headers), size))
        return size

    def _rest_of(self, headers: Mapping[str, str], have: int) -> int | None:
        """The whole file's size; refuses a part that does not fit behind what is there."""
        origin = self._partial.origin()
        found = _CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
        size = None if found is None or found[3] == "*" else int(found[3])
        if size is None and origin is not None:
            size = origin.size
        fits = found is not None and int(found[1]) == have and have > 0
        if not fits or origin is None or origin.size not in (None, size):
            self._partial.drop()
            raise Interrupted(say("the server has sent another part than was asked for"))
        return size

    def _resumable(self) -> Origin | None:
        """What is there, if its version can be told to the server."""
        origin = self._partial.origin()
        return origin if origin and origin.url == self._wanted.url and origin.validator else None

    def _check_space(self, size: int | None, have: int) -> None:
        folder = self._partial.target.parent
        try:
            free = shutil.disk_usage(folder).free
        except OSError as error:
            raise write_error(error, self._partial.target) from error
        needed = (size or 0) - have
        if free < needed + HEADROOM:
            raise EngineError(
                "output.no_space",
                say(
                    "The disk of {folder} has {free} left; {needed} are still to be downloaded.",
                    folder=folder,
                    free=size_in_words(free),
                    needed=size_in_words(needed),
                ),
                say("Free some space and try again."),
            )

    def _checked(self) -> str:
        """SHA-256 of the unfinished file, compared with all that is known; a wrong file is deleted."""
        self._events.progress(self._share, say("Checking"))
        sha256, md5 = _digests(self._partial.path, self._events)
        wanted = self._wanted
        size = self._partial.received
        if wanted.size not in (None, size):
            self._partial.drop()
            raise EngineError(
                "download.wrong_length",
                say(
                    "{size} bytes came; according to the record the file has {wanted}.",
                    size=size,
                    wanted=wanted.size,
                ),
                say("It was deleted: try again."),
            )
        for name, found, expected in (("MD5", md5, wanted.md5), ("SHA-256", sha256, wanted.sha256)):
            if expected and found != expected.lower():
                self._partial.drop()
                raise EngineError(
                    "download.wrong_hash",
                    say(
                        "The downloaded file is not the published one: its {name} is {found}, not "
                        "{expected}.",
                        name=name,
                        found=found,
                        expected=expected,
                    ),
                    say("It was deleted: try again."),
                )
        if wanted.pinned and sha256 != wanted.pinned[0]:
            self._partial.drop()
            raise EngineError(
                "download.changed",
                say(
                    "The file is not the one of the first download of {date}: its SHA-256 is {found}, not "
                    "{pinned}.",
                    date=wanted.pinned[1],
                    found=sha256,
                    pinned=wanted.pinned[0],
                ),
                say("It was deleted. Accept the change only if the record says that the file was replaced."),
            )
        return sha256

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._events.check_cancelled()
            time.sleep(min(left, LOOK))

    def _gave_up(self, why: str) -> EngineError:
        have, origin = self._partial.received, self._partial.origin()
        if not have or not self._resumable():
            said = say("The download failed: {why}.", why=why)
            return EngineError("download.interrupted", said, say("Try again."))
        if origin and origin.size:
            said = say(
                "The download failed: {why}. {have} of {size} are kept.",
                why=why,
                have=size_in_words(have),
                size=size_in_words(origin.size),
            )
        else:
            said = say("The download failed: {why}. {have} are kept.", why=why, have=size_in_words(have))
        return EngineError("download.interrupted", said, say("Try again; it goes on from there."))


class _Meter:
    """Tells how far a transfer is and how fast."""

    def __init__(self, events: Events, share: float, done: float) -> None:
        self._events, self._share = events, share
        self._size: int | None = None
        self._marks: deque[tuple[float, int]] = deque()
        self.fraction = share * done

    def begin(self, received: int, size: int | None) -> None:
        """A connection is there."""
        self._size = size
        self._marks = deque([(time.monotonic(), received)])
        self._report(received, "")

    def show(self, received: int) -> None:
        """Report, but not too often."""
        now = time.monotonic()
        when, _ = self._marks[-1]
        complete = received == self._size
        if now - when < REPORT and not complete:
            return
        self._marks.append((now, received))
        while len(self._marks) > 2 and now - self._marks[0][0] > SPEED_OVER:
            self._marks.popleft()
        since, start = self._marks[0]
        speed = (received - start) / (now - since) if now > since else 0.0
        self._report(received, say("{size}/s", size=size_in_words(speed)) if speed else "")

    def _report(self, received: int, speed: str) -> None:
        if self._size:
            self.fraction = self._share * received / self._size
        of = [size_in_words(self._size)] if self._size else []
        text = joined([size_in_words(received), *of], " / ")
        self._events.progress(self.fraction, joined([text, speed]) if speed else text)


def size_in_words(size: float) -> str:
    """A number of bytes as text: 437.0 MB."""
    return say("{size:.2f} GB", size=size / 1e9) if size >= 1e9 else say("{size:.1f} MB", size=size / 1e6)


def _digests(path: Path, events: Events) -> tuple[str, str]:
    # MD5 is what records publish; it guards against accidents only, which is what the check is for.
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            events.check_cancelled()
            sha256.update(block)
            md5.update(block)
    return sha256.hexdigest(), md5.hexdigest()


def _validator(headers: Mapping[str, str]) -> str:
    """What `If-Range` may name: a strong entity tag, else the date of change."""
    tag = headers.get("etag", "")
    return tag if tag and not tag.startswith("W/") else headers.get("last-modified", "")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.strip().isdecimal() else None
