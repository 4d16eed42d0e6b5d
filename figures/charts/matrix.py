"""Which of several things each row reaches: a grid of marks, readable without colour."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, kept, others, safe, wrapped

MARKS = {"yes": "circle", "later": "triangle-right-open", "unclear": "circle-open", "no": "line-ew"}


def matrix(
    rows: pd.DataFrame,
    look: Look,
    *,
    row: str,
    aspects: Sequence[str],
    row_names: Mapping[str, str],
    aspect_names: Mapping[str, str],
    verdict_names: Mapping[str, str],
) -> go.Figure:
    """A line per row, a column per aspect; verdicts are yes (filled), later (triangle), unclear (ring), no (dash)."""
    count, high = kept(look, len(rows), 24, 130)
    more = others(look, len(rows) - count)
    if more:
        told = (rows[list(aspects)] == "yes").sum(axis=1).sort_values(ascending=False, kind="stable").index[:count]
        rows = rows[rows.index.isin(told)]
    lines = list(rows[row])
    figure = blank(look, (250 if look.narrow else 94) + high * max(len(lines) + bool(more), 1))
    for verdict, symbol in MARKS.items():
        points = [
            (column, line, aspect)
            for column, aspect in enumerate(aspects)
            for line, found in enumerate(rows[aspect])
            if found == verdict
        ]
        columns: list[int | None] = [column for column, *_ in points]
        places: list[int | None] = [line for _, line, _ in points]
        colour = look.law if verdict == "yes" else look.muted
        figure.add_scatter(
            x=columns or [None],
            y=places or [None],
            mode="markers",
            marker={"symbol": symbol, "size": 12, "color": colour, "line": {"width": 2, "color": colour}},
            name=safe(verdict_names[verdict]),
            hovertext=[
                safe(f"{row_names.get(lines[line], lines[line])} · {aspect_names[aspect]} : {verdict_names[verdict]}")
                for _, line, aspect in points
            ],
            hoverinfo="text",
            showlegend=True,
        )
    names = [wrapped(row_names.get(code, code), 18 if look.narrow else 48, 1) for code in lines]
    figure.update_yaxes(
        tickvals=list(range(len(lines) + bool(more))),
        ticktext=[*names, *filter(None, [more])],
        range=[len(lines) + bool(more) - 0.5, -0.6],
        showgrid=True,
        tickfont={"size": 13, "color": look.ink},
    )
    figure.update_xaxes(
        tickvals=list(range(len(aspects))),
        ticktext=[
            wrapped(aspect_names[aspect], 24 if look.narrow else 11, 1 if look.narrow else 3) for aspect in aspects
        ],
        range=[-0.5, len(aspects) - 0.5],
        side="top",
        showgrid=False,
        tickangle=-90 if look.narrow else 0,
        tickfont={"size": 12, "color": look.ink},
    )
    figure.update_layout(
        legend={"y": 0, "yref": "container", "yanchor": "bottom"},
        margin={"t": 24, "b": 84} if look.narrow else {"t": 58, "b": 36},
    )
    return figure
