"""Where each figure comes from, and what it cannot say."""

import streamlit as st

from pages.shared import frame
from pages.shared.query import load
from pages.shared.show import show
from pages.shared.words import word

chosen = frame.selection()
lang = chosen.lang
rows = load("sources")
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
    columns={
        f"title_{lang}": word("sources.column.title", lang),
        f"publisher_{lang}": word("sources.column.publisher", lang),
        f"licence_{lang}": word("sources.column.licence", lang),
        f"coverage_{lang}": word("sources.column.coverage", lang),
        "row_count": word("sources.column.rows", lang),
        "snapshot_date": word("sources.column.snapshot", lang),
        f"cannot_say_{lang}": word("sources.column.cannot_say", lang),
        "page_url": word("sources.column.page", lang),
        "sha256": word("sources.column.sha256", lang),
    },
    most=200,
)
