"""A page's answer and its few large figures: a number, what it is a number of, who says so, and where it is shown."""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from figures.glossary import glossed
from figures.languages import marked_within


@dataclass(frozen=True)
class Card:
    """A figure as text, what it is a number of, who says so and of when (grey), the page that shows it, its origins.

    `origins` is text and address of each receipt, or of what is said of the source.
    """

    value: str
    meaning: str
    address: str
    origins: tuple[tuple[str, str], ...] = ()
    note: str = ""


def lead(text: str, names: Iterable[str] = (), lang: str = "") -> None:
    """The page's answer, larger than the rest; `names` in it that are of the other language are marked as such."""
    told = marked_within(text, names, lang)
    st.html(f'<p class="gf-lead">{glossed(told, lang) if lang else told}</p>')


def cards(figures: Sequence[Card], more: str, source: tuple[str, str] = ("", "")) -> None:
    """The figures side by side, two by two on a telephone; `more` says where the number leads, `source` what one
    link at the end of the grey line is, and what several are."""
    found = "".join(
        f'<div class="gf-card"><p><a class="gf-value" href="{html.escape(one.address)}" target="_self" '
        f'title="{html.escape(more)}">{html.escape(one.value)}</a></p><p>{html.escape(one.meaning)}</p>'
        f'<p class="gf-note">{html.escape(one.note)}{_origins(one, source)}</p></div>'
        for one in figures
    )
    st.html(f'<div class="gf-cards">{found}</div>')


def _origins(card: Card, source: tuple[str, str]) -> str:
    one, many = source
    links = [
        f'<a href="{html.escape(address)}" target="_self" aria-label="{html.escape(f"{one} {text}")}">'
        f"{html.escape(one if len(card.origins) == 1 else str(n))}</a>"
        for n, (text, address) in enumerate(card.origins, 1)
    ]
    if not links:
        return ""
    told = f"{html.escape(many)} {', '.join(links)}" if len(links) > 1 else "".join(links)
    return f"{' · ' if card.note else ''}{told}"
