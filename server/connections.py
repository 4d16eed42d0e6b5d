"""Connections before a request is whole: how many there may be, and how long one may take to say what it wants.

The HTTP server itself waits for ever for the end of a request once a byte of it has come.
"""

from typing import Any

from uvicorn.protocols.http import auto
from uvicorn.protocols.http.h11_impl import H11Protocol as Protocol

from server.visitors import Over, Places, header, visitor

HEAD = 10.0  # seconds from the first byte, or from the connection, to the end of a request
MESSAGE = 1_000_000  # bytes of one message on a socket: a page's choices are some thousand
CONNECTIONS = Places(1000, 120)
FULL = (
    b"HTTP/1.1 %s\r\nretry-after: 5\r\ncache-control: no-store\r\nconnection: close\r\n"
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n\r\n%s"
)
WORDS = (
    b"Too many connections are open; ask again in five seconds.\n"
    b"Trop de connexions sont ouvertes ; redemandez dans cinq secondes.\n"
)


def watch(kind: Any = Protocol) -> None:
    """Has every connection of this HTTP server counted and timed. Once a process.

    The server would take another parser where one is installed, whose state cannot be read.
    """
    auto.AutoHTTPProtocol = Protocol  # type: ignore[misc]
    if getattr(kind, "is_watched", False):
        return
    made, received, lost, upgraded = (
        kind.connection_made, kind.data_received, kind.connection_lost, kind.handle_websocket_upgrade,
    )  # fmt: skip # saves 3 lines

    def connection_made(self: Any, transport: Any) -> None:
        made(self, transport)
        for holder, name in ((self.config, "encoded_headers"), (self.server_state, "default_headers")):
            # No word of what we run.
            setattr(holder, name, [pair for pair in getattr(holder, name) if pair[0] != b"server"])
        self.app_state = {**self.app_state, "transport": transport}  # by which an answer given up is cut off
        self.config.ws_max_size = MESSAGE
        self.late, self.who = None, visitor((self.client or ("", 0))[0])
        CONNECTIONS.each = CONNECTIONS.most if header() else 120
        try:
            CONNECTIONS.take(self.who, self, transport.abort)
        except Over as over:
            status = b"429 Too Many Requests" if over.is_own else b"503 Service Unavailable"
            transport.write(FULL % (status, len(WORDS), WORDS))
            transport.close()
            return
        _time(self)

    def data_received(self: Any, data: bytes) -> None:
        if self.transport.is_closing():
            return
        received(self, data)
        if _time(self):
            CONNECTIONS.hear(self.who, self)

    def connection_lost(self: Any, fault: Exception | None) -> None:
        _forget(self)
        lost(self, fault)

    def handle_websocket_upgrade(self: Any, *given: Any) -> None:
        self.is_socket = True
        _forget(self)  # from here on it is counted as a socket
        upgraded(self, *given)

    kind.is_watched, kind.is_socket = True, False
    kind.connection_made, kind.data_received, kind.connection_lost = connection_made, data_received, connection_lost
    kind.handle_websocket_upgrade = handle_websocket_upgrade


def _time(self: Any) -> bool:
    """Starts the clock when a request has begun, and stops it when it is whole; whether it is."""
    if self.is_socket or self.transport.is_closing():
        return False
    is_waited_for = str(self.conn.their_state) in ("IDLE", "SEND_BODY")
    if is_waited_for and self.late is None:
        self.late = self.loop.call_later(HEAD, _late, self)
    elif not is_waited_for and self.late is not None:
        self.late.cancel()
        self.late = None
    return not is_waited_for


def _late(self: Any) -> None:
    self.late = None
    self.transport.abort()


def _forget(self: Any) -> None:
    CONNECTIONS.leave(self.who, self)
    if self.late is not None:
        self.late.cancel()
        self.late = None
