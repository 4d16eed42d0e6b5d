"""A frame as a semantic HTML table, every cell escaped and written in the reader's language.

A table of a figure shows a page of its rows, sorted as the reader chose (`View`). Headings, pages and rows are links
with addresses of their own; `pages.shared.drawer` follows them without opening the page anew.
"""

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from figures.data import label
from figures.records import records_of
from figures.within import folded
from figures.words import word
from pages.shared import frame
from pages.shared.cells import ROW_IDS, cell, is_unknown, place_link, row_of

MOST = 25  # rows of a table on a page
WIDE = 7  # columns; more may not all be in view


@dataclass(frozen=True)
class View:
    """Which rows of a figure's table are seen: `page` from 1; `sort` a column, '-' before it for the highest first.

    `name`: the figure's, without its page's; `base`: the address of the view, to which sort and page are added.
    """

    name: str
    base: str
    sort: str = ""
    page: int = 1

    def address(self) -> str:
        """The address of the view."""
        own = [("sort", f"{self.name}:{self.sort}")] if self.sort else []
        own += [("rows", f"{self.name}:{self.page}")] if self.page > 1 else []
        return f"{self.base}&{urlencode(own)}" if own else self.base

    def link(self, text: str, said: str = "", **changed: Any) -> str:
        """A link to the same table seen otherwise; `said` is what a screen reader says of it."""
        there = replace(self, **changed)
        value = f"{there.name}:{there.sort}:{there.page}"
        named = f' aria-label="{html.escape(said)}"' if said else ""
        way = f'href="{html.escape(there.address())}" target="_self" data-view="{html.escape(value)}"'
        return f"<a {way}{named}>{text}</a>"


def table(
    rows: pd.DataFrame,
    columns: Mapping[str, str],
    lang: str,
    *,
    caption: str,
    vocabularies: Mapping[str, Any] | None = None,
    most: int = MOST,
    view: View | None = None,
) -> None:
    """Draws a page of `most` rows; `columns` is name → heading, `vocabularies` names the columns that hold codes."""
    st.html(to_html(rows, columns, lang, caption=caption, vocabularies=vocabularies or {}, most=most, view=view))


def to_html(
    rows: pd.DataFrame,
    columns: Mapping[str, str],
    lang: str,
    *,
    caption: str,
    vocabularies: Mapping[str, Any],
    most: int = MOST,
    view: View | None = None,
) -> str:
    """The table, its caption saying which rows of how many; a row with a receipt begins with the link to it."""
    columns = _arranged(columns)
    last = max(1, -(-len(rows) // most))
    if view is not None:
        view = replace(view, page=min(view.page, last), sort=view.sort if view.sort.lstrip("-") in columns else "")
        rows = ordered(rows, view.sort, lang, vocabularies)
    start = (view.page - 1) * most if view else 0
    shown = rows.iloc[start : start + most]
    extent = (
        word("show.table_part", lang, first=start + 1, shown=start + len(shown), count=len(rows))
        if len(rows) > len(shown)
        else word("show.table_all", lang, count=len(rows))
    )
    kinds = {name: _kind(name, rows[name], vocabularies) for name in columns}
    head = "".join(
        _head(name, text, kinds[name], lang, view if len(rows) > 1 else None) for name, text in columns.items()
    )
    key = next((name for name in (*ROW_IDS.values(), "row_id") if name in rows), "")
    body = []
    for row in records_of(shown):
        named = str(row[key]) if key and not is_unknown(row[key]) else ""
        cells = (
            f'<td role="cell" data-column="{html.escape(text)}"{kinds[name]}>'
            f"{_opened(row, name, lang, vocabularies, named if not n else '')}</td>"
            for n, (name, text) in enumerate(columns.items())
        )
        body.append(f'<tr role="row"{row_of(named)}>{"".join(cells)}</tr>')
    said = html.escape(word("show.scroll", lang, title=caption))
    told = html.escape(f"{caption} · {extent}")
    top = f'<caption><span>{told}</span></caption><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
    return (
        f'<div class="gf-table" role="region" tabindex="0" aria-label="{said}">'
        f'<table role="table">{top}<tbody role="rowgroup">{"".join(body)}</tbody></table></div>'
        f"{_pages(view, last, caption, lang)}"
    )


def ordered(rows: pd.DataFrame, sort: str, lang: str, vocabularies: Mapping[str, Any]) -> pd.DataFrame:
    """The rows by a column ('-' before it: the highest or latest first); what is unknown comes last either way."""
    name = sort.lstrip("-")
    if name not in rows:
        return rows
    values = rows[name]
    if name in vocabularies:
        values = values.map(lambda one: None if is_unknown(one) else label(vocabularies[name], one, lang))
    if pd.api.types.is_string_dtype(values) or values.dtype == object:
        values = values.map(lambda one: None if is_unknown(one) else folded(str(one)))
    order = values.sort_values(ascending=not sort.startswith("-"), kind="stable", na_position="last").index
    return rows.loc[order] if rows.index.is_unique else rows


def _head(name: str, text: str, kind: str, lang: str, view: View | None) -> str:
    """A heading; with a view, a link that sorts by it: the lowest first, then the highest."""
    if view is None:
        return f'<th scope="col" role="columnheader"{kind}>{html.escape(text)}</th>'
    now = "" if view.sort.lstrip("-") != name else "descending" if view.sort.startswith("-") else "ascending"
    sign = {"": "", "ascending": " ↑", "descending": " ↓"}[now]
    wanted = f"-{name}" if now == "ascending" else name
    said = word("show.sort_down" if now == "ascending" else "show.sort_up", lang, column=text)
    link = view.link(f'{html.escape(text)}<span aria-hidden="true">{sign}</span>', said, sort=wanted, page=1)
    state = f' aria-sort="{now}"' if now else ""
    return f'<th scope="col" role="columnheader"{kind}{state}>{link}</th>'


def _opened(row: Mapping[str, Any], name: str, lang: str, vocabularies: Mapping[str, Any], named: str) -> str:
    """A cell; the first of a row that has a receipt is the link to it."""
    text = cell(row, name, lang, vocabularies)
    if "<a " in text:
        return text
    if not named:
        return place_link(row[name], text, lang) if vocabularies.get(name) == "jurisdiction" else text
    said = html.escape(f"{_bare(text)}, {word('show.details', lang, id=named)}")
    address = html.escape(frame.receipt(named, lang))
    return f'<a href="{address}" target="_self"{row_of(named)} aria-label="{said}">{text}</a>'


def _bare(markup: str) -> str:
    """The text of a cell."""
    out, is_text = [], True
    for sign in markup:
        if sign in "<>":
            is_text = sign == ">"
        elif is_text:
            out.append(sign)
    return html.unescape("".join(out))


def _pages(view: View | None, last: int, caption: str, lang: str) -> str:
    """Where the reader is among the pages of the table, and the way to the others."""
    if view is None or last == 1:
        return ""
    parts = []
    for key, there in (("before", view.page - 1), ("after", view.page + 1)):
        if 1 <= there <= last:
            parts.append(view.link(html.escape(word(f"show.{key}", lang)), page=there))
    parts.insert(
        len(parts) - 1 if view.page < last else len(parts),
        f"<span>{html.escape(word('show.page_of', lang, page=view.page, count=last))}</span>",
    )
    said = html.escape(word("show.pages", lang, title=caption))
    return f'<nav class="gf-pages" aria-label="{said}">{" ".join(parts)}</nav>'


def _arranged(columns: Mapping[str, str]) -> dict[str, str]:
    """No column for what another says: a publisher is in the text of its link, precision in how the date is written.

    Where there are many, the source is the second, in view however wide the table is.
    """
    links = [name for name in columns if name.endswith("url")]
    said = {name.removesuffix("url") + end for name in links for end in ("publisher", "origin", "via")}
    said |= {name for name in columns if name.endswith("_precision") and any("_date" in one for one in columns)}
    kept = [name for name in columns if name not in said]
    others = [name for name in kept if name not in links]
    return {name: columns[name] for name in (kept if len(kept) <= WIDE else [*others[:1], *links, *others[1:]])}


def _kind(name: str, values: pd.Series, vocabularies: Mapping[str, Any]) -> str:
    """The class of a column's cells: numbers to the right, days on one line, long text given room, hashes broken."""
    if name == "sha256":
        return ' class="h"'
    if name == "source_url":
        return ' class="s"'
    if pd.api.types.is_datetime64_any_dtype(values):
        return ' class="d"'
    if name in vocabularies or pd.api.types.is_bool_dtype(values):
        return ""
    if pd.api.types.is_numeric_dtype(values):
        return ' class="n"'
    return (
        ' class="t"'
        if pd.api.types.is_string_dtype(values) and not name.endswith("url") and values.str.len().max() > 60
        else ""
    )
