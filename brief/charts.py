"""The charts of the brief, as vectors, drawn by the functions that draw them on the pages."""

from typing import Any

import plotly.graph_objects as go

from brief.choice import Choice
from etl.warehouse import Manifest
from figures.asked import Asked
from figures.charts.base import look
from figures.data import reading
from figures.drawn import Drawn, asked_of, drawn, figures
from figures.files import images

WIDTH, TALL = 900, 660  # pixels; a chart taller than that is made smaller
LINE, LEAST = 493, 6.6  # points: a line of the page, the smallest letter of a chart on it


def charts(choice: Choice, manifest: Manifest) -> list[dict[str, Any]]:
    """Title, alternative text and SVG of each chart that has something to show."""
    asked = Asked(choice.lang, choice.start, choice.end, choice.jurisdictions, version=manifest.version)
    with reading(manifest):
        named = sorted((one for one in figures().values() if one.in_brief), key=lambda one: one.in_brief)
        return [chart for one in named if (chart := _figure(drawn(one.name, asked)))]


def _figure(one: Drawn) -> dict[str, Any]:
    """A figure of the list, as wide as the page unless it would take more than half of it or so."""
    if one.chart is None or one.rows.empty:
        return {}
    figure = one.chart(look(asked_of(one).lang))
    width = max(55, min(100, round(100 * TALL / figure.layout.height)))
    letters = round(LEAST * WIDTH * 100 / (LINE * width), 1)
    figure.update_xaxes(tickfont_size=letters).update_yaxes(tickfont_size=letters)
    if any(one.showlegend for one in figure.data):  # room for a key of larger letters, not taken from the plot
        more = max(0, 60 - (figure.layout.margin.t or 24))
        figure.update_layout(legend_font_size=letters, margin_t=60, height=figure.layout.height + more)
    return {"title": one.title, "alt": one.alt, "width": width, "svg": vector(figure)}


def vector(figure: go.Figure) -> str:
    """The figure as SVG on white paper; without the random names that would make each brief differ from the last."""
    figure.update_layout(width=WIDTH, paper_bgcolor="#ffffff", plot_bgcolor="#ffffff")
    return images.settled(images.image(figure, "svg").decode("utf-8"))
