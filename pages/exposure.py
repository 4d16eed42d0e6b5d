"""What the law provides, where, for whom and since when; beside what was measured and done."""

from datetime import date
from typing import Any

import streamlit as st

from figures.affair import missing
from figures.words import money, word
from pages.shared import cards, controls, frame
from pages.shared.exposure.case import case
from pages.shared.exposure.compare import compare
from pages.shared.exposure.time import time
from pages.shared.query import label, load

VIEWS = ("time", "compare", "case")


def tier(found: dict[str, Any], name: str, lang: str, address: str) -> cards.Card:
    """One of the two tiers of the affair's reference law as a card."""
    months, fine = found[f"{name}_months"], found[f"{name}_fine"]
    parts = [] if missing(months) else [word("exposure.months", lang, count=int(months))]
    parts += [] if missing(fine) else [money(fine, found["currency"], lang)]
    place = label("jurisdiction", found["reference_jurisdiction"], lang)
    article, offence = found[f"{name}_article"], found[f"base_offence_{lang}"]
    meaning = word(f"exposure.tier_{name}", lang, place=place, article=article, offence=offence)
    return cards.Card(", ".join(parts) or word("overview.card.law_no_figure", lang), meaning, address)


def answer(chosen: frame.Selection, on: date) -> str:
    """The page's answer, of the same day and jurisdictions as the view below it."""
    lang = chosen.lang
    found = load("exposure_summary", date=on, jurisdictions=chosen.jurisdictions).to_dict("records")[0]
    if not found["place_count"]:
        return word("exposure.answer_none", lang)
    if found["place_count"] == 1:  # where a count of jurisdictions would say little
        standing = {}
        for act in ("publication", "creation", "request"):
            code = "yes" if found[f"{act}_count"] else "unclear" if found[f"{act}_unclear_count"] else "no"
            standing[act] = word(f"exposure.standing.{code}", lang)
        place = label("jurisdiction", found["first_place"], lang)
        return word("exposure.answer_one", lang, place=place, day=on, **standing)
    return word(
        "exposure.answer",
        lang,
        count=int(found["place_count"]),
        day=on,
        publication=int(found["publication_count"]),
        unclear=int(found["publication_unclear_count"]),
        creation=int(found["creation_count"]),
        creation_unclear=int(found["creation_unclear_count"]),
        request=int(found["request_count"]),
    )


chosen = frame.selection()
lang = chosen.lang
reference = load("exposure_summary", date=chosen.end, jurisdictions=chosen.jurisdictions).to_dict("records")[0]
facts_day = reference["facts_date"].date()
st.title(word("exposure.title", lang), anchor=False)
lead = st.container()  # filled once the view has said which day it is of
views = {code: word(f"exposure.view_{code}", lang) for code in VIEWS}
left, beside = st.columns([3, 2])
with left:
    view = controls.one("view", word("exposure.view", lang), views, default="time", selection=chosen)
if view == "time":
    day = chosen.end
    time(chosen, beside)
elif view == "compare":
    day = compare(chosen, facts_day, beside)
else:
    day = case(chosen, facts_day, 0 if missing(reference["sampled_count"]) else int(reference["sampled_count"]))
with lead:
    cards.lead(answer(chosen, day))
# The figure comes first, so that it is seen without scrolling.
address = frame.link(chosen, view="time")
tiers = [
    tier(reference, name, lang, address) for name in ("base", "online") if not missing(reference[f"{name}_article"])
]
if tiers:
    cards.cards(tiers, word("exposure.card", lang))
with st.expander(word("exposure.read.title", lang)):
    st.markdown(word("exposure.read.text", lang))
with st.expander(word("exposure.not.title", lang)):
    st.markdown(word("exposure.not.text", lang))
