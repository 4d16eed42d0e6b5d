"""The charts of the brief, as vectors, drawn by the functions that draw them on the pages."""

import re
from typing import Any

import plotly.graph_objects as go

from brief.content import Reader, measurements
from figures import affair
from figures.charts import forest, timeline
from figures.charts.base import look, wrapped
from figures.files import images
from figures.words import word

WIDTH, TALL = 1000, 660  # pixels; a chart taller than that is made smaller
NARROW = 760  # the width of a chart whose labels are sentences
LINE, LEAST = 493, 6.6  # points: a line of the page, the smallest letter of a chart on it


def charts(reader: Reader) -> list[dict[str, Any]]:
    """Title, alternative text and SVG of each chart that has something to show."""
    return [chart for chart in (_timeline(reader), _measured(reader)) if chart]


def _timeline(reader: Reader) -> dict[str, Any]:
    rows, lang, choice = reader.load("overview_timeline"), reader.choice.lang, reader.choice
    if rows.empty:
        return {}
    rows["told"] = [affair.told(row, lang, reader.label) for row in rows.to_dict("records")]
    rows["is_low"] = rows["confidence"] == "low"
    title = word("overview.timeline", lang)
    names = {lane: word(f"overview.lane.{lane}", lang) for lane in affair.LANES}
    figure = timeline.timeline(
        rows,
        look(lang),
        lane="lane",
        when="start_date",
        until="end_date",
        precision="date_precision",
        text="told",
        binding="is_binding",
        hollow="is_low",
        names=names,
        lanes=affair.LANES,
        start=choice.start,
        end=choice.end,
    )
    alt = timeline.alt(rows, lang, lane="lane", when="start_date", title=title, names=names)
    # None takes more than half a page or so.
    width = max(55, min(100, round(100 * TALL / figure.layout.height)))
    letters = round(LEAST * WIDTH * 100 / (LINE * width), 1)
    figure.update_xaxes(tickfont_size=letters).update_yaxes(tickfont_size=letters)
    figure.update_layout(legend_font_size=letters, margin_t=60)
    return {"title": title, "alt": alt, "width": width, "svg": vector(figure, WIDTH)}


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
    text = images.image(figure, "svg").decode("utf-8")
    names = dict.fromkeys(re.findall(r'id="[a-z]*([0-9a-f]{6})', text))
    for place, name in enumerate(names):
        text = text.replace(name, f"{place:06x}")
    return text
