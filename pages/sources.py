"""Where each figure comes from, and what it cannot say."""

import streamlit as st

from figures.words import word
from pages.shared import frame, reasons_archives
from pages.shared.query import load
from pages.shared.show import show
from pages.shared.tables import facts

chosen = frame.selection()
lang = chosen.lang
rows = load("sources")
TABLE = {f"title_{lang}": "title", "row_count": "rows", "snapshot_date": "snapshot", "page_url": "page"}
EACH = {
    f"cannot_say_{lang}": "cannot_say",
    f"coverage_{lang}": "coverage",
    f"publisher_{lang}": "publisher",
    f"licence_{lang}": "licence",
    f"changes_{lang}": "changes",
    "file": "file",
    "sha256": "sha256",
}


def headings(columns):
    """Column → heading, in the reader's language."""
    return {name: word(f"sources.column.{key}", lang) for name, key in columns.items()}


st.title(word("sources.title", lang), anchor=False)
st.markdown(word("sources.answer", lang, count=len(rows), rows=int(rows["row_count"].sum())))
show(
    "sources.list",
    None,
    rows,
    selection=chosen,
    title=word("sources.list", lang),
    summary="",
    alt="",
    sources=list(rows["source_id"]),
    columns=headings(TABLE) | headings(EACH),
    shown=list(TABLE),
    most=200,
)
for row in rows.to_dict("records"):
    facts(row[f"title_{lang}"], row, headings(EACH), lang)
reasons_archives.archives(chosen)
