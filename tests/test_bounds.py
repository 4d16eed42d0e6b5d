"""What a visitor may send and hold: nothing is taken, foreign origins are refused, and too much is turned away."""

import asyncio
import datetime as dt
import json
import logging
import sys
import types

import pytest
from asgi import asked

from etl.warehouse.publishing import next_moment
from server import bounds, logs, visitors
from server.guard import Guard
from server.visitors import Over, Pace, Places, Turns, visitor

HOST = "localhost:8501"


async def content(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"content"})


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "PROPFIND"])
@pytest.mark.parametrize("path", ["/_stcore/upload_file/some-session/some-file", "/", "/api/v1/enforcement.csv"])
def test_nothing_is_taken_from_a_visitor(method, path):
    assert asked(Guard(content), path, method=method).status == 405


@pytest.mark.parametrize(
    "route", ["upload_file/a/b", "metrics", "agent/x", "script-health-check", "message", "anything"]
)
def test_of_streamlits_own_routes_only_those_that_its_page_asks_for_are_open(route):
    assert asked(Guard(content), f"/_stcore/{route}").status == 404
    assert (
        asked(Guard(content), "/_stcore/health").text == asked(Guard(content), "/_stcore/host-config").text == "content"
    )


def socket(app, **headers: str) -> list[dict]:
    """What an application sends to a socket that is asked for with these headers."""
    pairs = [(name.encode(), value.encode()) for name, value in {"host": HOST, **headers}.items()]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": pairs, "subprotocols": []}
    sent: list[dict] = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


async def accepted(scope, receive, send):
    await send({"type": "websocket.accept"})


def test_a_socket_of_a_foreign_origin_is_refused_before_streamlit_asks_anybody_for_its_address(monkeypatch):
    from streamlit import net_util

    monkeypatch.setattr(net_util, "get_external_ip", lambda: pytest.fail("another host would have been asked"))
    assert socket(Guard(accepted), origin="https://elsewhere.example") == [
        {"type": "websocket.close", "code": 1008, "reason": "origin"}
    ]
    for origin in ({"origin": f"http://{HOST}"}, {}):
        assert socket(Guard(accepted), **origin) == [{"type": "websocket.accept"}]


def from_address(app, address: str, path: str = "/", query: str = "") -> list[dict]:
    """What an application sends to a request from that address."""
    scope = {
        "type": "http", "path": path, "method": "GET", "headers": [(b"host", HOST.encode())], "client": (address, 1),
        "query_string": query.encode(),
    }  # fmt: skip # saves 4 lines
    sent: list[dict] = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def test_more_sockets_than_one_visitor_may_have_are_asked_to_come_again(monkeypatch):
    places = Places(4, 3)
    monkeypatch.setattr(bounds, "SOCKETS", places)
    monkeypatch.setattr(bounds, "visitor", lambda *_: "somebody")
    app, me = bounds.Bounds(accepted), "somebody"
    for number in range(3):
        places.take(me, number, lambda: None)
    assert socket(app) == [{"type": "websocket.close", "code": 1013, "reason": "busy"}]
    places.leave(me, 0)
    assert socket(app) == [{"type": "websocket.accept"}] and len(places) == 2


def test_when_all_places_are_taken_a_newcomer_gets_one_of_whoever_holds_the_most():
    places, shut = Places(4, 4), []
    for number in range(3):
        places.take("greedy", number, lambda number=number: shut.append(number))
    places.take("other", "a", lambda: shut.append("a"))
    places.take("newcomer", "x", lambda: shut.append("x"))
    assert shut == [0] and len(places) == 4  # the oldest of the one who has the most
    places.leave("greedy", 0)  # it has none of that name to give back any more
    assert len(places) == 4
    with pytest.raises(Over) as over:
        places.take("greedy", 9, lambda: None)
    assert not over.value.is_own
    places.leave("other", "a")
    places.leave("newcomer", "x")
    assert len(places) == 2


def test_those_who_cannot_be_told_apart_share_all_places_and_the_silent_make_room(monkeypatch):
    assert visitor("127.0.0.1") == visitor("::1") == "" != visitor("127.0.0.2")
    places, shut, now = Places(3, 1), [], [100.0]
    monkeypatch.setattr(visitors.time, "monotonic", lambda: now[0])
    for number in range(3):
        places.take("", number, lambda number=number: shut.append(number))
    places.hear("", 0)
    places.take("", 3, lambda: None, True)
    places.take("", 4, lambda: None, True)
    assert shut == [1, 2], "those of which nothing was ever heard"
    with pytest.raises(Over):
        places.take("", 5, lambda: None)
    now[0] += visitors.QUIET + 1
    places.take("", 5, lambda: None)
    assert shut == [1, 2, 0]


def test_a_socket_that_never_asks_for_a_page_is_let_go(monkeypatch):
    monkeypatch.setattr(bounds, "SPEAK", 0.02)
    cut, told = [], []

    async def page(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        told.append(await receive())

    def opened(*protocols: str) -> None:
        transport = types.SimpleNamespace(abort=lambda: cut.append(True), is_closing=lambda: False)
        scope = {
            "type": "websocket", "path": "/_stcore/stream", "headers": [], "subprotocols": protocols,
            "state": {"transport": transport},
        }  # fmt: skip # saves 3 lines
        first = [{"type": "websocket.connect"}]

        async def receive():
            if first:
                return first.pop()
            await asyncio.sleep(0.1)
            return {"type": "websocket.receive", "bytes": b"late"}

        async def send(message):
            pass

        asyncio.run(bounds.Bounds(page)(scope, receive, send))

    opened("streamlit", "token")
    assert cut and told.pop()["type"] == "websocket.disconnect" and len(bounds.SOCKETS) == 0
    opened("streamlit", "token", "a session that comes back may be silent")
    assert told and len(cut) == 1


def test_turns_go_to_who_has_the_least_and_a_queue_ends():
    turns = Turns(2, 2, 3, 2, 0.1)
    first, second = turns.ask("greedy"), turns.ask("greedy")
    assert first.done() and second.done()
    waiting = [turns.ask("greedy"), turns.ask("greedy")]
    with pytest.raises(Over) as own:
        turns.ask("greedy")
    late = turns.ask("visitor")
    with pytest.raises(Over) as full:
        turns.ask("third")
    assert own.value.is_own and not full.value.is_own
    turns.give("greedy")
    assert late.done() and not any(one.done() for one in waiting), "who has nothing at work comes first"
    turns.give("visitor")
    assert waiting[0].done()
    turns.drop("greedy", waiting[1])
    turns.give("greedy")
    turns.give("greedy")
    assert turns.ask("anybody").done() and turns.ask("anybody").done()


@pytest.mark.parametrize("path", ["/api/v1/x.csv", "/figures/x.png", "/embed/x", "/statements", "/feed.atom"])
def test_work_is_done_in_turn_and_who_waits_too_long_is_told_when_to_ask_again(monkeypatch, path):
    kind = bounds.kind_of(path)
    turns = Turns(1, 1, 2, 1, 0.05)
    monkeypatch.setitem(bounds.TURNS, kind, turns)
    app, taken = bounds.Bounds(content), turns.ask("somebody")
    assert taken.done()
    start, body, *_ = from_address(app, "127.0.0.9", path, "lang=fr")
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    assert start["status"] == 503 and told["retry-after"] == "5" and told["cache-control"] == "no-store"
    assert "aucune place" in body["body"].decode()
    assert told["content-type"].startswith("text/html" if kind == "pages" else "application/json")
    turns.give("somebody")
    assert from_address(app, "127.0.0.9", path)[1]["body"] == b"content"


def test_what_costs_nothing_waits_for_nobody():
    free = ("/healthz", "/static/js/a.js", "/_stcore/health", "/robots.txt", "/embed/script/7/plotly.js")
    assert [bounds.kind_of(path) for path in free] == [""] * 5
    assert bounds.kind_of("/embed/daily") == "figures"


def test_one_visitor_cannot_take_every_answer(monkeypatch):
    held = Places(9, 1)
    monkeypatch.setattr(bounds, "ANSWERS", held)
    held.take(visitor("127.0.0.7"), "one", lambda: None)
    app = bounds.Bounds(content)
    assert from_address(app, "127.0.0.7")[0]["status"] == 429
    assert from_address(app, "127.0.0.8")[0]["status"] == 200 and len(held) == 1


def test_a_reader_who_takes_nothing_is_cut_off_and_leaves_its_place(monkeypatch):
    monkeypatch.setattr(bounds, "PATIENCE", 0.01)
    cut = []
    transport = types.SimpleNamespace(abort=lambda: cut.append(True), is_closing=lambda: False)
    scope = {
        "type": "http", "path": "/api/v1/sor_daily.json", "method": "GET", "headers": [], "query_string": b"",
        "state": {"transport": transport},
    }  # fmt: skip # saves 4 lines

    async def stalled(message):
        await asyncio.Event().wait()

    async def receive():
        return {"type": "http.request"}

    asyncio.run(bounds.Bounds(content)(scope, receive, stalled))
    assert cut and len(bounds.ANSWERS) == 0 and not bounds.TURNS["data"]._working


def test_a_visitor_is_the_address_unless_the_operator_named_the_proxys_header(monkeypatch):
    told = [(b"x-visitor", b"203.0.113.7"), (b"x-forwarded-for", b"203.0.113.9")]
    assert visitor("127.0.0.3", told) == visitor("127.0.0.3"), "a header nobody named is anybody's word"
    monkeypatch.setenv("GARDEFOU_VISITOR_HEADER", "X-Visitor")
    assert visitor("10.0.0.2", told) == visitor("203.0.113.7") != visitor("10.0.0.2")
    assert visitor("10.0.0.2", [(b"x-visitor", b"198.51.100.1, 203.0.113.7")]) == visitor("203.0.113.7")
    assert visitor("2001:db8::1") == visitor("2001:db8::ffff:2") != visitor("2001:db8:0:1::1")
    assert visitor("::ffff:203.0.113.7") == visitor("203.0.113.7")
    assert "203.0" not in visitor("203.0.113.7")


def test_the_clicks_of_one_visitor_come_at_a_pace_and_nobody_elses_wait():
    pace = Pace(10, 3)
    delays = [pace.delay("fast") for _ in range(6)]
    assert delays[:3] == [0, 0, 0] and 0 < delays[3] < delays[4] < delays[5] <= 0.31
    assert pace.delay("slow") == 0


def test_a_socket_that_never_ceases_to_hurry_is_closed(monkeypatch):
    monkeypatch.setattr(bounds, "CLICKS", Pace(20, 1))
    monkeypatch.setattr(bounds, "HURRY", 0.3)
    cut, seen = [], []

    async def page(scope, receive, send):
        while (message := await receive())["type"] != "websocket.disconnect":
            seen.append(message)
            assert len(seen) < 200, "it would go on for ever"

    transport = types.SimpleNamespace(abort=lambda: cut.append(True), is_closing=lambda: False)
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [], "state": {"transport": transport}}

    async def receive():
        return {"type": "websocket.receive", "bytes": b"click"}

    async def send(message):
        pass

    asyncio.run(bounds.Bounds(page)(scope, receive, send))
    assert cut and len(seen) > 2 and len(bounds.SOCKETS) == 0


def test_a_log_is_bounded_and_says_what_it_left_out(monkeypatch):
    few, now = logs.Few(), [0.0]
    monkeypatch.setattr(logs.time, "monotonic", lambda: now[0])
    record = logging.LogRecord("x", logging.ERROR, "", 0, "no room for %s", ("a",), None)
    assert sum(few.filter(record) for _ in range(500)) == logs.MOST
    now[0] = 61.0
    assert few.filter(record) and "440 entries were left out" in record.getMessage()


def test_a_log_counts_the_lines_of_what_went_wrong(monkeypatch):
    few = logs.Few()
    monkeypatch.setattr(logs.time, "monotonic", lambda: 0.0)

    def deep(level: int) -> None:
        if level:
            deep(level - 1)
        raise ValueError

    try:
        deep(18)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "it failed", (), sys.exc_info())
    assert sum(few.filter(record) for _ in range(50)) == 2  # of forty lines each


def test_a_socket_that_sends_texts_is_closed_before_streamlit_stumbles():
    cut, seen, sent = [], [], iter([{"type": "websocket.receive", "text": "hello"}])
    transport = types.SimpleNamespace(abort=lambda: cut.append(True), is_closing=lambda: False)
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [], "state": {"transport": transport}}

    async def page(scope, receive, send):
        seen.append((await receive())["type"])

    async def receive():
        return next(sent)

    async def send(message):
        pass

    asyncio.run(bounds.Bounds(page)(scope, receive, send))
    assert cut and seen == ["websocket.disconnect"]


@pytest.mark.parametrize("path", ["/serve.py", "/index.html", "/static/js/nope.js", "/app/static/x", "/favicon.ico"])
def test_a_file_that_is_not_there_is_not_answered_with_a_page(path):
    assert asked(Guard(content), path).status == 404
    assert asked(Guard(content), "/favicon.png").status == 200


@pytest.mark.parametrize("path", ["/api/v1/", "/figures/", "/embed/x"])
def test_refusals_below_the_api_are_json(path):
    for got, status in (
        (asked(Guard(content), path, method="PUT"), 405),
        (asked(Guard(content), path, host="evil.example"), 400),
        (asked(Guard(content), f"{path}?{'a' * 30_000}"), 414),
    ):
        assert got.status == status and json.loads(got.text)["message"]


def test_versions_sort_in_the_order_of_building_although_the_clock_was_set_back(tmp_path):
    (tmp_path / "20261129T120000-aaaaaaaa.json").touch()
    (tmp_path / "current.json").touch()
    back = dt.datetime(2026, 11, 27, 8, tzinfo=dt.UTC)
    assert next_moment(tmp_path, back) == dt.datetime(2026, 11, 29, 12, 0, 1, tzinfo=dt.UTC)
    later = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    assert next_moment(tmp_path, later) == later
