"""A server with faults, and a connection that trusts it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.downloading.https_server import Server, serving


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the test authority's certificates."""
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture
def server(authority: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that this process trusts, as a user's system trusts the internet's, with no proxy between."""
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving(authority) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority / "authority.pem"))
        yield running
