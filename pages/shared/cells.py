"""One value of the data as safe HTML, written as the reader's language writes it; and the links a row has."""

import html
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

import pandas as pd
import streamlit as st

from etl.warehouse.recorded import recorded
from figures.affair import is_unknown
from figures.charts.values import written
from figures.data import label, labels
from figures.documents import page
from figures.languages import marked
from figures.words import LANGUAGES, dated, french, money, number, precision_of, word
from pages.shared import frame

# The column that names a row of each relation with a receipt: a cell of it is a link to where the row comes from.
ROW_IDS = {name: one.key for name, one in recorded().items()}


def facts(title: str, row: Mapping[str, Any], columns: Mapping[str, str], lang: str) -> None:
    """Draws one row as a titled list of facts; what is missing is left out."""
    head = f'<h2 class="gf-figure-title">{html.escape(title)}</h2>' if title else ""
    st.html(f'{head}<dl class="gf-facts">{pairs(row, columns, lang)}</dl>')


def pairs(
    row: Mapping[str, Any], columns: Mapping[str, str], lang: str, vocabularies: Mapping[str, Any] | None = None
) -> str:
    """The row's columns as terms and descriptions of a list, as HTML; what is missing is left out."""
    return "".join(
        f"<dt>{html.escape(heading)}</dt><dd>{cell(row, name, lang, vocabularies or {})}</dd>"
        for name, heading in columns.items()
        if not is_unknown(row[name]) and row[name] != ""
    )


def row_of(named: str) -> str:
    """The attribute by which a click on an element opens the row of that name; nothing for none."""
    return f' data-row="{html.escape(named)}"' if named else ""


def cell(row: Mapping[str, Any], name: str, lang: str, vocabularies: Mapping[str, Any]) -> str:
    """One value as safe HTML, by what its column's name says it is."""
    value = row[name]
    if not is_unknown(row.get(f"{name}_told")):  # the same value in words that say more: at most, ended
        return html.escape(row[f"{name}_told"])
    if isinstance(value, (list, tuple)) or (hasattr(value, "tolist") and getattr(value, "ndim", 0) > 0):
        return html.escape("; ".join(label(vocabularies.get(name, ""), one, lang) for one in value))
    of = page(row, name.removesuffix("_url"), lang, partial(label, lang=lang)) if name.endswith("url") else ""
    if is_unknown(value):  # of a source that is never linked, its name
        return marked(of, lang) if of else f'<span aria-label="{html.escape(word("common.unknown", lang))}">–</span>'
    if name.endswith("url"):
        return link(str(value), of, lang)
    if name == "row_id" or name in ROW_IDS.values():
        return receipt_link(str(value), lang)
    if name in vocabularies:
        said = named(vocabularies[name], str(value), lang)
        return html.escape(french(said) if lang == "fr" else said)
    if isinstance(value, str):
        told = language_said(row) if name in ("notes", "paraphrase", "text") else ""
        return marked(value, lang, name, told)  # what is kept of a reaction is in the language its row says
    return html.escape(_written(value, name, row, lang))


def language_said(row: Mapping[str, Any]) -> str:
    """The language a reaction's row says it is in, as a code, whether or not the row is written out already."""
    said = str(row.get("language") or "") if "reaction_id" in row else ""
    known = {name: code for lang in LANGUAGES for code, name in labels("language", lang).items()}
    return known.get(said, said if said in known.values() else "")


def named(vocabulary: Any, code: str, lang: str) -> str:
    """What a code is called, or several in one cell (`a, b`); a text that is none stays as it is."""
    parts = code.split(", ")
    told = [label(vocabulary, part, lang) for part in parts]
    whole = label(vocabulary, code, lang)
    return "; ".join(told) if whole == code and len(parts) > 1 and told != parts else whole


def _written(value: Any, name: str, row: Mapping[str, Any], lang: str) -> str:
    if pd.api.types.is_bool(value):
        return word("common.yes" if value else "common.no", lang)
    if isinstance(value, (date, pd.Timestamp)):
        return dated(value, precision_of(name, row), lang, short=True)
    if name.endswith("_share"):
        return written(value, "share", lang)
    if name.endswith("_eur"):
        return money(value, "EUR", lang)
    if name.endswith("_amount") and isinstance(row.get("currency"), str):
        return money(value, row["currency"], lang)
    return number(value, lang)


def place_link(code: Any, text: str, lang: str) -> str:
    """The name of a jurisdiction, as a link to its page; of several countries together, the name alone."""
    if not isinstance(code, str) or code in ("", "INT"):
        return text
    return f'<a href="/country?{html.escape(urlencode({"place": code, "lang": lang}))}" target="_self">{text}</a>'


def receipt_link(row_id: str, lang: str) -> str:
    """The identifier, as a link to the row's receipt."""
    said = html.escape(word("record.receipt", lang, id=row_id))
    address = html.escape(frame.receipt(row_id, lang))
    return f'<a href="{address}" target="_self"{row_of(row_id)} aria-label="{said}">{html.escape(row_id)}</a>'


def link(url: str, publisher: str, lang: str) -> str:
    """A link shown by publisher (else by host), never by title or path; text only when it is not a web address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return marked(publisher or "–", lang)
    shown = marked(publisher, lang) if publisher else html.escape(parts.hostname.removeprefix("www."))
    return f'<a href="{html.escape(url)}" rel="noopener noreferrer" target="_blank">{shown}</a>'
