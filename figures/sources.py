"""Where each figure comes from, and what it cannot say."""

import pandas as pd

from figures.asked import Asked
from figures.data import load
from figures.drawn import Drawn, figure
from figures.words import word

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
    rows: pd.DataFrame = load("sources")
    return word("sources.answer", asked.lang, count=len(rows), rows=int(rows["row_count"].sum()))


def worded(columns: dict[str, str], lang: str) -> dict[str, str]:
    """Column → heading, in the reader's language."""
    return {name.replace("*", lang): word(f"sources.column.{key}", lang) for name, key in columns.items()}


@figure("sources.list")
def listing(asked: Asked) -> Drawn:
    """Every source, with what was taken from it and when. Grain: one row per source."""
    rows, lang = load("sources"), asked.lang
    return Drawn(
        word("sources.list", lang),
        rows,
        worded(TABLE | EACH, lang),
        sources=list(rows["source_id"]),
        shown=list(worded(TABLE, lang)),
        most=200,
    )
