"""The one door for a figure: drawn with title, answer and source, then its table, then its files and its citation."""

import html
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from babel.dates import get_day_names, get_month_names

from pages.shared import frame
from pages.shared.charts.base import Look, look
from pages.shared.export import panel
from pages.shared.exports.facts import Facts, Source, choice, foot
from pages.shared.query import label, load
from pages.shared.shell import small
from pages.shared.tables import missing, table
from pages.shared.words import LANGUAGES, LOCALES, day, french, number, word


def show(
    key: str,
    draw: Callable[[Look], go.Figure] | None,
    rows: pd.DataFrame,
    *,
    selection: frame.Selection,
    title: str,
    summary: str,
    alt: str,
    sources: Sequence[str],
    columns: Mapping[str, str],
    unit: str = "",
    producers: Sequence[str] = (),
    vocabularies: Mapping[str, str] | None = None,
    own: Mapping[str, Any] | None = None,
    shown: Sequence[str] = (),
    most: int = 50,
) -> None:
    """Draws figure `key` (`page.figure`, unique in the app) and everything that belongs under it.

    `draw` makes the figure for a look (on the page the reader's theme, in files the light one); None: a table alone.
    `columns`: name → heading, what the files hold; the table too, unless `shown` picks some of them.
    `sources`: ids of marts.sources. `producers`: who made the figures, when that is not the publisher of the source,
    cited first. `vocabularies`: column → vocabulary of its codes. `own`: the page's own address parameters, for the
    permalink. `most`: rows of the table.
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
        sources=tuple(_source(source_id, lang) for source_id in sources),
        producers=tuple(producers),
        version=selection.version,
        data_date=selection.data_date,
        permalink=frame.permalink(selection, **(own or {})),
        columns=dict(columns),
    )
    st.html(f'<h2 class="gf-figure-title">{html.escape(title)}</h2>')
    small(choice(facts))
    if draw is not None:
        figure = draw(look(lang, st.context.theme.type or "light"))
        st.plotly_chart(figure, theme=None, key=f"figure.{key}", alt=alt, config=config(lang))
    if summary:
        st.html(f"<p>{html.escape(summary)}</p>")
    with st.expander(word("show.table", lang), expanded=draw is None):
        table(
            rows,
            {name: columns[name] for name in shown or columns},
            lang,
            caption=title,
            vocabularies=vocabularies,
            most=most,
        )
    small(foot(facts)[0])
    panel(facts, partial(draw, look(lang)) if draw else None, rows)


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


def _source(source_id: str, lang: str) -> Source:
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
