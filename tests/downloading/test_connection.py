"""Nothing but verified HTTPS is opened, redirects included; proxies are used and their passwords kept."""

import base64
import contextlib
import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.downloading.connection import DIRECT, Connection, Interrupted, shown
from models.errors import EngineError
from tests.downloading.https_server import Served, Server, serving


def read(server: Server, path: str = "/file", **options: Any) -> bytes:
    with Connection(**{"timeout": 20, **options}).open(server.address + path) as response:
        content: bytes = response.read()
    return content


def refused(server: Server, path: str = "/file", **options: Any) -> EngineError:
    with pytest.raises(EngineError) as caught:
        read(server, path, **options)
    return caught.value


def test_a_certificate_that_nobody_vouches_for_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files["/file"] = Served(b"content")
    monkeypatch.delenv("SSL_CERT_FILE")
    error = refused(server)
    assert error.code == "download.tls"
    assert "localhost" in error.message
    assert server.requests == [], "nothing was asked over a connection that cannot be trusted"


def test_a_certificate_for_another_name_is_refused(server: Server) -> None:
    server.files["/file"] = Served(b"content")
    with pytest.raises(EngineError) as caught:
        Connection().open(server.address.replace("localhost", "127.0.0.1") + "/file")
    assert caught.value.code == "download.tls"


@pytest.mark.parametrize(
    "url", ["http://localhost/x", "file:///etc/passwd", "ftp://localhost/x", "https:///x", "x"]
)
def test_only_https_is_opened(url: str) -> None:
    with pytest.raises(EngineError) as caught:
        Connection().open(url)
    assert caught.value.code == "download.not_https"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_with_the_range_that_was_asked_for(server: Server, status: int) -> None:
    server.files["/file"] = Served(b"content")
    server.redirects["/old"] = (status, "/older")
    server.redirects["/older"] = (302, f"{server.address}/file")
    with Connection().open(f"{server.address}/old", {"Range": "bytes=3-", "If-Range": '"one"'}) as response:
        assert (response.status, response.read()) == (206, b"tent")


@pytest.mark.parametrize("target", ["http://localhost:1/file", "ftp://localhost/file", "file:///etc/passwd"])
def test_a_redirect_away_from_https_is_refused(server: Server, target: str) -> None:
    server.redirects["/file"] = (302, target)
    error = refused(server)
    # Python itself refuses what is neither HTTP nor FTP, as a redirect without a sensible target.
    assert error.code in ("download.not_https", "download.redirects")


def test_redirects_in_circles_end(server: Server) -> None:
    server.redirects["/file"] = (302, "/there")
    server.redirects["/there"] = (302, "/file")
    assert refused(server).code == "download.redirects"
    assert len(server.requests) < 25


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "gone"), (410, "gone"), (401, "denied"), (403, "denied"), (400, "refused"), (418, "refused")],
)
def test_refusals_are_told_apart_and_not_tried_again(server: Server, status: int, code: str) -> None:
    server.files["/file"] = Served(b"content", statuses=[status])
    error = refused(server)
    assert error.code == f"download.{code}"
    assert str(status) in error.message
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_what_may_be_over_in_a_moment_is_worth_another_try(server: Server, status: int) -> None:
    server.files["/file"] = Served(b"content", statuses=[status])
    with pytest.raises(Interrupted, match=str(status)):
        read(server)
    assert read(server) == b"content"


def test_a_server_that_does_not_answer_or_is_not_there_is_an_interruption(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Interrupted, match="does not answer"):
            Connection(timeout=0.3).open(f"https://localhost:{port}/")
    with pytest.raises(Interrupted, match="refuses connections"):
        Connection().open(f"https://localhost:{port}/")


def test_a_server_without_tls_is_refused(server: Server) -> None:
    with _plain_server() as port, pytest.raises(EngineError) as caught:
        Connection().open(f"https://localhost:{port}/")
    assert caught.value.code == "download.tls"


def test_a_proxy_is_used_with_its_password_which_only_it_sees(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files["/file"] = Served(b"content")
    server.redirects["/old"] = (302, f"{server.address}/file")
    with _Proxy() as proxy:
        assert read(server, "/old", proxy=f"http://user:p%40ss@127.0.0.1:{proxy.port}") == b"content"
        assert len(proxy.tunnels) == 2
        assert proxy.passwords == ["user:p@ss", "user:p@ss"]
        assert all("proxy-authorization" not in headers for _, headers in server.requests)
        proxy.tunnels.clear()
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        assert read(server) == b"content"
        assert len(proxy.tunnels) == 1
        assert read(server, proxy=DIRECT) == b"content"
        assert len(proxy.tunnels) == 1


def test_a_proxys_password_does_not_follow_a_redirect_that_leaves_the_proxy(
    server: Server, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(authority) as other, _Proxy() as proxy:
        other.files["/file"] = Served(b"content")
        server.redirects["/old"] = (302, f"{other.address}/file")
        monkeypatch.setenv("no_proxy", f"localhost:{other.server_address[1]}")
        assert read(server, "/old", proxy=f"http://user:secret@127.0.0.1:{proxy.port}") == b"content"
        assert len(proxy.tunnels) == 1
        assert "proxy-authorization" not in other.asked("/file")[0]


def test_a_proxy_that_refuses_is_named_without_its_password(server: Server) -> None:
    with _Proxy(status=407) as proxy:
        error = refused(server, proxy=f"http://user:secret@127.0.0.1:{proxy.port}")
    assert error.code == "download.proxy"
    assert "407" in error.message
    assert "secret" not in str(error)


@pytest.mark.parametrize("proxy", ["socks5://user:secret@localhost:1080", "http:/user:secret", "http://"])
def test_a_proxy_that_cannot_be_used_is_refused_without_its_password(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for given in (proxy, None):
        monkeypatch.setenv("https_proxy", proxy)
        with pytest.raises(EngineError) as caught:
            Connection(proxy=given)
        assert caught.value.code == "download.proxy"
        assert "secret" not in str(caught.value)


def test_addresses_in_messages_have_no_secrets() -> None:
    assert shown("https://user:secret@host:443/file?token=secret#secret") == "https://host/file"


def test_certificates_of_another_store_can_be_named(
    server: Server, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As companies need whose network inspects what is encrypted."""
    server.files["/file"] = Served(b"content")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    monkeypatch.setenv("SSL_CERT_DIR", "/nowhere")
    assert refused(server).code == "download.tls"
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "authority.pem"))
    assert read(server) == b"content"


class _Proxy(contextlib.AbstractContextManager["_Proxy"]):
    """An HTTP proxy that tunnels to this computer and writes down who asked."""

    def __init__(self, status: int = 200) -> None:
        self.tunnels: list[str] = []
        self.passwords: list[str] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                outer.tunnels.append(self.path)
                word = self.headers.get("Proxy-Authorization", "").partition(" ")[2]
                if word:
                    outer.passwords.append(base64.b64decode(word).decode())
                self.send_response(status)
                self.end_headers()
                if status == 200:
                    host, _, port = self.path.partition(":")
                    with socket.create_connection((host, int(port))) as there:
                        back = threading.Thread(target=_pump, args=(there, self.connection))
                        back.start()
                        _pump(self.connection, there)
                        back.join()

            def log_message(self, *_arguments: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]

    def __enter__(self) -> "_Proxy":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def _plain_server() -> Iterator[int]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_arguments: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
