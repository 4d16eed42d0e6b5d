"""The frame around every page: what an address means, what is said when it means nothing, and what stays standing."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from etl import warehouse as served
from figures.asked import Asked, link, query
from figures.drawn import empty_words
from pages.shared import frame

ROOT = Path(__file__).parents[1]


@pytest.fixture
def visit(warehouse, monkeypatch):
    """Opens the dashboard with the parameters of an address."""

    def opened(folder: Path = warehouse, **address) -> AppTest:
        monkeypatch.setattr(served, "WAREHOUSE", folder)
        page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
        for key, value in address.items():
            page.query_params[key.rstrip("_")] = value
        return page.run()

    return opened


def text_of(page: AppTest) -> str:
    plain = [one.value for one in (*page.title, *page.header, *page.markdown, *page.warning, *page.code)]
    return "\n".join([*plain, *(one.proto.body for one in page.get("html"))])


def test_an_address_is_read_in_full(visit):
    page = visit(lang="fr", from_="2026-01-01", to="2026-01-31", jurisdiction=["FR", "IE"])
    assert not page.exception and not page.warning
    assert "1er janv. – 31 janv. 2026 · France et Irlande" in text_of(page)


def test_what_an_address_asks_in_vain_is_named(visit):
    page = visit(lang="xx", from_="9999-99-99", to="2026-13-01", jurisdiction=["ZZ", "FR"], v="gone")
    assert not page.exception
    said = "\n".join(one.value for one in page.warning).replace("\\", "")
    for wanted in ("language xx", "from=9999-99-99", "to=2026-13-01", "jurisdiction ZZ", "version gone"):
        assert wanted in said, wanted
    assert page.multiselect(key="jurisdiction").value == ["FR"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "from=2026-02-30, which is not a day of the calendar written YYYY-MM-DD, from 1 January 2015 to "),
        ("fr", "from=2026-02-30, qui n’est pas un jour du calendrier écrit AAAA-MM-JJ, entre le 1er janvier 2015 et "),
    ],
)
def test_an_impossible_day_in_an_address_is_named_with_what_is_shown_instead_and_what_to_do(visit, lang, said):
    page = visit(lang=lang, from_="2026-02-30")
    told = " ".join(page.warning[0].value.replace("\\", "").split())
    assert said in told and told.endswith(("can be chosen in the filters.", "se choisit dans les filtres."))
    assert page.query_params["from"] != ["2026-02-30"]


def test_days_the_wrong_way_round_are_exchanged_and_said(visit):
    page = visit(lang="en", from_="2026-03-01", to="2026-01-01")
    assert "other way round" in page.warning[0].value
    assert "1 Jan – 1 Mar 2026" in text_of(page)


def test_text_in_an_address_stays_text(visit):
    page = visit(lang="en", jurisdiction=["![](http://t.example/x.png)"])
    assert "![](" not in page.warning[0].value and r"\!\[" in page.warning[0].value


@pytest.mark.parametrize(
    ("state", "english", "french"),
    [
        ("missing", "has not been built", "n’a pas été construite"),
        ("damaged", "is not the one that was built", "n’est pas celui qui a été construit"),
        ("empty", "file is empty", "est vide"),
    ],
)
def test_without_data_the_page_says_why_and_what_to_do_in_both_languages(
    visit, warehouse, tmp_path, state, english, french
):
    if state != "missing":
        for file in warehouse.glob("*.json"):
            shutil.copy(file, tmp_path)
        for file in warehouse.glob("*.duckdb"):
            (tmp_path / file.name).write_bytes(b"" if state == "empty" else b"not a database")
    page = visit(folder=tmp_path, lang="fr")
    said = text_of(page)
    assert not page.exception
    assert english in said and french in said and "python -m etl build" in said


@pytest.mark.parametrize("name", frame.PAGES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_page_opened_without_the_entry_point_finds_its_frame(warehouse, monkeypatch, name, lang):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    page.query_params["lang"] = lang
    page.switch_page(f"pages/{name}.py").run()
    assert not page.exception
    assert len(page.title) == 1


CHOSEN = Asked("en", date(2026, 1, 1), date(2026, 1, 31), ("FR", "IE"), "sources", "v1", "2026-06-29")


def test_a_link_writes_every_parameter_out():
    found = parse_qs(query(CHOSEN, platform="x"))
    assert found == {
        "lang": ["en"],
        "from": ["2026-01-01"],
        "to": ["2026-01-31"],
        "jurisdiction": ["FR", "IE"],
        "platform": ["x"],
    }
    assert parse_qs(query(replace(CHOSEN, is_pinned=True), platform="x")) == found | {"v": ["v1"]}
    assert link(CHOSEN, frame.PAGES[0]).startswith("/?") and link(CHOSEN).startswith("/sources?")


def test_an_empty_result_says_which_filter_emptied_it(warehouse, monkeypatch):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    assert "A wider period has rows: 4" in empty_words(CHOSEN, lambda one: 4 if one.start.year == 1900 else 0)
    assert "France and Ireland" in empty_words(CHOSEN, lambda one: 0 if one.jurisdictions else 7)
    assert "together" in empty_words(CHOSEN, lambda one: 2 if one.start.year == 1900 and not one.jurisdictions else 0)
    assert "whatever the filters" in empty_words(CHOSEN, lambda one: 0)
