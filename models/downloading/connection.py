"""HTTPS requests: verified by the system's trust store, through the system's proxy, never without TLS.

Python's defaults follow redirects to plain HTTP and open files and FTP; here nothing but HTTPS is opened.
"""

import http.client
import platform
import re
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import Message
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import models
from models.errors import EngineError
from models.sentences import say

DIRECT = "direct"
"""Word for "no proxy, whatever the system says"."""
SYSTEM_BUNDLE = Path("/etc/ssl/cert.pem")
"""Where macOS keeps certificates for programs that cannot ask its keychain."""
RANGE_NOT_SATISFIABLE = 416
BROWSER = say("Download the file with a browser and import it.")

_CARRIED = ("Range", "If-range", "User-agent", "Accept-encoding", "Accept")
_REDIRECTS = (301, 302, 303, 307, 308)
_DENIED = (401, 403, 451)
_GONE = (404, 410)
_WORTH_A_RETRY = (408, 425, 429)
_ABSENT_TLS = re.compile(r"wrong version number|unknown protocol|http request", re.IGNORECASE)


class Interrupted(Exception):
    """The request failed in a way that may be over in a moment; ``why`` says how, as a part of a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Connection:
    """Opens HTTPS addresses.

    Args:
        proxy: address of an HTTP proxy, with user and password where it wants them; `DIRECT` for none;
            None for what the system or the environment (``HTTPS_PROXY``, ``NO_PROXY``) says.
        timeout: seconds without a sign of life after which a request is given up.

    Raises:
        EngineError: ``download.proxy``.
    """

    def __init__(self, proxy: str | None = None, timeout: float = 30.0) -> None:
        self.timeout = timeout
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(_proxies(proxy)),
            urllib.request.HTTPSHandler(context=trusting_context()),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
            _Redirects(),
        ):
            self._opener.add_handler(handler)

    def open(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """Send a GET request.

        Returns:
            The response, which is to be closed; its ``status`` is 200, 206 or 416.

        Raises:
            EngineError: ``download.*`` for what another try would not mend.
            Interrupted: for what it might.
        """
        _check_https(url)
        request = urllib.request.Request(  # noqa: S310 - the scheme has been checked
            url,
            headers={
                "User-Agent": f"SpectralGPT-for-QGIS/{models.__version__}",
                # Lengths and ranges are to count the file's own bytes.
                "Accept-Encoding": "identity",
                **(headers or {}),
            },
        )
        try:
            return self._opener.open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            if error.code == RANGE_NOT_SATISFIABLE:
                return error
            error.close()
            raise _refusal(error.code, url) from error
        except urllib.error.URLError as error:
            reason = error.reason
            raise _failure(reason if isinstance(reason, Exception) else error, url) from error
        except (OSError, http.client.HTTPException) as error:
            raise _failure(error, url) from error


def trusting_context() -> ssl.SSLContext:
    """TLS with certificate and host name verified against the system's trust store.

    ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` name another store, as for other programs.
    """
    context = ssl.create_default_context()
    if platform.system() == "Darwin" and not context.get_ca_certs() and SYSTEM_BUNDLE.is_file():
        context.load_verify_locations(SYSTEM_BUNDLE)
    return context


def shown(url: str) -> str:
    """An address for messages: without user, password and parameters, which may be secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def failure_of(error: Exception) -> Interrupted:
    """What a failure in the middle of a response means."""
    if isinstance(error, (socket.timeout, TimeoutError)):
        return Interrupted(say("the server has stopped sending"))
    return Interrupted(say("the connection was lost"))


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects from HTTPS to HTTPS, a few times."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: Message,  # noqa: ARG002
        newurl: str,
    ) -> urllib.request.Request:
        """The next request. The proxy's password, which the first one carried, is not for another server."""
        if urlsplit(newurl).scheme != "https":
            fp.close()
        _check_https(newurl, redirected=True)
        kept = {name: value for name, value in req.headers.items() if name in _CARRIED}
        return urllib.request.Request(newurl, headers=kept, origin_req_host=req.origin_req_host)  # noqa: S310

    # Python 3.10 does not know this one yet.
    http_error_308 = urllib.request.HTTPRedirectHandler.http_error_302


def _check_https(url: str, redirected: bool = False) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        address = shown(url)
        if redirected:
            said = say(
                "The server redirects to {address}, which is not encrypted; only https is allowed.",
                address=address,
            )
        else:
            said = say(
                "The address is {address}, which is not encrypted; only https is allowed.", address=address
            )
        raise EngineError("download.not_https", said, BROWSER)


def _proxies(proxy: str | None) -> dict[str, str]:
    if proxy == DIRECT:
        return {}
    proxy = proxy or urllib.request.getproxies().get("https")
    if not proxy:
        return {}
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise EngineError(
            "download.proxy",
            say("The engine can use proxies of the form http://host:port only, and this is another one."),
            BROWSER,
        )
    return {"https": parts.geturl()}


def _refusal(status: int, url: str) -> Exception:
    host = urlsplit(url).hostname
    if status in _REDIRECTS:
        return EngineError("download.redirects", say("{host} redirects in circles.", host=host), BROWSER)
    if status in _GONE:
        said = say("{address} does not exist ({status}).", address=shown(url), status=status)
        return EngineError("download.gone", said, BROWSER)
    if status in _DENIED:
        said = say(
            "{host} denies access to {address} ({status}).", host=host, address=shown(url), status=status
        )
        return EngineError("download.denied", said, BROWSER)
    if status >= 500 or status in _WORTH_A_RETRY:
        return Interrupted(say("{host} is out of order or overloaded ({status})", host=host, status=status))
    said = say("{host} refuses the request ({status}).", host=host, status=status)
    return EngineError("download.refused", said, BROWSER)


def _failure(error: Exception, url: str) -> Exception:
    host = urlsplit(url).hostname
    if isinstance(error, ssl.SSLCertVerificationError):
        return EngineError(
            "download.tls",
            say(
                "The certificate of {host} cannot be trusted: {reason}.",
                host=host,
                reason=error.verify_message,
            ),
            say(
                "Nothing was loaded. Where the network inspects encrypted traffic, its certificate belongs "
                "into the system's trust store, or into the file that SSL_CERT_FILE names."
            ),
        )
    if isinstance(error, ssl.SSLError) and _ABSENT_TLS.search(str(error)):
        return EngineError("download.tls", say("{host} does not speak TLS.", host=host), BROWSER)
    text = str(error)
    if "Tunnel connection failed" in text:
        return EngineError(
            "download.proxy",
            say(
                "The proxy refuses the connection to {host} ({reason}).",
                host=host,
                reason=text.partition(":")[2].strip(),
            ),
            say("Check the proxy's address, user and password."),
        )
    if isinstance(error, socket.gaierror):
        return Interrupted(
            say("the address of {host} cannot be found; perhaps there is no network", host=host)
        )
    if isinstance(error, (socket.timeout, TimeoutError)):
        return Interrupted(say("{host} does not answer", host=host))
    if isinstance(error, ConnectionRefusedError):
        return Interrupted(say("{host} or the proxy refuses connections", host=host))
    return Interrupted(say("the connection to {host} failed", host=host))
