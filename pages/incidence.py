"""How much of it was there, and how sure can we be: every study with its denominator, its interval and its doubt."""

import streamlit as st

from figures.data import label
from figures.drawn import drawn
from figures.incidence import detectors, panel, studies
from figures.incidence.answer import answer
from figures.words import word
from pages.shared import cards, controls, frame
from pages.shared.shell import small
from pages.shared.show import below, later, method, place

asked = frame.selection()
lang = asked.lang
st.title(word("incidence.title", lang), anchor=False)
cards.lead(answer(asked), lang=lang)
if asked.jurisdictions:
    small(word("incidence.everywhere", lang))
asked = controls.choose(asked, studies.COUNTED)
is_shared = place("incidence.shares", asked)
others = len(drawn("incidence.counts", asked).rows)
if not is_shared:
    place("incidence.counts", asked)
elif others:
    later(word("incidence.counts_behind", lang, count=others), "incidence.counts", asked)
# What follows does not depend on what is counted above, and says of each figure what it is of.
if asked["counted"] != "output":
    st.header(label("quantity_group", "output", lang), anchor=False)
    small(word("incidence.images_whatever", lang))
place("incidence.tree", asked)
place("incidence.volumes", asked)
st.header(word("incidence.panel.title", lang), anchor=False)
if panel.studies(asked):
    first, second, third = st.columns([2, 1, 1])
    for column, choice in ((first, panel.STUDY), (second, panel.SENSITIVITY), (third, panel.SPECIFICITY)):
        with column:
            asked = controls.choose(asked, choice)
place("incidence.panel", asked)
later(word("incidence.doubts", lang), "incidence.doubts", asked)
st.header(label("quantity_group", "test", lang), anchor=False)
place("incidence.retests", asked)
if others := len(drawn("incidence.retests_counts", asked).rows):
    later(word("incidence.counts_behind", lang, count=others), "incidence.retests_counts", asked)
if len(drawn("incidence.detectors", asked).rows):
    st.header(word("incidence.detectors", lang), anchor=False)
    place("incidence.detectors", asked)
    if len(detectors.frames(asked)) > 1:
        asked = controls.choose(asked, detectors.DAILY)
    place("incidence.daily", asked)
below(asked)
method("incidence", lang, judged=studies.judged(asked))
