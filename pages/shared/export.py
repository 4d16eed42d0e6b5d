"""The panel under every figure: its method, its files, each an address, its citation, the view's address."""

import html
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from figures.asked import query
from figures.charts.base import look
from figures.data import current, older, reading
from figures.drawn import Drawn, address, asked_of, citable, figures
from figures.files import images, tables
from figures.files.facts import Facts, bibtex, citation, file_name, size, source_line
from figures.files.frame import snippet
from figures.files.made import ENDINGS, IMAGES, IN_WORDS, MIME, SIZES, TABLES, made, printed, worded
from figures.words import word
from pages.shared.copy import copied
from pages.shared.shell import small

FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "csv": ("csv", {"bom": "1"}),
    "csv_full": ("csv", {"form": "whole", "bom": "1"}),
    "csv_fr": ("csv", {"form": "semicolons", "bom": "1"}),
    "about": ("json", {"form": "about"}),
}  # what a form is called in an address: ending, parameters
SAMPLE = 300  # rows weighed to tell the size of a file before making it


@st.fragment
def panel(one: Drawn) -> None:
    """The labelled panel of method, files and citation, filled when it is opened, without running the page again."""
    asked = asked_of(one)
    opened = st.expander(word("export.panel", asked.lang), key=f"panel.{one.name}", on_change="rerun")
    if not opened.open:
        return
    with opened, reading(older(asked.version) or current()):  # a fragment runs alone
        _filled(one, citable(one))


def _filled(one: Drawn, told: Facts) -> None:
    lang = told.lang
    if told.summary and told.summary != one.said:  # which stands under the chart already
        small(told.summary)
    if one.chart is not None:
        if images.available():
            images.warm()
            _files(one, told, IMAGES)
        else:
            small(word("export.no_browser", lang))
    _files(one, told, TABLES)
    capped = word("export.xlsx_capped", lang, count=tables.XLSX_MOST) if len(one.rows) > tables.XLSX_MOST else ""
    small(f"{word('export.files_note', lang)} {capped}".strip())
    if source := source_line(told):
        small(source, told.producers, lang)
    for key, text in (
        ("export.cite_fr", citation(told, "fr")),
        ("export.cite_en", citation(told, "en")),
        ("export.permalink", told.permalink),
    ):
        small(word(key, lang))
        copied(text, word(key, lang), lang, f"{told.key}.{key}")
    if one.name in figures():
        small(word("export.embed", lang))
        copied(snippet(one), word("export.embed", lang), lang, f"{told.key}.embed")
    small("BibTeX")
    copied(bibtex(told), "BibTeX", lang, f"{told.key}.bibtex")


def file_address(one: Drawn, ending: str, **more: Any) -> str:
    """The whole address of a file of the figure, data version included."""
    asked = replace(asked_of(one), is_pinned=True)
    extra = f"&{urlencode(more)}" if more else ""
    return f"{asked.home}/figures/{one.name}.{ending}?{query(asked, **address(one))}{extra}"


def _files(one: Drawn, told: Facts, forms: tuple[str, ...]) -> None:
    rows = worded(one.rows, told) if forms == TABLES else one.rows
    draw = partial(one.chart, look(told.lang)) if one.chart else None
    page = printed(told, draw()).layout if draw is not None and forms == IMAGES else None
    held = {form: rows if form in IN_WORDS else one.rows for form in forms}
    labels = {form: _image_label(told, form, page) if page else _table_label(told, held[form], form) for form in forms}
    if one.name in figures():
        links = []
        for form, text in labels.items():
            ending, more = FORMS.get(form, (form, {}))
            links.append((f"file-{form}", file_address(one, ending, **more), text))
        if forms == IMAGES:
            for name, (across, high) in SIZES.items():
                if across:
                    extent = word("export.pixels", told.lang, width=across, height=high)
                    links.append((f"file-png-{name}", file_address(one, "png", size=name), f"PNG · {extent}"))
        st.html(f'<p class="gf-files">{"".join(_link(*each) for each in links)}</p>')
        return
    with st.container(horizontal=True):
        for form, text in labels.items():
            st.download_button(
                text,
                data=partial(made, form, told, draw, held[form], one.alt),
                file_name=file_name(told, *ENDINGS.get(form, (form,))),
                mime=MIME[form],
                key=f"export.{told.key}.{form}",
                on_click="ignore",
            )


def _link(kind: str, address: str, text: str) -> str:
    return f'<a class="gf-file {kind}" href="{html.escape(address)}" download>{html.escape(text)}</a>'


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
