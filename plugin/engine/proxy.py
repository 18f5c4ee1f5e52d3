"""The proxy that QGIS uses, told to the engine, which has no other way to know of it."""

from __future__ import annotations

from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyQuery

DIRECT = "direct"
"""The engine's word for "no proxy, whatever the system says"."""


def proxy_for(url: str) -> str:
    """The proxy for an address as QGIS's settings have it (Options ▸ Network), for a job's ``proxy``.

    Returns:
        Its address with user and password, `DIRECT`, or empty where QGIS leaves it to the system. A password
        goes to the engine through the pipe, and into no log and no file. A SOCKS proxy is told without one:
        the engine cannot use it and says so.
    """
    factory = QgsNetworkAccessManager.instance().proxyFactory()
    proxies = factory.queryProxy(QNetworkProxyQuery(QUrl(url))) if factory is not None else []
    if not proxies:
        return ""
    proxy, kinds = proxies[0], QNetworkProxy.ProxyType
    if proxy.type() == kinds.NoProxy:
        return DIRECT
    if not proxy.hostName():
        return ""
    address = QUrl()
    address.setHost(proxy.hostName())
    address.setPort(proxy.port())
    if proxy.type() == kinds.Socks5Proxy:
        address.setScheme("socks5")
    else:
        address.setScheme("http")
        address.setUserName(proxy.user(), QUrl.ParsingMode.DecodedMode)
        address.setPassword(proxy.password(), QUrl.ParsingMode.DecodedMode)
    return bytes(address.toEncoded()).decode()


def shown(proxy: str) -> str:
    """A proxy for people: host and port, nothing secret; empty for none."""
    address = QUrl(proxy)
    return f"{address.host()}:{address.port()}" if address.host() else ""
