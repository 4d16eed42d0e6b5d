"""Connections before a request is whole: how long one may take to say what it wants, and how many there may be."""

import types

import pytest

from server import connections
from server.visitors import Places


class Loop:
    """What was to be done later; nothing is done until the test does it."""

    def __init__(self):
        self.later = []

    def call_later(self, seconds, what, *given):
        timer = types.SimpleNamespace(seconds=seconds, ring=lambda: what(*given), is_over=False)
        timer.cancel = lambda: setattr(timer, "is_over", True)
        self.later.append(timer)
        return timer


class Transport:
    def __init__(self):
        self.written, self.is_shut = b"", ""

    def write(self, data):
        self.written += data

    def close(self):
        self.is_shut = self.is_shut or "closed"

    def abort(self):
        self.is_shut = "aborted"

    def is_closing(self):
        return bool(self.is_shut)


def kind():
    """An HTTP server's protocol, with as much of it as is watched; a request is whole at an empty line."""

    class Protocol:
        def __init__(self, address="127.0.0.9"):
            self.client, self.app_state, self.loop = (address, 1), {}, Loop()
            self.config = types.SimpleNamespace(ws_max_size=0, encoded_headers=[(b"server", b"x"), (b"a", b"b")])
            self.server_state = types.SimpleNamespace(default_headers=[(b"server", b"x")])
            self.conn = types.SimpleNamespace(their_state="IDLE")

        def connection_made(self, transport):
            self.transport = transport

        def data_received(self, data):
            self.conn.their_state = "DONE" if data.endswith(b"\r\n\r\n") else "IDLE"

        def connection_lost(self, fault):
            pass

        def handle_websocket_upgrade(self, *given):
            pass

    connections.watch(Protocol)
    return Protocol


@pytest.fixture(autouse=True)
def places(monkeypatch):
    monkeypatch.setattr(connections, "CONNECTIONS", Places(4, 2))
    return connections.CONNECTIONS


def test_a_request_that_does_not_end_is_let_go_however_many_bytes_of_it_come():
    one, transport = kind()(), Transport()
    one.connection_made(transport)
    (timer,) = one.loop.later
    assert timer.seconds == connections.HEAD
    for _ in range(50):
        one.data_received(b"a")
    assert one.loop.later == [timer] and not timer.is_over, "a byte now and then does not start the clock anew"
    timer.ring()
    assert transport.is_shut == "aborted"
    one.data_received(b"\r\n\r\n")
    assert one.loop.later == [timer], "nothing of it is read any more"


def test_a_whole_request_stops_the_clock_and_the_next_one_starts_it():
    one, transport = kind()(), Transport()
    one.connection_made(transport)
    one.data_received(b"GET / HTTP/1.1\r\n\r\n")
    assert one.loop.later[0].is_over and not transport.is_shut
    one.data_received(b"GET /ha")
    assert len(one.loop.later) == 2 and not one.loop.later[1].is_over
    one.connection_lost(None)
    assert one.loop.later[1].is_over


def test_more_connections_than_there_are_places_are_refused_in_words_and_another_visitor_still_gets_one(places):
    made = kind()
    held = [(made(), Transport()) for _ in range(4)]
    for one, transport in held:
        one.connection_made(transport)
    late, transport = made(), Transport()
    late.connection_made(transport)
    assert transport.is_shut == "closed" and transport.written.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 5" in transport.written and "Trop de connexions" in transport.written.decode()
    late.connection_lost(None)
    other, transport = made("127.0.0.8"), Transport()
    other.connection_made(transport)
    assert not transport.is_shut and held[0][1].is_shut == "aborted", "the oldest of who has the most makes room"
    held[1][0].handle_websocket_upgrade()  # from here on it is a socket, which is counted elsewhere
    another, transport = made("127.0.0.7"), Transport()
    another.connection_made(transport)
    assert not transport.is_shut and not held[2][1].is_shut and len(places) == 4


def test_nobody_is_told_what_the_server_is():
    one = kind()()
    one.connection_made(Transport())
    assert one.config.encoded_headers == [(b"a", b"b")] and one.server_state.default_headers == []
