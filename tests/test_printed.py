"""What the brief and the tables of the pages print of a row, cell by cell, of invented rows; words as their keys."""

import datetime as dt
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from recording import as_recorded

from brief import choice, content, places, tables
from brief.choice import Choice
from pages.shared import cells

DAY = dt.date(2026, 1, 5)
NONE: dict[str, Any] = {}


@pytest.fixture
def keys(monkeypatch):
    def word(key: str, lang: str, **given: Any) -> str:
        return f"{key}{{{', '.join(str(one) for one in given.values())}}}" if given else key

    for module in (tables, content, places, cells):
        monkeypatch.setattr(module, "word", word)


class Reader:
    """Queries answered with what was written here; labels as vocabulary:code."""

    connection = None

    def __init__(self, rows: dict[str, pd.DataFrame], jurisdictions: tuple[str, ...] = (), lang: str = "en"):
        self.rows, self.choice = rows, Choice(lang, DAY, dt.date(2026, 1, 31), jurisdictions)

    def load(self, name: str, **own: Any) -> pd.DataFrame:
        return self.rows[name]

    def label(self, vocabulary: str, code: Any) -> str:
        return f"{vocabulary}:{code}"


def frame(usual: dict[str, Any], *rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([usual | row for row in rows])


ACT = {"is_counted": True, "action_date": DAY, "action_date_precision": "day", "jurisdiction": "FR", "authority": "A", "measure": "fine",
       "status": "open", "source_publisher": "P", "source_url": None, "document_read": "", "source_via": None, "source_origin": None}  # fmt: skip # saves 12 lines
LAW = {"jurisdiction": "FR", "place": 1, "regime": "criminal", "instrument_en": "Code", "instrument_fr": "Code", "article": "1", "offence_en": "O",
       "offence_fr": "Of", "addressee": "individual", "is_life": False, "max_prison_months": 24.0, "max_fine_amount": 60000.0,
       "currency": "EUR", "max_fine_turnover_share": None, "fine_kind": "fixed", "in_force_from": DAY}  # fmt: skip # saves 15 lines
CLAIM = {"statement_date": DAY, "statement_date_precision": "day", "speaker": "S", "claim_en": "C", "claim_fr": "Cf", "verdict": "untested",
         "tester": "T", "is_earlier": False}  # fmt: skip # saves 8 lines
SAID = {"statement_date": DAY, "statement_date_precision": "month", "speaker": "S", "stance": "denies", "summary_en": "Y", "summary_fr": "Yf",
        "source_publisher": "P", "source_url": None, "document_read": "", "source_via": None, "source_origin": None}  # fmt: skip # saves 11 lines
MEASURE = {"measurement_id": "m", "quantity": "output", "producer": "Z", "description_en": "D", "description_fr": "Df", "value": 0.123,
           "value_low": None, "value_high": None, "interval_kind": None, "sampled_count": 20000.0, "sampled_count_kind": "exact",
           "source_publisher": "P", "source_url": None, "document_read": "", "source_via": None, "source_origin": None, "level": None}  # fmt: skip # saves 16 lines


def test_every_table_of_a_brief_prints_each_row_in_each_of_its_states(monkeypatch, keys):
    monkeypatch.setattr(
        tables, "known", lambda row, relation, lang, label: f"read of {relation}" if row["document_read"] else ""
    )
    monkeypatch.setattr(tables, "margin", lambda row, lang: f"± {row['value_low']}" if row["value_low"] else "")
    monkeypatch.setattr(tables, "typeset", lambda rows: rows)
    acts = frame(
        ACT,
        *[{"authority": f"A{n}"} for n in range(13)],
        {"is_counted": False},
        {"action_date": None, "document_read": "whole"},
    )
    law = frame(LAW, NONE, {"place": 3, "is_life": True}, {"place": 2, "max_prison_months": None, "max_fine_amount": None, "fine_kind": "unlimited"},
                {"jurisdiction": "DE", "max_fine_amount": None, "fine_kind": "none"}, {"max_fine_turnover_share": 0.06, "in_force_from": None},
                {"max_fine_amount": None, "max_fine_turnover_share": 0.1, "fine_kind": "unknown", "regime": "platform"},
                {"max_fine_amount": None, "fine_kind": "unknown", "offence_en": ""}, {"max_fine_amount": None, "fine_kind": None},
                *[{"article": f"{n}", "jurisdiction": "AT"} for n in range(3)])  # fmt: skip # saves 7 lines
    claims = frame(CLAIM, *[{"verdict": one, "is_earlier": one == "supported"} for one in ("untested", "supported", "contradicted", "outside_wording")],
                   *[{"speaker": f"S{n}"} for n in range(4)], {"tester": None, "statement_date": None})  # fmt: skip # saves 7 lines
    said = frame(SAID, *[{"speaker": f"S{n}", "summary_en": ""} for n in range(7)])
    made = frame(MEASURE, {"measurement_id": "1", "producer": "Éa", "value_low": 0.1}, {"measurement_id": "2", "producer": "Ed", "sampled_count": None},
                 {"measurement_id": "3", "quantity": "request", "sampled_count_kind": "rounded"}, {"measurement_id": "4", "sampled_count_kind": "floor"},
                 *[{"measurement_id": f"5{n}"} for n in range(7)])  # fmt: skip # saves 5 lines
    every = pd.DataFrame(
        {
            "measurement_id": [*made["measurement_id"], "8", "9", "10"],
            "quantity_group": ["output"] * len(made) + ["test", "report", "test"],
        }
    )
    ever = pd.concat([acts, frame(ACT, NONE, {"is_counted": False})])
    asked: list[Any] = []

    def query(_: Any, name: str, **given: Any) -> pd.DataFrame:
        asked.append([name, given])
        known = {
            "enforcement_acts": ever,
            "law_jurisdictions": pd.DataFrame({"code": ["FR", "DE"]}),
            "incidence_rows": every,
            "brief_measurements": made,
        }
        return known[name]

    monkeypatch.setattr(tables, "query", query)
    rows = {"enforcement_acts": acts.assign(jurisdiction=["FR", "US", "INT", *["FR"] * (len(acts) - 3)]), "brief_law": law,
            "statements_claims": claims, "statements_public": said}  # fmt: skip # saves 4 lines
    found: dict[str, Any] = {}
    for name, one in (("all", Reader(rows)), ("two", Reader(rows, ("FR", "US"), "fr"))):
        for table in (tables.acts, tables.law, tables.claims, tables.statements, tables.measured):
            found[f"{name} {table.__name__}"] = table(one)  # type: ignore[arg-type]
    few = Reader({"enforcement_acts": acts.head(1), "brief_law": law.head(1)})
    made = made.head(1)
    every, ever = every.head(1), acts.head(1)
    found["few"] = [tables.acts(few), tables.law(few), tables.measured(few)]  # type: ignore[arg-type]
    as_recorded("printed.json", "brief", found | {"asked": asked})


@pytest.mark.parametrize("base", ["", "https://a.example", "https://a.example/", "https://a.example/?x=1"])
def test_the_address_of_a_brief_is_its_selection_or_the_one_that_was_given(base):
    made = choice.address(base, Choice("fr", DAY, DAY, ("FR", "DE")), "v")
    end = "?lang=fr&from=2026-01-05&to=2026-01-05&jurisdiction=FR&jurisdiction=DE&v=v"
    assert made == (base if not base or "?" in base else f"https://a.example/{end}")


def test_the_sources_of_a_brief_are_those_that_hold_a_row(monkeypatch, keys):
    usual = {
        "row_count": 3,
        "publisher_fr": "P",
        "licence_fr": "L",
        "snapshot_date": "2026-01-05",
        "sha256": "0123456789abcdef0",
        "title_fr": "T",
    }
    more = ({}, {"row_count": 0}, {"snapshot_date": None}, {"sha256": ""}, {"sha256": None})
    rows = frame(usual, *[{"source_id": name} | one for name, one in zip(content.SOURCES, more, strict=True)])
    monkeypatch.setattr(content, "query", lambda *_: rows)
    monkeypatch.setattr(content, "typeset", lambda rows: rows)
    monkeypatch.setattr(content, "day", lambda day, lang: f"day {day}")
    as_recorded("printed.json", "sources", {str(n): one for n, one in enumerate(content._sources(None, "fr"))})  # type: ignore[arg-type]


def test_the_law_of_a_place_is_told_for_both_days_where_they_differ(monkeypatch, keys):
    rows = pd.DataFrame([{"act": act, "subject": who, "told": told, "law_date": day} for act, who, told, day in (
        ("make", "adult", "no", "facts"), ("make", "minor", "yes", "facts"), ("make", "adult", "yes", "today"), ("make", "minor", "yes", "today"),
        ("share", "adult", "a", "facts"), ("share", "minor", "b", "facts"))])  # fmt: skip # saves 10 lines
    one = SimpleNamespace(rows=rows, title="T", scope="S", summary="Y")
    gaps = SimpleNamespace(rows=pd.DataFrame({"told": ["g1", "g2"]}))
    monkeypatch.setattr(places, "drawn", lambda name, _: one if name == "country.law" else gaps)
    monkeypatch.setattr(places, "label", lambda vocabulary, code, lang: f"{vocabulary}:{code}")
    as_recorded("printed.json", "place", places._table(None, "fr"))  # type: ignore[arg-type]
    monkeypatch.setattr(places, "known", lambda _: [f"C{n}" for n in range(9)])
    monkeypatch.setattr(places, "_table", lambda asked, lang: dict(asked.own)["place"])
    monkeypatch.setattr(places, "reading", lambda _: nullcontext())
    many = Choice("fr", DAY, DAY, ("XX", *(f"C{n}" for n in range(7))))
    served: Any = SimpleNamespace(version="v")
    assert [one for (one,) in places.tables(many, served)] == ["C0", "C1", "C2", "C3", "C4"]


CELL = {"row_id": "r", "action_id": "a", "kind": "k", "kinds": "k, l", "day_date": DAY, "month_date": DAY, "month_date_precision": "month",
        "found_share": 0.1234, "size_eur": 1234.5, "fine_amount": 60000.0, "currency": "USD", "lone_amount": 5.0, "rows_count": 1234, "is_so": True,
        "is_not": np.bool_(False), "codes": ["x", "y"], "many": np.array(["x"]), "none": None, "empty": "", "lost": float("nan"),
        "text_en": "<b>", "notes": "n", "told": 5, "told_told": "at most <5>", "stamp": pd.Timestamp("2026-01-05"), "page_url": "https://a.example/x",
        "gone_url": None, "bad_url": "javascript:x", "language": "French", "paraphrase": "p"}  # fmt: skip # saves 27 lines


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_cell_is_written_by_what_the_name_of_its_column_says(monkeypatch, keys, lang):
    monkeypatch.setattr(
        cells,
        "label",
        lambda vocabulary, code, lang: (
            {"k": "K & co", "l": "L"}.get(code, code) if vocabulary == "v" else f"{vocabulary}/{code}"
        ),
    )
    monkeypatch.setattr(cells, "labels", lambda vocabulary, lang: {"fr": "French" if lang == "en" else "français"})
    monkeypatch.setattr(
        cells, "page", lambda row, name, lang, label: {"page": "Publisher", "gone": "Never linked"}.get(name, "")
    )
    monkeypatch.setattr(cells, "marked", lambda text, lang, name="", told="": f"[{text}|{name}|{told}]")
    monkeypatch.setattr(cells.frame, "receipt", lambda row_id, lang: f"/record?{row_id}")
    vocabularies = {"kind": "v", "kinds": "v", "codes": "v"}
    found = {name: cells.cell(CELL, name, lang, vocabularies) for name in CELL if not name.endswith("_told")}
    found |= {f"reaction {name} {said}": cells.cell(CELL | {"reaction_id": "q", "language": said}, name, lang, {})
              for name in ("notes", "paraphrase", "text_en") for said in ("French", "fr", "xx", None)}  # fmt: skip # saves 3 lines
    found["pairs"] = cells.pairs(
        CELL, {name: name.upper() for name in ("row_id", "none", "empty", "lost", "kind")}, lang, vocabularies
    )
    found["named"] = [cells.named("v", code, lang) for code in ("k", "k, l", "k,l", "z, y", "k, z")]
    found["row_of"] = [cells.row_of("a&b"), cells.row_of("")]
    as_recorded("printed.json", f"cells {lang}", found)
