"""A page's answer and its few large figures: a number, what it is a number of, and where it is shown."""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from figures.languages import marked_within

STYLE = """<style>
.gf-cards {display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1.25rem;
  margin: 1rem 0 1.5rem;}
.gf-card {border-top: 3px solid currentColor; padding-top: .6rem;}
.gf-card strong {display: block; font-size: 1.6rem; line-height: 1.25; font-variant-numeric: tabular-nums;}
.gf-card p {margin: .4rem 0; font-size: 1rem; line-height: 1.45;}
</style>"""


@dataclass(frozen=True)
class Card:
    """A figure as text, the sentence that says what it is out of, the address of the page that shows it, its origins.

    `origins` is text and address of each receipt, or of what is said of the source.
    """

    value: str
    meaning: str
    address: str
    origins: tuple[tuple[str, str], ...] = ()


def lead(text: str, names: Iterable[str] = (), lang: str = "") -> None:
    """The page's answer, larger than the rest; `names` in it that are of the other language are marked as such."""
    st.html(f'<p class="gf-lead">{marked_within(text, names, lang)}</p>')


def cards(figures: Sequence[Card], more: str, source: str = "") -> None:
    """The figures side by side, under each other on a phone; `more` is the text of each card's link, `source` what
    stands before where it is from."""
    found = "".join(
        f'<div class="gf-card"><strong>{html.escape(one.value)}</strong><p>{html.escape(one.meaning)}</p>'
        f'<p><a href="{html.escape(one.address)}" target="_self" aria-label="{html.escape(f"{more} ({one.value})")}">'
        f"{html.escape(more)}</a></p>{_origins(one, source)}</div>"
        for one in figures
    )
    st.html(f'{STYLE}<div class="gf-cards">{found}</div>')


def _origins(card: Card, source: str) -> str:
    links = ", ".join(
        f'<a href="{html.escape(address)}" target="_self">{html.escape(text)}</a>' for text, address in card.origins
    )
    return f"<p>{html.escape(source)} {links}</p>" if links else ""
