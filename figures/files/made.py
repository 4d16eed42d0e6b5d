"""The files of a figure, byte for byte what its address gives: pictures, tables, and the sheet of all that is known."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, look
from figures.charts.caption import Caption, captioned
from figures.charts.fitted import SIZES, fitted, room
from figures.data import label
from figures.files import images, tables
from figures.files.facts import LICENCE, Facts, beneath, choice, foot, provenance, source_line, whereabouts
from figures.files.paper import on_a4, scale
from figures.words import word

IMAGES = ("png", "svg", "pdf")
TABLES = ("csv", "csv_full", "csv_fr", "xlsx", "json", "about")
MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8; header=present",
    "csv_full": "text/csv; charset=utf-8; header=present",
    "csv_fr": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
    "about": "application/json; charset=utf-8",
}
ENDINGS = {
    "csv_full": ("csv", "full"),
    "csv_fr": ("csv", "semicolons"),
    "about": ("json", "about"),
}  # form → ending, and what the file name says of it
IN_WORDS = ("csv", "csv_fr", "xlsx")  # the forms that hold what the table shows: its words, not its codes


def worded(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The rows with words for codes, as the table on the page has them; numbers and days as they are."""
    found = rows[list(facts.columns)].copy()
    for name in facts.columns:
        vocabulary = facts.vocabularies.get(name, "")
        if vocabulary or pd.api.types.is_bool_dtype(found[name]):
            found[name] = [_worded(value, vocabulary, facts.lang) for value in found[name]]
    return found


def _worded(value: Any, vocabulary: str, lang: str) -> Any:
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, (list, tuple)):
        return "; ".join(label(vocabulary, one, lang) for one in value)
    if isinstance(value, bool):
        return word("common.yes" if value else "common.no", lang)
    return label(vocabulary, value, lang) if isinstance(value, str) else tables.file_value(value)


def made(
    form: str,
    facts: Facts,
    draw: Callable[[], go.Figure] | None,
    rows: pd.DataFrame,
    alt: str = "",
    mark: bool = True,
) -> bytes:
    """The bytes of the file; the figure is drawn for print, in the reader's language.

    The forms IN_WORDS are given `worded` rows. `mark`: a CSV begins with the sign by which Excel knows UTF-8.
    Raises ValueError for the picture of a figure that is a table alone.
    """
    if form in ("csv", "csv_fr"):
        told = {word(f"export.provenance.{name}", facts.lang): text for name, text in provenance(facts).items()}
        return tables.to_csv(rows, facts.columns, french=form == "csv_fr", same=told, mark=mark)
    if form == "csv_full":
        return tables.to_csv(rows, {name: name for name in query_columns(rows)}, same=provenance(facts), mark=mark)
    if form == "about":
        return tables.to_about(rows, facts)
    if form == "xlsx":
        return tables.to_xlsx(rows, facts)
    if form == "json":
        return tables.to_json(rows, facts)
    if draw is None:
        raise ValueError(f"{form} is an image, and {facts.key} is a table without a figure")
    if form != "pdf":
        return picture(form, printed(facts, draw()), facts, alt)
    wide, upright = printed(facts, draw()), printed(facts, draw(), upright=True)
    larger = max(wide, upright, key=lambda one: scale(one.layout.width, one.layout.height))
    return on_a4(images.image(larger, "pdf"), facts)


def sized(
    form: str, facts: Facts, draw: Callable[[Look], go.Figure], paper: Look, size: str, ground: str, alt: str = ""
) -> bytes:
    """The png or svg of a figure drawn with the look `paper`, in one of SIZES; `ground`: house, white, transparent."""
    written = Caption(facts.title, choice(facts) if size == "card" else beneath(facts), foot(facts))
    figure = draw(replace(paper, room=room(written, size)))
    one, times = fitted(figure, written, paper, size, ground)
    return picture(form, one, facts, alt, times)


def picture(form: str, figure: go.Figure, facts: Facts, alt: str, times: float | None = None) -> bytes:
    """The png or svg of a captioned figure, with its title, what it shows and its source among its own properties."""
    drawn = images.image(figure, form, times)
    shown = f"{alt or facts.title} {facts.summary}".strip()
    if form == "svg":
        known = f"{shown} {whereabouts(facts)} ({facts.version})"
        return images.titled_svg(drawn, facts.title, known, facts.lang)
    told = {"Title": facts.title, "Description": shown, "Source": f"{source_line(facts)} {whereabouts(facts)}"}
    return images.titled_png(drawn, {**told, "Copyright": f"Garde-fou, {facts.version}, {LICENCE}"})


def query_columns(rows: pd.DataFrame) -> list[str]:
    """The columns the query gave, both languages and codes included; not those a page added to draw with."""
    asked = rows.attrs.get("asked")
    return list(asked.columns if asked else rows.columns)


def printed(facts: Facts, figure: go.Figure, *, upright: bool = False) -> go.Figure:
    """The figure with its caption inside the image; `upright` for a sheet that stands."""
    return captioned(figure, Caption(facts.title, beneath(facts), foot(facts)), look(facts.lang), upright=upright)


__all__ = [
    "ENDINGS",
    "IMAGES",
    "IN_WORDS",
    "MIME",
    "SIZES",
    "TABLES",
    "made",
    "printed",
    "query_columns",
    "sized",
    "worded",
]
