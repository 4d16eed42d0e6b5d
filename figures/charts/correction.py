"""A measured share under every specificity: where it stands, how wide its interval is, and where it vanishes."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, safe
from figures.charts.values import interval, value_axis, written
from figures.records import records_of
from figures.words import percent


def correction(
    rows: pd.DataFrame, point: Mapping[str, Any], look: Look, *, specificity: float, x_title: str, y_title: str,
    vanishing: str, flagged: str,
) -> go.Figure:  # fmt: skip # saves 7 lines
    """The corrected share along `specificity`, with its band; the reader's point; a line where it meets zero.

    `rows` and `point` have estimate_share, estimate_low, estimate_high; `point` has value and vanishing_specificity.
    `vanishing` and `flagged` are what is written at the two lines.
    """
    figure = blank(look, min(420, look.room or 420))
    across = rows["specificity"]
    figure.add_scatter(
        x=[*across, *across[::-1]],
        y=[*rows["estimate_high"], *rows["estimate_low"][::-1]],
        fill="toself",
        fillcolor=look.accent,
        opacity=0.18,
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
    )
    hover = [
        f"{safe(x_title)} {percent(row['specificity'], look.lang, 1)}<br>{safe(y_title)} "
        f"{written(row['estimate_share'], 'share', look.lang)}<br>"
        f"{interval(row['estimate_low'], row['estimate_high'], 'share', look.lang)}"
        for row in records_of(rows)
    ]
    figure.add_scatter(
        x=across, y=rows["estimate_share"], mode="lines", line={"color": look.accent, "width": 2.5},
        hovertext=hover, hoverinfo="text", showlegend=False,
    )  # fmt: skip # saves 5 lines
    edge = point["vanishing_specificity"]
    first = float(across.iloc[0])
    if edge >= first:
        figure.add_vline(x=edge, line={"color": look.ink, "width": 1.5, "dash": "dash"})
        figure.add_annotation(
            x=edge, y=1, yref="paper", yanchor="bottom", showarrow=False, text=safe(vanishing),
            xanchor="right" if edge > (1 + first) / 2 else "left", font={"color": look.ink, "size": 13},
        )  # fmt: skip # saves 6 lines
    figure.add_hline(y=point["value"], line={"color": look.muted, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=first, y=point["value"], xanchor="left", yanchor="bottom", showarrow=False, text=safe(flagged),
        font={"color": look.muted, "size": 13},
    )  # fmt: skip # saves 5 lines
    estimate = point["estimate_share"]
    if estimate == estimate and specificity >= first:
        figure.add_scatter(
            x=[specificity],
            y=[estimate],
            mode="markers",
            marker={"color": look.ground, "size": 13, "line": {"width": 3, "color": look.ink}},
            error_y={
                "type": "data", "symmetric": False, "array": [point["estimate_high"] - estimate],
                "arrayminus": [estimate - point["estimate_low"]], "color": look.ink, "thickness": 2, "width": 6,
            },
            hovertext=[written(estimate, "share", look.lang)],
            hoverinfo="text",
            showlegend=False,
        )  # fmt: skip # saves 5 lines
    value_axis(figure, "y", "share", title=y_title)
    value_axis(figure, "x", "share", title=x_title)
    figure.update_xaxes(range=[first, 1 + (1 - first) / 60], rangemode="normal")
    ticks = [first + (1 - first) * n / 5 for n in range(6)]
    figure.update_xaxes(tickvals=ticks, ticktext=[percent(tick, look.lang, 1) for tick in ticks])
    figure.update_layout(margin_t=44)
    return figure
