"""Shares of shares as nested bars: each in the bar it is a share of, and saying so."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, safe, wrapped
from figures.records import records_of

ROW, TALL = 28, 62  # pixels: a bar with its name beside it, one with its name above it
BRANCH = "\u2003"  # an em space for each level


def tree(rows: pd.DataFrame, look: Look) -> go.Figure:
    """The branches in the order of `rows`: named, depth, overall_share, parent_share, value_told, told, is_low.

    `overall_share` is of the whole, `parent_share` that of the bar it lies in (of itself: blank), `told` is printed
    beside it. Outlined: its source leaves a doubt (`is_low`).
    """
    high = TALL if look.narrow else ROW
    figure = blank(look, 30 + high * len(rows))
    places = list(range(len(rows)))
    lower = 0.14 if look.narrow else 0
    wide = 0.32 if look.narrow else 0.56
    within = rows["parent_share"].astype(float).fillna(1.0).tolist()
    figure.add_bar(
        x=within, y=[place + lower for place in places], orientation="h", width=wide, hoverinfo="skip",
        showlegend=False,
        marker={"color": look.rule, "opacity": 0.55},
    )  # fmt: skip # saves 4 lines
    figure.add_bar(
        x=rows["overall_share"], y=[place + lower for place in places], orientation="h", width=wide, showlegend=False,
        marker={"color": [look.ground if is_open else look.measured for is_open in rows["is_low"].astype(bool)],
                "line": {"color": look.measured, "width": 2}},
        hovertext=[f"{safe(name)}<br>{safe(text)}" for name, text in zip(rows["named"], rows["told"], strict=True)],
        hoverinfo="text", customdata=rows["measurement_id"],
    )  # fmt: skip # saves 7 lines
    notes: list[dict[str, Any]] = []
    for place, row in zip(places, records_of(rows), strict=True):
        level = int(row["depth"])
        text = f"<b>{safe(row['value_told'])}</b> {safe(row['told'])}"
        if look.narrow:
            name = BRANCH * level + ("└ " if level else "") + safe(row["named"])
            lines = f"{name}<br>{BRANCH * level}{text}"
            notes.append(_note(lines, 0, place - 0.06, look.ink, 13) | {"xref": "paper", "yanchor": "bottom"})
        else:
            notes.append(
                _note(text, max(row["overall_share"], 0) + 0.008, place, look.ink, 13) | {"bgcolor": look.ground}
            )
    figure.update_layout(barmode="overlay", annotations=notes, margin={"t": 4, "r": 12})
    names = [
        BRANCH * int(row["depth"]) + ("└ " if row["depth"] else "") + wrapped(row["named"], 34, 1)
        for row in records_of(rows)
    ]
    figure.update_yaxes(
        tickvals=places, ticktext=names, range=[len(rows) - 0.5, -0.75 if look.narrow else -0.6], showgrid=False
    )
    figure.update_yaxes(tickfont={"color": look.ink, "size": 13})
    if look.narrow:
        figure.update_yaxes(visible=False)
        figure.update_layout(margin_l=4)
    figure.update_xaxes(visible=False, range=[0, 1.0 if look.narrow else 1.5])
    return figure


def _note(text: str, x: float, y: float, colour: str, size: int) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "xanchor": "left", "yanchor": "middle", "align": "left", "showarrow": False,
            "font": {"size": size, "color": colour}}  # fmt: skip # saves 8 lines
