"""The tables of the brief: what was done, provided, said, tested and measured, as text for the template."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from brief.choice import Reader
from etl.open_data.relations import FIRST, LAST
from etl.warehouse import query
from figures.affair import is_unknown
from figures.charts.values import written
from figures.documents import known
from figures.incidence.common import margin
from figures.records import records_of
from figures.typeset import typeset
from figures.words import dated, day, listed, money, number, percent, precision_of, unaccented, word

# Rows a table has room for; the rest is counted and said.
ACTS, STATEMENTS, CLAIMS, PROVISIONS, MEASUREMENTS = 12, 6, 6, 9, 8
GROUPS = ("output", "request", "report", "enforcement", "test", "context")  # in the order they are named
VERDICTS = ("contradicted", "supported", "outside_wording", "untested")
WIDTHS = {
    "offence": 5, "summary": 7, "claim": 7, "what": 6, "article": 3, "authority": 3, "measure": 3, "status": 3,
    "share": 1, "sampled": 1,
}  # fmt: skip # saves 8 lines


def _table(
    reader: Reader, key: str, rows: pd.DataFrame, most: int, cells: dict[str, Callable[[dict[str, Any]], str]]
) -> dict[str, Any]:
    """A table of the template: heading, column headings, cells as text, and how many rows were left out."""
    lang = reader.choice.lang
    shown = records_of(rows.head(most))
    left = len(rows) - len(shown)
    return {
        "title": word(f"brief.{key}.title", lang),
        "widths": [WIDTHS.get(name, 2) for name in cells],
        "note": word(f"brief.{key}.note", lang),
        "head": [word(f"brief.column.{name}", lang) for name in cells],
        "rows": [[make(row) for make in cells.values()] for row in shown],
        "left": word("brief.left", lang, count=left) if left else "",
    }


def _text(value: Any) -> str:
    return "–" if is_unknown(value) or value == "" else str(value)


def _named(reader: Reader, value: Any) -> str:
    """A name in the reader's language, where it has one in each."""
    return _text(value if is_unknown(value) else reader.label("name", value))


def _document(reader: Reader, row: dict[str, Any], relation: str) -> str:
    """What was read of the document the row rests on, and through whom it is known."""
    said = known(row, relation, reader.choice.lang, reader.label)
    return said[:1].upper() + said[1:] if said else _named(reader, row["source_publisher"])


def _dated(row: dict[str, Any], name: str, lang: str) -> str:
    if is_unknown(row[name]):
        return word("common.unknown", lang)
    return dated(row[name], precision_of(name, row), lang)


def acts(reader: Reader) -> dict[str, Any]:
    lang = reader.choice.lang
    rows = reader.load("enforcement_acts", steps=[])
    rows = rows[rows["is_counted"]]
    cells: dict[str, Callable[[dict[str, Any]], str]] = {
        "date": lambda row: _dated(row, "action_date", lang),
        "jurisdiction": lambda row: reader.label("jurisdiction", row["jurisdiction"]),
        "authority": lambda row: _named(reader, row["authority"]),
        "measure": lambda row: reader.label("measure", row["measure"]),
        "status": lambda row: reader.label("action_status", row["status"]),
        "publisher": lambda row: _document(reader, row, "enforcement"),
    }
    found = _table(reader, "acts", rows, ACTS, cells)
    always = {"start": FIRST, "end": LAST, "jurisdictions": list(reader.choice.jurisdictions)}
    ever = query(reader.connection, "enforcement_acts", **always, steps=[])
    if outside := int(ever["is_counted"].sum()) - len(rows):
        found["note"] += " " + word("brief.outside", lang, count=outside)
    return found


def law(reader: Reader) -> dict[str, Any]:
    lang = reader.choice.lang

    def prison(row: dict[str, Any]) -> str:
        if row["is_life"] is True:
            return word("brief.life", lang)
        return (
            "–"
            if is_unknown(row["max_prison_months"])
            else word("overview.months", lang, count=int(row["max_prison_months"]))
        )

    def fine(row: dict[str, Any]) -> str:
        share = row["max_fine_turnover_share"]
        parts = [] if is_unknown(row["max_fine_amount"]) else [money(row["max_fine_amount"], row["currency"], lang)]
        parts += [] if is_unknown(share) else [word("brief.turnover", lang, share=percent(share, lang))]
        if not parts and not is_unknown(row["fine_kind"]) and row["fine_kind"] not in ("none", "unknown"):
            return reader.label("fine_kind", row["fine_kind"])
        return " / ".join(parts) or "–"

    cells: dict[str, Callable[[dict[str, Any]], str]] = {
        "jurisdiction": lambda row: reader.label(
            "criminal_law_of" if row["regime"] == "criminal" else "jurisdiction", row["jurisdiction"]
        ),
        "article": lambda row: f"{row[f'instrument_{lang}']}, {row['article']}",
        "offence": lambda row: _text(row[f"offence_{lang}"]),
        "addressee": lambda row: reader.label("addressee", row["addressee"]),
        "prison": prison,
        "fine": fine,
        "in_force": lambda row: (
            word("common.unknown", lang) if is_unknown(row["in_force_from"]) else day(row["in_force_from"], lang)
        ),
    }
    rows = reader.load("brief_law")
    first = rows.head(PROVISIONS).sort_values(["jurisdiction", "place"])  # some of each jurisdiction, then in order
    found = _table(reader, "law", pd.concat([first, rows.iloc[PROVISIONS:]]), PROVISIONS, cells)
    return {**found, "note": " ".join(filter(None, [found["note"], unread(reader)]))}


def unread(reader: Reader) -> str:
    """Of which places chosen, or that acted, no law was read: not read is not to say that there is none."""
    lang = reader.choice.lang
    acted = [] if reader.choice.jurisdictions else reader.load("enforcement_acts", steps=[])["jurisdiction"]
    read = set(query(reader.connection, "law_jurisdictions")["code"]) | {"INT"}
    places = [code for code in dict.fromkeys([*reader.choice.jurisdictions, *acted]) if code not in read]
    names = [reader.label("jurisdiction", code) for code in places]
    return word("brief.law.unread", lang, places=listed(names, lang)) if names else ""


def claims(reader: Reader) -> dict[str, Any]:
    """What was claimed and what tests, some begun before, found of it; contradictions first."""
    lang = reader.choice.lang
    rows = reader.load("statements_claims")
    rows = rows.sort_values("verdict", key=lambda found: found.map(VERDICTS.index), kind="stable")
    cells: dict[str, Callable[[dict[str, Any]], str]] = {
        "date": lambda row: _dated(row, "statement_date", lang),
        "speaker": lambda row: _named(reader, row["speaker"]),
        "claim": lambda row: _text(row[f"claim_{lang}"]),
        "verdict": lambda row: reader.label("claim_verdict", row["verdict"]),
        "tester": lambda row: word("statements.begun_before", lang, tester=_named(reader, row["tester"]))
        if row["is_earlier"] else _named(reader, row["tester"]),
    }  # fmt: skip # saves 3 lines
    return _table(reader, "claims", rows, CLAIMS, cells)


def statements(reader: Reader) -> dict[str, Any]:
    lang = reader.choice.lang
    cells: dict[str, Callable[[dict[str, Any]], str]] = {
        "date": lambda row: _dated(row, "statement_date", lang),
        "speaker": lambda row: _named(reader, row["speaker"]),
        "stance": lambda row: reader.label("platform_stance", row["stance"]),
        "summary": lambda row: _text(row[f"summary_{lang}"]),
        "publisher": lambda row: _document(reader, row, "statements"),
    }
    return _table(reader, "statements", reader.load("statements_public", stances=[]), STATEMENTS, cells)


def measured(reader: Reader) -> list[dict[str, Any]]:
    """What the images showed; and, apart, what was asked for, when a study of the period counted that."""
    lang = reader.choice.lang
    cells: dict[str, Callable[[dict[str, Any]], str]] = {
        "producer": lambda row: _named(reader, row["producer"]),
        "what": lambda row: _text(row[f"description_{lang}"]),
        "share": lambda row: written(row["value"], "share", lang),
        "interval": lambda row: margin(row, lang) or "–",
        "sampled": lambda row: sampled(row, lang),
        "publisher": lambda row: _document(reader, row, "incidence"),
    }
    made, asked = measurements(reader), measurements(reader, "request")
    found = [_table(reader, "measurements", made, MEASUREMENTS, cells)]
    found[0]["note"] += elsewhere(reader, pd.concat([made, asked])["measurement_id"])
    return found + ([_table(reader, "requests", asked, MEASUREMENTS, cells)] if len(asked) else [])


def elsewhere(reader: Reader, told: pd.Series) -> str:
    """How many measurements of the period are in no table here, by what they count; '' when all are."""
    choice = reader.choice
    rows = query(reader.connection, "incidence_rows", start=choice.start, end=choice.end, groups=list(GROUPS))
    left = rows[~rows["measurement_id"].isin(told)]
    counts = left["quantity_group"].value_counts()
    parts = [f"{reader.label('quantity_group', group)} ({counts[group]})" for group in GROUPS if group in counts]
    said = word("brief.elsewhere", choice.lang, count=len(left), all=len(rows), parts="; ".join(parts))
    return f" {said}" if len(left) else ""


def sampled(row: dict[str, Any], lang: str) -> str:
    """How many images were examined, `about 20,000` where every source rounds; a dash where nobody says."""
    if is_unknown(row["sampled_count"]):
        return "–"
    told, kind = number(row["sampled_count"], lang), row["sampled_count_kind"]
    return word(f"brief.sampled.{kind}", lang, n=told) if kind in ("rounded", "floor") else told


def measurements(reader: Reader, quantity: str = "output") -> pd.DataFrame:
    """The published shares of the period, of images made or of requests, by who measured."""
    rows = typeset(query(reader.connection, "brief_measurements", start=reader.choice.start, end=reader.choice.end))
    rows = rows[rows["quantity"] == quantity]
    return rows.sort_values("producer", key=lambda names: names.map(unaccented), kind="stable")
