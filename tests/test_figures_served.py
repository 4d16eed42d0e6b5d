"""Every figure has an address that answers what it says: the page's own bytes, within bounds, or a plain refusal."""

import json
import os
import signal
import subprocess
import threading
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from asgi import asked
from starlette.applications import Starlette
from starlette.routing import Route

from etl import warehouse as served
from figures.charts.base import look
from figures.data import reading
from figures.drawn import citable, drawn, figures
from figures.files import images
from figures.files.made import IN_WORDS, made, worded
from server import figures as routes
from server import relation

ACTS = "/figures/enforcement.acts"
ASKED = "lang=fr&from=2026-01-01&to=2026-01-31&jurisdiction=FR&jurisdiction=IE"


@pytest.fixture(scope="module")
def app(warehouse):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served, "WAREHOUSE", warehouse)
        relation.connection.cache_clear()
        yield Starlette(
            routes=[
                Route("/figures/", routes.index),
                Route("/figures/{name}.{ending}", routes.file),
                Route("/figures/{rest:path}", routes.nothing),
            ]
        )
        relation.connection.cache_clear()


def error(got) -> tuple[int, str]:
    return got.status, json.loads(got.text)["error"]


def test_the_list_names_every_figure_with_its_title_in_both_languages_and_its_parameters(app):
    listed = json.loads(asked(app, "/figures/").text)["figures"]
    assert [one["name"] for one in listed] == list(figures())
    for one in listed:
        assert one["title"]["fr"] and one["title"]["en"] and one["page"]
        own = {choice.name for choice in figures()[one["name"]].choices} | dict(figures()[one["name"]].at).keys()
        assert one["parameters"].keys() == own and {"csv", "xlsx", "json"} <= one["files"].keys()
    step = next(one for one in listed if one["name"] == "enforcement.acts")["parameters"]["step"]
    assert (
        step["accepted"] == ["request", "investigative_step", "investigation", "measure", "decision", "other"]
        and step["usual"] == []
    )


@pytest.mark.parametrize(
    ("ending", "query", "form"),
    [
        ("csv", "bom=1", "csv"),
        ("csv", "form=whole&bom=1", "csv_full"),
        ("csv", "form=semicolons&bom=1", "csv_fr"),
        ("xlsx", "", "xlsx"),
        ("json", "", "json"),
        ("json", "form=about", "about"),
        ("svg", "", "svg"),
        ("png", "", "png"),
    ],
)
def test_an_address_gives_the_bytes_of_the_pages_own_file(app, warehouse, ending, query, form):
    got = asked(app, f"{ACTS}.{ending}?{ASKED}&step=investigation&{query}")
    assert got.status == 200, got.text
    with reading(served.current(warehouse)) as manifest:
        one = routes.of_figure(
            [(name, value) for name, values in parse_qs(f"{ASKED}&step=investigation").items() for value in values],
            figures()["enforcement.acts"], manifest, "en", "http://localhost:8501",
        )[0]  # fmt: skip # saves 3 lines
        shown = drawn("enforcement.acts", one)
        told = citable(shown)
        rows = worded(shown.rows, told) if form in IN_WORDS else shown.rows
        assert got.body == made(form, told, partial(shown.chart, look("fr")), rows, shown.alt) or form == "xlsx"
    assert "enforcement-acts_FR-IE_2026-01-01_2026-01-31_fr" in got.headers["content-disposition"]
    assert got.headers["x-data-version"] == manifest.version
    asked_again = parse_qs(urlsplit(told.permalink).query)
    assert asked_again["step"] == ["investigation"] and asked_again["v"] == [manifest.version]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("nothing.at_all.svg", 404, "unknown_figure"),
        ("enforcement.acts.tiff", 404, "unknown_file"),
        ("enforcement.blocks.tiff", 404, "unknown_file"),
        ("enforcement.acts", 404, "unknown_figure"),
        ("enforcement", 404, "unknown_address"),
        ("enforcement.acts.csv?nonsense=1", 400, "unknown_parameter"),
        ("enforcement.acts.csv?size=card", 400, "unknown_parameter"),
        ("enforcement.acts.csv?step=nope", 400, "bad_value"),
        ("enforcement.acts.csv?step=investigation&step=nope", 400, "bad_value"),
        ("enforcement.acts.svg?size=huge", 400, "bad_value"),
        ("enforcement.acts.csv?bom=1&bom=0", 400, "repeated"),
        ("enforcement.acts.csv?from=2026-02-01&to=2026-01-01", 400, "reversed"),
        ("enforcement.acts.csv?from=2026-02-30", 400, "bad_day"),
        ("enforcement.acts.csv?lang=de", 400, "bad_language"),
        ("enforcement.acts.csv?lang=fr&lang=en", 400, "repeated"),
        ("enforcement.acts.csv?jurisdiction=ZZ", 400, "bad_jurisdiction"),
        ("enforcement.survival.csv?cases=jurisdiction&cases=authority_kind", 400, "repeated"),
        ("enforcement.acts.csv?v=20200101T000000-00000000", 404, "version_gone"),
    ],
)
def test_what_means_nothing_or_contradicts_is_named(app, path, status, said):
    got = asked(app, f"/figures/{path}")
    assert error(got) == (status, said)
    assert asked(app, f"/figures/{path}{'&' if '?' in path else '?'}utm_source=x").status == status
    assert json.loads(got.text)["message"] and "Traceback" not in got.text


@pytest.mark.parametrize(
    "touched", ["&fbclid=Iw1", "&gclid=1&mc_cid=2&ref=t.co", "&utm_campaign=x", ".", ")", "&amp;step="]
)
def test_what_other_programs_did_to_an_address_changes_nothing(app, touched):
    plain = f"{ACTS}.json?lang=en&jurisdiction=FR&to=2026-01-31"
    amp = plain.replace("&", "&amp;") if "amp" in touched else plain + touched
    whole = [json.loads(asked(app, address).text)["rows"] for address in (plain, amp)]
    assert whole[0] == whole[1] and whole[0]
    lower = json.loads(asked(app, f"{ACTS}.json?lang=EN&jurisdiction=fr&to=2026-01-31").text)["rows"]
    assert lower == whole[0]
    assert asked(app, f"{ACTS}.json?jurisdiction=uk,ie").status == 200


def test_a_pinned_answer_may_be_kept_and_an_unpinned_one_is_asked_again(app, warehouse):
    loose, version = asked(app, f"{ACTS}.json?lang=en"), served.current(warehouse).version
    fixed = asked(app, f"{ACTS}.json?lang=en&v={version}")
    assert loose.headers["cache-control"] == "no-cache" and "max-age" in fixed.headers["cache-control"]
    again = asked(app, f"{ACTS}.json?lang=en", if_none_match=loose.headers["etag"])
    assert again.status == 304 and not again.body
    other = asked(app, f"{ACTS}.json?lang=fr", if_none_match=loose.headers["etag"])
    assert other.status == 200 and other.headers["etag"] != loose.headers["etag"]
    assert "vary" in asked(app, f"{ACTS}.json").headers and "vary" not in loose.headers


@pytest.mark.parametrize(("size", "extent"), [("wide", (1600, 900)), ("square", (1080, 1080)), ("card", (1200, 630))])
def test_a_picture_of_a_size_is_exactly_as_large(app, size, extent):
    for name in ("enforcement.acts", "enforcement.harms"):
        got = asked(app, f"/figures/{name}.png?{ASKED}&size={size}&ground=white")
        assert got.status == 200
        assert tuple(int.from_bytes(got.body[n : n + 4]) for n in (16, 20)) == extent


def test_a_picture_holds_its_title_what_it_shows_and_its_source(app):
    svg = asked(app, f"{ACTS}.svg?{ASKED}").text
    assert "<title>" in svg and "<desc>" in svg and 'role="img"' in svg and "Source" in svg
    png = asked(app, f"{ACTS}.png?{ASKED}&size=card").body
    for name in (b"Title", b"Description", b"Source", b"Copyright"):
        assert b"iTXt" + name in png


def test_an_empty_selection_is_a_picture_that_says_why(app):
    got = asked(app, f"{ACTS}.svg?lang=en&from=2016-01-01&to=2016-01-02&jurisdiction=JP")
    assert got.status == 200 and "Nothing" in got.text
    assert json.loads(asked(app, f"{ACTS}.json?from=2016-01-01&to=2016-01-02&jurisdiction=JP").text)["rows"] == []


def test_too_many_drawings_at_once_are_turned_away_politely_and_tables_still_given(app, monkeypatch):
    monkeypatch.setattr(images, "_places", threading.BoundedSemaphore(1))
    with images._places:
        got = asked(app, f"{ACTS}.svg?{ASKED}&step=decision&theme=dark")
        assert error(got) == (429, "busy") and int(got.headers["retry-after"]) > 0
        assert asked(app, f"{ACTS}.csv?{ASKED}").status == 200
    assert asked(app, f"{ACTS}.svg?{ASKED}&step=decision&theme=dark").status == 200


def test_a_picture_asked_for_again_is_not_drawn_again(app, monkeypatch):
    address = f"{ACTS}.svg?{ASKED}&ground=white"
    first = asked(app, address)
    monkeypatch.setattr(images, "image", lambda *_: pytest.fail("drawn again"))
    assert asked(app, address).body == first.body


def test_a_browser_that_died_is_replaced_by_another(app):
    assert asked(app, f"{ACTS}.svg?{ASKED}").status == 200
    images.image(drawn_blank(), "svg")
    listing = subprocess.run(["ps", "-ww", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    ours = [line.split() for line in listing.splitlines() if "chrom" in line]
    children = [int(pid) for pid, parent, *_ in ours if parent == str(os.getpid())]
    assert children, listing
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    assert asked(app, f"{ACTS}.svg?{ASKED}&theme=dark").status == 200


def drawn_blank():
    from figures.charts.nothing import sentence_figure

    return sentence_figure("…", replace(look("fr"))).update_layout(width=300, height=200)


def test_an_odd_browser_is_said_and_not_waited_for(app, monkeypatch):
    def fails(*_):
        raise OSError("no browser")

    monkeypatch.setattr(images, "_drawing", fails)
    monkeypatch.setattr(images, "_leave", lambda: None)
    got = asked(app, f"{ACTS}.png?{ASKED}&size=square&theme=dark")
    assert error(got) == (503, "not_drawn") and got.headers["retry-after"]


def test_a_browser_that_nobody_needs_is_let_go_and_the_next_picture_begins_with_another(app, monkeypatch):
    images.image(drawn_blank(), "svg")
    first = images._browser
    images.rest()
    assert images._browser is first is not None, "it may be needed again at once"
    monkeypatch.setattr(images, "QUIET", -1.0)
    with images._turn:
        images.rest()
    assert images._browser is first, "somebody is drawing"
    images.rest()
    assert images._browser is None and images.is_well()
    images.image(drawn_blank(), "svg")
    assert images._browser not in (None, first)
