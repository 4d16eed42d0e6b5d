"""A place on one page: its law as the law mart says it, what was done and said, the gaps; for any place and affair."""

import datetime as dt
import json
import re

import pytest
from another import AS_OF as OTHER_DAY
from another import lumen
from asgi import asked as got
from streamlit.testing.v1 import AppTest
from visits import ROOT, visit

from etl import warehouse as served
from etl.warehouse import connect, current, query
from etl.warehouse.build import build
from figures.data import reading

ACTS = ("creation", "request", "online_publication", "distribution", "possession", "threat")
DAYS = (dt.date(2025, 12, 25), dt.date(2026, 1, 9), dt.date(2026, 6, 1), dt.date(2027, 1, 1), dt.date(2020, 1, 1))
ODD = ("zz", "FRANCE", "<script>", "' or 1=1", "fr'", "INT", "", "é", "FR;DE")


def law(marts, places, day):
    return query(marts, "country_law", places=list(places), date=day).to_dict("records")


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_cell_of_an_adult_says_what_the_comparison_of_jurisdictions_says(marts, day):
    for act in ACTS:
        compared = query(marts, "law_compare", date=day, jurisdictions=[], act=act).to_dict("records")
        own = {row["jurisdiction"]: row for row in compared if not row["is_reference"]}
        for row in law(marts, own, day):
            if (row["act"], row["subject"], row["moment"]) != (act, "adult", "date") or row["status"] == "unread":
                continue
            other = own[row["jurisdiction"]]
            names = ("status", "article", "max_prison_months", "fine_article", "fine_kind", "max_fine_amount")
            assert [str(row[name]) for name in names] == [str(other[name]) for name in names], row["jurisdiction"]


def test_what_was_not_read_is_told_from_what_reaches_nothing(marts):
    read = {
        (row["jurisdiction"], row["topic"]): row["is_read"]
        for row in query(marts, "law_read", jurisdictions=[]).to_dict("records")
    }
    places = [code for (code,) in marts.execute("select code from marts.jurisdictions").fetchall()]
    topics = {"adult": "adults", "minor": "minors"}
    for row in law(marts, places, dt.date(2026, 1, 9)):
        if row["person"] == "individual":
            is_read = bool(read.get((row["jurisdiction"], topics[row["subject"]])))
            assert (row["status"] == "unread") == (not is_read), row
        if row["status"] in ("unread", "none", "paused"):
            assert row["article"] is None or row["article"] != row["article"]


def test_the_day_chosen_and_the_day_of_the_facts_both_stand(marts):
    rows = [
        row for row in law(marts, ["GB"], dt.date(2026, 6, 1)) if row["act"] == "creation" and row["subject"] == "adult"
    ]
    assert {row["moment"]: row["status"] for row in rows} == {"facts": "later", "date": "in_force"}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "places", [("FR",), ("US-CA",), ("EU",), ("HK",), ("FR", "DE", "GB", "KR", "US"), ("EU", "SN")]
)
def test_the_page_stands_for_any_place_alone_and_beside_others(warehouse, places, lang):
    seen = visit(warehouse, "country", lang, "full", (("place", places),))
    assert seen.exceptions == [] and seen.answer and seen.notices == []
    assert sorted(seen.address["place"] if len(places) > 1 else [seen.address["place"]]) == sorted(places)
    assert not [line for line in seen.lines if "nan" in line.lower().split() or "NaT" in line]


def test_a_place_whose_law_nobody_read_is_said_to_be_so(warehouse):
    seen = visit(warehouse, "country", "en", "full", (("place", ("SN",)),))
    assert "No text of its law was read here. That is not to say that it has none." in seen.answer
    assert (
        "No text of its law was read." in seen.text
        and "No act of its authorities on this affair was found." in seen.text
    )


def test_more_than_five_and_unknown_places_are_named_with_what_is_accepted(warehouse):
    seen = visit(warehouse, "country", "en", "full", (("place", ("FR", "DE", "GB", "KR", "US", "AU", "ZZ")),))
    assert len(seen.address["place"]) == 5
    assert any("ZZ" in text and "Accepted" in text and "US\\-CA" in text for text in seen.notices)


def answered(warehouse, monkeypatch, path):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    import serve

    found = got(serve.app, path)
    while found.status == 302:
        found = got(serve.app, found.headers["location"])
    return found


@pytest.mark.parametrize("place", ODD)
def test_whatever_place_is_asked_the_page_and_its_document_answer(warehouse, monkeypatch, place):
    assert visit(warehouse, "country", "fr", "full", (("place", place),)).exceptions == []
    page = answered(warehouse, monkeypatch, f"/country?lang=fr&place={place}")
    assert page.status == 200 and "<h1>" in page.text and "<script>alert" not in page.text


def test_codes_in_lower_case_joined_by_commas_or_as_the_union_calls_them_are_read(warehouse, monkeypatch):
    text = answered(warehouse, monkeypatch, "/country?lang=en&place=fr,uk").text
    assert "<h1>Side by side: France and United Kingdom</h1>" in text
    record = answered(warehouse, monkeypatch, "/figures/country.law.json?lang=en&place=fr,el&date=2026-06-01")
    assert record.status == 400 and "GR" in json.loads(record.body)["value"]  # no row of the record is of Greece
    record = json.loads(
        answered(warehouse, monkeypatch, "/figures/country.law.json?lang=en&place=fr&date=2026-06-01").body
    )
    assert len(record["rows"]) == 8 * 2 * 2


def test_the_page_links_each_figure_of_law_to_its_receipt(warehouse, monkeypatch):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    page.query_params["lang"], page.query_params["place"] = "en", "FR"
    page.switch_page("pages/country.py").run()
    drawn_text = "".join(one.proto.body for one in page.get("html"))
    assert "/record?id=fr-cp-226-8-1-al3-online&amp;lang=en" in drawn_text
    assert "/figures/country.law.csv?" in drawn_text and "place=FR" in drawn_text


def test_the_sitemap_names_the_page(warehouse, monkeypatch):
    assert "/country?lang=fr" in answered(warehouse, monkeypatch, "/sitemap.xml").text


def test_the_brief_of_places_has_the_law_of_each(warehouse):
    from brief.choice import Choice
    from brief.content import content

    with connect(current(warehouse)) as connection, reading(current(warehouse)):
        choice = Choice("fr", dt.date(2025, 12, 25), dt.date(2026, 6, 29), ("FR", "SN"))
        said = content(connection, current(warehouse), choice)
    titles = [table["title"] for table in said["tables"]]
    assert any(title.startswith("France") for title in titles) and any(title.startswith("Sénégal") for title in titles)
    (france,) = [table for table in said["tables"] if table["title"].startswith("France")]
    assert len(france["rows"]) == 8 and any("36 mois" in row[1] for row in france["rows"])


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    data = lumen(tmp_path_factory.mktemp("country") / "lumen")
    build(data / "warehouse", data / "store", data, OTHER_DAY)
    return data / "warehouse"


@pytest.mark.parametrize("place", ["FI", "ZA"])
def test_another_affair_has_its_own_pages(other, place):
    seen = visit(other, "country", "en", "full", (("place", (place,)),))
    assert seen.exceptions == [] and "Grok" not in seen.text
    assert "No text of its law was read" in seen.text
    with connect(current(other)) as connection:
        acts = query(connection, "country_documents", places=[place])["act_count"].iloc[0]
    assert acts == {"FI": 3, "ZA": 2}[place]


@pytest.mark.parametrize(("page", "places"), [("enforcement", {"FR", "GB"}), ("reactions", {"FR"})])
def test_tables_of_jurisdictions_lead_to_their_pages(warehouse, monkeypatch, page, places):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    seen = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    seen.query_params["lang"] = "en"
    seen.switch_page(f"pages/{page}.py").run()
    text = "".join(one.proto.body for one in seen.get("html"))
    linked = set(re.findall(r'href="/country\?place=([A-Z-]+)&amp;lang=en"', text))
    assert places <= linked and "INT" not in linked
