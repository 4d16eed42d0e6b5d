"""The charts of the brief, as vectors, drawn by the functions that draw them on the pages."""

from typing import Any

import plotly.graph_objects as go

from brief.content import Reader, measurements
from etl.warehouse import Manifest
from figures.asked import Asked
from figures.charts import forest
from figures.charts.base import look, wrapped
from figures.data import reading
from figures.drawn import Drawn, asked_of, drawn
from figures.files import images
from figures.words import word

FIGURES = ("overview.timeline",)  # of the list, in their order
WIDTH, TALL = 1000, 660  # pixels; a chart taller than that is made smaller
NARROW = 760  # the width of a chart whose labels are sentences
LINE, LEAST = 493, 6.6  # points: a line of the page, the smallest letter of a chart on it


def charts(reader: Reader, manifest: Manifest) -> list[dict[str, Any]]:
    """Title, alternative text and SVG of each chart that has something to show."""
    choice = reader.choice
    asked = Asked(choice.lang, choice.start, choice.end, choice.jurisdictions, version=manifest.version)
    with reading(manifest):
        listed = [_figure(drawn(name, asked)) for name in FIGURES]
    return [chart for chart in (*listed, _measured(reader)) if chart]


def _figure(one: Drawn) -> dict[str, Any]:
    """A figure of the list, as wide as the page unless it would take more than half of it or so."""
    if one.chart is None or one.rows.empty:
        return {}
    figure = one.chart(look(asked_of(one).lang))
    width = max(55, min(100, round(100 * TALL / figure.layout.height)))
    letters = round(LEAST * WIDTH * 100 / (LINE * width), 1)
    figure.update_xaxes(tickfont_size=letters).update_yaxes(tickfont_size=letters)
    figure.update_layout(legend_font_size=letters, margin_t=60)
    return {"title": one.title, "alt": one.alt, "width": width, "svg": vector(figure, WIDTH)}


def _measured(reader: Reader) -> dict[str, Any]:
    rows, lang = measurements(reader), reader.choice.lang
    if rows.empty:
        return {}
    title = word("brief.chart.measured", lang)
    figure = forest.forest(
        rows, look(lang), label="producer", value="value", low="value_low", high="value_high", ours="is_ours"
    )
    # Paper is wider than the telephone the labels are made for: who measured, and what, on a line or two.
    labels = [wrapped(f"{who} · {what}", 70, 4) for who, what in zip(rows["producer"], rows["detail"], strict=True)]
    figure.update_yaxes(ticktext=labels, tickfont_size=LEAST * NARROW / LINE)
    deepest = max(text.count("<br>") + 1 for text in labels)
    figure.update_layout(height=80 + (2 + 12 * deepest) * len(rows))
    return {
        "title": title,
        "alt": forest.alt(rows, lang, label="producer", value="value", title=title),
        "width": 100,
        "svg": vector(figure, NARROW),
    }


def vector(figure: go.Figure, width: int) -> str:
    """The figure as SVG on white paper; without the random names that would make each brief differ from the last."""
    figure.update_layout(width=width, paper_bgcolor="#ffffff", plot_bgcolor="#ffffff")
    return images.settled(images.image(figure, "svg").decode("utf-8"))
