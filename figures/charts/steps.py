"""How many had got somewhere by a day: lines that climb a step with each one, their end written beside them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import DASHES, Look, as_date, blank, date_axis, named, safe, wrapped
from figures.records import records_of
from figures.words import day, word

HEIGHT = 310
GAP = 17  # pixels between two names at the ends of lines


def steps(
    rows: pd.DataFrame,
    look: Look,
    *,
    x: str,
    y: str,
    most: str,
    series: str,
    names: Mapping[str, str],
) -> go.Figure:
    """A climbing line per value of `series`; `x` is a day, `y` how many by then, of `most`. Columns are named."""
    tall = min(HEIGHT, max(160, look.room)) if look.room else HEIGHT
    figure = blank(look, tall)
    ends: list[tuple[int, str, str]] = []
    tones = [look.pale, look.muted, look.done, look.ink]  # what was done: without force, looked into, binding, decided
    for place, (code, part) in enumerate(rows.groupby(series, sort=False)):
        part = part.sort_values(x)
        colour = tones[place] if place < len(tones) else look.muted
        last = part.iloc[-1]
        hover = [
            f"{safe(named(code, names))}<br>{day(row[x], look.lang)}<br>"
            + word("charts.of_all", look.lang, count=int(row[y]), all=int(row[most]))
            for row in records_of(part)
        ]
        figure.add_scatter(
            x=part[x],
            y=part[y],
            mode="lines+markers",
            marker={"size": 5, "color": colour},
            customdata=list(part.index),
            line={"shape": "hv", "color": colour, "dash": DASHES[place % len(DASHES)], "width": 2.5},
            hovertext=hover,
            hoverinfo="text",
            showlegend=False,
        )
        reached = word("charts.of_all", look.lang, count=int(last[y]), all=int(last[most]))
        ends.append((int(last[y]), f"{named(code, names)} · {reached}", look.ink if colour == look.pale else colour))
    first, furthest = as_date(rows[x].min()), as_date(rows[x].max())
    date_axis(figure, first, furthest, look, 3 if look.narrow else 5)
    figure.update_xaxes(tickangle=0)
    top = max([int(rows[y].max()), 1])
    room, previous = tall - 70, -1e9
    for count, text, colour in sorted(ends):
        moved = max(count / (top * 1.06) * room, previous + GAP)
        previous = moved
        written = {"text": wrapped(text, 34, 1), "font": {"color": colour, "size": 13}}
        place_of: dict[str, Any] = {"xanchor": "left", "xshift": 8, "yshift": moved - count / (top * 1.06) * room}
        if look.narrow:
            place_of = {"xanchor": "right", "yanchor": "bottom", "yshift": 2}
        figure.add_annotation(x=furthest, y=count, showarrow=False, **written, **place_of)
    figure.update_yaxes(range=[0, top * 1.06], rangemode="tozero", tickformat=",d", nticks=6)
    figure.update_layout(margin_r=12 if look.narrow else 24 + 7 * min(34, max(len(text) for _, text, _ in ends)))
    return figure
