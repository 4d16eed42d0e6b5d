"""How much of it was there, and how sure can we be: every study with its denominator, its interval and its doubt."""

import streamlit as st

from figures.words import day, percent, word
from pages.shared import cards, controls, frame
from pages.shared.incidence import detectors, figures, panel, studies
from pages.shared.incidence.common import dates, share
from pages.shared.query import label, load
from pages.shared.shell import small

GROUPS = {"output": "output", "request": "request", "report": "report_received", "enforcement": "enforcement"}


def answer(found, lang):
    """The first study with its denominator, why the others are no range, and what is kept apart."""
    parts = [word("incidence.answer_none", lang)]
    if found["first_id"] is not None:
        kind = found["first_sampled_count_kind"]
        parts = [
            word(
                "incidence.answer",
                lang,
                producer=found["first_producer"],
                category=label("detection_category", found["first_category"], lang),
                share=share(found["first_share"], lang),
                low=percent(found["first_low"], lang, 1),
                high=percent(found["first_high"], lang, 1),
                images=word(f"incidence.images.{kind}", lang, n=int(found["first_sampled_count"])),
                start=day(found["first_start"], lang),
                end=day(found["first_end"], lang),
            )
        ]
    if found["share_count"]:
        limits = {"lowest": share(found["lowest_share"], lang), "highest": share(found["highest_share"], lang)}
        parts.append(word("incidence.answer_shares", lang, count=int(found["share_count"]), **limits))
    kinds = {"requests": "request", "reports": "report", "removals": "enforcement", "tests": "test"}
    others = {name: int(found[f"{kind}_count"]) for name, kind in kinds.items()}
    return " ".join([*parts, word("incidence.answer_others", lang, **others)])


chosen = frame.selection()
lang = chosen.lang
st.title(word("incidence.title", lang), anchor=False)
cards.lead(answer(load("incidence_summary", **dates(chosen)).to_dict("records")[0], lang))
if chosen.jurisdictions:
    small(word("incidence.everywhere", lang))
group = controls.one(
    "counted",
    word("incidence.group", lang),
    {code: label("quantity_group", code, lang) for code in GROUPS},
    default="output",
    selection=chosen,
)
st.header(label("quantity_group", group, lang), anchor=False)
title = word("incidence.shares", lang, quantity=label("quantity_group", group, lang))
studies.studies(
    chosen, lang, "incidence.shares", "incidence.counts", group, GROUPS[group], title, own={"counted": group}
)
# What follows does not depend on what is counted above, and says of each figure what it is of.
st.header(word("incidence.images_apart", lang), anchor=False)
if group != "output":
    small(word("incidence.images_whatever", lang))
figures.branches(chosen, lang)
figures.volumes(chosen, lang)
panel.panel(chosen, lang)
figures.doubts(chosen, lang)
st.header(label("quantity_group", "test", lang), anchor=False)
studies.retests(chosen, lang)
st.header(word("incidence.detectors", lang), anchor=False)
detectors.detectors(chosen, lang)
with st.expander(word("incidence.read.title", lang)):
    st.markdown(word("incidence.read.text", lang))
with st.expander(word("incidence.not.title", lang)):
    st.markdown(word("incidence.not.text", lang))
