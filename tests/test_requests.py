"""What the server makes of a request before and after its pages do: guard, ranges, questions of the API, bounds, as
recorded: status, every header, and what was handed on."""

import asyncio
import logging
from contextlib import nullcontext
from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

import pytest
from recording import as_recorded
from starlette.requests import Request
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from etl.open_data.relations import relations
from figures.words import word
from server import addresses, answers, base, bounds, data, embed, feed, guard, paths
from server.refused import Refused
from server.visitors import Over


def scope(path: str, method: str = "GET", kind: str = "http", query: bytes = b"", **headers: str) -> dict[str, Any]:
    given = {"host": "localhost:8501"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return {"type": kind, "method": method, "path": path, "raw_path": path.encode(), "root_path": "", "scheme": "http",
            "server": ("localhost", 8501), "query_string": query, "http_version": "1.1",
            "headers": [(name.encode(), value.encode()) for name, value in given.items() if value]}  # fmt: skip # saves 9 lines


def said(app: Any, asked: dict[str, Any]) -> list[Any]:
    """The messages an application sends, readable; an exception by its name at the end."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        pairs = [f"{name.decode()}: {value.decode('latin-1')}" for name, value in message.get("headers", [])]
        own = [one for one in pairs if one not in ALWAYS]
        if KEYS & {message.get("body")}:  # how it is worded is not held
            own, message = (
                [],
                {"type": "words", "key": next(key for key, one in WORDS.items() if message["body"] in one)},
            )
        own = [one for one in own if not one.startswith("content-length") or len(one) < 18]
        told = [f"{key}={value!r}" for key, value in message.items() if key not in ("type", "headers")]
        sent.append([message["type"], *told, *sorted(own), *(["as always"] if len(own) < len(pairs) - 3 else [])])

    try:
        asyncio.run(app(asked, receive, send))
    except Exception as fault:
        sent.append(type(fault).__name__)
    return sent


WORDS = {key: {guard.refused(scope(path), 400, key).body for path in ("/x", "/api")} for key in guard.WORDS}
KEYS = set().union(*WORDS.values())
ALWAYS = {f"{name.decode()}: {value.decode()}" for name, value in guard.headers()}


def inner(status: int, **headers: str) -> Any:
    """An application behind the guard, that answers so; 0 fails at once, 1 after it began."""

    async def app(asked: Any, receive: Any, send: Any) -> None:
        if status == 0:
            raise ValueError
        pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": max(status, 200), "headers": pairs})
        await send({"type": "http.response.body", "body": b"theirs"})
        if status == 1:
            raise ValueError

    return app


HTML, DATA = {"content_type": "text/html"}, {"content_type": "application/json"}
MORE = {"allow": "GET", "content_range": "bytes */9", "retry_after": "7", "X_Own": "o", "Referrer_Policy": "theirs"}
GUARDED: list[tuple[str, Any, dict[str, Any]]] = [
    *[(f"{status} at {path}", inner(status, **HTML, **MORE), scope(path)) for path in ("/x", "/api/v1/x", "/embed/x")
      for status in (200, 304, 399, 400, 404, 405, 416, 418, 499, 500, 503)],
    ("json at data", inner(404, **DATA, **MORE), scope("/api/x")), ("no kind at data", inner(404), scope("/figures/x")),
    ("fails at once", inner(0), scope("/x")), ("fails at once at data", inner(0), scope("/feed.atom")),
    ("fails later", inner(1), scope("/x")), ("another kind", inner(200), scope("/x", kind="lifespan")),
    *[(f"{method} {path}", inner(200), scope(path, method)) for path in ("/x", "/api/x")
      for method in ("POST", "PUT", "DELETE", "HEAD", "OPTIONS", "get")],
    *[(f"host {host}", inner(200), scope("/x", host=host)) for host in ("", "localhost", "a.example", "127.0.0.1:8501")],
    *[(f"long {count}", inner(200), scope("/x", query=b"a" * count)) for count in (20_000, 20_001)],
    *[(path, inner(200), scope(path)) for path in (
        "/_stcore/health", "/_stcore/health/", "/_stcore/healthy", "/_stcore/host-config", "/_stcore/metrics", "/_stcore/upload_file/a",
        "/a.php", "/static/x", "/static", "/app/static/x.js", "/vendor/x", "/api/v1/x.csv", "/figures/x.svg", "/robots.txt", "/robots.txt/x",
        "/feed.atom", "/favicon.png", "/favicon.ico", "/media/x.png", "/component/x.js", "/fonts/x.woff2", "/sitemap.xml", "/oembed",
        "/a.toolongending", "/statics", "/apps", "/.env", "/a.b/c")],
    *[(f"socket of {origin} at {host}", inner(200), scope("/_stcore/stream", kind="websocket", origin=origin, host=host))
      for origin, host in (("", "localhost:8501"), ("http://localhost:8501", "localhost:8501"), ("http://a.example", "localhost:8501"),
                           ("http://a.example", "a.example"), ("http://localhost:8502", "localhost:8501"))],
]  # fmt: skip # saves 20 lines


def test_what_passes_the_guard_and_what_it_adds(caplog):
    caplog.set_level(logging.CRITICAL)
    found = {name: said(guard.Guard(app), asked) for name, app, asked in GUARDED}
    as_recorded("served.json", "guard", found)


PARTS = ("", "bytes=0-3", "bytes=2-", "bytes=-3", "bytes=9-", "bytes=10-", "bytes=3-2", "bytes=3-3", "bytes=0-99", "bytes=-99", "bytes=-0",
         "bytes=-", "bytes=0-1,3-4", "BYTES= 1-2 ", "items=0-3", "bytes=a-b", f"bytes={'9' * 30}-", f"bytes=0-{'9' * 30}")  # fmt: skip # saves 18 lines


def test_a_part_of_an_answer_is_the_part_asked_for(tmp_path, monkeypatch):
    (tmp_path / "f").write_bytes(b"0123456789")
    monkeypatch.setattr(answers, "PIECE", 4)
    found = {}
    for body in (b"0123456789", tmp_path / "f"):
        one = answers.Answer(200, body, "text/plain", {"etag": '"t"'}, has_ranges=True)
        for part in PARTS:
            told = said(one, scope("/x", range=part))
            assert found.setdefault(f"range {part}", told) == told
        for name, asked in (("of no state", {"if_range": '"u"'}), ("of this state", {"if_range": '"t"'})):
            found[f"range {name}"] = said(one, scope("/x", range="bytes=0-1", **asked))
        found["of a head"] = said(one, scope("/x", "HEAD", range="bytes=0-1"))
        found["of a fault"] = said(answers.Answer(404, body, "text/plain", {}, True), scope("/x", range="bytes=0-1"))
        found["not offered"] = said(answers.Answer(200, body, "text/plain"), scope("/x", range="bytes=0-1"))
    as_recorded("served.json", "parts", found)


@pytest.mark.parametrize(
    ("accepted", "is_taken"),
    [("gzip", True), ("GZIP;Q=0.5", True), ("gzip;q=0", False), ("*", True), ("*;q=0", False), ("br", False), ("", False),
     ("gzip;q=0, *", False), ("br, gzip", True), ("gzip;q=x", False), ("gzip;q=0.001", True), ("gzip;q=1.0.0", False)],
)  # fmt: skip # saves 12 lines
def test_gzip_is_taken_where_it_is_named_and_not_with_a_weight_of_zero(accepted, is_taken):
    assert answers.takes_gzip(accepted) == is_taken


@pytest.mark.parametrize(
    ("held", "is_held"),
    [('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False), ("", False), ("a", False), ('"c"', True)],
)  # fmt: skip # saves 9 lines
def test_what_a_reader_holds_is_known_by_its_tag(held, is_held):
    assert answers.is_known(held, '"a"', '"c"') == is_held


KNOWN = {"stance": "VARCHAR", "lang": "VARCHAR"}
QUESTIONS = (
    "", "from=2026-01-05", "to=2026-01-05", "from=2026-01-05&to=2026-01-05", "from=2026-01-06&to=2026-01-05", "from=soon", "to=2026-1-5",
    "jurisdiction=FR", "jurisdiction=FR&jurisdiction=DE", "jurisdiction=XX", "page=1", "page=0", "page=-1", "page=1.5", "page=", "page=2&per_page=5",
    "per_page=10000", "per_page=10001", "per_page=1", "page=1000000000", "page=1000000001", "page=10000000000", "page=00000000001", "page=१",
    "bom=0", "bom=1", "bom=2", "lang=fr", "lang=de", "stance=a&stance=b", "nothing=1", "from=2026-01-05&from=2026-01-06", "v=x", "v=x&v=y",
    "page=1&page=2", "utm_source=x")  # fmt: skip # saves 32 lines


def test_a_question_of_the_api_is_understood_or_refused_by_its_parameter():
    every = {(one.is_dated, one.is_placed): one for one in relations().values()}
    found: dict[str, Any] = {}
    for (is_dated, is_placed), one in sorted(every.items()):
        found[f"{is_dated} {is_placed}"] = data.accepted(one)
        for query in QUESTIONS:
            try:
                told: Any = [asdict(part) if part else None for part in data.asked(
                    Request(scope("/api/v1/x", query=query.encode())), one, KNOWN, {"FR", "DE"})]  # fmt: skip # saves 2 lines
            except Refused as fault:
                told = [fault.status, fault.key, fault.values]
            found[f"{is_dated} {is_placed} {query}"] = told
    as_recorded("served.json", "questions", found)


def test_the_feed_is_of_the_places_and_in_the_language_asked_for(monkeypatch):
    made: list[Any] = []
    served = SimpleNamespace(version="v", built_at="2026-01-05T10:00:00+00:00")
    monkeypatch.setattr(feed, "version_of", lambda wanted: served)
    monkeypatch.setattr(feed.warehouse, "connect", lambda one: nullcontext("opened"))
    monkeypatch.setattr(feed, "rows", lambda opened, name, asked: [("FR", 1), ("DE", 2)])
    monkeypatch.setattr(feed.atom, "atom", lambda *given, **named: made.append([*given, named]) or b"<feed/>")
    found: dict[str, Any] = {}
    for query in (
        "",
        "lang=fr",
        "lang=xx",
        "jurisdiction=FR&jurisdiction=DE&jurisdiction=FR",
        "jurisdiction=XX",
        "nothing=1",
        "utm_source=x",
    ):
        for tag in ("", '"v-fr"'):
            made.clear()
            one: Any = feed.feed(
                Request(scope("/feed.atom", query=query.encode(), if_none_match=tag, accept_language="fr"))
            )
            body = one.body if one.status < 400 else b""  # how a refusal is worded is not held
            found[f"{query} {tag}"] = [one.status, one.media_type, one.headers, body, list(made)]
    as_recorded("served.json", "feed", found)


def test_a_frame_has_the_library_and_the_line_that_draws(monkeypatch):
    monkeypatch.setattr(embed.gzip, "compress", lambda body, level, mtime: body)
    assert embed.script.__wrapped__("chart.js") == embed.SCRIPT.encode()
    assert len(embed.script.__wrapped__("plotly.js")) > 1_000_000


def test_an_address_is_said_back_whole(monkeypatch):
    found: dict[str, Any] = {}
    for url in ("", "https://a.example/b/"):
        monkeypatch.setenv("GARDEFOU_URL", url)
        request = Request(scope("/api/v1/x.csv", query=b"v=old&a=1&page=3&per_page=7&a=%C3%A9"))
        found[f"home {url}"] = [addresses.home(request), addresses.permalink(request, "v2")]
        for number, total in ((1, 0), (1, 10), (1, 11), (2, 20), (2, 21), (3, 21), (4, 21)):
            found[f"links {number} of {total}"] = addresses.links(request, number, 10, total)
    for length in (997, 998):
        found[f"long {length}"] = bool(addresses.links(Request(scope("/x", query=b"abc=" + b"x" * length)), 1, 10, 20))
    for query, accepted in (
        (b"lang=fr", ""),
        (b"lang=de", "fr"),
        (b"", "de, fr;q=0.5"),
        (b"lang=en&lang=fr", ""),
        (b"", "FR-ca"),
        (b"", "de"),
    ):
        found[f"language {query!r} {accepted}"] = base.language(query, accepted)
    as_recorded("served.json", "addresses", found)


def test_who_is_over_a_bound_is_told_so_in_the_form_that_was_asked_for():
    found: dict[str, Any] = {}
    for is_own in (True, False):
        for kind in ("pages", "data", "figures", ""):
            one = bounds.refusal(scope("/x", query=b"lang=fr"), Over(is_own), kind)
            body = one.body.decode().replace(word("shell.many", "fr"), "many").replace(word("shell.full", "fr"), "full")
            found[f"{is_own} {kind}"] = [one.status, one.media_type, one.headers, body]
    paths = ("/", "/x", "/api", "/api/v1/x", "/apis", "/figures/x.svg", "/embed/x", "/embed/script/1/a.js", "/embed", "/oembed", "/feed.atom",
             "/_stcore/health", "/static/x", "/fonts/x", "/media/x", "/component/x", "/healthz", "/livez", "/robots.txt", "/sitemap.xml",
             "/favicon.png", "/pages/script/x")  # fmt: skip # saves 21 lines
    found |= {f"kind {path}": bounds.kind_of(path) for path in paths}
    for descriptors in (0, 350, 408, 1024, 3180, 100_000):
        before = bounds.SOCKETS.most, bounds.ANSWERS.most
        bounds.fit(descriptors)
        found[f"fit {descriptors}"] = [bounds.SOCKETS.most, bounds.ANSWERS.most]
        bounds.SOCKETS.most, bounds.ANSWERS.most = before
    as_recorded("served.json", "bounds", found)


class Clock:
    """Time that passes only when somebody sleeps, in `bounds` alone."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("count", "step", "told"),
    [(10, 1.1, 10), (11, 1.1, 10), (12, 1.0, 11), (40, 0.5, 21), (40, 0.1, 40), (60, 2.5, 60)],
)
def test_a_socket_that_hurries_for_long_is_closed(monkeypatch, count, step, told):
    """Eleven messages that had to wait, over more than ten seconds; what is older than twenty is forgotten."""
    clock, cut, heard = Clock(), [], []
    monkeypatch.setattr(bounds, "time", clock)
    monkeypatch.setattr(bounds, "CLICKS", SimpleNamespace(delay=lambda _: step))

    async def slept(_: float) -> None:
        clock.now += step

    async def app(asked: Any, receive: Any, send: Any) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            heard.append(message)
        heard.append(message["code"])

    left = [{"type": "websocket.receive", "bytes": b"x"}] * count

    async def receive() -> dict[str, Any]:
        return left.pop() if left else {"type": "websocket.disconnect", "code": 1000}

    async def run() -> None:
        monkeypatch.setattr(bounds.asyncio, "sleep", slept)
        asked = scope("/_stcore/stream", kind="websocket") | {
            "state": {"transport": SimpleNamespace(abort=lambda: cut.append(1))}
        }
        await bounds.Bounds(app)(asked, receive, None)  # type: ignore[arg-type]

    asyncio.run(run())
    assert (len(heard) - 1, heard[-1], bool(cut)) == (told, 1000 if told == count else 1008, told != count)


@pytest.mark.parametrize("kind", ["new_session", "script_finished", "none"])
def test_no_folder_of_the_server_is_told_to_a_browser(kind):
    """Of what a session begins with the file's name stays; of any other message, and of none, everything."""
    told, root = ForwardMsg(), paths.ROOT.decode()
    if kind == "new_session":
        told.new_session.main_script_path, told.new_session.name = f"{root}/dashboard.py", f"a {root}"
    else:
        told.hash, told.script_finished = root, 0
    given = (
        {"type": "websocket.send", "bytes": told.SerializeToString()} if kind != "none" else {"type": "websocket.close"}
    )
    for where, is_changed in (("websocket", kind == "new_session"), ("http", False)):
        sent: list[Any] = []

        async def app(asked: Any, receive: Any, send: Any) -> None:
            await send(given)

        async def send(message: Any, sent: list[Any] = sent) -> None:
            sent.append(message)

        asyncio.run(paths.Paths(app)(scope("/", kind=where), None, send))  # type: ignore[arg-type]
        assert (sent == [given]) != is_changed
        if is_changed:
            found = ForwardMsg.FromString(sent[0]["bytes"]).new_session
            assert (found.main_script_path, found.name, sent[0]["type"]) == (
                "dashboard.py",
                f"a {root}",
                "websocket.send",
            )
