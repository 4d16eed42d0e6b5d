"""What was measured, what the platform said, who acted, and what the law provides: the affair on one screen."""

import streamlit as st

from figures import overview
from figures.asked import link
from figures.words import word
from pages.shared import atlas, brief, cards, frame
from pages.shared.show import below, later, method, place

MOST_RECEIPTS = 4  # of one card
asked = frame.selection()
lang = asked.lang


def origins(ids: tuple[str, ...] | None) -> tuple[tuple[str, str], ...]:
    """The receipt of each row; of a mean of many days, what is said of their source."""
    if ids is None:
        return ((word("overview.card.reports_source", lang), link(asked, "sources")),)
    return tuple((row_id, frame.receipt(row_id, lang)) for row_id in ids[:MOST_RECEIPTS])


st.title(word("overview.title", lang), anchor=False)
cards.lead(overview.answer(asked), lang=lang)
cards.cards(
    [
        cards.Card(one.value, one.meaning, link(asked, one.page), origins(one.ids), one.note)
        for one in overview.leading(asked)
    ],
    word("overview.card.more", lang),
    (word("overview.card.receipt", lang), word("overview.card.receipts", lang)),
)
place("overview.spine", asked)
asked = atlas.place("overview.map", asked)
later(word("overview.every", lang), "overview.timeline", asked)
below(asked)
method("overview", lang)
brief.button(asked)
