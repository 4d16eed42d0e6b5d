"""The map on a page, and the list that says the same: a click on a place, or on its name, filters."""

import html
from dataclasses import replace

import streamlit as st

from figures import maps
from figures.asked import Asked, link
from figures.drawn import drawn
from figures.words import word
from pages.shared import controls, show

STYLE = """<style>
.gf-atlas {columns: 15rem; column-gap: 2rem; font-size: .875rem; line-height: 1.3rem;}
.gf-atlas section {break-inside: avoid-column; margin: 0 0 .5rem;}
.stHtml .gf-atlas h3 {font-size: .875rem; line-height: 1.3rem; font-weight: 650; margin: 0; padding: 0;}
.stHtml .gf-atlas ul {list-style: none; padding: 0; margin: 0;}
.stHtml .gf-atlas li {display: inline-block; margin: 0 .6rem 0 0; line-height: 1.6rem;}
.stHtml .gf-atlas a {display: inline-block; min-height: 1.5rem; min-width: 1.5rem;}
.gf-atlas span {color: var(--gf-muted);}
</style>"""


def place(name: str, asked: Asked) -> Asked:
    """The map of that name with its choices, and its list; what was chosen."""
    left, right = st.columns([1, 1])
    if name.startswith("overview"):
        with left:
            asked = controls.choose(asked, maps.MAP)
    with right if name.startswith("overview") else left:
        asked = controls.choose(asked, maps.AREA)
    show.place(name, asked)
    with st.expander(word("maps.list", asked.lang)):
        st.html(STYLE + listed(name, asked))
    return asked


def listed(name: str, asked: Asked) -> str:
    """Each place under what the map shows of it: its name filters as a click does, the arrow opens its page."""
    lang, parts = asked.lang, []
    for head, places in maps.groups(drawn(name, asked), lang):
        items = []
        for code, called, printed in places:
            others = tuple(one for one in asked.jurisdictions if one != code)
            only = others if code in asked.jurisdictions else (*others, code)
            there = html.escape(link(replace(asked, jurisdictions=only), **dict(asked.own)))
            page = html.escape(link(asked, "country", place=(code,)))
            said = html.escape(word("maps.filter", lang, place=called))
            opened = html.escape(word("maps.page_of", lang, place=called))
            value = f" <span>{html.escape(printed)}</span>" if printed else ""
            arrow = f' <a href="{page}" target="_self" aria-label="{opened}">↗</a>' if code != "INT" else ""
            items.append(
                f'<li><a href="{there}" target="_self" data-row="place:{code}" title="{said}">{html.escape(called)}</a>'
                f"{value}{arrow}</li>"
            )
        parts.append(f"<section><h3>{html.escape(head)} ({len(places)})</h3><ul>{''.join(items)}</ul></section>")
    return f'<div class="gf-atlas">{"".join(parts)}</div>'
