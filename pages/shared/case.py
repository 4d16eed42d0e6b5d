"""One case on the page: the reader's facts, the ceilings in words, the provisions, and the product behind a click."""

import html
from functools import partial
from typing import Any

import streamlit as st

from figures import case_text
from figures.affair import is_unknown
from figures.asked import Asked
from figures.case import answer
from figures.data import load
from figures.exposure import choices, product
from figures.exposure.case import called, facts_of, of_persons
from figures.words import word
from pages.shared import cards, controls
from pages.shared.show import later, place, put


def case(asked: Asked) -> Asked:
    """The facts chosen, once all is drawn: ceilings, provisions, those set aside, a product nobody should make."""
    lang = asked.lang
    if not choices.places(asked):
        cards.lead(word("exposure.no_law", lang))
        return asked
    asked = chosen(asked)
    found, named = answer(load, facts_of(asked)), partial(called, lang=lang)
    told = (case_text.own_unread, case_text.minors, case_text.unread)
    for warning in filter(None, (one(found, lang, named) for one in told)):
        cards.lead(warning)
    st.html(f'<h2 class="gf-figure-title">{html.escape(word("exposure.maximum", lang))}</h2>')
    st.html(f"<div class='gf-cards'>{''.join(card(one, lang) for one in found['ceilings'])}</div>")
    if not found["ceilings"]:
        cards.lead(word("exposure.no_ceiling", lang))
    if since := case_text.later_law(found, lang, named):
        cards.lead(since)
    for one in found["stated"]:
        cards.lead(case_text.stated(one, found["case"], lang, named))
    place("exposure.applies", asked)
    place("exposure.not_established", asked)
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in case_text.read(found, lang, named))
    st.html(f'<h2 class="gf-figure-title">{html.escape(word("exposure.read_here", lang))}</h2>{lines}')
    if not found["ceilings"]:  # why, is then the question
        place("exposure.left_out", asked)
    elif found["left_out"]:
        text = word("exposure.left_out_behind", lang, count=len(found["left_out"]))
        later(text, "exposure.left_out", asked)
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
    """One ceiling: prison and fine, each with its article; what qualifies them, how several acts count."""
    named = partial(called, lang=lang)
    kinds = (("prison", case_text.term_text), ("fine", case_text.fine_text))
    figures = [
        (word(f"exposure.{kind}_card", lang), written(one, lang, named), one[f"{kind}_article"])
        for kind, written in kinds
    ]
    parts = "".join(
        f'<div><dt>{html.escape(kind)}</dt><dd><b class="gf-value">{html.escape(text)}</b>'
        f"{f'<span>{html.escape(article)}</span>' if article else ''}</dd></div>"
        for kind, text, article in figures
        if text
    )
    texts = "".join(f'<p class="gf-note">{html.escape(text)}</p>' for text in case_text.notes(one, lang, named))
    where = html.escape(case_text.where(one, lang, named))
    return f'<div class="gf-card gf-ceiling"><p>{where}</p><dl>{parts}</dl>{texts}</div>'


def multiplied(asked: Asked, head: dict[str, Any] | None) -> None:
    """The product, only when the reader asks for it here."""
    sampled = choices.reference(asked)["sampled_count"]
    if head is None or is_unknown(sampled) or not sampled:
        return
    if st.toggle(word("exposure.product_show", asked.lang), key="product_shown"):
        asked = controls.choose(asked, product.images(int(sampled)))
        put(product.product(asked, head))
