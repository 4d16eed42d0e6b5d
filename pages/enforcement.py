"""Who acted, how fast, with what force, and what came of it."""

import streamlit as st

from figures.words import day, word
from pages.shared import cards, controls, frame
from pages.shared.enforcement import figures
from pages.shared.query import label, load

STEPS = ("request", "investigation", "measure", "decision", "other")


def answer(found, selection, lang):
    """The page's answer in two or three sentences, with what it leaves out."""
    if not found["act_count"]:
        return word("enforcement.answer_none", lang)
    last = found["last_date"].date()
    parts = [
        word(
            "enforcement.answer",
            lang,
            count=int(found["act_count"]),
            places=word("enforcement.places", lang, count=int(found["jurisdiction_count"])),
            until=day(min(selection.end, last), lang),
            reach=word("enforcement.last_found", lang) if selection.end >= last else "",
        ),
        word("enforcement.binding", lang, count=int(found["binding_count"])),
        word("enforcement.decided", lang, count=int(found["decision_count"])),
        word("enforcement.fines", lang, count=int(found["fine_count"])),
        word(
            "enforcement.left_out",
            lang,
            context=word("enforcement.context", lang, count=int(found["context_count"])),
            others=word("enforcement.others", lang, count=int(found["excluded_count"])),
        ),
    ]
    if found["undated_count"]:
        parts.append(word("enforcement.undated", lang, count=int(found["undated_count"])))
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
