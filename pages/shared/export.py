"""The panel under every figure: its files with rows and sizes, its citation, the address of the view."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.shared.charts.base import look
from pages.shared.charts.caption import Caption, captioned
from pages.shared.copy import copied
from pages.shared.exports import images, tables
from pages.shared.exports.facts import Facts, bibtex, choice, citation, file_name, foot, size
from pages.shared.shell import small
from pages.shared.words import word

MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "csv_fr": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
SAMPLE = 500  # rows weighed to tell the size of a file before making it


def panel(facts: Facts, draw: Callable[[], go.Figure] | None, rows: pd.DataFrame) -> None:
    """The labelled "export or cite" panel; files are made when asked for, without running the page again."""
    lang = facts.lang
    with st.expander(word("export.panel", lang)):
        if draw is not None:
            if images.available():
                images.warm()
                _buttons(facts, draw, rows, ("png", "svg", "pdf"))
            else:
                small(word("export.no_browser", lang))
        _buttons(facts, draw, rows, ("csv", "csv_fr", "xlsx", "json"))
        note = word("export.files_note", lang, rows=word("common.rows", lang, count=len(rows)))
        capped = word("export.xlsx_capped", lang, count=tables.XLSX_MOST) if len(rows) > tables.XLSX_MOST else ""
        small(f"{note} {capped}".strip())
        for key, text in (
            ("export.cite_fr", citation(facts, "fr")),
            ("export.cite_en", citation(facts, "en")),
            ("export.permalink", facts.permalink),
        ):
            small(word(key, lang))
            copied(text, word(key, lang), lang, f"{facts.key}.{key}")
        small("BibTeX")
        copied(bibtex(facts), "BibTeX", lang, f"{facts.key}.bibtex")


def _buttons(facts: Facts, draw: Callable[[], go.Figure] | None, rows: pd.DataFrame, forms: tuple[str, ...]) -> None:
    with st.container(horizontal=True):
        for form in forms:
            st.download_button(
                _button_label(facts, rows, form),
                data=lambda form=form: made(form, facts, draw, rows),
                file_name=file_name(facts, *(("csv", "semicolons") if form == "csv_fr" else (form,))),
                mime=MIME[form],
                key=f"export.{facts.key}.{form}",
                on_click="ignore",
            )


def _button_label(facts: Facts, rows: pd.DataFrame, form: str) -> str:
    text = word(f"export.files.{form}", facts.lang)
    if form not in ("csv", "csv_fr", "json"):
        return text
    few = rows.head(SAMPLE)
    weight = len(made(form, facts, None, few))
    if len(few) < len(rows):
        return f"{text} · {word('export.about', facts.lang, size=size(weight * len(rows) // len(few), facts.lang))}"
    return f"{text} · {size(weight, facts.lang)}"


def made(form: str, facts: Facts, draw: Callable[[], go.Figure] | None, rows: pd.DataFrame) -> bytes:
    """The bytes of the file; the figure is drawn for print, in the reader's language."""
    if form in ("csv", "csv_fr"):
        return tables.to_csv(rows, facts.columns, french=form == "csv_fr")
    if form == "xlsx":
        return tables.to_xlsx(rows, facts)
    if form == "json":
        return tables.to_json(rows, facts)
    return images.image(printed(facts, draw()), form)


def printed(facts: Facts, figure: go.Figure) -> go.Figure:
    """The figure with its caption inside the image."""
    return captioned(figure, Caption(facts.title, choice(facts), foot(facts)), look(facts.lang))
