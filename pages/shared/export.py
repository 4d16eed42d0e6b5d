"""The panel under every figure: its files with rows and sizes, its citation, the address of the view."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from figures.charts.base import look
from figures.charts.caption import Caption, captioned
from figures.files import images, tables
from figures.files.facts import Facts, bibtex, choice, citation, file_name, foot, provenance, size
from figures.files.paper import on_a4, scale
from figures.languages import cued
from figures.words import word
from pages.shared.copy import copied
from pages.shared.query import label
from pages.shared.shell import small

IMAGES = ("png", "svg", "pdf")
TABLES = ("csv", "csv_full", "csv_fr", "xlsx", "json", "about")
MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "csv_full": "text/csv",
    "csv_fr": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "about": "application/json",
}
ENDINGS = {
    "csv_full": ("csv", "full"),
    "csv_fr": ("csv", "semicolons"),
    "about": ("json", "about"),
}  # form → ending, and what the file name says of it
IN_WORDS = ("csv", "csv_fr", "xlsx")  # the forms that hold what the table shows: its words, not its codes
# Columns whose heading says their language, and those that hold no words.
ONE_LANGUAGE = ("_en", "_fr", "url", "_id", "sha256")
SAMPLE = 300  # rows weighed to tell the size of a file before making it


@st.fragment
def panel(facts: Facts, draw: Callable[[], go.Figure] | None, rows: pd.DataFrame) -> None:
    """The labelled "export or cite" panel, filled when it is opened, without running the page again."""
    lang = facts.lang
    opened = st.expander(word("export.panel", lang), key=f"panel.{facts.key}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        if draw is not None:
            if images.available():
                images.warm()
                _buttons(facts, draw, rows, IMAGES)
            else:
                small(word("export.no_browser", lang))
        _buttons(facts, draw, rows, TABLES)
        capped = word("export.xlsx_capped", lang, count=tables.XLSX_MOST) if len(rows) > tables.XLSX_MOST else ""
        small(f"{word('export.files_note', lang)} {capped}".strip())
        for key, text in (
            ("export.cite_fr", citation(facts, "fr")),
            ("export.cite_en", citation(facts, "en")),
            ("export.permalink", facts.permalink),
        ):
            small(word(key, lang))
            copied(text, word(key, lang), lang, f"{facts.key}.{key}")
        small("BibTeX")
        copied(bibtex(facts), "BibTeX", lang, f"{facts.key}.bibtex")


def worded(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The rows with words for codes, as the table on the page has them; numbers and days as they are."""
    found = rows[list(facts.columns)].copy()
    for name in facts.columns:
        vocabulary = facts.vocabularies.get(name, "")
        if vocabulary or pd.api.types.is_bool_dtype(found[name]):
            found[name] = [_worded(value, vocabulary, facts.lang) for value in found[name]]
        elif pd.api.types.is_string_dtype(found[name]) and not name.endswith(ONE_LANGUAGE):
            texts = (text for text in found[name].dropna().unique() if isinstance(text, str))
            found[name] = found[name].map({text: cued(text, facts.lang, name) for text in texts}, na_action="ignore")
    return found


def _worded(value: Any, vocabulary: str, lang: str) -> Any:
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, (list, tuple)):
        return "; ".join(label(vocabulary, one, lang) for one in value)
    if isinstance(value, bool):
        return word("common.yes" if value else "common.no", lang)
    return label(vocabulary, value, lang) if isinstance(value, str) else tables.plain(value)


def _buttons(facts: Facts, draw: Callable[[], go.Figure] | None, rows: pd.DataFrame, forms: tuple[str, ...]) -> None:
    page = printed(facts, draw()).layout if draw is not None and forms == IMAGES else None
    in_words = worded(rows, facts) if forms == TABLES else rows
    with st.container(horizontal=True):
        for form in forms:
            held = in_words if form in IN_WORDS else rows
            st.download_button(
                _image_label(facts, form, page) if page else _table_label(facts, held, form),
                data=partial(made, form, facts, draw, held),
                file_name=file_name(facts, *ENDINGS.get(form, (form,))),
                mime=MIME[form],
                key=f"export.{facts.key}.{form}",
                on_click="ignore",
            )


def _image_label(facts: Facts, form: str, page: Any) -> str:
    if form == "pdf":
        return f"{word('export.files.pdf', facts.lang)} · A4"
    twice = 2 if form == "png" else 1
    extent = word("export.pixels", facts.lang, width=page.width * twice, height=page.height * twice)
    return f"{word(f'export.files.{form}', facts.lang)} · {extent}"


def _table_label(facts: Facts, rows: pd.DataFrame, form: str) -> str:
    text, few = word(f"export.files.{form}", facts.lang), rows.head(SAMPLE)
    weight = len(made(form, facts, None, few))
    if form == "about":
        return f"{text} · {size(weight, facts.lang)}"
    count = word("common.rows", facts.lang, count=len(rows))
    told = size(weight * max(len(rows), 1) // max(len(few), 1), facts.lang)
    if len(few) < len(rows):
        told = word("export.about", facts.lang, size=told)
    return f"{text} · {count} · {told}"


def made(form: str, facts: Facts, draw: Callable[[], go.Figure] | None, rows: pd.DataFrame) -> bytes:
    """The bytes of the file; the figure is drawn for print, in the reader's language.

    The forms IN_WORDS are given `worded` rows.
    """
    if form in ("csv", "csv_fr"):
        told = {word(f"export.provenance.{name}", facts.lang): text for name, text in provenance(facts).items()}
        return tables.to_csv(rows, facts.columns, french=form == "csv_fr", same=told)
    if form == "csv_full":
        return tables.to_csv(rows, {name: name for name in whole(rows)}, same=provenance(facts))
    if form == "about":
        return tables.to_about(rows, facts)
    if form == "xlsx":
        return tables.to_xlsx(rows, facts)
    if form == "json":
        return tables.to_json(rows, facts)
    if draw is None:
        raise ValueError(f"{form} is an image, and {facts.key} is a table without a figure")
    if form != "pdf":
        return images.image(printed(facts, draw()), form)
    wide, upright = printed(facts, draw()), printed(facts, draw(), upright=True)
    larger = max(wide, upright, key=lambda one: scale(one.layout.width, one.layout.height))
    return on_a4(images.image(larger, "pdf"), facts)


def whole(rows: pd.DataFrame) -> list[str]:
    """The columns the query gave, both languages and codes included; not those a page added to draw with."""
    asked = rows.attrs.get("asked")
    return list(asked.columns if asked else rows.columns)


def printed(facts: Facts, figure: go.Figure, *, upright: bool = False) -> go.Figure:
    """The figure with its caption inside the image; `upright` for a sheet that stands."""
    return captioned(figure, Caption(facts.title, choice(facts), foot(facts)), look(facts.lang), upright=upright)
