"""Who acted, how fast, with what force, and what came of it."""

from functools import partial

import streamlit as st

from figures import counting
from figures.words import day, word
from pages.shared import cards, controls, frame
from pages.shared.enforcement import figures
from pages.shared.query import label, load

STEPS = ("request", "investigation", "measure", "decision", "other")


def answer(found, selection, lang):
    """The page's answer in a few sentences, with what it leaves out."""
    if not found["act_count"] + found["month_only_count"]:
        return " ".join([word("enforcement.answer_none", lang), *counting.apart(found, lang)])
    last = found["last_date"].date()
    named = partial(label, lang=lang)
    parts = [
        word(
            "enforcement.answer",
            lang,
            acts=counting.acts(found, lang),
            places=counting.places(found, lang, named),
            until=day(min(selection.end, last), lang),
        ),
        counting.force(found, lang),
        counting.decided(found, lang),
        counting.fines(found, lang),
        *counting.apart(found, lang),
        word(
            "enforcement.left_out",
            lang,
            context=word("enforcement.context", lang, count=int(found["context_count"])),
            others=word("enforcement.others", lang, count=int(found["excluded_count"])),
        ),
    ]
    return " ".join(parts)


chosen = frame.selection()
lang = chosen.lang
st.title(word("enforcement.title", lang), anchor=False)
cards.lead(answer(load("enforcement_summary", **figures.chosen_filters(chosen)).to_dict("records")[0], chosen, lang))
picked = controls.several(
    "step",
    word("enforcement.steps", lang),
    {code: label("ladder_step", code, lang) for code in STEPS},
    selection=chosen,
)
figures.acts(chosen, lang, picked)
figures.speed(chosen, lang)
figures.force(chosen, lang)
with st.expander(word("enforcement.read.title", lang)):
    st.markdown(word("enforcement.read.text", lang))
with st.expander(word("enforcement.not.title", lang)):
    st.markdown(word("enforcement.not.text", lang))
