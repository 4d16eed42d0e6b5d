"""What the brief says, as plain data for the template: texts in the reader's language, nothing left to work out."""

from datetime import date
from typing import Any

import duckdb

from brief import places, tables
from brief.choice import Choice, Reader, checked
from etl.warehouse import Manifest, query
from figures import affair, overview
from figures.affair import is_unknown
from figures.age import age
from figures.asked import Asked
from figures.data import reading
from figures.files.facts import LICENCE, PROJECT
from figures.records import records_of
from figures.typeset import typeset
from figures.words import day, listed, span, word

SOURCES = ("detections", "platform_statements", "enforcement_actions", "law", "sor_daily")


def content(connection: duckdb.DuckDBPyConnection, manifest: Manifest, choice: Choice) -> dict[str, Any]:
    """Everything the template prints but the charts."""
    reader, lang = Reader(connection, checked(connection, choice)), choice.lang
    with reading(manifest):  # the figures the first page leads with, of the same rows
        told = overview.leading(Asked(lang, choice.start, choice.end, choice.jurisdictions, version=manifest.version))
    counted = records_of(reader.load("enforcement_summary"))[0]
    named = [reader.label("jurisdiction", code) for code in choice.jurisdictions]
    where = listed(named, lang) or word("common.filter.all_jurisdictions", lang)
    return {
        "lang": lang,
        "title": word("brief.title", lang),
        "question": word("overview.title", lang),
        "choice": f"{span(choice.start, choice.end, lang)} · {where}",
        "answer": affair.answer(counted, lang, choice.end, manifest.data_date[:10], reader.label),
        "presumption": word("common.footer.presumption", lang),
        "figures": [{"value": one.value, "meaning": one.meaning, "note": one.note} for one in told],
        "tables": [
            tables.acts(reader),
            tables.law(reader),
            *places.tables(choice, manifest),
            tables.statements(reader),
            tables.claims(reader),
            *tables.measured(reader),
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
            word("common.footer.version", lang, version=manifest.version),
            age(records_of(query(connection, "age"))[0], lang, date.fromisoformat(manifest.built_at[:10])),
            word("brief.licence", lang, licence=LICENCE),
        ],
        "address": choice.address,
        "address_label": word("export.permalink", lang),
        "running": f"{PROJECT} · {manifest.version}",
        "page": word("brief.page", lang),
        "empty": word("brief.empty", lang),
        "built": [int(part) for part in manifest.built_at[:10].split("-")],
    }


def _sources(connection: duckdb.DuckDBPyConnection, lang: str) -> list[dict[str, str]]:
    """The sources that hold a row, each with publisher, licence, day of its copy and hash."""
    found = typeset(query(connection, "sources")).set_index("source_id")
    told = []
    for source_id in SOURCES:
        row = found.loc[source_id]
        if not row["row_count"]:  # it holds nothing of this affair
            continue
        parts = [str(row[f"publisher_{lang}"]), str(row[f"licence_{lang}"])]
        if not is_unknown(row["snapshot_date"]):
            parts.append(word("export.retrieved", lang, day=day(row["snapshot_date"], lang)))
        if not is_unknown(row["sha256"]) and row["sha256"]:
            parts.append(f"SHA-256 {row['sha256'][:16]}…")
        told.append({"title": str(row[f"title_{lang}"]), "about": " · ".join(parts)})
    return told
