"""What was corrected, what changed from version to version, and where the data can be taken and followed."""

import streamlit as st

from figures import changes
from figures.data import load
from figures.words import word
from pages.shared import cards, controls, frame
from pages.shared.history import history
from pages.shared.show import SHORT, below, place
from pages.shared.tables import table

chosen = frame.selection()
lang = chosen.lang
corrections = load("corrections")
versions = history()

st.title(word("changes.title", lang), anchor=False)
count = word("changes.corrections_count", lang, count=len(corrections))
cards.lead(f"{count} {word('changes.versions_count', lang, count=versions['version'].nunique())}")
versions["relation"] = [name or word("changes.all_tables", lang) for name in versions["relation"]]
chosen = controls.bar(chosen, changes.FIND, changes.SINCE)
place("changes.corrections", chosen)
if len(load("accepted")):
    place("changes.accepted", chosen)
if len(load("withdrawn")):
    place("changes.withdrawn", chosen)
below(chosen)
with st.expander(word("changes.versions", lang), expanded=len(versions) <= SHORT):
    headings = {name: word(f"changes.column.{name}", lang) for name in versions.columns}
    table(versions, headings, lang, caption=word("changes.versions", lang))
    st.text(word("changes.versions_summary", lang))
st.text(word("changes.report", lang))
