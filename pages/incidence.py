"""How much of it was there, and how sure can we be: every study with its denominator, its interval and its doubt."""

import streamlit as st

from figures.data import label
from figures.incidence import detectors, panel, studies
from figures.incidence.answer import answer
from figures.words import word
from pages.shared import cards, controls, frame
from pages.shared.shell import small
from pages.shared.show import behind, place

asked = frame.selection()
lang = asked.lang
st.title(word("incidence.title", lang), anchor=False)
cards.lead(answer(asked))
if asked.jurisdictions:
    small(word("incidence.everywhere", lang))
asked = controls.choose(asked, studies.COUNTED)
st.header(label("quantity_group", asked["counted"], lang), anchor=False)
place("incidence.shares", asked)
place("incidence.counts", asked)
# What follows does not depend on what is counted above, and says of each figure what it is of.
st.header(word("incidence.images_apart", lang), anchor=False)
if asked["counted"] != "output":
    small(word("incidence.images_whatever", lang))
place("incidence.tree", asked)
place("incidence.volumes", asked)
st.header(word("incidence.panel.title", lang), anchor=False)
st.markdown(word("incidence.panel.lead", lang))
if panel.studies(asked):
    asked = controls.choose(asked, panel.STUDY, panel.SENSITIVITY, panel.SPECIFICITY)
place("incidence.panel", asked)
place("incidence.doubts", asked)
st.header(label("quantity_group", "test", lang), anchor=False)
place("incidence.retests", asked)
place("incidence.retests_counts", asked)
st.header(word("incidence.detectors", lang), anchor=False)
if place("incidence.detectors", asked):
    if len(detectors.frames(asked)) > 1:
        asked = controls.choose(asked, detectors.DAILY)
    place("incidence.daily", asked)
behind("incidence", "read", lang)
behind("incidence", "not", lang)
