"""What the law provides, where, for whom and since when; beside what was measured and done."""

from typing import Any

import streamlit as st

from pages.shared import cards, controls, frame
from pages.shared.exposure.case import case
from pages.shared.exposure.compare import compare
from pages.shared.exposure.time import time
from pages.shared.query import load
from pages.shared.words import money, word

VIEWS = ("time", "compare", "case")


def tier(found: dict[str, Any], name: str, lang: str, address: str) -> cards.Card:
    """One of France's two reference tiers as a card."""
    value = word(
        "exposure.tier_value",
        lang,
        months=word("exposure.months", lang, count=int(found[f"{name}_months"])),
        fine=money(found[f"{name}_fine"], found["currency"], lang),
    )
    return cards.Card(value, word(f"exposure.tier_{name}", lang, article=found[f"{name}_article"]), address)


chosen = frame.selection()
lang = chosen.lang
found = load("exposure_summary", start=chosen.start, end=chosen.end, jurisdictions=chosen.jurisdictions).to_dict(
    "records"
)[0]
st.title(word("exposure.title", lang), anchor=False)
if found["place_count"]:
    cards.lead(
        word(
            "exposure.answer",
            lang,
            count=int(found["place_count"]),
            day=chosen.end,
            publication=int(found["publication_count"]),
            unclear=int(found["publication_unclear_count"]),
            creation=int(found["creation_count"]),
            request=int(found["request_count"]),
        )
    )
else:
    cards.lead(word("exposure.answer_none", lang))
views = {code: word(f"exposure.view_{code}", lang) for code in VIEWS}
left, beside = st.columns([3, 2])
with left:
    view = controls.one("view", word("exposure.view", lang), views, default="time", selection=chosen)
if view == "time":
    time(chosen, beside)
elif view == "compare":
    compare(chosen, found["facts_date"].date(), beside)
else:
    case(chosen, found["facts_date"].date(), int(found["sampled_count"]))
# The figure comes first, so that it is seen without scrolling.
address = frame.link(chosen, view="time")
cards.cards([tier(found, name, lang, address) for name in ("base", "online")], word("exposure.card", lang))
with st.expander(word("exposure.read.title", lang)):
    st.markdown(word("exposure.read.text", lang))
with st.expander(word("exposure.not.title", lang)):
    st.markdown(word("exposure.not.text", lang))
