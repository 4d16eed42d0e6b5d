"""What the law provides, where, for whom and since when; beside what was measured and done."""

import streamlit as st

from figures.exposure import choices
from figures.words import word
from pages.shared import atlas, cards, case, controls, frame
from pages.shared.show import below, later, method, place

asked = frame.selection()
lang = asked.lang
st.title(word("exposure.title", lang), anchor=False)
lead = st.container()  # filled once the view has said which day it is of
left, beside = st.columns([3, 2])
with left:
    asked = controls.choose(asked, choices.VIEW)
view = asked["view"]
if view != "case":
    with beside:
        asked = controls.choose(asked, choices.ACT)
if view == "time":
    place("exposure.time", asked)
elif view == "compare":
    first, second = st.columns([2, 3])
    with first:
        asked = controls.choose(asked, choices.DATE)
    with second:
        asked = controls.choose(asked, choices.BY)
    place("exposure.compare", asked)
    asked = atlas.place("exposure.map", asked)
    place("exposure.scope", asked)
    later(word("exposure.clocks_behind", lang), "exposure.clocks", asked)
else:
    asked = case.case(asked)
with lead:
    cards.lead(choices.answer(asked), lang=lang)
    if (read_on := choices.read_on(asked)) and choices.day_of(asked) > read_on:
        cards.lead(word("exposure.after_reading", lang, day=read_on))
below(asked)
method("exposure", lang)
