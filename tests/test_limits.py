"""Bounds of what comes from outside at their edges, worked out by hand, and lists of what is let in entry by entry."""

import datetime as dt
import json
import os
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import duckdb
import plotly.graph_objects as go
import pytest
from asgi import asked
from starlette.requests import Request
from test_bounds import HOST, content, socket
from test_connections import Transport, kind
from test_export import FACTS

from brief import choice as brief
from etl import warehouse as served
from etl.detections import answers, checks, examined
from etl.errors import GardefouError
from etl.fetch import bluesky, ecb, feed, legifrance, mastodon, turn
from etl.fetch.markup import MOST_DEPTH, xml
from etl.intake import linked, losses
from etl.intake.tables import Table
from etl.intake.values import Kind
from etl.live import held
from etl.net import download, sniff
from etl.nlp import details, language, text
from etl.reactions import drift, identity, paths
from etl.reactions.changes import CHANGES
from etl.warehouse import coverage, publishing
from figures.charts.base import look
from figures.files import facts, tables
from server import addresses, connections, crawlers, embed, guard, health, large, visitors
from server.feed import feed as feed_of
from server.visitors import Over, Pace, Places, Turns

TODAY = dt.date(2026, 1, 5)


def refuses(ask, *given: Any) -> bool:
    """Whether it is refused in words."""
    try:
        ask(*given)
    except GardefouError:
        return True
    return False


# The server


def test_a_question_may_be_as_long_as_it_says_and_not_one_sign_longer():
    for length, status in ((20_000, 200), (20_001, 414)):
        assert asked(guard.Guard(content), "/?" + "a" * length).status == status


def test_a_socket_is_opened_for_pages_of_this_very_host():
    for origin, is_open in (
        (f"http://{HOST}", True),
        (f"https://{HOST}", True),
        (f"http://evil{HOST}", False),
        (f"http://{HOST}.evil.example", False),
        (f"http://evil.example/{HOST}", False),
        ("http://localhost", False),
        ("null", False),
    ):

        async def accepted(scope, receive, send):
            await send({"type": "websocket.accept"})

        assert (socket(guard.Guard(accepted), origin=origin) == [{"type": "websocket.accept"}]) == is_open, origin


@pytest.mark.parametrize("path", ["healthy", "health/x", "health.json", "host-config/x", "host-configs", "stream", ""])
def test_of_streamlits_routes_none_that_only_begins_like_one_that_is_open(path):
    assert asked(guard.Guard(content), f"/_stcore/{path}").status == 404


def test_every_rule_of_both_policies_and_every_header_is_the_strict_one():
    given = dict(rule.split(" ", 1) for rule in guard.policy().split("; "))
    assert given.pop("script-src").startswith("'self' blob: 'sha256-") and given == {
        "default-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    assert dict(rule.split(" ", 1) for rule in guard.EMBEDDED.split("; ")) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "*",
    }
    told = {name.decode(): value.decode() for name, value in guard.headers()}
    assert told | {"content-security-policy": ""} == {
        "content-security-policy": "",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    }


@pytest.mark.parametrize("first", ["api", "figures", "embed", "oembed", "feed.atom", "incidence", ""])
def test_faults_are_json_where_programs_ask_and_text_elsewhere(first):
    got = asked(guard.Guard(content), f"/{first}", method="PUT")
    assert got.headers["content-type"].startswith("application/json" if first in guard.OPEN else "text/plain")
    assert ("access-control-allow-origin" in got.headers) == (first in guard.OPEN)


def test_a_connection_is_bounded_before_it_says_anything_and_names_no_server(monkeypatch):
    monkeypatch.setattr(connections, "CONNECTIONS", Places(4, 2))
    one = kind()()
    one.connection_made(Transport())
    assert one.config.ws_max_size == 1_000_000 and one.loop.later[0].seconds == 10
    assert one.config.encoded_headers == [(b"a", b"b")] and one.server_state.default_headers == []


def test_a_newcomer_is_given_a_place_only_of_who_has_two_more():
    for held_by_other, own, is_given in ((2, 0, True), (1, 0, False), (2, 1, False), (3, 1, True)):
        places = Places(held_by_other + own, 9)
        for number in range(held_by_other):
            places.take("other", number, lambda: None)
        for number in range(own):
            places.take("me", number, lambda: None)
        try:
            places.take("me", "new", lambda: None)
            got = True
        except Over:
            got = False
        assert got == is_given, (held_by_other, own)


def test_as_many_wait_as_may_and_not_one_more():
    turns = Turns(1, 1, 3, 2, 1)
    turns.ask("a")
    turns.ask("a")
    turns.ask("a")
    for who, is_own in (("a", True), ("b", None), ("c", False)):
        if is_own is None:
            turns.ask(who)
            continue
        with pytest.raises(Over) as over:
            turns.ask(who)
        assert over.value.is_own == is_own


def test_who_was_away_for_long_may_begin_as_at_first_and_no_faster(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(visitors.time, "monotonic", lambda: now[0])
    pace = Pace(10, 3)
    pace.delay("a")
    now[0] = 1000.0
    assert [pace.delay("a") for _ in range(4)] == [0, 0, 0, pytest.approx(0.1)]


@pytest.mark.parametrize(
    ("number", "ways"), [(1, "first last next"), (2, "first last next prev"), (3, "first last prev"), (4, "first last")]
)
def test_a_page_names_the_pages_there_are_beside_it(number, ways):
    params = SimpleNamespace(multi_items=lambda: [("page", str(number)), ("lang", "fr")])
    request: Any = SimpleNamespace(query_params=params, url=SimpleNamespace(path="/api/v1/x.csv"))
    found = addresses.links(request, number, 10, 21)["link"]
    places = {"first": 1, "prev": number - 1, "next": number + 1, "last": 3}
    assert sorted(part.split('rel="')[1].rstrip('"') for part in found.split(", ")) == ways.split()
    for way in ways.split():
        assert f'lang=fr&page={places[way]}&per_page=10>; rel="{way}"' in found


def test_search_engines_are_kept_from_frames_and_from_the_channel():
    request: Any = SimpleNamespace(url=SimpleNamespace(scheme="http", netloc="a.example"))
    lines = crawlers.robots(request).body.decode().splitlines()  # type: ignore[union-attr]
    assert lines[:3] == ["User-agent: *", "Disallow: /_stcore/", "Disallow: /embed/"]


def test_nothing_in_a_figure_ends_the_script_it_stands_in():
    evil = "</script><script>alert(1)</script><!--"
    one: Any = SimpleNamespace(chart=lambda paper: go.Figure().update_layout(title_text=evil))
    made = embed.scripts(one, look("en"))
    assert evil not in made and made.count("</script>") == 3 and "<!--" not in made
    told = made.split('id="figure">')[1].split("</script>")[0]
    assert json.loads(told)["layout"]["title"]["text"] == evil


def test_five_pages_that_failed_in_ten_minutes_are_said(monkeypatch):
    monkeypatch.setattr(health.time, "monotonic", lambda: 10_000.0)
    for ages, is_said in (([1] * 4, False), ([1] * 5, True), ([599.9] * 5, True), ([600] * 5, False)):
        health.FAULTS.clear()
        health.FAULTS.extend(10_000.0 - age for age in ages)
        assert (health.visits() != health.WORKS) == is_said, ages
    health.FAULTS.clear()


def test_a_feed_in_another_language_is_another(warehouse, monkeypatch):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)

    async def app(scope, receive, send):
        await feed_of(Request(scope))(scope, receive, send)

    tags = {lang: asked(app, f"/feed.atom?lang={lang}").headers["etag"] for lang in ("en", "fr")}
    for lang, tag in tags.items():
        for known, status in ((tag, 304), *((other, 200) for other in tags.values() if other != tag)):
            assert asked(app, f"/feed.atom?lang={lang}", if_none_match=known).status == status
    assert len(set(tags.values())) == 2 and asked(app, "/feed.atom?lang=de").status == 400
    assert asked(app, "/feed.atom?jurisdiction=XX").status == asked(app, "/feed.atom?to=2026-01-05").status == 400


def test_files_leave_room_for_the_one_to_come(monkeypatch, tmp_path):
    monkeypatch.setattr(large, "MOST_BYTES", 100)
    monkeypatch.setattr(large, "folder", lambda: tmp_path)
    for needed, kept in ((30, ["a", "b", "c"]), (31, ["b", "c"]), (60, ["b", "c"]), (61, ["c"])):
        files = large.Files()
        files._held.update({"a": 30, "b": 20, "c": 20})
        files._room(needed)
        assert list(files._held) == kept


@pytest.mark.parametrize("is_ours", [False, True])
def test_what_a_server_that_is_gone_left_is_removed_unless_it_is_somebody_elses(monkeypatch, tmp_path, is_ours):
    (left := tmp_path / f"{large.NAME}999999999-x").mkdir()
    monkeypatch.setenv("GARDEFOU_FILES", str(tmp_path))
    uid = os.getuid()
    monkeypatch.setattr(large.os, "getuid", lambda: uid + (not is_ours))
    large.clear()
    try:
        assert large.folder().stat().st_mode & 0o777 == 0o700 and left.exists() == (not is_ours)
    finally:
        large.clear()


# Files


def test_a_file_is_named_by_four_places_at_most():
    query = "&".join(f"jurisdiction={code}" for code in ("FR", "GB", "US-CA", "DE", "EU"))
    name = facts.file_name(replace(FACTS, permalink=f"https://a.example/x?{query}"), "csv")
    assert "_FR-GB-US-CA-DE_" in name


@pytest.mark.parametrize("ending", ["local", "localhost", "internal", "test"])
def test_an_address_of_an_inner_network_is_not_printed(ending):
    for host, is_public in ((f"a.{ending}", False), (f"{ending}.example.org", True)):
        assert bool(facts.public_address(replace(FACTS, permalink=f"http://{host}/x"))) == is_public


def test_each_sign_that_is_a_command_is_written_as_a_sign():
    made = facts.bibtex(replace(FACTS, title="\\{}$&#%_^~"))
    signs = r"\textbackslash{}\{\}\$\&\#\%\_\textasciicircum{}\textasciitilde{}"
    assert f"title = {{{{{signs}}}}}" in made


def test_sizes_are_thousands_and_millions_of_bytes():
    for count, told in (
        (1, "1 kB"),
        (1_499, "1 kB"),
        (1_501, "2 kB"),
        (500_499, "500 kB"),
        (999_999, "1,000 kB"),
        (1_000_000, "1.0 MB"),
    ):
        assert facts.size(count, "en").replace("\u00a0", " ") == told


def test_a_cell_holds_what_excel_holds_and_days_it_knows():
    written: list[tuple] = []

    class Sheet:
        def __getattr__(self, name):
            return lambda line, column, value, *form: written.append((name, value))

    cases = [
        ("x" * 32_767, "", "write_string"),
        ("x" * 32_768, "texts", "write_string"),
        (dt.date(1899, 12, 31), "days", "write_string"),
        (dt.date(1900, 1, 1), "", "write_datetime"),
        (True, "", "write_boolean"),
        (1.5, "", "write_number"),
        ("=1+1", "", "write_string"),
    ]
    for value, changed, way in cases:
        assert tables._write(Sheet(), 1, 1, value, None) == changed and written[-1][0] == way
    assert len(written[1][1]) == 32_767 and not written[-1][1].startswith("=")


def test_a_brief_may_be_of_one_day_and_is_found_again_in_its_version(marts):
    one = brief.Choice("fr", TODAY, TODAY, ("FR",))
    assert brief.checked(marts, one) == one
    for wrong in (
        replace(one, end=TODAY - dt.timedelta(1)),
        replace(one, lang="de"),
        replace(one, jurisdictions=("XX",)),
    ):
        assert refuses(brief.checked, marts, wrong)
    assert brief.address("https://a.example/", one, "v1") == (
        "https://a.example/?lang=fr&from=2026-01-05&to=2026-01-05&jurisdiction=FR&v=v1"
    )


# What is fetched


def test_posts_of_people_who_do_not_want_strangers_are_left_out():
    view = {"indexedAt": "2026-01-05T10:00:00Z", "author": {"labels": []}}
    assert bluesky.admitted(view) == "2026-01-05T10:00:00Z"
    assert bluesky.admitted(view | {"author": {"labels": [{"val": "x"}, {"val": "!no-unauthenticated"}]}}) == ""
    for wrong in ("2026-01-05", "", None, 5, "2026-1-05T10:00:00Z"):
        assert bluesky.admitted(view | {"indexedAt": wrong}) == ""


def test_the_next_page_of_a_timeline_is_the_one_of_older_posts():
    link = '<https://a.example/x?max_id=12&limit=40>; rel="next", <https://a.example/x?min_id=99>; rel="prev"'
    assert mastodon.next_page(link) == "12" and mastodon.next_page(link.split(", ")[1]) == ""
    assert mastodon.next_page(link.replace("max_id=12", "max_id=1x")) == "" == mastodon.next_page("")
    assert (
        mastodon.number_of({"id": "9" * 30})
        and not mastodon.number_of({"id": "9" * 31})
        and not mastodon.number_of({"id": 9})
    )


@pytest.mark.parametrize(
    ("count", "day", "is_read"),
    [(20, "2026-01-05", True), (19, "2026-01-05", False), (20, "2026-01-06", False), (20, "soon", False)],
)
def test_twenty_rates_of_today_are_rates_and_fewer_or_those_of_tomorrow_are_none(count, day, is_read):
    cubes = "".join(f'<Cube currency="A{chr(65 + n // 26)}{chr(65 + n % 26)}" rate="1.5"/>' for n in range(count))
    body = f'<a xmlns="http://x"><Cube time="{day}">{cubes}</Cube></a>'.encode()
    assert refuses(ecb.read, body, "2026-01-05") != is_read
    for old, new in ((b'rate="1.5"', b'rate="0"'), (b'rate="1.5"', b'rate="-1"'), (b"AAB", b"AAA"), (b"AAB", b"AA")):
        assert refuses(ecb.read, body.replace(old, new, 1), "2026-01-05")


@pytest.mark.parametrize("head", ["<!DOCTYPE a>", "<!doctype a>", "<!ENTITY x 'y'>", "\0"])
def test_a_document_with_doors_is_not_read(head):
    assert (
        refuses(xml, f"{head}<a/>".encode(), "here")
        and xml(f"<a><![CDATA[{head}]]></a>".replace("\0", "").encode(), "x") is not None
    )


def test_a_document_may_be_nested_as_deep_as_it_says():
    for depth, is_read in ((MOST_DEPTH, True), (MOST_DEPTH + 1, False)):
        assert refuses(xml, b"<a>" * depth + b"</a>" * depth, "here") != is_read
    assert MOST_DEPTH == 40


def test_the_link_of_an_entry_is_the_one_to_its_page():
    entry = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="/self"/>
        <link rel="enclosure" href="/e"/><link rel="alternate" href="/page"/><link href="/second"/><title>t</title>
        <published>2026-01-05T00:00:00Z</published>
        <updated>2026-01-09T00:00:00Z</updated></entry></feed>"""
    (found,) = feed.read(entry.encode(), "here", "https://a.example/feed")
    assert (found["link"], found["date"]) == ("https://a.example/page", "2026-01-05")
    items = "<rss><channel>" + "<item><guid>https://a.example/1</guid></item>" * 501 + "</channel></rss>"
    assert len(feed.read(items.encode(), "here")) == 500


def test_a_version_of_an_article_ends_when_a_day_to_come_is_given():
    today = dt.date.today()
    for until, is_told in (
        (today, False),
        (today + dt.timedelta(1), True),
        (dt.date(2998, 12, 31), True),
        (dt.date(2999, 1, 1), False),
    ):
        seen = {"dateFin": until.isoformat(), "etat": "VIGUEUR"}
        assert bool(legifrance.announced(seen)) == is_told, until
    assert legifrance.announced({"dateFin": "", "etat": "ABROGE_DIFF"}) == "ABROGE_DIFF"


@pytest.mark.parametrize(("schedule", "hours"), [("hourly", 1), ("daily", 24), ("weekly", 168), ("monthly", 744)])
def test_a_source_is_due_shortly_before_its_turn_and_late_after_three(monkeypatch, schedule, hours):
    fetcher: Any = SimpleNamespace(is_on=True, schedule=schedule, missing=lambda: [])
    for age, is_due, is_late in (
        (None, True, True),
        (0.89 * hours, False, False),
        (0.9 * hours, True, False),
        (3 * hours, True, False),
        (3.01 * hours, True, True),
    ):
        monkeypatch.setattr(turn, "age_of", lambda *_, age=age: age)
        assert (turn.due(fetcher, None), turn.late(fetcher, None)) == (is_due, is_late), age  # type: ignore[arg-type]
    off: Any = SimpleNamespace(is_on=False, schedule=schedule, missing=lambda: [])
    assert not turn.due(off, None) and not turn.late(off, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"PK\x03\x04", "ZIP"),
        (b"PK\x05\x06", "ZIP"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"RIFF", "a picture"),
        (b"1234ftyp", "a picture"),
        (b" \n", "an empty answer"),
        (b"<!doctype html>", "HTML"),
        (b"<HTML>", "HTML"),
        (b"<!-- x --><head>", "HTML"),
        (b"<title>", "HTML"),
        (b"<?xml?><rss>", "XML"),
        (b"\xef\xbb\xbf<feed>", "XML"),
        (b"{", "JSON"),
        (b" [", "JSON"),
        (b"a,b\n", "CSV"),
        (b"a;b", "text"),
        (b"a\0b", "unknown bytes"),
    ],
)
def test_bytes_are_what_they_begin_with(head, found):
    assert sniff.kind_of(head) == found
    wanted = {"ZIP": "zip", "XML": "xml", "JSON": "json", "CSV": "csv", "text": "text"}
    for expect in ("zip", "xml", "json", "csv", "text"):
        is_it = wanted.get(found) == expect or (expect == "text" and found == "CSV")
        assert sniff.suits(head, expect) == is_it, expect
    assert sniff.suits(head, "feed") == (b"rss" in head or b"feed" in head) and sniff.suits(head, "any")


@pytest.mark.parametrize(
    ("told", "is_rest"),
    [
        ({"Content-Range": "bytes 10-19/20", "ETag": '"a"'}, True),
        ({"Content-Range": "bytes 10-19/20"}, True),
        ({"Content-Range": "bytes 10-19/20", "ETag": '"b"'}, False),
        ({"Content-Range": "bytes 11-19/20"}, False),
        ({"Content-Range": "bytes 9-19/20"}, False),
        ({}, False),
    ],
)
def test_the_rest_of_a_file_begins_where_it_was_cut_and_is_of_the_same(tmp_path, told, is_rest):
    part = download.Part(tmp_path / "x", size=10, etag='"a"')
    assert download.continues(SimpleNamespace(headers=told), part) == is_rest  # type: ignore[arg-type]


# What is taken in


@pytest.mark.parametrize(
    ("there", "gone", "rows", "lost", "is_selective"),
    [
        (20, 2, 1000, 5, False),
        (20, 3, 1000, 5, True),
        (30, 3, 1000, 5, False),
        (29, 3, 1000, 5, True),
        (15, 2, 1000, 5, False),
        (10, 3, 100, 30, False),
        (900, 102, 10_000, 900, False),  # the normal tail would say so; of a thousand at most it is counted out
        (2000, 201, 20_000, 400, True),
        (2000, 200, 20_000, 400, False),
    ],
)
def test_a_group_lost_more_than_a_tenth_and_more_than_chance(there, gone, rows, lost, is_selective):
    assert losses.is_selective(there, gone, rows, lost) == is_selective


def test_a_tenth_of_the_rows_may_be_lost_and_not_one_more():
    assert losses.check("x", 100, 10, {}, "", False) == []
    assert refuses(losses.check, "x", 100, 11, {}, "", False) and losses.check("x", 100, 11, {}, "", True)


def test_a_month_may_end_where_a_day_may_not():
    kinds = {"a": Kind("date"), "b": Kind("date", at_least="a"), "n": Kind("number", at_least="m"), "m": Kind("number")}
    day = dt.date(2026, 1, 10)
    for b, precision, count in (
        (day, "day", 0),
        (day - dt.timedelta(1), "day", 1),
        (dt.date(2026, 1, 1), "month", 0),
        (dt.date(2025, 12, 1), "month", 1),
    ):
        row = {"a": day, "b": b, "b_precision": precision, "n": 1, "m": 1, "source_line": 2}
        assert len(list(linked.crossed(Table("t", kinds, [row])))) == count, (b, precision)
    low = {"a": None, "b": day, "n": 1, "m": 2, "source_line": 2}
    assert len(list(linked.crossed(Table("t", kinds, [low])))) == 1


@pytest.mark.parametrize(("beyond", "is_refused"), [(1, False), (2, True)])
def test_a_tenth_of_scores_beyond_the_scale_is_a_fault_of_rows_and_more_is_another_scale(beyond, is_refused):
    with duckdb.connect() as connection:
        connection.execute(f"""create table labels as select range as "row",
            if(range < {beyond}, '1.5', '0.5') as score from range(10)""").fetchall()
        assert refuses(checks.check_scale, connection, 1, 10) == is_refused


def test_days_of_images_are_from_2000_to_tomorrow():
    today = dt.date.today()
    days = {
        "1999-12-31": False,
        "2000-01-01": True,
        today.isoformat(): True,
        (today + dt.timedelta(1)).isoformat(): True,
        (today + dt.timedelta(2)).isoformat(): False,
        "2026-01-05T10:00": True,
        "05/01/2026": False,
        "": True,
    }
    with duckdb.connect() as connection:
        rows = ", ".join(f"({n}, 'i{n}', '{day}', null)" for n, day in enumerate(days))
        for made in (
            f'create table answered as select * from (values {rows}) as t("row", image, day, coder)',
            'create table rejects ("row" int, "column" text, reason text)',
            'create table labels ("row" int, coder text, label text, score text, flag boolean)',
        ):
            connection.execute(made).fetchall()
        family: Any = SimpleNamespace(spec={}, shape="map")
        checks.check_rows(connection, family, None, False, False)
        wrong = {row for (row,) in connection.execute('select "row" from rejects').fetchall()}
    assert [n not in wrong for n in range(len(days))] == list(days.values())


@pytest.mark.parametrize(("scores", "most"), [((0.7, 0.2), 0.1), ((0.5, 0.1), 0.1), ((0.6, 0.4), 0), ((0.9, 0.8), 0.8)])
def test_a_class_that_is_not_named_has_no_more_than_the_least_named_nor_than_what_is_left(scores, most):
    from etl.detections.families import families

    family = next(one for one in families().values() if one.spec.get("absent") == "bounded" and one.shape == "list")
    key, value = family.spec["label"][0], family.spec["score"][0]
    items = [{key: f"class {n}", value: score} for n, score in enumerate(scores)]
    body = items
    for part in reversed(family.spec["items"].removeprefix("$").removesuffix("[*]").strip(".").split(".")):
        body = {part: body} if part else body
    with duckdb.connect() as connection:
        connection.execute('create table bodies as select 1 as "row", ?::json as body', [json.dumps(body)]).fetchall()
        connection.execute('create table rejects ("row" int, "column" text, reason text)').fetchall()
        answers.read_lists(connection, family)
        assert connection.execute("select most from bounds").fetchall() == [(pytest.approx(most),)]


@pytest.mark.parametrize(("given", "is_taken"), [("2", True), ("3", True), ("1", False)])
def test_as_many_images_were_examined_as_are_named_or_more(tmp_path, given, is_taken):
    (path := tmp_path / "t.csv").write_text("x")
    with duckdb.connect() as connection:
        for made in (
            """create view answered as select unnest([1, 2]) as "row", unnest(['a', 'b']) as image, null as account,
            null as day, null as coder""",
            "create view meanings as select 'l' as label, 'c' as category",
            """create view labels as select 1 as "row", null as coder, 'l' as label, '1' as score,
            null::boolean as flag""",
        ):
            connection.execute(made).fetchall()
        table: Any = SimpleNamespace(is_long=True)
        assert refuses(examined.add, connection, path, given, table, False) != is_taken
        if is_taken:
            assert connection.execute("select count(*) from answered").fetchall() == [(int(given),)]


# What posts say


@pytest.mark.parametrize(
    ("change", "given", "made"),
    [
        ("positive", -3, None),
        ("positive", "-1", None),
        ("positive", 0, 0),
        ("positive", "4", "4"),
        ("first", "a, b", "a"),
        ("first", "a|b", "a"),
        ("first", "a;b", "a"),
        ("first", "['x', 'y']", "x"),
        ("first", [], None),
        ("html", "<p>a</p><p>b<br>c &amp; d</p>", "a\nb\nc & d"),
        ("at", "@a", "@a"),
        ("at", "a", None),
        ("number_of_user", "user12", "12"),
        ("number_of_user", "userx", "userx"),
        ("number_of_user", "channel12", "channel12"),
        ("number_of_r", "x12", "12"),
        ("number_of_r", "xy", "xy"),
        ("words", ["a", {"text": "b"}, {"c": 1}], "ab"),
        ("linkedin_moment", "urn:li:activity:7000000000000000000", 7000000000000000000 >> 22),
        ("linkedin_moment", "urn:li:share:123", None),
        ("retweeted", "[{'type': 'retweeted'}]", "retweeted"),
        ("retweeted", "[{'type': 'quoted'}]", None),
        ("like_count", "{'like_count': 7, 'reply_count': 9}", "7"),
        ("reply_count", "{'like_count': 7, 'reply_count': 9}", "9"),
        ("did", "at://did:plc:a/b/c", "did:plc:a"),
        ("host", "https://www.A.example:80/x", "a.example"),
        ("host", "https://m.a.example", "a.example"),
        ("host", "https://old.a.example", "a.example"),
        ("host", "https://mobile.a.example", "a.example"),
    ],
)
def test_each_change_of_a_value_makes_what_it_says(change, given, made):
    assert CHANGES[change](given) == made


@pytest.mark.parametrize("key", ["utm_source", "utm_x", "fbclid", "gclid", "xtor"])
def test_how_a_reader_came_to_an_article_is_no_part_of_its_address(key):
    assert identity.article(f"https://www.a.example/b/?{key}=1&id=2") == "a.example/b?id=2"


def test_every_word_for_yes_and_for_no_is_one():
    for word in ["yes", "true", "1", "1.0", "y", "t", "oui", "vrai", "o", "x"]:
        assert paths.condition("a")({"a": word}) and paths.condition("a")({"a": word.upper()}), word
    for word in ["no", "false", "0", "0.0", "n", "f", "non", "faux"]:
        assert not paths.condition("a")({"a": word}) and paths.condition("a=False")({"a": word}), word
    for word in ("", "nan", "NaN", "None", "null", "NULL", "N/A", "n/a", "<NA>", "NaT", None, [], {}, float("nan")):
        assert not paths.is_there(word), word
    assert paths.is_there("0") and paths.is_there(0) and paths.is_there(False)


@pytest.mark.parametrize(
    ("said", "reached"),
    [
        ("je ne dis rien", "dis"),
        ("ne dis que cela", ""),
        ("ne dis que cela pas encore", "dis que cela encore"),
        ("not only this", ""),
        ("pas seulement cela", ""),
        ("not this", "this"),
        ("don t go", "go"),
        ("t go", ""),
        ("not a , b", "a"),
        ("not a b c d e f g", "a b c d e f"),
        ("not a but b", "a"),
    ],
)
def test_a_negation_reaches_so_many_words_to_a_break_and_what_restricts_is_none(said, reached):
    words = said.split()
    assert [
        word for word, is_reached in zip(words, text.negated(words, 6), strict=True) if is_reached
    ] == reached.split()


@pytest.mark.parametrize(
    ("number", "is_card"),
    [
        ("4222222222222", True),
        ("411111111111", False),
        ("4111 1111 1111 1111", True),
        ("4111111111111112", False),
        ("6304000000000000000", True),
        ("63040000000000000006", False),
        ("0000000000000", False),
    ],
)
def test_thirteen_to_nineteen_figures_that_add_up_are_a_card(number, is_card):
    assert details.is_card(number) == is_card


@pytest.mark.parametrize(
    ("number", "is_phone"),
    [
        ("123456", False),
        ("1234567", True),
        ("1" * 15, True),
        ("1" * 16, False),
        ("12/05/2026", False),
        ("2026-05-12", False),
        ("un deux trois quatre cinq six", True),
        ("un deux trois quatre cinq", False),
        ("o1 lI 23 45 6", True),
    ],
)
def test_seven_to_fifteen_figures_that_are_no_day_are_a_number(number, is_phone):
    assert details.is_phone(number) == is_phone


def test_of_matches_that_overlap_the_first_and_longest_stays():
    assert text.longest([(0, 1, "a"), (0, 3, "b"), (2, 9, "c"), (3, 4, "d")]) == [(0, 3, "b"), (3, 4, "d")]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("los niños también pero", "other"),
        ("El presidente pero Tom Jones Bill Brown James Smith", "other"),
        ("the children of the house are here today with us", "en"),
        ("les enfants de la maison sont ici avec nous aujourd’hui", "fr"),
        ("12 34 56", "other"),
        ("漢字ばかりの文章です", "other"),
    ],
)
def test_common_words_tell_the_language(said, found):
    assert language.language_of(said) == found


def test_a_field_has_shifted_above_a_quarter_and_words_above_twice_the_usual(monkeypatch, tmp_path):
    from etl.nlp import models, review
    from etl.nlp.scheme import SINGLE

    first = next(iter(SINGLE))
    monkeypatch.setattr(drift, "newest", lambda root: ["a"])
    monkeypatch.setattr(models, "ready_model", lambda store: object())
    for shift, unknown, off, told in (
        (0.25, 0.2, 0.5, []),
        (0.251, 0.201, 0.51, [first, "unknown_words", "off_topic"]),
    ):
        found = {
            first: {"score_shift": shift},
            "unknown_word_share": unknown,
            "unknown_word_share_in_training": 0.1,
            "off_topic_share": off,
        }
        monkeypatch.setattr(review, "drift", lambda model, texts, found=found: found)
        assert drift.tagging(tmp_path)["shifted"] == told


# Versions


def test_what_readers_see_of_overrides_is_days_and_versions_and_never_who(monkeypatch, tmp_path):
    told = [
        {"at": "2026-01-05T10:00", "what": what, "by": "somebody", "reason": "because", "faults": [fault]}
        for what, fault in (("days", "2026-01-04 x: too few"), ("version", "lost rows"), ("rollback", "went back"))
    ]
    monkeypatch.setattr(held, "overrides", lambda store: told)
    found = held.accepted(tmp_path)
    assert [(one["what"], one["day"], one["slug"], one["accepted_at"]) for one in found] == [
        ("days", "2026-01-04", "x", "2026-01-05"),
        ("version", None, "", "2026-01-05"),
    ]
    assert "somebody" not in json.dumps(found)


def test_five_versions_stay_and_the_one_that_is_served(tmp_path):
    names = [f"2026010{n}T000000-a" for n in range(1, 9)]
    for name in (*names, "current"):
        (tmp_path / f"{name}.json").touch()
        (tmp_path / f"{name}.duckdb").touch()
    publishing.prune(tmp_path, names[0])
    assert sorted(path.stem for path in tmp_path.glob("*.json")) == [names[0], *names[3:], "current"]


def test_what_has_no_first_day_is_without_a_date():
    with duckdb.connect() as connection:
        connection.execute("create schema raw").fetchall()
        connection.execute("""create table raw.detections as select * from (values
            (date '2026-01-05', date '2026-01-06'), (null, date '2026-01-07'), (null, null)
            ) as t(window_start, window_end)""").fetchall()
        connection.execute("alter table raw.detections add column published date").fetchall()
        connection.execute(
            "create table raw.lookups (source text, row_id text, looked_on text, is_found text)"
        ).fetchall()
        connection.execute("create table raw.affair_words (slot text, text_en text, text_fr text)").fetchall()
        told = coverage.covered(connection, "detections", "en")
        assert told == "3 rows, from 5 January 2026 to 7 January 2026, 2 without a date."
        for looked, is_found, said in (("2026-02-01", "false", "nothing"), ("2026-02-02", "true", "looked")):
            connection.execute(
                f"insert into raw.lookups values ('detections', null, '{looked}', '{is_found}')"
            ).fetchall()
            day = coverage.day(dt.date.fromisoformat(looked), "en")
            assert coverage.covered(connection, "detections", "en").endswith(coverage.WORDS["en"][said].format(day=day))
