"""One case on the page: the reader's facts, the ceilings in words, the provisions, and the product behind a click."""

import html
from functools import partial
from typing import Any

import streamlit as st

from figures import case_text
from figures.affair import missing
from figures.asked import Asked
from figures.case import answer
from figures.data import load
from figures.exposure import choices, product
from figures.exposure.case import called, facts_of, of_persons
from figures.words import word
from pages.shared import cards, controls
from pages.shared.show import place, put


def case(asked: Asked) -> Asked:
    """The facts chosen, once all is drawn: ceilings, provisions, those set aside, a product nobody should make."""
    lang = asked.lang
    if not choices.places(asked):
        cards.lead(word("exposure.no_law", lang))
        return asked
    asked = chosen(asked)
    found, named = answer(load, facts_of(asked)), partial(called, lang=lang)
    if warning := case_text.minors(found, lang, named):
        cards.lead(warning)
    st.html(f'<h2 class="gf-figure-title">{html.escape(word("exposure.ceilings", lang))}</h2>')
    st.html(f"<div class='gf-cards'>{''.join(card(one, lang) for one in found['ceilings'])}</div>")
    if not found["ceilings"]:
        cards.lead(word("exposure.no_ceiling", lang))
    for one in found["stated"]:
        cards.lead(case_text.stated(one, found["case"], lang, named))
    for name in ("exposure.applies", "exposure.not_established", "exposure.left_out"):
        place(name, asked)
    st.html(f'<h2 class="gf-figure-title">{html.escape(word("exposure.read_here", lang))}</h2>')
    for line in case_text.read(found, lang, named):
        st.html(f"<p>{html.escape(line)}</p>")
    multiplied(asked, product.bounded(found["ceilings"]))
    return asked


def chosen(asked: Asked) -> Asked:
    """The facts as the reader states them."""
    first, second = st.columns(2)
    with first:
        asked = controls.choose(asked, choices.PLACE, choices.DATE)
    with second:
        asked = controls.choose(asked, choices.SHOWN, choices.STATED)
    asked = controls.choose(asked, choices.PERSON).having(done=(), turnover=None)
    return controls.choose(asked, choices.DONE if of_persons(asked["person"]) else choices.TURNOVER)


def card(one: dict[str, Any], lang: str) -> str:
    """One ceiling: its figures with the article of each, what qualifies them, how several acts count."""
    named = partial(called, lang=lang)
    texts = "".join(f"<p>{html.escape(text)}</p>" for text in case_text.notes(one, lang, named))
    return f'<div class="gf-card"><strong>{html.escape(case_text.ceiling(one, lang, named))}</strong>{texts}</div>'


def multiplied(asked: Asked, head: dict[str, Any] | None) -> None:
    """The product, only when the reader asks for it here."""
    sampled = choices.reference(asked)["sampled_count"]
    if head is None or missing(sampled) or not sampled:
        return
    if st.toggle(word("exposure.product_show", asked.lang), key="product_shown"):
        asked = controls.choose(asked, product.images(int(sampled)))
        put(product.product(asked, head))
