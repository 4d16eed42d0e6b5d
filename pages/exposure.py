"""What the law provides, where, for whom and since when; beside what was measured and done."""

from typing import Any

import streamlit as st

from figures.affair import missing
from figures.asked import link
from figures.data import label, load
from figures.exposure import choices
from figures.words import money, word
from pages.shared import atlas, cards, case, controls, frame
from pages.shared.show import behind, place


def tier(found: dict[str, Any], name: str, lang: str, address: str) -> cards.Card:
    """One of the two tiers of the affair's reference law as a card."""
    months, fine = found[f"{name}_months"], found[f"{name}_fine"]
    parts = [] if missing(months) else [word("exposure.months", lang, count=int(months))]
    parts += [] if missing(fine) else [money(fine, found["currency"], lang)]
    where = label("jurisdiction", found["reference_jurisdiction"], lang)
    article, offence = found[f"{name}_article"], found[f"base_offence_{lang}"]
    meaning = word(f"exposure.tier_{name}", lang, place=where, article=article, offence=offence)
    return cards.Card(", ".join(parts) or word("overview.card.law_no_figure", lang), meaning, address)


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
    asked = controls.choose(asked, choices.DATE)
    place("exposure.compare", asked)
    asked = atlas.place("exposure.map", asked)
    for name in ("exposure.scope", "exposure.clocks"):
        place(name, asked)
else:
    asked = case.case(asked)
with lead:
    cards.lead(choices.answer(asked))
    if choices.day_of(asked) > (read_on := load("law_span")["read_on"][0].date()):
        cards.lead(word("exposure.after_reading", lang, day=read_on))
# The figure comes first, so that it is seen without scrolling.
found, address = choices.reference(asked), link(asked, view="time")
tiers = [tier(found, name, lang, address) for name in ("base", "online") if not missing(found[f"{name}_article"])]
if tiers:
    cards.cards(tiers, word("exposure.card", lang))
behind("exposure", "read", lang)
behind("exposure", "not", lang)
