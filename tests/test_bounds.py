"""What a visitor may send and hold: nothing is taken, foreign origins are refused, and too much is turned away."""

import asyncio
import datetime as dt
import json

import pytest
from asgi import asked

from etl.warehouse.build import next_moment
from server import bounds
from server.guard import Guard

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


def test_more_sockets_than_a_worker_bears_are_asked_to_come_again_and_those_that_left_make_room():
    app = bounds.Bounds(accepted)
    app.sockets = bounds.MOST_SOCKETS
    assert socket(app) == [{"type": "websocket.close", "code": 1013, "reason": "busy"}]
    app.sockets -= 1
    assert socket(app) == [{"type": "websocket.accept"}] and app.sockets == bounds.MOST_SOCKETS - 1


@pytest.mark.parametrize("kind", list(bounds.MOST_ANSWERS))
def test_more_answers_than_a_worker_bears_are_refused_in_json_with_when_to_ask_again(kind):
    app = bounds.Bounds(content)
    app.answers[kind] = bounds.MOST_ANSWERS[kind]
    got = asked(app, f"/{kind}/v1/anything.csv")
    assert got.status == 503 and got.headers["retry-after"] and json.loads(got.text)["error"] == "busy"
    assert asked(app, "/statements").text == "content"  # pages go on
    app.answers[kind] -= 1
    assert asked(app, f"/{kind}/v1/anything.csv").text == "content"


def test_a_reader_who_takes_nothing_is_let_go_and_leaves_its_place(monkeypatch):
    monkeypatch.setattr(bounds, "PATIENCE", 0.01)
    app, scope = (
        bounds.Bounds(content),
        {"type": "http", "path": "/api/v1/sor_daily.json", "method": "GET", "headers": []},
    )

    async def stalled(message):
        await asyncio.Event().wait()

    async def receive():
        return {"type": "http.request"}

    asyncio.run(app(scope, receive, stalled))
    assert app.answers["api"] == 0


def test_versions_sort_in_the_order_of_building_although_the_clock_was_set_back(tmp_path):
    (tmp_path / "20261129T120000-aaaaaaaa.json").touch()
    (tmp_path / "current.json").touch()
    back = dt.datetime(2026, 11, 27, 8, tzinfo=dt.UTC)
    assert next_moment(tmp_path, back) == dt.datetime(2026, 11, 29, 12, 0, 1, tzinfo=dt.UTC)
    later = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    assert next_moment(tmp_path, later) == later
