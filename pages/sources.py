"""Where each figure comes from, and what it cannot say."""

import streamlit as st

from figures import sources
from figures.drawn import drawn
from figures.records import records_of
from figures.words import word
from pages.shared import cards, frame
from pages.shared.cells import facts
from pages.shared.shell import inert
from pages.shared.show import below, place

asked = frame.selection()
lang = asked.lang
st.title(word("sources.title", lang), anchor=False)
cards.lead(sources.answer(asked), lang=lang)
place("sources.list", asked)
place("sources.documents", asked)
place("sources.lookups", asked)
with st.expander(word("sources.each", lang)):
    for row in records_of(drawn("sources.list", asked).rows):
        st.subheader(inert(row[f"title_{lang}"]), anchor=False)
        facts("", row, sources.worded(sources.EACH, lang), lang)
for name in ("reasons.archives", "reasons.overlap", "reasons.differences"):
    place(name, asked)
below(asked)
