"""The engine's language: JSON-RPC 2.0 messages in length-prefixed frames.

A frame is a 4-byte big-endian unsigned length and that many bytes of UTF-8 JSON.
Pure Python, so that both sides of the pipe can be tested without Qt.
"""

from __future__ import annotations

import json
import struct
from typing import Any

PROTOCOL_VERSION = 1
MAX_FRAME = 16 * 1024 * 1024
CANCELLED = -32800

_LENGTH = struct.Struct(">I")


class ProtocolError(Exception):
    """The other side sent bytes that are no frame, or a frame that is no message."""


def encode(message: dict[str, Any]) -> bytes:
    """Return the frame of one message.

    Raises:
        ProtocolError: the message is too large for a frame.
    """
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    if len(body) > MAX_FRAME:
        raise ProtocolError(f"a message of {len(body)} bytes is too large; large data travels as files")
    return _LENGTH.pack(len(body)) + body


class FrameDecoder:
    """Cuts a stream of bytes, in pieces of any size, into messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[dict[str, Any]]:
        """Take the next piece and return the messages that it completes.

        Raises:
            ProtocolError: the stream is broken; the decoder can't be used any more.
        """
        self._buffer += data
        messages = []
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if length > MAX_FRAME:
                raise ProtocolError(f"a frame claims {length} bytes; something else was printed to the pipe")
            end = _LENGTH.size + length
            if len(self._buffer) < end:
                break
            messages.append(_message(bytes(self._buffer[_LENGTH.size : end])))
            del self._buffer[:end]
        return messages


def _message(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body.decode("utf-8"))
    except ValueError as error:
        raise ProtocolError(f"a frame holds no JSON: {error}") from error
    if not isinstance(message, dict):
        raise ProtocolError("a frame holds JSON that is no message")
    return message


def request(request_id: int, method: str, params: dict[str, Any]) -> dict[str, Any]:
    """Build a call that will be answered under its id."""
    return {"jsonrpc": "2.0", "id": request_id, "method": method, "params": params}


def error_of(message: dict[str, Any]) -> dict[str, str]:
    """Turn an answer's ``error`` member into ``{"code", "message", "advice"}``.

    The code is the engine's own dotted one; a cancelled call has ``"cancelled"``.
    """
    error = message.get("error")
    if not isinstance(error, dict):
        error = {"message": str(error)}
    data = error.get("data")
    data = data if isinstance(data, dict) else {}
    code = "cancelled" if error.get("code") == CANCELLED else str(data.get("code") or "engine.error")
    return {
        "code": code,
        "message": str(error.get("message") or "The engine reported an error without a text."),
        "advice": str(data.get("advice") or ""),
    }
