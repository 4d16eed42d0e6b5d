"""Shares as dots with their intervals, the value printed at each: rows under headings."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, safe, wrapped
from figures.charts.values import interval, value_axis
from figures.records import records_of
from figures.words import percent

ROW, TALL = 26, 40  # pixels a row; on a telephone its name stands above it


def dots(rows: pd.DataFrame, look: Look) -> go.Figure:
    """`rows`: named, speaker_share with _low and _high, told (k of n), group where there are headings."""
    lines: list[Any] = []
    group = ""
    for row in records_of(rows):
        if row.get("group") and row["group"] != group:
            lines.append(group := row["group"])
        lines.append(row)
    figure = blank(look, 76 + (TALL if look.narrow else ROW) * len(lines))
    found = [(place, one) for place, one in enumerate(lines) if isinstance(one, dict)]
    shift = 0.2 if look.narrow else 0.0
    tone = look.series[3]
    figure.add_scatter(
        x=[row["speaker_share"] for _, row in found],
        y=[place + shift for place, _ in found],
        mode="markers",
        marker={"size": 11, "color": tone},
        error_x={"type": "data", "symmetric": False, "color": tone, "thickness": 1.5, "width": 4,
                 "array": [row["speaker_share_high"] - row["speaker_share"] for _, row in found],
                 "arrayminus": [row["speaker_share"] - row["speaker_share_low"] for _, row in found]},
        hovertext=[_hover(row, look) for _, row in found],
        hoverinfo="text",
        showlegend=False,
    )  # fmt: skip # saves 6 lines
    texts = [
        {"x": row["speaker_share_high"], "y": place + shift, "xanchor": "left", "xshift": 8, "showarrow": False,
         "text": f"<b>{percent(row['speaker_share'], look.lang)}</b> · {safe(row['told'])}",
         "font": {"size": 12, "color": look.ink}}
        for place, row in found
    ]  # fmt: skip # saves 6 lines
    names = [f"<b>{wrapped(one, 34, 1)}</b>" if isinstance(one, str) else wrapped(one["named"], 34, 1) for one in lines]
    if look.narrow:
        texts += [{"x": 0, "xref": "paper", "xanchor": "left", "y": place - 0.25, "showarrow": False, "text": name,
                   "font": {"size": 13, "color": look.ink}} for place, name in enumerate(names)
        ]  # fmt: skip # saves 9 lines
    value_axis(figure, "x", "share")
    highest = max((row["speaker_share_high"] for _, row in found), default=1.0)
    figure.update_xaxes(showgrid=True, range=[0, min(highest * 1.05 + (0.28 if look.narrow else 0.16), 1.35)])
    figure.update_yaxes(
        range=[len(lines) - 0.4, -0.7], showgrid=False, visible=not look.narrow, ticks="",
        tickvals=list(range(len(lines))), ticktext=names, tickfont={"size": 13, "color": look.ink},
    )  # fmt: skip # saves 5 lines
    figure.update_layout(annotations=texts, margin={"l": 8, "r": 12, "t": 16})
    return figure


def _hover(row: Any, look: Look) -> str:
    span = interval(row["speaker_share_low"], row["speaker_share_high"], "share", look.lang)
    return f"{safe(row['named'])}<br>{percent(row['speaker_share'], look.lang)} · {safe(row['told'])}<br>{span}"
