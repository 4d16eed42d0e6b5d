"""What the brief says, as plain data for the template: texts in the reader's language, nothing left to work out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import duckdb
import pandas as pd

from brief import places
from etl.errors import GardefouError
from etl.warehouse import Manifest, query
from figures import affair
from figures.age import age
from figures.charts.values import interval, written
from figures.documents import known
from figures.files.facts import LICENCE, PROJECT
from figures.typeset import typeset
from figures.words import LANGUAGES, dated, day, listed, money, number, percent, precision_of, unaccented, word

ACTS, STATEMENTS, PROVISIONS, MEASUREMENTS = 12, 6, 9, 8  # rows a table has room for; the rest is counted and said
WIDTHS = {
    "offence": 5,
    "summary": 7,
    "what": 6,
    "article": 3,
    "authority": 3,
    "measure": 3,
    "status": 3,
    "share": 1,
    "sampled": 1,
}
SOURCES = ("detections", "platform_statements", "enforcement_actions", "law", "sor_daily")


@dataclass(frozen=True)
class Choice:
    """What the brief is of: both days included; no jurisdiction means all. `address` opens the same view."""

    lang: str
    start: date
    end: date
    jurisdictions: tuple[str, ...] = ()
    address: str = ""


def address(base: str, choice: Choice, version: str) -> str:
    """The address of the selection in the dashboard at `base`: what its button prints. With a `?` it is kept."""
    if not base or "?" in base:
        return base
    asked = {"lang": choice.lang, "from": choice.start, "to": choice.end, "jurisdiction": choice.jurisdictions}
    return f"{base.rstrip('/')}/?{urlencode(asked | {'v': version}, doseq=True)}"


class Reader:
    """Queries and labels of one version, for one choice."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, choice: Choice):
        self.connection, self.choice = connection, choice
        codes = typeset(query(connection, "codes"))
        self.labels = {
            (vocabulary, code): text
            for vocabulary, code, text in zip(
                codes["vocabulary"], codes["code"], codes[f"label_{choice.lang}"], strict=True
            )
        }

    def load(self, name: str, **own: Any) -> pd.DataFrame:
        """The rows of a query that takes the period and the jurisdictions."""
        chosen = {"start": self.choice.start, "end": self.choice.end, "jurisdictions": list(self.choice.jurisdictions)}
        return typeset(query(self.connection, name, **chosen, **own))

    def label(self, vocabulary: str, code: Any) -> str:
        """What a code is called; the code itself when it has no label, nothing when it is missing."""
        return "" if missing(code) else self.labels.get((vocabulary, str(code)), str(code))


def missing(value: Any) -> bool:
    """Whether there is no value."""
    return value is None or value is pd.NaT or value is pd.NA or value != value


def checked(connection: duckdb.DuckDBPyConnection, choice: Choice) -> Choice:
    """The choice, when it can be met. Raises GardefouError that names what cannot."""
    if choice.lang not in LANGUAGES:
        raise GardefouError(f"{choice.lang!r} is not a language of the brief: give fr or en. Nothing was written.")
    if choice.start > choice.end:
        raise GardefouError(
            f"The period ends ({choice.end}) before it begins ({choice.start}). Nothing was written. "
            "Give an earlier day to begin with (--from) or a later one to end with (--to)."
        )
    known = set(query(connection, "jurisdictions")["code"])
    unknown = [code for code in choice.jurisdictions if code not in known]
    if unknown:
        raise GardefouError(
            f"No jurisdiction is called {', '.join(unknown)}. Nothing was written; those with data are: "
            f"{', '.join(sorted(known))}."
        )
    return choice


def content(connection: duckdb.DuckDBPyConnection, manifest: Manifest, choice: Choice) -> dict[str, Any]:
    """Everything the template prints but the charts."""
    reader, lang = Reader(connection, checked(connection, choice)), choice.lang
    figures = reader.load("overview_figures").to_dict("records")[0]
    months = query(connection, "overview_reports").to_dict("records")
    told = affair.figures_told(figures, months, lang, reader.label)
    counted = reader.load("enforcement_summary").to_dict("records")[0]
    named = [reader.label("jurisdiction", code) for code in choice.jurisdictions]
    period = word("export.period", lang, start=day(choice.start, lang), end=day(choice.end, lang))
    return {
        "lang": lang,
        "title": word("brief.title", lang),
        "question": word("overview.title", lang),
        "choice": f"{period} · {listed(named, lang) or word('common.filter.all_jurisdictions', lang)}",
        "answer": affair.answer(counted, lang, choice.end, manifest.data_date[:10], reader.label),
        "presumption": word("common.footer.presumption", lang),
        "figures": [{"value": one.value, "meaning": one.meaning} for one in told],
        "tables": [
            table
            for table in (
                _acts(reader),
                _law(reader),
                *places.tables(choice, manifest),
                _statements(reader),
                *_measurements(reader),
            )
        ],
        "method": {
            "title": word("brief.method", lang),
            "texts": [
                word("overview.read.text", lang),
                word("brief.method_text", lang),
                word("overview.not.text", lang),
                word("common.footer.images", lang),
            ],
        },
        "sources": {"title": word("brief.sources", lang), "items": _sources(connection, lang)},
        "colophon": [
            word("common.footer.version", lang, version=manifest.version, built=day(manifest.built_at, lang)),
            age(query(connection, "age").to_dict("records")[0], lang, date.fromisoformat(manifest.built_at[:10])),
            word("brief.licence", lang, licence=LICENCE),
        ],
        "address": choice.address,
        "address_label": word("export.permalink", lang),
        "running": f"{PROJECT} · {manifest.version}",
        "page": word("brief.page", lang),
        "empty": word("brief.empty", lang),
        "built": [int(part) for part in manifest.built_at[:10].split("-")],
    }


def _table(
    reader: Reader, key: str, rows: pd.DataFrame, most: int, cells: dict[str, Callable[[dict[str, Any]], str]]
) -> dict[str, Any]:
    """A table of the template: heading, column headings, cells as text, and how many rows were left out."""
    lang = reader.choice.lang
    shown = rows.head(most).to_dict("records")
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
    return "–" if missing(value) or value == "" else str(value)


def _named(reader: Reader, value: Any) -> str:
    """A name in the reader's language, where it has one in each."""
    return _text(value if missing(value) else reader.label("name", value))


def _document(reader: Reader, row: dict[str, Any], relation: str) -> str:
    """What was read of the document the row rests on, and through whom it is known."""
    said = known(row, relation, reader.choice.lang, reader.label)
    return said[:1].upper() + said[1:] if said else _named(reader, row["source_publisher"])


def _dated(row: dict[str, Any], name: str, lang: str) -> str:
    if missing(row[name]):
        return word("common.unknown", lang)
    return dated(row[name], precision_of(name, row), lang)


def _acts(reader: Reader) -> dict[str, Any]:
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
    return _table(reader, "acts", rows, ACTS, cells)


def _law(reader: Reader) -> dict[str, Any]:
    lang = reader.choice.lang

    def prison(row: dict[str, Any]) -> str:
        if row["is_life"] is True:
            return word("brief.life", lang)
        return (
            "–"
            if missing(row["max_prison_months"])
            else word("overview.months", lang, count=int(row["max_prison_months"]))
        )

    def fine(row: dict[str, Any]) -> str:
        share = row["max_fine_turnover_share"]
        parts = [] if missing(row["max_fine_amount"]) else [money(row["max_fine_amount"], row["currency"], lang)]
        parts += [] if missing(share) else [word("brief.turnover", lang, share=percent(share, lang))]
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
            word("common.unknown", lang) if missing(row["in_force_from"]) else day(row["in_force_from"], lang)
        ),
    }
    rows = reader.load("brief_law")
    first = rows.head(PROVISIONS).sort_values(["jurisdiction", "place"])  # some of each jurisdiction, then in order
    return _table(reader, "law", pd.concat([first, rows.iloc[PROVISIONS:]]), PROVISIONS, cells)


def _statements(reader: Reader) -> dict[str, Any]:
    lang = reader.choice.lang
    cells: dict[str, Callable[[dict[str, Any]], str]] = {
        "date": lambda row: _dated(row, "statement_date", lang),
        "speaker": lambda row: _named(reader, row["speaker"]),
        "stance": lambda row: reader.label("platform_stance", row["stance"]),
        "summary": lambda row: _text(row[f"summary_{lang}"]),
        "publisher": lambda row: _document(reader, row, "statements"),
    }
    return _table(reader, "statements", reader.load("statements_public", stances=[]), STATEMENTS, cells)


def _measurements(reader: Reader) -> list[dict[str, Any]]:
    """What the images showed; and, apart, what was asked for, when a study of the period counted that."""
    lang = reader.choice.lang
    cells: dict[str, Callable[[dict[str, Any]], str]] = {
        "producer": lambda row: _named(reader, row["producer"]),
        "what": lambda row: _text(row[f"description_{lang}"]),
        "share": lambda row: written(row["value"], "share", lang),
        "interval": lambda row: interval(row["value_low"], row["value_high"], "share", lang) or "–",
        "sampled": lambda row: "–" if missing(row["sampled_count"]) else number(row["sampled_count"], lang),
        "publisher": lambda row: _document(reader, row, "incidence"),
    }
    asked = measurements(reader, "request")
    found = [_table(reader, "measurements", measurements(reader), MEASUREMENTS, cells)]
    return found + ([_table(reader, "requests", asked, MEASUREMENTS, cells)] if len(asked) else [])


def measurements(reader: Reader, quantity: str = "output") -> pd.DataFrame:
    """The published shares of the period, of images made or of requests, each one's number examined spelled out."""
    lang = reader.choice.lang
    rows = typeset(query(reader.connection, "brief_measurements", start=reader.choice.start, end=reader.choice.end))
    rows = rows[rows["quantity"] == quantity].copy()
    rows["detail"] = [
        f"{text} · n = {'?' if missing(n) else number(n, lang)}"
        for text, n in zip(rows[f"description_{lang}"], rows["sampled_count"], strict=True)
    ]
    return rows.sort_values("producer", key=lambda names: names.map(unaccented), kind="stable")


def _sources(connection: duckdb.DuckDBPyConnection, lang: str) -> list[dict[str, str]]:
    """The sources, each with publisher, licence, day of its copy and hash."""
    found = typeset(query(connection, "sources")).set_index("source_id")
    told = []
    for source_id in SOURCES:
        row = found.loc[source_id]
        parts = [str(row[f"publisher_{lang}"]), str(row[f"licence_{lang}"])]
        if not missing(row["snapshot_date"]):
            parts.append(word("export.retrieved", lang, day=day(row["snapshot_date"], lang)))
        if not missing(row["sha256"]) and row["sha256"]:
            parts.append(f"SHA-256 {row['sha256'][:16]}…")
        told.append({"title": str(row[f"title_{lang}"]), "about": " · ".join(parts)})
    return told
