"""Corrections and versions are told: what a fact said, what it says, and which tables grew."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from visits import visit

from etl import warehouse as served
from etl.warehouse import current
from figures import data as door
from figures import drawn
from figures.words import word
from pages.shared.history import history

ROOT = Path(__file__).parents[1]
CHANGE = {
    "correction_date": pd.Timestamp("2026-11-24"), "relation": "enforcement", "row_id": "fr-paris-2026-01-02-extension",
    "field": "status", "was": "closed", "is_now": "open", "why_en": "Misread.", "why_fr": "Mal lu.", "source_url": "https://example.org/x",
}  # fmt: skip # saves 7 lines


@pytest.fixture(autouse=True)
def data(warehouse, monkeypatch):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    for kept in (door._frames, drawn._drawn):
        kept.clear()
    yield
    for kept in (door._frames, drawn._drawn):
        kept.clear()


def page(lang: str) -> str:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    app.query_params["lang"] = lang
    app.switch_page("pages/changes.py").run()
    assert not app.exception, app.exception
    return "\n".join([*(one.proto.body for one in app.get("html")), *(one.value for one in app.text)])


def test_without_corrections_the_page_says_that_there_are_none(monkeypatch):
    real = door._rows
    monkeypatch.setattr(
        door,
        "_rows",
        lambda version, name, *given: real(version, name, *given).iloc[: 0 if name == "corrections" else None],
    )
    assert "No fact has been corrected" in page("en")
    assert "Aucun fait n’a été corrigé" in page("fr")


def test_a_correction_is_shown_whole_and_leads_to_its_row(monkeypatch):
    real = door._rows

    def rows(served, name, params):
        return pd.DataFrame([CHANGE]) if name == "corrections" else real(served, name, params)

    monkeypatch.setattr(door, "_rows", rows)
    for kept in (door._frames, drawn._drawn):
        kept.clear()
    text = page("en")
    for kept in (door._frames, drawn._drawn):
        kept.clear()
    for told in ("One fact has been corrected", "24 Nov 2026", "closed", "open", "Misread.", "example.org"):
        assert told in text, told
    assert "/record?id=fr-paris-2026-01-02-extension" in text


def test_the_history_names_the_tables_that_grew_and_no_other(warehouse):
    first = current(warehouse)
    second = replace(first, version="20990101T000000-ffffffff", rows={**first.rows, "enforcement": 1000, "new": 3})
    found = history([second, first]).to_dict("records")
    assert [(row["version"], row["relation"], row["row_count"]) for row in found] == [
        (second.version, "", sum(second.rows.values())),
        (second.version, "enforcement", 1000),
        (second.version, "new", 3),
        (first.version, "", sum(first.rows.values())),
    ]
    assert found[1]["rows_before"] == first.rows["enforcement"]
    assert json.dumps(history([]).to_dict("records")) == "[]"


def test_every_page_leads_to_corrections_open_data_and_the_feed_of_its_jurisdictions():
    text = page("fr")
    for address in ("/changes?", "/api/v1/", "/feed.atom?lang=fr"):
        assert f'href="{address}' in text


def test_all_rows_of_a_version_are_called_so_and_a_table_by_its_name(warehouse):
    seen = visit(warehouse, "changes", "en")
    assert word("changes.all_tables", "en") in seen.lines
    assert not set(seen.lines) & {"enforcement", "sor_daily"}  # the one version there is has no table that changed
