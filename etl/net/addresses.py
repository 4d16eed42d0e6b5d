"""Which network addresses may be reached, and a transport that reaches only the one that was checked.

A name is resolved once and the connection is made to that very address, so that a name that answers differently a
moment later (DNS rebinding) leads nowhere. Certificates are still checked against the name.
"""

import ipaddress
import socket
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter

from etl.errors import GardefouError

UNICAST = ipaddress.ip_network("2000::/3")
# Global by form, but a way into IPv4 (Teredo, 6to4, its relay) or documentation; NAT64 lies outside UNICAST.
CARRIERS = tuple(map(ipaddress.ip_network, ("2001::/32", "2002::/16", "3fff::/20", "192.88.99.0/24")))


class NotAllowed(GardefouError):
    """An address that must not be reached; nothing was sent."""


def checked(url: str, hosts: frozenset[str], is_loopback_allowed: bool) -> str:
    """The one IP address to connect to for this URL.

    `hosts` are exact names, with the port when it is not 443. Raises NotAllowed before anything is sent. Plain http is
    accepted for a loopback address only, and only when the caller allows loopback at all.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refusal("it is not a valid address") from None
    host = parts.hostname or ""
    if parts.scheme not in ("https", "http") or (parts.scheme == "http" and not is_loopback_allowed):
        raise refusal(f"its scheme is {parts.scheme or 'missing'}, and only https is used")
    if parts.username or parts.password:
        raise refusal("it carries a user name")
    named = host if port in (None, 443) else f"{host}:{port}"
    if named not in hosts:
        raise refusal(f"the host {named[:80]} is not among those its source allows ({', '.join(sorted(hosts))})")
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unresolved(f"the name {host} cannot be resolved") from None
    addresses = [str(answer[4][0]) for answer in found]
    for address in addresses:
        ip = ipaddress.ip_address(address.partition("%")[0])
        is_local = is_loopback_allowed and ip.is_loopback
        if not (is_local or (parts.scheme == "https" and is_public(ip))):
            raise refusal(f"{host} leads to {address}, which is not a public address")
    return addresses[0]


class Unresolved(Exception):
    """A name the resolver does not know at the moment: worth another try."""


def refusal(why: str) -> NotAllowed:
    return NotAllowed(f"an address was refused: {why}. Nothing was sent there.")


def is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address belongs to the public internet and carries no other address inside it."""
    if isinstance(ip, ipaddress.IPv6Address) and ip not in UNICAST:
        return False
    if any(ip in network for network in CARRIERS):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class Pinned(HTTPAdapter):
    """A transport to one address, whatever the name in the URL would resolve to by now.

    `hang_up` ends its connections from another thread: the only way out of a server that drips.
    """

    def __init__(self, address: str):
        self.address = address
        self.sockets: list[socket.socket] = []
        super().__init__(max_retries=0)

    def build_connection_pool_key_attributes(self, request: PreparedRequest, verify: Any, cert: Any = None) -> Any:
        keys: Any = super().build_connection_pool_key_attributes(request, verify, cert)
        host, pool = keys
        if host["scheme"] == "https":
            pool["server_hostname"] = pool["assert_hostname"] = host["host"]
        host["host"] = self.address
        return host, pool

    def get_connection_with_tls_context(self, *given: Any, **named: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*given, **named)
        kept, kind = self.sockets, type(pool).ConnectionCls

        class Watched(kind):  # type: ignore[valid-type,misc]
            def _new_conn(self) -> socket.socket:
                made = super()._new_conn()
                kept.append(made.dup())  # a second handle: the first one disappears inside TLS
                return made

        pool.ConnectionCls = Watched
        return pool

    def hang_up(self) -> None:
        for handle in self.sockets:
            with suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        while self.sockets:
            self.sockets.pop().close()


class OneHop(Session):
    """A session for one request over one transport, without proxies and .netrc of the environment.

    It does not look where a redirect leads, even when told not to follow it: requests would first read the redirect's
    body, whole, into memory.
    """

    def __init__(self, transport: Pinned):
        super().__init__()
        self.trust_env = False
        self.mount("https://", transport)
        self.mount("http://", transport)

    def get_redirect_target(self, resp: Response) -> None:
        return None
