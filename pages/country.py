"""One place, or up to five side by side: the law, the acts, what was said, the reactions, and what is not known."""

import html
from dataclasses import replace

import streamlit as st

from figures.asked import query
from figures.country import choices, law
from figures.drawn import address, drawn
from figures.words import word
from pages.shared import brief, cards, controls, country, frame

FIGURES = ("country.law", "country.acts", "country.statements", "country.reactions", "country.gaps")
asked = frame.selection()
lang = asked.lang
head = st.container()
left, right = st.columns([3, 1])
with left:
    asked = controls.choose(asked, choices.PLACES)
with right:
    asked = controls.choose(asked, choices.DATE)
with head:
    st.title(choices.title(asked), anchor=False)
    cards.lead(law.answer(asked), lang=lang)
places = choices.places_of(asked)
if places:
    st.html(country.place(asked) if len(places) == 1 else country.beside(asked))
    files = []
    for name in FIGURES:
        one, part = drawn(name, asked), name.partition(".")[2]
        own, said = html.escape(query(asked, **address(one))), html.escape(word(f"country.section.{part}", lang))
        ends = " ".join(f'<a href="/figures/{name}.{end}?{own}">{end.upper()}</a>' for end in ("csv", "xlsx", "json"))
        files.append(f"{said}{word('record.colon', lang)}{ends}")
    left, right = st.columns([1, 3], vertical_alignment="center")
    with left:
        brief.button(replace(asked, jurisdictions=places))
    with right, st.expander(word("country.files", lang)):
        st.html(f'<p class="gf-small">{" · ".join(files)}</p>')
