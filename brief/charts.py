"""The charts of the brief, as vectors, drawn by the functions that draw them on the pages."""

import re
from typing import Any

import plotly.graph_objects as go

from brief.content import Reader, measurements
from pages.shared import affair
from pages.shared.charts import forest, timeline
from pages.shared.charts.base import look, wrapped
from pages.shared.exports import images
from pages.shared.words import word

WIDTH, TALL = 1000, 660  # pixels; a chart taller than that is made smaller


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
    return {"title": title, "alt": alt, "width": _share_of_line(figure), "svg": vector(figure)}


def _measured(reader: Reader) -> dict[str, Any]:
    rows, lang = measurements(reader), reader.choice.lang
    if rows.empty:
        return {}
    title = word("brief.chart.measured", lang)
    figure = forest.forest(
        rows, look(lang), label="producer", value="value", low="value_low", high="value_high", ours="is_ours"
    )
    # Paper is wider than the telephone the labels are made for: who measured, and what, on a line or two.
    labels = [wrapped(f"{who} · {what}", 60, 2) for who, what in zip(rows["producer"], rows["detail"], strict=True)]
    figure.update_yaxes(ticktext=labels, tickfont_size=11)
    figure.update_layout(height=90 + 38 * len(rows))
    return {
        "title": title,
        "alt": forest.alt(rows, lang, label="producer", value="value", title=title),
        "width": _share_of_line(figure),
        "svg": vector(figure),
    }


def _share_of_line(figure: go.Figure) -> int:
    """Per cent of the line's width, less for a tall chart: none takes more than a third of a page or so."""
    return max(55, min(100, round(100 * TALL / figure.layout.height)))


def vector(figure: go.Figure) -> str:
    """The figure as SVG on white paper; without the random names that would make each brief differ from the last."""
    figure.update_layout(width=WIDTH, paper_bgcolor="#ffffff", plot_bgcolor="#ffffff")
    text = images.image(figure, "svg").decode("utf-8")
    names = dict.fromkeys(re.findall(r'id="[a-z]*([0-9a-f]{6})', text))
    for place, name in enumerate(names):
        text = text.replace(name, f"{place:06x}")
    return text
