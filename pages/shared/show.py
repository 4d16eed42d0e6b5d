"""The one door for a figure: drawn with title, answer and source, then its table, then its files and its citation."""

import hashlib
import html
import io
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from babel.dates import get_day_names, get_month_names

from figures.charts.base import look
from figures.files.facts import Facts, Source, choice, source_line
from figures.words import LANGUAGES, LOCALES, day, french, number, word
from pages.shared import frame
from pages.shared.export import panel
from pages.shared.query import label, load
from pages.shared.shell import small
from pages.shared.tables import missing, table

KEPT = 400  # figures drawn lately, of all readers, about 0.2 MB each


def show(
    key: str,
    draw: partial[go.Figure] | None,
    rows: pd.DataFrame,
    *,
    selection: frame.Selection,
    title: str,
    summary: str,
    alt: str,
    sources: Sequence[str],
    columns: Mapping[str, str],
    unit: str = "",
    scope: str = "",
    producers: Sequence[str] = (),
    vocabularies: Mapping[str, Any] | None = None,
    own: Mapping[str, Any] | None = None,
    shown: Sequence[str] = (),
    most: int = 50,
) -> None:
    """Draws figure `key` (`page.figure`, unique in the app) and everything that belongs under it.

    `draw`: `partial(a function of charts, its data…)`, called with a look (on the page the reader's theme, in files the
    light one); None: a table alone. What has been drawn is kept, and known again by all that is given here: its data,
    not its name. `columns`: name → heading, what the files hold; the table too, unless `shown` picks some of them.
    `scope`: what is chosen, in words, where that is not the period and the jurisdictions of the sidebar.
    `sources`: ids of marts.sources. `producers`: who made the figures, when that is not the publisher of the source,
    cited first. `vocabularies`: column → vocabulary of its codes, or code → word. `own`: the page's own address
    parameters, for the permalink. `most`: rows of the table.
    """
    lang = selection.lang
    facts = Facts(
        key=key,
        lang=lang,
        title=title,
        summary=summary,
        unit=unit,
        start=selection.start.isoformat(),
        end=selection.end.isoformat(),
        jurisdictions=tuple(label("jurisdiction", code, lang) for code in selection.jurisdictions),
        sources=tuple(_source(selection.version, source_id, lang) for source_id in sources),
        producers=tuple(producers),
        version=selection.version,
        data_date=selection.data_date,
        permalink=frame.permalink(selection, **(own or {})),
        columns=dict(columns),
        vocabularies=dict(vocabularies or {}),
        scope=scope,
    )
    theme = st.context.theme.type or "light"
    shown = tuple(shown or columns)
    plate = Plate(facts, theme, draw, rows, alt, shown, dict(vocabularies or {}), most, selection.is_pinned)
    _put(fingerprint(plate), plate)
    panel(facts, partial(draw, look(lang)) if draw else None, rows)


@dataclass(frozen=True)
class Plate:
    """All that decides what is seen of a figure above its panel; see `show`."""

    facts: Facts
    theme: str
    draw: partial[go.Figure] | None
    rows: pd.DataFrame
    alt: str
    shown: tuple[str, ...]
    vocabularies: dict[str, Any]
    most: int
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
    """Title, chart, answer, table and sources. Once drawn, Streamlit sends again what it sent for that fingerprint."""
    facts = _plate.facts
    lang = facts.lang
    st.html(f'<h2 class="gf-figure-title">{html.escape(facts.title)}</h2>')
    small(choice(facts))
    if _plate.draw is not None:
        figure = _plate.draw(look(lang, _plate.theme))
        st.plotly_chart(figure, theme=None, key=f"figure.{facts.key}", alt=_plate.alt, config=config(lang))
    if facts.summary:
        st.html(f"<p>{html.escape(facts.summary)}</p>")
    with st.expander(word("show.table", lang), expanded=_plate.draw is None):
        table(
            _plate.rows,
            {name: facts.columns[name] for name in _plate.shown},
            lang,
            caption=facts.title,
            vocabularies=_plate.vocabularies,
            most=_plate.most,
        )
    if told := source_line(facts):
        small(told, facts.producers, lang)


def config(lang: str) -> dict[str, Any]:
    """The chart's own buttons: none are shown; months and numbers it writes are in the reader's language."""
    shared = {"displaylogo": False, "displayModeBar": False, "responsive": True, "scrollZoom": False}
    if lang == "en":
        return shared
    locale = LOCALES[lang]
    formats = {
        "days": [get_day_names("wide", locale=locale)[(n + 6) % 7] for n in range(7)],
        "shortDays": [get_day_names("abbreviated", locale=locale)[(n + 6) % 7] for n in range(7)],
        "months": list(get_month_names("wide", locale=locale).values()),
        "shortMonths": list(get_month_names("abbreviated", locale=locale).values()),
        "date": "%d/%m/%Y",
        "decimal": ",",
        "thousands": "\u202f",
    }
    return {**shared, "locale": lang, "locales": {lang: {"dictionary": {}, "format": formats}}}


@lru_cache(maxsize=200)
def _source(version: str, source_id: str, lang: str) -> Source:
    rows = load("sources")
    row = rows[rows["source_id"] == source_id].iloc[0]
    return Source(
        source_id=source_id,
        title=_typeset(row[f"title_{lang}"], lang),
        publisher=_typeset(row[f"publisher_{lang}"], lang),
        licence=_typeset(row[f"licence_{lang}"], lang),
        url=_text(row["page_url"]),
        retrieved=_text(row["snapshot_date"])[:10],
        sha256=_text(row["sha256"]),
        publishers={one: _typeset(row[f"publisher_{one}"], one) for one in LANGUAGES},
    )


def _text(value: Any) -> str:
    return "" if missing(value) else str(value)


def _typeset(value: Any, lang: str) -> str:
    return french(_text(value)) if lang == "fr" else _text(value)


def empty_notice(
    selection: frame.Selection, count: Callable[[frame.Selection], int], *, dated: bool = True, placed: bool = True
) -> None:
    """Says which filter left nothing to show; `count` gives the number of rows another selection would have.

    `dated`, `placed`: whether the rows obey the period and the jurisdictions at all.
    """
    st.info(empty_words(selection, count, dated=dated, placed=placed))


def empty_words(
    selection: frame.Selection, count: Callable[[frame.Selection], int], *, dated: bool = True, placed: bool = True
) -> str:
    """The sentence of `empty_notice`."""
    lang = selection.lang
    title = word("common.empty.title", lang)
    longer = count(frame.whole_period(selection)) if dated else 0
    wider = count(frame.everywhere(selection)) if placed and selection.jurisdictions else 0
    both = count(frame.everywhere(frame.whole_period(selection))) if dated and placed else max(longer, wider)
    if longer and wider:
        return f"{title} {word('common.empty.both', lang)}"
    if longer:
        days = {"start": day(selection.start, lang), "end": day(selection.end, lang)}
        return f"{title} {word('common.empty.period', lang, count=number(longer, lang), **days)}"
    if wider:
        names = [label("jurisdiction", code, lang) for code in selection.jurisdictions]
        return f"{title} {word('common.empty.jurisdiction', lang, names=names, count=number(wider, lang))}"
    return f"{title} {word('common.empty.both' if both else 'common.empty.nothing', lang)}"
