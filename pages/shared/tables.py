"""A frame as a semantic HTML table, every cell escaped and written in the reader's language."""

import html
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from figures.charts.values import written
from figures.data import label
from figures.documents import page
from figures.languages import marked
from figures.words import dated, french, money, number, word
from pages.shared import frame

# The column that names a row of each relation with a receipt: a cell of it is a link to where the row comes from.
ROW_IDS = {
    "enforcement": "action_id",
    "statements": "statement_id",
    "incidence": "measurement_id",
    "provisions": "provision_id",
    "reactions": "reaction_id",
}


def table(
    rows: pd.DataFrame,
    columns: Mapping[str, str],
    lang: str,
    *,
    caption: str,
    vocabularies: Mapping[str, Any] | None = None,
    most: int = 50,
) -> None:
    """Draws the first `most` rows; `columns` is name → heading, `vocabularies` names the columns that hold codes."""
    st.html(to_html(rows, columns, lang, caption=caption, vocabularies=vocabularies or {}, most=most))


def facts(title: str, row: Mapping[str, Any], columns: Mapping[str, str], lang: str) -> None:
    """Draws one row as a titled list of facts; what is missing is left out."""
    pairs = "".join(
        f"<dt>{html.escape(heading)}</dt><dd>{cell(row, name, lang, {})}</dd>"
        for name, heading in columns.items()
        if not missing(row[name]) and row[name] != ""
    )
    st.html(f'<h2 class="gf-figure-title">{html.escape(title)}</h2><dl class="gf-facts">{pairs}</dl>')


def missing(value: Any) -> bool:
    """Whether a value of a frame is unknown: None, NaN, NaT."""
    return value is None or value is pd.NaT or value is pd.NA or value != value


def to_html(
    rows: pd.DataFrame,
    columns: Mapping[str, str],
    lang: str,
    *,
    caption: str,
    vocabularies: Mapping[str, Any],
    most: int = 50,
) -> str:
    """The table, its caption saying how many rows of how many; wide ones scroll by keyboard too."""
    shown = rows.head(most)
    capped = len(rows) > len(shown)
    extent = (
        word("show.table_first", lang, shown=len(shown), count=len(rows))
        if capped
        else word("show.table_all", lang, count=len(rows))
    )
    columns = _arranged(columns)
    kinds = {name: _kind(name, rows[name], vocabularies) for name in columns}
    head = "".join(
        f'<th scope="col" role="columnheader"{kinds[name]}>{html.escape(text)}</th>' for name, text in columns.items()
    )
    body = []
    for row in shown.to_dict("records"):
        cells = (
            f'<td role="cell" data-column="{html.escape(text)}"{kinds[name]}>{cell(row, name, lang, vocabularies)}</td>'
            for name, text in columns.items()
        )
        body.append(f'<tr role="row">{"".join(cells)}</tr>')
    said = html.escape(word("show.scroll", lang, title=caption))
    told = html.escape(f"{caption} · {extent}")
    top = f'<caption><span>{told}</span></caption><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
    return (
        f'<div class="gf-table" role="region" tabindex="0" aria-label="{said}">'
        f'<table role="table">{top}<tbody role="rowgroup">{"".join(body)}</tbody></table></div>'
    )


def _arranged(columns: Mapping[str, str]) -> dict[str, str]:
    """The source second, in view however wide the table is; no column for what another says.

    A publisher is in the text of its link, how precisely a date is known in the way it is written.
    """
    links = [name for name in columns if name.endswith("url")]
    said = {name.removesuffix("url") + end for name in links for end in ("publisher", "origin", "via")}
    said |= {"date_precision"} if any(name.endswith("_date") for name in columns) else set()
    others = [name for name in columns if name not in {*links, *said}]
    return {name: columns[name] for name in [*others[:1], *links, *others[1:]]}


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


def cell(row: Mapping[str, Any], name: str, lang: str, vocabularies: Mapping[str, Any]) -> str:
    """One value as safe HTML, by what its column's name says it is."""
    value = row[name]
    if isinstance(value, (list, tuple)) or (hasattr(value, "tolist") and getattr(value, "ndim", 0) > 0):
        return html.escape("; ".join(label(vocabularies.get(name, ""), one, lang) for one in value))
    if missing(value):
        return f'<span aria-label="{html.escape(word("common.unknown", lang))}">–</span>'
    if name.endswith("url"):
        return link(str(value), page(row, name.removesuffix("_url"), lang, partial(label, lang=lang)), lang)
    if name == "row_id" or name in ROW_IDS.values():
        return receipt_link(str(value), lang)
    if name in vocabularies:
        said = label(vocabularies[name], value, lang)
        return html.escape(french(said) if lang == "fr" else said)
    if isinstance(value, str):
        return marked(value, lang, "" if "reaction_id" in row and name == "notes" else name)  # those are in both
    return html.escape(_written(value, name, row, lang))


def _written(value: Any, name: str, row: Mapping[str, Any], lang: str) -> str:
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return word("common.yes" if value else "common.no", lang)
    if isinstance(value, (date, pd.Timestamp)):
        return dated(value, str(row.get("date_precision") or "day"), lang, short=True)
    if name.endswith("_share"):
        return written(value, "share", lang)
    if name.endswith("_eur"):
        return money(value, "EUR", lang)
    if name.endswith("_amount") and isinstance(row.get("currency"), str):
        return money(value, row["currency"], lang)
    return number(value, lang)


def receipt_link(row_id: str, lang: str) -> str:
    """The identifier, as a link to the row's receipt."""
    said = html.escape(word("record.receipt", lang, id=row_id))
    address = html.escape(frame.receipt(row_id, lang))
    return f'<a href="{address}" target="_self" aria-label="{said}">{html.escape(row_id)}</a>'


def link(url: str, publisher: str, lang: str) -> str:
    """A link shown by publisher (else by host), never by title or path; text only when it is not a web address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return marked(publisher or "–", lang)
    shown = marked(publisher, lang) if publisher else html.escape(parts.hostname.removeprefix("www."))
    return f'<a href="{html.escape(url)}" rel="noopener noreferrer" target="_blank">{shown}</a>'
