"""What the server and the pages say around the data, worked out by hand: once, twice, the most, one more."""

import datetime as dt
import logging
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from asgi import asked
from test_connections import Transport, kind
from test_export import FACTS
from test_headers import HERE, one_of

from brief import charts, content
from brief.choice import Choice
from etl.warehouse import Unavailable, current
from figures.asked import Asked
from figures.drawn import figures
from pages.shared import brief, cards, cells, controls, export, receipt, shell
from server import connections, document, logs, visitors
from server.page import PAGES, order, text_of
from server.visitors import Pace, Places


def test_who_was_away_is_forgotten_once_there_are_ten_thousand_and_who_was_not_is_not(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(visitors.time, "monotonic", lambda: now[0])
    pace = Pace(10, 3)
    for n in range(10_000):
        pace.delay(f"{n}")
    now[0] = 1.0  # longer than three steps of a tenth of a second
    for _ in range(4):
        wait = pace.delay("new")
    assert (list(pace._left), wait) == (["new"], pytest.approx(0.1))


@pytest.mark.parametrize(("named", "each"), [("", 120), ("X-Visitor", 1000)])
def test_connections_of_a_proxy_are_no_visitors_and_share_all_there_are(monkeypatch, named, each):
    monkeypatch.setenv("GARDEFOU_VISITOR_HEADER", named)
    monkeypatch.setattr(connections, "CONNECTIONS", Places(1000, 7))
    kind()().connection_made(Transport())
    assert connections.CONNECTIONS.each == each


def test_sixty_lines_a_minute_are_written_and_the_others_counted(monkeypatch):
    now, few = [0.0], logs.Few()
    monkeypatch.setattr(logs.time, "monotonic", lambda: now[0])
    record = logging.makeLogRecord({"msg": "x %s", "args": ("y",)})
    assert [few.filter(record) for _ in range(62)] == [True] * 60 + [False] * 2
    now[0] = 60.0
    assert few.filter(record) and record.getMessage() == "x y (2 entries were left out before)"


def test_figures_stand_in_the_order_of_their_page_and_those_placed_elsewhere_last():
    for page in {one.page for one in figures().values()}:
        places = [text_of(page).find(f'"{name}"') for name in order(page)]
        named = [place for place in places if place >= 0]
        assert places[: len(named)] == named, page
    assert order("reactions")[0] == "reactions.tagged"


def test_each_document_is_linked_once_a_figure_and_twelve_at_most():
    for count, links in ((1, 1), (12, 12), (13, 12)):
        addresses = [f"https://a.example/{n}" for n in range(count)]
        rows = pd.DataFrame({"source_publisher": "A", "source_url": [*addresses, *addresses, None, "javascript:x"]})
        assert document._documents(SimpleNamespace(rows=rows), "en").count("<a ") == links  # type: ignore[arg-type]


def test_a_document_shows_one_picture_and_has_a_card(app, monkeypatch):
    monkeypatch.setattr(document, "is_drawn", lambda one: True)
    monkeypatch.setattr(document, "_pages", SimpleNamespace(get=lambda key, make: make()))
    text = asked(app, "/enforcement?lang=en").text
    assert text.count("<img ") == 1
    assert '<meta name="twitter:card" content="summary_large_image">' in text and 'property="og:image"' in text


def test_a_figure_in_a_frame_is_light_unless_it_is_asked_for_dark(app):
    light, usual, dark = (
        asked(app, f"/embed/enforcement.acts?lang=en{more}").text for more in ("&theme=light", "", "&theme=dark")
    )
    assert usual == light != dark


@pytest.mark.parametrize(("given", "wide"), [("", 1000), ("&maxwidth=300", 300), ("&maxwidth=5000", 1000)])
def test_a_frame_is_as_wide_as_there_is_room_and_a_thousand_at_most(app, given, wide):
    found = one_of(asked(app, f"/oembed?url={HERE}/figures/enforcement.acts{given}"))
    assert found["width"] == wide and f'width="{wide}"' in found["html"]


# The pages


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.example/x", "x", "https:///x"])
def test_what_is_no_address_of_the_web_is_no_link(url):
    assert cells.link(url, "", "en") == "–" and "<a" not in cells.link(url, "A", "en")


def test_a_link_says_whose_page_it_is_and_hands_nothing_on():
    made_of = cells.link('https://www.a.example/x?y="', "", "en")
    assert made_of == (
        '<a href="https://www.a.example/x?y=&quot;" rel="noopener noreferrer" target="_blank">a.example</a>'
    )
    assert ">The A</a>" in cells.link("http://a.example/", "The A", "en")


@pytest.mark.parametrize(
    ("code", "is_link"),
    [("FR", True), ("US-CA", True), ("INT", False), ("", False), (None, False), (float("nan"), False)],
)
def test_a_place_with_a_page_is_a_link_to_it_and_several_together_are_not(code, is_link):
    made_of = cells.place_link(code, "name", "en")
    assert made_of == (f'<a href="/country?place={code}&amp;lang=en" target="_self">name</a>' if is_link else "name")


def test_without_data_a_reader_is_told_so_in_their_language_first(monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(
        shell, "st", SimpleNamespace(header=said.append, markdown=lambda _: None, code=lambda *_, **__: None)
    )
    for lang, other in (("fr", "en"), ("en", "fr")):
        said.clear()
        shell.unavailable(lang, Unavailable("missing", ""))
        assert said == [shell.word("common.unavailable.title", one) for one in (lang, other)]


@pytest.mark.parametrize(("form", "extent"), [("png", "2,000 × 800"), ("svg", "1,000 × 400")])
def test_a_picture_is_labelled_with_the_pixels_it_has(form, extent):
    page: Any = SimpleNamespace(width=1000, height=400)
    assert extent in export._image_label(replace(FACTS, lang="en"), form, page).replace("\u00a0", " ")


def test_the_size_of_a_table_is_told_exactly_when_it_was_made_whole_and_about_else(monkeypatch):
    monkeypatch.setattr(export, "made", lambda form, facts, draw, rows: b"x" * 1000 * len(rows))
    for count, about in ((300, False), (301, True)):
        told = export._table_label(replace(FACTS, lang="en"), pd.DataFrame({"a": range(count)}), "csv")
        assert (export.word("export.about", "en", size="301 kB") in told) == about and f"{count} kB" in told


@pytest.mark.parametrize(("count", "is_few"), [(8, True), (9, False)])
def test_eight_options_stand_side_by_side_and_nine_in_a_list(monkeypatch, count, is_few):
    drawn: list[str] = []

    class Page:
        def __getattr__(self, name):
            return lambda *_, **__: drawn.append(name)

    monkeypatch.setattr(controls, "st", Page())
    monkeypatch.setattr(controls, "word", lambda *_, **__: "")
    monkeypatch.setattr(controls, "_kept", lambda *given: given[4]("key"))
    names = {str(n): str(n) for n in range(count)}
    for sort, wide, narrow in (("one", "segmented_control", "selectbox"), ("several", "pills", "multiselect")):
        drawn.clear()
        choice: Any = controls.Choice("x", "x", sort, usual="0", options=lambda _: names)
        controls.control(choice, SimpleNamespace(lang="en"))
        assert drawn == [wide if is_few else narrow]


def test_every_figure_is_placed_by_its_page_or_stands_below_it():
    shared = "".join(path.read_text("utf-8") for path in (PAGES / "shared").glob("*.py"))
    for name, one in figures().items():
        text = (PAGES / f"{one.page}.py").read_text("utf-8")
        stem = re.escape(name.rpartition("_")[0])  # a figure a language: `posts_{one}`
        wanted = rf"{re.escape(name)}\b" + (rf"|{stem}_\{{" if stem else "")
        assert one.is_below or re.search(wanted, text + shared), name


@pytest.mark.parametrize(
    ("places", "name"),
    [((), "garde-fou_brief_2026-01-01_2026-01-31_fr.pdf"), (("FR",), "garde-fou_brief_FR_2026-01-01_2026-01-31_fr.pdf"),
     (tuple("ABCDE"), "garde-fou_brief_A-B-C-D_2026-01-01_2026-01-31_fr.pdf")],
)  # fmt: skip # saves 3 lines
def test_a_brief_is_named_by_four_places_at_most(monkeypatch, places, name):
    given: dict[str, Any] = {}
    monkeypatch.setattr(brief, "st", SimpleNamespace(download_button=lambda _, **more: given.update(more)))
    monkeypatch.setattr(brief, "manifest", lambda: None)
    brief.button(Asked("fr", dt.date(2026, 1, 1), dt.date(2026, 1, 31), places, version="1"))
    assert (given["file_name"], given["mime"], given["data"].args[1].jurisdictions) == (name, "application/pdf", places)


def test_what_leads_to_a_receipt_is_set_apart_from_a_note_where_there_is_one():
    for note, count, told in (("", 1, "one"), ("x", 1, " · one"), ("x", 2, " · many 1, 2"), ("x", 0, "")):
        origins = tuple((str(n), f"/{n}") for n in range(count))
        one = cards.Card("1", "m", "/", origins, note)
        assert re.sub("<[^>]*>", "", cards._origins(one, ("one", "many"))) == told


def test_the_charts_of_the_brief_stand_in_its_order(monkeypatch, warehouse):
    monkeypatch.setattr(charts, "_figure", lambda one: {"name": one})
    monkeypatch.setattr(charts, "drawn", lambda name, asked: name)
    choice = Choice("en", dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    found = [one["name"] for one in charts.charts(choice, current(warehouse))]
    places = {one.in_brief: name for name, one in figures().items() if one.in_brief}
    assert found == [places[n] for n in range(1, len(places) + 1)] and len(places) > 1


def test_the_brief_names_each_source_by_its_hash(marts):
    found = content._sources(marts, "en")
    hashes = [found for one in found for found in re.findall("SHA-256 ([0-9a-f]+)…", one["about"])]
    assert len(hashes) > 2 and {len(one) for one in hashes} == {16}


def test_a_receipt_tells_each_end_of_an_interval_and_the_day_of_the_copy(monkeypatch):
    row = {"unit": "share", "value_low": 0.501, "value_high": 0.512, "value": 0.506}
    assert [receipt._shown(row[name], name, row, "en") for name in row if name != "unit"] == ["50.1%", "51.2%", "51%"]
    copied = pd.Timestamp("2026-02-01")
    monkeypatch.setattr(receipt, "_source", lambda _: {"snapshot_date": copied})
    read = pd.DataFrame({"read_on": [pd.Timestamp("2026-03-05")]})
    monkeypatch.setattr(receipt, "load", lambda name, places: read if places == ("FI",) else None)
    assert receipt._held({"relation": "provisions", "jurisdiction": "FI"}) == pd.Timestamp("2026-03-05")
    assert receipt._held({"relation": "enforcement", "jurisdiction": "FI"}) == copied
