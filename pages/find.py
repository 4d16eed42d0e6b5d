"""What the record holds under some words: `/find?q=…`, by kind, each answer to its receipt."""

import html
import re
from typing import Any

import streamlit as st

from figures import find
from figures.drawn import asked_of, drawn
from figures.languages import cue, foreign
from figures.records import records_of
from figures.words import french, word
from pages.shared import cards, controls, frame
from pages.shared.export import panel

FIRST = 5  # of a kind, before the others behind a click
STYLE = """<style>
.stHtml ul.gf-found {list-style: none; padding: 0; margin: .25rem 0 0;}
.stHtml .gf-found li {margin: 0 0 .6rem; line-height: 1.45;}
.gf-found p {margin: 0; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;}
.gf-found mark {background: none; color: inherit; font-weight: 650;}
.gf-found .gf-when {opacity: .85; padding-left: .5rem;}
@media print {.gf-found p {-webkit-line-clamp: none;}}
</style>"""


def item(row: dict[str, Any], lang: str, version: str) -> str:
    """One answer: its name, which leads to its receipt, when and where, what it says."""
    terms = set(row["terms"])
    title, text = (french(row[name]) if lang == "fr" else row[name] for name in (f"title_{lang}", f"text_{lang}"))
    other = foreign(text, lang)
    spoken = f' lang="{other}"' if other else ""
    told = f' <span class="gf-cue">{html.escape(cue(other, lang))}</span>' if other else ""
    address = html.escape("/" + find.leads_to(row, lang, version))
    beside = html.escape(find.beside(row, lang))
    return (
        f'<li><a href="{address}" target="_self">{marked(title, terms)}</a><span class="gf-when">{beside}</span>'
        f"<p><span{spoken}>{marked(text, terms)}</span>{told}</p></li>"
    )


def marked(text: str, terms: set[str]) -> str:
    """The text as safe HTML, with the words it was found by marked."""
    parts = re.split(r"([^\W_]+)", text)
    return "".join(
        f"<mark>{html.escape(one)}</mark>" if find.folded(one) in terms else html.escape(one) for one in parts
    )


def group(kind: str, rows: list[dict[str, Any]], lang: str, version: str) -> str:
    """The answers of one kind, the first of them in view."""
    items = [item(row, lang, version) for row in rows]
    head = f'<h2 class="gf-figure-title">{html.escape(word(f"find.kind.{kind}", lang))} ({len(rows)})</h2>'
    first, rest = "".join(items[:FIRST]), "".join(items[FIRST:])
    more = html.escape(word("find.more", lang, count=len(items) - FIRST))
    behind = f'<details><summary>{more}</summary><ul class="gf-found">{rest}</ul></details>' if rest else ""
    return f'{head}<ul class="gf-found">{first}</ul>{behind}'


asked = frame.selection()
lang = asked.lang
st.title(word("find.title", lang), anchor=False)
asked = controls.follow(asked, find.Q)
cards.lead(find.answer(asked))
one = drawn("find.results", asked)
if len(one.rows):
    records = records_of(one.rows)
    pinned = asked.version if asked_of(one).is_pinned else ""
    st.html(
        STYLE
        + "".join(
            group(kind, [row for row in records if row["kind"] == kind], lang, pinned) for kind in find.kinds(one.rows)
        )
    )
    panel(one)
