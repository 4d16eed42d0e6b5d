"""What was corrected, what changed from version to version, and where the data can be taken and followed."""

import streamlit as st

from figures.words import word
from pages.shared import cards, frame
from pages.shared.history import history
from pages.shared.query import load
from pages.shared.show import show
from pages.shared.tables import table

chosen = frame.selection()
lang = chosen.lang
corrections = load("corrections")
versions = history()

st.title(word("changes.title", lang), anchor=False)
count = word("changes.corrections_count", lang, count=len(corrections))
cards.lead(f"{count} {word('changes.versions_count', lang, count=versions['version'].nunique())}")
versions["relation"] = [name or word("changes.all_tables", lang) for name in versions["relation"]]
names = ("correction_date", "relation", "row_id", "field", "was", "is_now", f"why_{lang}", "source_url")
if not corrections.empty:
    show(
        "changes.corrections",
        None,
        corrections,
        selection=chosen,
        title=word("changes.corrections", lang),
        summary=word("changes.corrections_summary", lang),
        alt="",
        sources=(),
        columns={name: word(f"changes.column.{name.removesuffix(f'_{lang}')}", lang) for name in names},
        most=500,
    )
table(
    versions,
    {name: word(f"changes.column.{name}", lang) for name in versions.columns},
    lang,
    caption=word("changes.versions", lang),
    most=200,
)
st.text(word("changes.versions_summary", lang))
st.text(word("changes.report", lang))
