"""A response read in a thread of its own, so that whoever waits for it can be told to stop at any moment."""

import contextlib
import http.client
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.downloading.connection import failure_of
from models.events import Events

CHUNK = 1 << 18
LOOK = 0.1
"""Seconds between two looks at whether the user has cancelled."""
_AHEAD = 8


@dataclass(frozen=True)
class Head:
    """What a server says before the content: status, and headers by lower-case name."""

    status: int
    headers: Mapping[str, str]


class ResponseReader:
    """Opens a response and reads it ahead, a few chunks at most.

    A context manager: leaving it lets the thread go, which ends at its next sign of life or timeout and
    touches nothing but its connection.

    Args:
        open_response: gives the response; called in the thread.
        events: asked for whether to stop.
    """

    def __init__(self, open_response: Callable[[], Any], events: Events) -> None:
        self._open, self._events = open_response, events
        self._items: queue.Queue[Head | bytes | Exception] = queue.Queue(_AHEAD)
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._read, name="download", daemon=True)

    def __enter__(self) -> "ResponseReader":
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._left.set()

    def head(self) -> Head:
        """Wait for the first lines of the answer.

        Raises:
            EngineError, Interrupted: as `Connection.open`.
            Cancelled: the user asked to stop.
        """
        item = self._next()
        assert isinstance(item, Head)
        return item

    def chunks(self) -> Iterator[bytes]:
        """The content, in pieces.

        Raises:
            Interrupted: the connection broke.
            Cancelled: the user asked to stop.
        """
        while chunk := self._next():
            assert isinstance(chunk, bytes)
            yield chunk

    def _next(self) -> Head | bytes:
        while True:
            self._events.check_cancelled()
            try:
                item = self._items.get(timeout=LOOK)
            except queue.Empty:
                continue
            if isinstance(item, Exception):
                raise item
            return item

    def _read(self) -> None:
        try:
            with self._open() as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                self._put(Head(response.status, headers))
                try:
                    while chunk := response.read1(CHUNK):
                        self._put(chunk)
                except (OSError, http.client.HTTPException, ValueError) as error:
                    raise failure_of(error) from error
            self._put(b"")
        except _NobodyReads:
            pass
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised again where it is waited for
            with contextlib.suppress(_NobodyReads):
                self._put(error)

    def _put(self, item: Head | bytes | Exception) -> None:
        while not self._left.is_set():
            try:
                self._items.put(item, timeout=LOOK)
            except queue.Full:
                continue
            return
        raise _NobodyReads


class _NobodyReads(Exception):
    """The other side has stopped."""
