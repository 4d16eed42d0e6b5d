"""Who acted, how fast, with what force, and what came of it."""

import streamlit as st

from figures import enforcement, ladder
from figures.words import word
from pages.shared import cards, controls, frame
from pages.shared.show import below, method, place

asked = frame.selection()
lang = asked.lang
st.title(word("enforcement.title", lang), anchor=False)
cards.lead(enforcement.answer(asked), lang=lang)
asked = controls.choose(asked, ladder.CLOCK)
place("enforcement.ladder", asked)
asked = controls.choose(asked, ladder.CASES)
place("enforcement.survival", asked)
place("enforcement.harms", asked)
place("enforcement.blocks", asked)
st.header(word("enforcement.list", lang), anchor=False)
asked = controls.choose(asked, enforcement.STEP)
asked = controls.bar(asked, enforcement.FIND, enforcement.FORCE, enforcement.WHOM, enforcement.READ)
place("enforcement.acts", asked)
below(asked)
method("enforcement", lang)
