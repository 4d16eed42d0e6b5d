"""Where each figure comes from, and what it cannot say."""

import pandas as pd

from figures.asked import Asked
from figures.data import label, load
from figures.drawn import Drawn, figure, headings
from figures.words import dated, word

TABLE = {"title_*": "title", "row_count": "rows", "snapshot_date": "snapshot", "page_url": "page"}
EACH = {
    "cannot_say_*": "cannot_say",
    "coverage_*": "coverage",
    "publisher_*": "publisher",
    "licence_*": "licence",
    "changes_*": "changes",
    "file": "file",
    "sha256": "sha256",
}


def answer(asked: Asked) -> str:
    """How many sources, and how many rows they hold."""
    rows = of_affair()
    return word("sources.answer", asked.lang, count=len(rows), rows=int(rows["row_count"].sum()))


def of_affair() -> pd.DataFrame:
    """The sources that this affair draws on. Grain: one row per source."""
    rows = load("sources")
    return rows[rows["is_of_affair"].astype(bool)].reset_index(drop=True)


def worded(columns: dict[str, str], lang: str) -> dict[str, str]:
    """Column → heading, in the reader's language."""
    return {name.replace("*", lang): word(f"sources.column.{key}", lang) for name, key in columns.items()}


@figure("sources.list")
def listing(asked: Asked) -> Drawn:
    """Every source, with what was taken from it and when. Grain: one row per source."""
    rows, lang = of_affair(), asked.lang
    return Drawn(
        word("sources.list", lang),
        rows,
        worded(TABLE | EACH, lang),
        scope=word("export.whole", lang),
        sources=list(rows["source_id"]),
        shown=list(worded(TABLE, lang)),
    )


@figure("sources.lookups")
def lookups(asked: Asked) -> Drawn:
    """What was looked for, when, up to what day, and whether it was found. Grain: one row per thing looked for."""
    rows, lang = load("lookups"), asked.lang
    days = zip(rows["known_to_date"], rows["known_to_precision"], strict=True)
    rows["known_to"] = ["" if day != day else dated(day, precision, lang) for day, precision in days]
    missed = int((~rows["is_found"].astype(bool)).sum()) if len(rows) else 0
    found = word("sources.lookup_missed" if len(rows) == 1 else "sources.lookups_missed", lang, count=missed)
    told = word("sources.lookups_summary", lang, count=len(rows), missed=found) if len(rows) else ""
    return Drawn(
        word("sources.lookups", lang),
        rows,
        headings("sources", "subject_* row_id looked_date known_to is_found note_* source_url", lang),
        summary=" ".join([told, *([word("sources.lookups_weak", lang)] if missed else [])]),
        said=told,
        scope=word("export.whole", lang),
        numbers={"count": len(rows), "missed": missed},
        shown=(f"subject_{lang}", "row_id", "looked_date", "known_to", "is_found", f"note_{lang}"),
    )


RELATIONS = ("incidence", "statements", "enforcement", "provisions", "reactions")


@figure("sources.documents")
def documents(asked: Asked) -> Drawn:
    """What was read of the documents, by table. Grain: one row per table and kind, and one for the whole table."""
    rows, lang = load("documents_shares"), asked.lang
    rows["told"] = [
        word("sources.all_documents", lang)
        if is_whole
        else label("document_read", code, lang)
        if isinstance(code, str)
        else word("sources.no_document", lang)
        for code, is_whole in zip(rows["document_read"], rows["is_whole"], strict=True)
    ]
    return Drawn(
        word("sources.documents", lang),
        rows,
        headings("sources", "relation told row_count row_share affair_count leading_count leading_share", lang),
        summary=word("sources.documents_summary", lang),
        scope=word("export.whole", lang),
        vocabularies={"relation": {name: word(f"sources.relation.{name}", lang) for name in RELATIONS}},
    )
