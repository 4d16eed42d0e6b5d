"""Tables people use: sorted, searched and narrowed by the address; 25 rows a page; a row opens what it says."""

import html
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from visits import ROOT

from etl import warehouse as served
from figures.address import of_figure
from figures.data import reading
from figures.drawn import drawn, figures
from figures.within import within
from pages.shared.tables import MOST, View, ordered, to_html

LISTS = {"enforcement.acts": "action_id", "statements.public": "statement_id", "reactions.voices": "reaction_id"}


@pytest.fixture
def ask(warehouse, monkeypatch):
    """A figure for some parameters of an address."""
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    with reading(served.current(warehouse)) as manifest:
        yield lambda name, **own: drawn(
            name, of_figure(list({"lang": "en", **own}.items()), figures()[name], manifest, "en", "https://x.org")[0]
        )


@pytest.fixture
def opened(warehouse, monkeypatch):
    """A page of the dashboard with the parameters of an address."""
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)

    def page(name: str, **address) -> AppTest:
        found = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
        for key, value in address.items():
            found.query_params[key] = value
        return found.switch_page(f"pages/{name}.py").run()

    return page


def tables(page: AppTest) -> list[str]:
    return [one.proto.body for one in page.get("html") if 'class="gf-table"' in one.proto.body]


@pytest.mark.parametrize("name", list(LISTS))
def test_a_list_shows_six_columns_and_every_row_can_be_opened(ask, name):
    one = ask(name)
    assert len(one.shown) == 6 and LISTS[name] in one.rows and LISTS[name] in one.columns
    assert one.rows[LISTS[name]].notna().all()


def test_what_is_searched_for_may_lack_accents_capitals_and_order():
    rows = pd.DataFrame({"who": ["Cour d'appel de Paris", "Ofcom", "개인정보보호위원회"], "where": ["FR", "GB", "KR"]})
    places = {"where": {"FR": "France", "GB": "Royaume-Uni", "KR": "Corée du Sud"}}
    for text, found in {
        "PARIS d’appel": [0], "coree": [2], "royaume ofcom": [1], "ofcom paris": [], "  ": [0, 1, 2], "위원회": [2],
        "R": [0, 1, 2], "é": [0, 1, 2], "(": [],
    }.items():  # fmt: skip # saves 7 lines
        assert list(within(rows, ["who", "where"], text, "fr", places).index) == found, text


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("enforcement.acts", {"q": "ofcom"}),
        ("enforcement.acts", {"force": "binding", "whom": "minors"}),
        ("enforcement.acts", {"read": "original"}),
        ("statements.public", {"q": "indonesia", "read": "rest"}),
        ("reactions.voices", {"q": "ban"}),
    ],
)
def test_what_narrows_a_table_narrows_its_title_its_chart_and_its_file(ask, name, own):
    whole, part = ask(name), ask(name, **own)
    assert 0 < len(part.rows) < len(whole.rows)
    assert set(part.rows[LISTS[name]]) < set(whole.rows[LISTS[name]])
    if "force" in own:
        assert part.rows["is_binding"].all() and set(part.rows["harm"]) <= {"csam", "both"}
    if own.get("read") == "original":
        assert set(part.rows["document_read"]) == {"original"}


def test_a_search_without_a_result_says_that_a_filter_left_nothing(ask):
    one = ask("enforcement.acts", q="zzzz")
    assert one.rows.empty and one.empty


def test_a_table_is_sorted_by_what_is_read_and_what_is_unknown_comes_last():
    rows = pd.DataFrame({"code": ["b", "a", None, "c"], "n": [2.0, None, 1.0, 3.0]})
    names = {"code": {"a": "Zèbre", "b": "âne", "c": "Bœuf"}}
    assert list(ordered(rows, "code", "fr", names)["code"].fillna("-")) == ["b", "c", "a", "-"]
    assert list(ordered(rows, "-code", "fr", names)["code"].fillna("-")) == ["a", "c", "b", "-"]
    assert list(ordered(rows, "-n", "fr", names).index) == [3, 0, 2, 1]
    assert list(ordered(rows, "nowhere", "fr", names).index) == [0, 1, 2, 3]


def test_pages_of_a_table_hold_every_row_once():
    rows = pd.DataFrame({"action_id": [f"r{n}" for n in range(2 * MOST + 3)], "n": range(2 * MOST + 3)})
    seen = []
    for page in (1, 2, 3, 99):
        shown = to_html(rows, {"n": "n"}, "en", caption="x", vocabularies={}, view=View("a.b", "/x?y=1", "-n", page))
        found = re.findall(r'<tr role="row" data-row="(r\d+)"', shown)
        assert len(found) <= MOST and ("Next page" in shown) == (page < 3) and ("Previous page" in shown) == (page > 1)
        seen += found if page < 99 else []
        if page == 99:  # beyond the end is the end
            assert found == seen[-3:]
    assert seen == [f"r{n}" for n in reversed(range(2 * MOST + 3))]


def test_a_row_and_a_heading_are_links_with_addresses_of_their_own():
    rows = pd.DataFrame({"action_id": ['a"&b', "c"], "when": ["<b>", "d"]})
    view = View("enforcement.acts", "/enforcement?lang=en")
    shown = to_html(rows, {"when": "When <i>"}, "en", caption="x", vocabularies={}, view=view)
    assert 'data-row="a&quot;&amp;b"' in shown and 'href="/record?id=a%22%26b&amp;lang=en"' in shown
    assert "<b>" not in shown and "<i>" not in shown
    assert 'href="/enforcement?lang=en&amp;sort=enforcement.acts%3Awhen"' in shown
    named = [html.unescape(one) for one in re.findall(r'aria-label="([^"]*)"', shown)]
    assert '<b>, details of a"&b' in named and "Sort by When <i>, lowest first" in named


def test_the_address_says_which_page_of_which_table_is_seen_and_how_it_is_sorted(opened):
    page = opened("enforcement", lang="en", sort="enforcement.acts:-action_date", rows="enforcement.acts:2")
    assert not page.exception and not page.warning
    assert page.query_params["sort"] == "enforcement.acts:-action_date"
    assert page.query_params["rows"] == "enforcement.acts:2"
    acts = next(one for one in tables(page) if 'aria-sort="descending"' in one)
    assert "rows 26 to 50" in acts and "page 2 of" in acts


def test_what_is_asked_of_a_table_in_vain_is_named(opened):
    page = opened("enforcement", lang="en", sort=["enforcement.acts:action_date", "reactions.voices:x"], rows="nope")
    said = "\n".join(one.value for one in page.warning)
    assert r"sort=reactions\.voices\:x" in said and "rows=nope" in said
    assert page.query_params["sort"] == "enforcement.acts:action_date"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    ("page", "row_id"),
    [("enforcement", "fr-paris-2026-01-02-extension"), ("statements", "PS-027"), ("incidence", "AIF-01")],
)
def test_a_drawer_says_what_who_when_where_from_which_document_and_where_it_stays(opened, marts, lang, page, row_id):
    seen = opened(page, lang=lang)
    seen.session_state["row_opened"] = row_id
    seen.run()
    assert not seen.exception
    text = html.unescape("\n".join(one.proto.body for one in seen.get("html")))
    url = marts.execute(
        "select source_url from (select action_id as id, source_url from marts.enforcement union all "
        "select statement_id, source_url from marts.statements union all "
        "select measurement_id, source_url from marts.incidence) where id = ?",
        [row_id],
    ).fetchone()[0]
    assert url in text and f"/record?id={row_id}" in text and "gf-facts" in text


def test_a_row_that_is_not_there_is_said_not_to_be(opened):
    page = opened("enforcement", lang="en")
    page.session_state["row_opened"] = "<script>"
    page.run()
    assert not page.exception and not any("<script>" in one.proto.body for one in page.get("html"))
    assert any("no row named <script>" in one.value for one in page.text)
