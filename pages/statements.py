"""What the platform said, and what it reported."""

import streamlit as st

from figures import statements
from figures.drawn import drawn
from figures.reasons import series
from figures.words import word
from pages.shared import cards, controls, frame
from pages.shared.shell import small
from pages.shared.show import behind, place

asked = frame.selection()
lang = asked.lang
st.title(word("statements.title", lang), anchor=False)
cards.lead(statements.answer(asked))
st.header(word("statements.said", lang), anchor=False)
asked = controls.choose(asked, statements.STANCE)
asked = controls.bar(asked, statements.FIND, statements.READ)
place("statements.public", asked)
if len(drawn("statements.claims", asked).rows):
    st.header(word("statements.claims_title", lang), anchor=False)
    place("statements.claims", asked)
behind("statements", "not", lang)
st.header(word("reasons.reported", lang), anchor=False)
if len(drawn("statements.own", asked).rows):
    place("statements.own", asked)
if series.PLATFORM.default(asked):
    place("statements.reported", asked)
    left, right = st.columns(2)
    with left:
        asked = controls.choose(asked, series.PLATFORM, series.BY)
    with right:
        asked = controls.choose(asked, series.CODE, series.MEASURE)
    asked = controls.choose(asked, series.BASIS)
    for name in ("reasons.reported", "reasons.delay", "reasons.automation", "reasons.never"):
        place(name, asked)
    behind("reasons", "not", lang)
else:
    small(word("statements.not_in_base", lang))
