"""An HTTPS server on this computer, with every fault that a download has to survive.

Only the standard library is used, so that the tests inside QGIS can have it too. Its certificate is signed by
an authority of its own, which whoever is to trust it names in ``SSL_CERT_FILE``.
"""

import contextlib
import hashlib
import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PIECE = 4096


@dataclass
class Served:
    """A file as the server gives it.

    Attributes:
        content: its bytes.
        etag, modified: its validators; empty for none.
        ranges: whether parts of it can be had.
        cuts: for each request in turn, after how many bytes the connection is dropped; None for not at all.
        claimed: length that is claimed in place of the true one; 0 for none at all.
        part: what a request for a part is answered with, in place of the right "Content-Range".
        shift: for each request for a part in turn, by how many bytes the part that is sent begins too early.
        statuses: for each request in turn, a status without content; 200 for a proper answer.
        hold: waited for after the first piece.
        kind: of the content.
    """

    content: bytes
    etag: str = '"one"'
    modified: str = ""
    ranges: bool = True
    cuts: list[int | None] = field(default_factory=list)
    claimed: int | None = None
    part: str = ""
    shift: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    hold: threading.Event | None = None
    kind: str = "application/octet-stream"


class Server(ThreadingHTTPServer):
    """Serves `files` and `redirects` (path: status and target) and writes down what it was asked."""

    daemon_threads = True

    def __init__(self, certificate: Path, key: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, Served] = {}
        self.redirects: dict[str, tuple[int, str]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._context = context

    @property
    def address(self) -> str:
        """Address of the root."""
        return f"https://localhost:{self.server_address[1]}"

    def asked(self, path: str) -> list[dict[str, str]]:
        """Headers of the requests for a path, names in lower case."""
        return [headers for asked, headers in self.requests if asked == path]

    def finish_request(self, request: Any, client_address: Any) -> None:
        # In the request's own thread: a handshake that fails must not stop the others.
        with (
            contextlib.suppress(OSError),
            self._context.wrap_socket(request, server_side=True) as secured,
        ):
            self.RequestHandlerClass(secured, client_address, self)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is no error here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.requests.append(
            (self.path, {name.lower(): value for name, value in self.headers.items()})
        )
        if self.path in self.server.redirects:
            status, target = self.server.redirects[self.path]
            self._answer(status, {"Location": target, "Content-Length": "0"})
        elif self.path not in self.server.files:
            self._answer(404, {"Content-Length": "0"})
        else:
            self._serve(self.server.files[self.path])

    def _serve(self, served: Served) -> None:
        status = served.statuses.pop(0) if served.statuses else 200
        if status != 200:
            self._answer(status, {"Content-Length": "0"})
            return
        content, wanted = served.content, self.headers.get("Range")
        validators = [value for value in (served.etag, served.modified) if value]
        given = {"ETag": served.etag, "Last-Modified": served.modified, "Content-Type": served.kind}
        headers = {name: value for name, value in given.items() if value}
        start = 0
        if wanted and served.ranges and self.headers.get("If-Range", *validators[:1]) in validators:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                self._answer(416, {"Content-Range": f"bytes */{len(content)}", "Content-Length": "0"})
                return
            status = 206
            shift = served.shift.pop(0) if served.shift else 0
            right = f"bytes {start - shift}-{len(content) - 1 - shift}/{len(content)}"
            headers["Content-Range"] = served.part or right
            content = content[:start] + content[start - shift : len(content) - shift]
        length = len(content) - start if served.claimed is None else served.claimed
        if length:
            headers["Content-Length"] = str(length)
        self._answer(status, headers)
        end = len(content)
        if served.cuts and (cut := served.cuts.pop(0)) is not None:
            end = min(end, start + cut)
        for place in range(start, end, PIECE):
            self.wfile.write(content[place : min(place + PIECE, end)])
            if served.hold is not None and place == start:
                served.hold.wait(30)
        self.wfile.flush()
        if end < len(content):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        """Nothing is printed."""


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A running server; its authority's certificate is ``folder/authority.pem``."""
    with Server(*make_certificates(folder)) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()


def make_certificates(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost and its key, signed by ``authority.pem``; made at the first call."""
    certificate, key = folder / "localhost.pem", folder / "localhost.key"
    if certificate.exists():
        return certificate, key
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    authority = (
        "-x509",
        "-days",
        "2",
        "-subj",
        "/CN=Test authority",
        "-addext",
        "keyUsage=critical,keyCertSign",
    )
    _openssl("req", *curve, *authority, "-keyout", folder / "authority.key", "-out", folder / "authority.pem")
    _openssl("req", *curve, "-subj", "/CN=localhost", "-keyout", key, "-out", folder / "localhost.csr")
    extensions = folder / "extensions"
    extensions.write_text("subjectAltName=DNS:localhost\nkeyUsage=critical,digitalSignature\n")
    signed_by = ("-CA", folder / "authority.pem", "-CAkey", folder / "authority.key", "-CAcreateserial")
    request = ("-req", "-in", folder / "localhost.csr", "-extfile", extensions, "-days", "2")
    _openssl("x509", *request, *signed_by, "-out", certificate)
    return certificate, key


def record(file: str, served: Served, address: str, **changes: Any) -> dict[str, Any]:
    """A record's description, as Zenodo gives it, with one file."""
    entry = {
        "key": file,
        "size": len(served.content),
        "checksum": f"md5:{hashlib.md5(served.content).hexdigest()}",
        "links": {"self": address},
    }
    return {"id": 1, "files": [{"key": "README.md", "links": {}}, {**entry, **changes}]}


def _openssl(*words: Any) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=60)


def write_card(folder: Path, source: Path, file: str, server: Server, **download: Any) -> dict[str, Any]:
    """An official card like ``source``, whose download lies on the server under ``file``."""
    document: dict[str, Any] = json.loads(source.read_text("utf-8"))
    document["file"] = file
    document["download"] |= {"url": f"{server.address}/{file}", "records": [], **download}
    folder.mkdir(exist_ok=True)
    (folder / source.name).write_text(json.dumps(document), "utf-8")
    return document
