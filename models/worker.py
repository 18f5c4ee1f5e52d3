"""The job server that the plugin starts: JSON-RPC 2.0 over standard input and output.

A frame is a 4-byte big-endian length and that much UTF-8 JSON. Three threads share the work: one reads
frames and answers cancels at once, one answers questions, and the main one runs jobs, one after the other.
The pipe's end of standard output is kept for frames alone; whatever libraries print goes to standard error.
"""

import json
import logging
import os
import queue
import struct
import sys
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from models.errors import Cancelled, EngineError
from models.jobs import job_from_json, run_job
from models.listeners import JsonListener
from models.queries import QUERIES
from models.sentences import marked, say

MAX_FRAME = 16 << 20
_LENGTH = struct.Struct(">I")

PARSE_ERROR, INVALID_REQUEST, UNKNOWN_METHOD = -32700, -32600, -32601
JOB_FAILED, JOB_CANCELLED = -32000, -32800

GRACE = 1.0
"""Seconds that a job gets to stop when the plugin goes away; after that the process ends under it."""

log = logging.getLogger("spectralgpt.worker")


class BrokenStream(Exception):
    """What came in is no frame; there is no way to find the next one."""


def read_frame(source: BinaryIO) -> Any:
    """The next message, or None at the end of the stream.

    Raises:
        BrokenStream: the bytes are no frame.
    """
    head = _read_exactly(source, _LENGTH.size)
    if not head:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MAX_FRAME:
        raise BrokenStream(f"a frame claims {length} bytes; at most {MAX_FRAME} are allowed")
    body = _read_exactly(source, length)
    if len(body) < length:
        raise BrokenStream("the stream ends within a frame")
    try:
        return json.loads(body)
    except ValueError as error:
        raise BrokenStream(f"a frame holds no JSON: {error}") from error


def frame(message: Mapping[str, Any]) -> bytes:
    """The bytes of a message."""
    body = json.dumps(marked(message), ensure_ascii=False, separators=(",", ":"), default=str).encode()
    return _LENGTH.pack(len(body)) + body


def serve() -> int:
    """Serve until the input ends or `shutdown` is called; returns the exit code."""
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (0, 1):
            msvcrt.setmode(descriptor, os.O_BINARY)
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    # Nothing but frames may reach the plugin, whatever a library prints, and no child may read its frames.
    os.dup2(2, 1)
    devnull = os.open(os.devnull, os.O_RDONLY)
    os.dup2(devnull, 0)
    os.close(devnull)
    sys.stdout = sys.stderr
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.captureWarnings(True)
    return Worker(source, target).run()


@dataclass
class _Run:
    """A job that waits or runs."""

    id: Any
    params: Mapping[str, Any]
    listener: JsonListener
    answered: bool = False


class Worker:
    """Reads frames from one stream and writes frames to another."""

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        self._source, self._target = source, target
        self._write_lock = threading.Lock()
        self._runs_lock = threading.Lock()
        self._runs: list[_Run] = []
        self._waiting: queue.SimpleQueue[_Run | None] = queue.SimpleQueue()
        self._questions: queue.SimpleQueue[tuple[Any, str, Mapping[str, Any]]] = queue.SimpleQueue()
        self._exit_code = 0

    def run(self) -> int:
        """Serve until the end; returns the exit code."""
        threading.Thread(target=self._answer_questions, name="queries", daemon=True).start()
        threading.Thread(target=self._read, name="frames", daemon=True).start()
        while (run := self._waiting.get()) is not None:
            self._run(run)
        return self._exit_code

    def _read(self) -> None:
        try:
            while (message := read_frame(self._source)) is not None:
                if not self._take(message):
                    break
        except BrokenStream as error:
            log.error("%s", error)
            self._error(
                None,
                PARSE_ERROR,
                say("The engine cannot read its input: {error}.", error=error),
                "worker.frame",
            )
            self._exit_code = 1
        except Exception:
            log.exception("reading failed")
            self._exit_code = 1
        self._end()

    def _take(self, message: Any) -> bool:
        """Act on a message; False when it was the last one."""
        if not isinstance(message, dict) or not isinstance(message.get("method"), str):
            identity = message.get("id") if isinstance(message, dict) else None
            self._error(identity, INVALID_REQUEST, say("This is no request."), "worker.request")
            return True
        identity, method, params = message.get("id"), message["method"], message.get("params") or {}
        if not isinstance(params, dict):
            self._error(identity, INVALID_REQUEST, say("Parameters must have names."), "worker.request")
        elif method == "shutdown":
            self._answer(identity, True)
            return False
        elif method == "cancel":
            self._cancel(params.get("id"))
            self._answer(identity, True)
        elif method == "run":
            run = _Run(identity, params, JsonListener(lambda event: self._event(identity, event)))
            with self._runs_lock:
                self._runs.append(run)
            self._waiting.put(run)
        elif method in QUERIES:
            self._questions.put((identity, method, params))
        else:
            self._error(
                identity,
                UNKNOWN_METHOD,
                say("There is no method {method!r}.", method=method),
                "worker.method",
            )
        return True

    def _run(self, run: _Run) -> None:
        with self._runs_lock:
            if run.answered:
                return
        answer: dict[str, Any]
        try:
            answer = {"result": run_job(job_from_json(run.params.get("job")), run.listener)}
        except Cancelled:
            answer = {"error": _cancelled()}
        except Exception as error:  # noqa: BLE001 - the worker must outlive any job
            answer = {"error": _failure(error)}
        self._finish(run, answer)

    def _finish(self, run: _Run, answer: Mapping[str, Any]) -> None:
        with self._runs_lock:
            if run.answered:
                return
            run.answered = True
            self._runs.remove(run)
        self._send({"jsonrpc": "2.0", "id": run.id, **answer})

    def _cancel(self, identity: Any) -> None:
        with self._runs_lock:
            found = [run for run in self._runs if run.id == identity]
            running = self._runs[0] if self._runs else None
        for run in found:
            run.listener.cancel()
            if run is not running:
                self._finish(run, {"error": _cancelled()})  # it waits: there is nothing to stop

    def _answer_questions(self) -> None:
        while True:
            identity, method, params = self._questions.get()
            try:
                answer = QUERIES[method](params)
            except Exception as error:  # noqa: BLE001 - the worker must outlive any question
                self._send({"jsonrpc": "2.0", "id": identity, "error": _failure(error)})
            else:
                self._answer(identity, answer)

    def _end(self) -> None:
        """Stop what runs and end the process, if need be under a job: its journal stays whole."""
        with self._runs_lock:
            for run in self._runs:
                run.listener.cancel()
                if run is not self._runs[0]:
                    run.answered = True
        self._waiting.put(None)
        killer = threading.Timer(GRACE, os._exit, (self._exit_code,))
        killer.daemon = True
        killer.start()

    def _event(self, identity: Any, event: dict[str, Any]) -> None:
        self._send({"jsonrpc": "2.0", "method": "event", "params": {"id": identity, **event}})

    def _answer(self, identity: Any, result: Any) -> None:
        if identity is not None:
            self._send({"jsonrpc": "2.0", "id": identity, "result": result})

    def _error(self, identity: Any, number: int, message: str, code: str) -> None:
        error = {"code": number, "message": message, "data": {"code": code, "advice": ""}}
        self._send({"jsonrpc": "2.0", "id": identity, "error": error})

    def _send(self, message: Mapping[str, Any]) -> None:
        data = frame(message)
        try:
            with self._write_lock:
                self._target.write(data)
                self._target.flush()
        except (BrokenPipeError, ValueError):
            log.info("the other side has gone")


def _read_exactly(source: BinaryIO, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = source.read(length - len(parts))
        if not part:
            break
        parts += part
    return bytes(parts)


def _cancelled() -> dict[str, Any]:
    data = {"code": "cancelled", "advice": say("The finished part is kept; resume to go on.")}
    return {"code": JOB_CANCELLED, "message": say("Cancelled."), "data": data}


def _failure(error: Exception) -> dict[str, Any]:
    if isinstance(error, EngineError):
        data = {"code": error.code, "advice": error.advice}
        return {"code": JOB_FAILED, "message": error.message, "data": data}
    log.error("%s", "".join(traceback.format_exception(error)))
    data = {"code": "engine.fault", "advice": say("The engine's log has the details.")}
    return {
        "code": JOB_FAILED,
        "message": say("The engine failed: {error}.", error=repr(error)),
        "data": data,
    }
