"""From any row to its document in two clicks: the receipt of every row that has a source, in both languages."""

import csv
import html
import re
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from etl import warehouse as served
from etl.warehouse import query
from etl.warehouse.recorded import recorded
from etl.yaml_text import LOADER
from figures.words import day
from pages.shared.cells import ROW_IDS, receipt_link
from pages.shared.frame import HIDDEN
from pages.shared.tables import to_html

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def data(warehouse, monkeypatch):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)


def receipt(row_id: str, lang: str) -> AppTest:
    """The receipt page of a row, run."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    app.query_params["lang"] = lang
    app.query_params["id"] = row_id
    app.switch_page("pages/record.py").run()
    assert not app.exception, app.exception
    return app


def shown(app: AppTest) -> str:
    """Every text of the page."""
    found = [element.proto.body for element in app.get("html")]
    found += [element.value for kind in ("text", "code", "title") for element in app.get(kind)]
    return "\n".join(found)


def plainly(app: AppTest) -> str:
    """The page's text with plain spaces and apostrophes."""
    return " ".join(html.unescape(shown(app)).replace("’", "'").split())


def test_an_act_is_followed_to_its_line_its_file_and_its_document():
    with open(ROOT / "data/curated/enforcement_actions.csv", encoding="utf-8") as file:
        facts = {row["action_id"]: row | {"line": n} for n, row in enumerate(csv.DictReader(file), start=2)}
    fact = facts["fr-paris-2026-01-02-extension"]
    described = yaml.load((ROOT / "data/sources.yml").read_text("utf-8"), LOADER)["enforcement_actions"]
    text = shown(receipt("fr-paris-2026-01-02-extension", "fr"))
    read = html.unescape(text).replace("’", "'")  # the page writes typographic apostrophes
    assert fact["source_url"] in read and fact["source2_url"] in read
    assert fact["summary_fr"] in read and fact["summary_en"] not in read
    assert f"data/curated/enforcement_actions.csv, ligne {fact['line']}" in text
    assert "29 novembre 2026" in text and str(described["snapshot_date"]) == "2026-11-29"
    assert (ROOT / "sql/marts/enforcement.sql").read_text("utf-8").strip() in text
    assert "Aucune correction" in text
    assert "/api/v1/enforcement.json?action_id=fr-paris-2026-01-02-extension" in text


def test_each_figure_of_the_first_page_is_one_click_from_its_receipt(marts):
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600).run()
    cards = next(one.proto.body for one in app.get("html") if 'class="gf-cards"' in one.proto.body)
    linked = re.findall(r'href="/record\?id=([^&"]+)', cards)
    assert {"AIF-01", "fr-paris-2026-01-02-extension"} <= set(linked) and "/sources?" in cards
    assert len([one for one in linked if one.startswith("in-")]) == 1  # the first day had acts in France and in India
    values = [query(marts, "record", id=row_id)["row_json"].iloc[0] for row_id in linked]
    assert any("60000" in one for one in values) and any("75000" in one for one in values)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("relation", list(ROW_IDS))
def test_every_kind_of_row_has_a_receipt(relation, lang, marts):
    named = f"select {ROW_IDS[relation]}, source_url from marts.{relation}"
    row_id, url = marts.execute(f"{named} where source_url is not null order by all limit 1").fetchone()
    text = shown(receipt(row_id, lang))
    assert row_id in text and url in text.replace("&amp;", "&")
    assert "nan" not in text.lower().split() and "None" not in text


@pytest.mark.parametrize("relation", list(ROW_IDS))
def test_a_receipt_says_the_day_of_its_own_row_and_not_of_the_newest_in_its_file(relation, marts):
    """Rows of 22 November stand in files that were last added to on the 29th."""
    select = f"""select {ROW_IDS[relation]}, entered_date from marts.{relation} where source_url is not null
        qualify row_number() over (partition by entered_date) = 1"""
    for row_id, entered in marts.execute(select).fetchall():
        said = shown(receipt(row_id, "en")).replace("\u00a0", " ")
        assert f"put in our files on {day(entered, 'en')}" in said, row_id


VERSIONS = [
    ("fr-cp-226-8-1-al1", "en", "2 April 2026. In force since 23 May 2024. That version is later than the facts"),
    ("fr-cp-226-8-1-al1", "fr", "2 avril 2026. En vigueur depuis le 23 mai 2024. Cette version est postérieure"),
    ("kr-svpa-14-2-1", "en", "2 October 2026. In force since 16 October 2024. That version is later"),
    ("no-strl-267a", "fr", "avril 2026. En vigueur depuis un jour non établi. Cette version est postérieure"),
    ("de-stgb-201a", "en", "March 2022. In force since a day that is not established. That version is earlier than"),
    ("fr-lcen-9-arcom-dsa", "en", "not known, no source names it. In force since 23 May 2024. Whether this is"),
    ("fr-lcen-9-arcom-dsa", "fr", "inconnue, aucune source ne la nomme. En vigueur depuis le 23 mai 2024. Il n'est"),
]


@pytest.mark.parametrize(("row_id", "lang", "said"), VERSIONS)
def test_a_penalty_says_which_version_was_read_and_whether_it_is_later_than_the_facts(row_id, lang, said):
    lead = {"en": "Version read: ", "fr": "Version lue : "}[lang]
    assert lead + said in plainly(receipt(row_id, lang))


def test_the_facts_a_version_is_compared_with_are_those_the_receipt_names(marts):
    ((first, last),) = marts.execute(
        "select first_alarm_date, last_day(first_alarm_date + interval 1 month) from marts.anchors"
    ).fetchall()
    assert (first.isoformat(), last.isoformat()) == ("2025-12-25", "2026-01-31")
    for days, timing in (("> '2026-01-31'", "later"), ("between '2025-12-25' and '2026-01-31'", "same")):
        exact = f"read_version_precision = 'day' and read_version_date {days}"
        found = marts.execute(f"select distinct read_version_timing from marts.provisions where {exact}").fetchall()
        assert found == [(timing,)]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "ouvre le texte entier (Code pénal) : y chercher l'article ou la section 227-23 al. 1."),
        ("en", "opens the whole text (Code pénal): look there for the article or section 227-23 al. 1."),
    ],
)
def test_an_address_of_a_whole_code_says_which_article_to_look_for(lang, said):
    assert said in plainly(receipt("fr-cp-227-23-al1", lang))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_reference_penalty_links_to_its_article_itself(lang):
    text = plainly(receipt("fr-cp-226-8-1-al1", lang))
    assert "/codes/article_lc/LEGIARTI000049567458" in text and "texte_lc" not in text
    assert "whole text" not in text and "texte entier" not in text


def test_every_identifier_names_one_row_of_all_relations(marts):
    ids = [row for name, key in ROW_IDS.items() for row in marts.execute(f"select {key} from marts.{name}").fetchall()]
    assert len(ids) == len(set(ids))
    for (row_id,) in ids[::40]:
        assert len(query(marts, "record", id=row_id)) == 1


def test_the_transformations_of_a_row_reach_back_to_what_was_read(marts):
    steps = query(marts, "record_transformations", relation="incidence")
    assert steps["relation"].iloc[0] == "marts.incidence"
    assert "staging.detections" in set(steps["relation"])
    assert steps["relation"].is_unique


def test_an_unknown_identifier_and_none_are_said_to_be_so():
    assert "no-such-row" in shown(receipt("no-such-row", "en"))
    assert "/record?id=au-esafety-2026-01-information-request" in shown(receipt("", "en"))


def test_hostile_text_in_an_identifier_stays_text():
    text = shown(receipt('"><script>alert(1)</script>', "en"))
    assert "<script>alert" not in "\n".join(part for part in text.split("\n") if "gf-" in part)
    assert "<script>" not in receipt_link("<script>", "en")


def test_an_identifier_in_a_table_leads_to_its_receipt():
    import pandas as pd

    table = to_html(
        pd.DataFrame({"action_id": ["fr-a&b"]}), {"action_id": "Identifier"}, "en", caption="Acts", vocabularies={}
    )
    assert 'href="/record?id=fr-a%26b&amp;lang=en"' in table
    assert "record" in HIDDEN


def test_a_corrected_row_says_what_changed(warehouse, monkeypatch):
    import pandas as pd

    from pages.shared import receipt as page

    real = page.load
    change = {
        "correction_date": pd.Timestamp("2026-11-24"), "field": "status", "was": "closed", "is_now": "open",
        "why_en": "Misread.", "why_fr": "Mal lu.", "source_url": "https://example.org",
    }  # fmt: skip # saves 5 lines
    monkeypatch.setattr(
        page,
        "load",
        lambda name, **given: pd.DataFrame([change]) if name == "record_corrections" else real(name, **given),
    )
    text = shown(receipt("fr-paris-2026-01-02-extension", "fr"))
    told = (
        "état dans la dernière source trouvée : « Achevé » est devenu « En cours, d’après la dernière source trouvée »."
    )
    assert told in text.replace("\u202f", " ").replace("\xa0", " ")
    change |= {"field": "date", "was": None, "is_now": "2026-01-02"}  # the table's own name; the page's is action_date
    assert "24 November 2026, date: “blank” became “2 January 2026”. Misread." in shown(
        receipt("fr-paris-2026-01-02-extension", "en")
    )


def test_every_code_that_the_dictionary_names_is_in_words_on_a_receipt():
    """A column's vocabulary is its own name, or said under `codes` of its relation; those of documents stand apart."""
    meanings = yaml.load((ROOT / "data/dictionary.yml").read_text("utf-8"), LOADER)
    raw = {
        (name, column)
        for name, one in recorded().items()
        for column, told in meanings[name]["columns"].items()
        if (vocabulary := told.get("vocabulary")) not in (None, column, one.codes.get(column))
        and vocabulary not in ("date_precision", "source_via", "version_timing")
    }
    assert raw == set()
