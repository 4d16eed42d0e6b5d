"""The one door for a figure: drawn with title, answer and source, then its table, then its files and its citation."""

import hashlib
import html
import io
import pickle
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from etl import warehouse
from figures.asked import TABLES, Asked, link
from figures.charts.base import look
from figures.charts.config import config
from figures.data import current, older, reading
from figures.drawn import Drawn, address, asked_of, drawn, facts, figures
from figures.files.facts import Facts, choice, credit
from figures.glossary import glossed
from figures.languages import marked_within
from figures.within import FIND, READ
from figures.words import word, words
from pages.shared.drawer import tables
from pages.shared.export import panel
from pages.shared.rail import heading
from pages.shared.tables import View, table

SHORT = 15  # rows of a table without a chart that is open at once
KEPT = 200  # figures drawn lately, of all readers, about 0.2 MB each


def place(name: str, asked: Asked) -> bool:
    """Draws the figure of that name where the page stands; with no rows, says why. Whether there was one to draw."""
    one = drawn(name, asked)
    if one.rows.empty:
        if one.empty:
            st.html(heading(one.title, one.name, asked.lang))
            st.info(one.empty)
        return False
    put(one)
    for note in one.notes:
        st.info(note)
    return True


@st.fragment
def later(text: str, name: str, asked: Asked) -> None:
    """A figure behind a click which `text` names: made when it is opened, without running the page again."""
    opened = st.expander(text, key=f"later.{name}", on_change="rerun")
    if not opened.open:
        return
    with opened, reading(older(asked.version) or current()):  # a fragment runs alone
        place(name, asked)


def below(asked: Asked) -> None:
    """The figures of the page that it does not name itself, in the order of their names: adding one touches no page."""
    for one in figures().values():
        is_here = one.page == asked.page and one.is_below
        if is_here and all(dict(asked.own).get(key) == value for key, value in one.at):
            place(one.name, asked)


def method(page: str, lang: str, *more: str, **slots: str) -> None:
    """How the page is to be read and what it cannot say, behind one click; `slots`, `more`: what these rows add."""
    known = words(lang)
    said = [word(f"{page}.{part}.text", lang, **slots) for part in ("read", "not") if f"{page}.{part}.text" in known]
    with st.expander(word("show.method", lang)):
        st.markdown("\n\n".join([*said, *more]))


def put(one: Drawn) -> None:
    """Draws a figure and everything that belongs under it. What has been drawn is kept, and known again by its data."""
    asked, known = asked_of(one), facts(one)
    theme = st.context.theme.type or "light"
    shown, view = tuple(one.shown or one.columns), seen(one)
    vocabularies = dict(one.vocabularies)
    plate = Plate(
        known, theme, one.chart, one.rows, one.alt, one.said, shown, vocabularies, view, one.is_upright, asked.is_pinned
    )
    # A figure of the list is a function of what it is asked, and of nothing else.
    key = repr((str(warehouse.WAREHOUSE), one.name, asked, theme)).encode()
    key = key if one.name in figures() else fingerprint(plate)
    _put(key, plate)
    is_short = one.chart is None and len(one.rows) <= SHORT
    if is_short:
        _table(key + repr(view).encode(), plate)
    told = credit(known)
    with st.container(horizontal=True, gap="small", key=f"under.{one.name}"):
        if told:
            st.html(f'<p class="gf-note">{marked_within(told, known.producers, asked.lang)}</p>')
        if not is_short:
            text = word("show.table", asked.lang, count=len(one.rows))
            with st.expander(text, expanded=is_looked_into(one, view), key=f"table.{one.name}"):
                _table(key + repr(view).encode(), plate)
        panel(one)


def is_looked_into(one: Drawn, view: View | None) -> bool:
    """Whether the reader searches or narrows the rows of the figure, sorts its table, or turned its pages."""
    own = dict(asked_of(one).own)
    narrowed = any(own.get(each.name, each.usual) != each.usual for each in (FIND, READ))
    return narrowed or (view is not None and (bool(view.sort) or view.page > 1))


def seen(one: Drawn) -> View | None:
    """Which rows of the figure's table the address asks for; None for a table that is no figure of the list."""
    asked = asked_of(one)
    if one.name not in figures():
        return None
    held = {key: dict(value.split(":", 1) for value in tables(asked.page, key)) for key in TABLES}
    page = int(held["rows"].get(one.name, "1")[:6]) or 1
    return View(one.name, link(asked, **address(one)), held["sort"].get(one.name, ""), page)


@dataclass(frozen=True)
class Plate:
    """All that decides what is seen of a figure above its panel; see `show`."""

    facts: Facts
    theme: str
    draw: partial[go.Figure] | None
    rows: pd.DataFrame
    alt: str
    said: str
    shown: tuple[str, ...]
    vocabularies: dict[str, Any]
    view: View | None
    is_upright: bool
    is_pinned: bool  # the links to receipts hold the version then


def fingerprint(plate: Plate) -> bytes:
    """The same for the same figure only: version, language, theme, words and every value drawn are in it."""
    written = io.BytesIO()
    pickler = pickle.Pickler(written)
    pickler.fast = True  # each value in full: by reference, equal figures would differ by which values are one object
    pickler.dump(plate)
    return hashlib.blake2b(written.getbuffer(), digest_size=16).digest()


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _put(fingerprint: bytes, _plate: Plate) -> None:
    """Title, chart and what must be said of it. Once drawn, Streamlit sends again what it sent for that fingerprint."""
    facts = _plate.facts
    lang = facts.lang
    st.html(f'{heading(facts.title, facts.key, lang)}<p class="gf-note">{html.escape(choice(facts))}</p>')
    if _plate.draw is not None:
        for kind in ("wide", "narrow") if _plate.is_upright else ("",):
            figure = _plate.draw(look(lang, _plate.theme, kind == "narrow"))
            key = f"{kind}.{facts.key}".removeprefix(".")
            with st.container(key=key.replace(".", "-")):  # by which the style sheet knows the two apart
                st.plotly_chart(figure, theme=None, key=f"figure.{key}", alt=_plate.alt, config=config(lang))
    if _plate.said:
        st.html(f'<p class="gf-said">{glossed(html.escape(_plate.said), lang)}</p>')


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _table(fingerprint: bytes, _plate: Plate) -> None:
    """The table of a figure, a page of it."""
    facts = _plate.facts
    columns = {name: facts.columns[name] for name in _plate.shown}
    table(_plate.rows, columns, facts.lang, caption=facts.title, vocabularies=_plate.vocabularies, view=_plate.view)
