"""What the platform said, and what it reported."""

import streamlit as st

from figures import statements
from figures.drawn import drawn
from figures.reasons import series
from figures.words import word
from pages.shared import cards, controls, frame
from pages.shared.shell import small
from pages.shared.show import below, method, place

asked = frame.selection()
lang = asked.lang
st.title(word("statements.title", lang), anchor=False)
cards.lead(statements.answer(asked), lang=lang)
place("statements.claims", asked)
st.header(word("reasons.reported", lang), anchor=False, help=word("reasons.what", lang))
if series.PLATFORM.default(asked):
    asked = controls.choose(asked, series.BASIS)
    place("reasons.platforms", asked)
    place("statements.reported", asked)
    with st.expander(word("reasons.more", lang)):
        left, right = st.columns(2)
        with left:
            asked = controls.choose(asked, series.PLATFORM, series.BY)
        with right:
            asked = controls.choose(asked, series.CODE, series.MEASURE)
        for name in ("reasons.reported", "reasons.delay", "reasons.automation", "reasons.never"):
            place(name, asked)
        st.markdown(word("reasons.not.text", lang))
else:
    small(word("statements.not_in_base", lang))
if len(drawn("statements.own", asked).rows):
    place("statements.own", asked)
st.header(word("statements.said", lang), anchor=False)
asked = controls.choose(asked, statements.STANCE)
asked = controls.bar(asked, statements.FIND, statements.READ)
place("statements.public", asked)
below(asked)
method("statements", lang)
