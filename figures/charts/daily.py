"""A share day by day, with its interval, over the number it is a share of: gaps stay gaps."""

from datetime import timedelta

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, as_date, blank, date_axis, wrapped
from figures.charts.lines import runs
from figures.charts.values import interval, value_axis, written
from figures.records import records_of
from figures.words import day

FEW = 45  # days up to which each has its own interval; beyond, a band


def daily(
    rows: pd.DataFrame, look: Look, *, x: str, share: str, low: str, high: str, count: str, unit: str, counted: str
) -> go.Figure:
    """Above, the share of each day, joined between consecutive days only; below, a bar for what was examined that day.

    All but the last two arguments name columns; `unit` and `counted` are the words of the two panels. A day whose share
    is missing keeps its bar and stops the line.
    """
    figure = blank(look, 440)
    days = [as_date(value) for value in rows[x]]
    for run in runs(rows.sort_values(x), x, share, 1, ()):
        when = [as_date(value) for value in run[x]]
        if len(rows) > FEW and len(run) > 1:
            figure.add_scatter(
                x=[*when, *when[::-1]], y=[*run[high], *run[low][::-1]], fill="toself", mode="lines", opacity=0.18,
                line={"width": 0}, fillcolor=look.accent, hoverinfo="skip", showlegend=False,
            )  # fmt: skip # saves 7 lines
            spans = None
        else:
            spans = {"type": "data", "symmetric": False, "array": run[high] - run[share], "width": 3,
                     "arrayminus": run[share] - run[low], "color": look.accent, "thickness": 1.2
            }  # fmt: skip # saves 6 lines
        figure.add_scatter(
            x=when, y=run[share], mode="lines+markers" if len(run) > 1 else "markers", error_y=spans, showlegend=False,
            line={"color": look.accent, "width": 2}, marker={"color": look.accent, "size": 7}, hoverinfo="text",
            hovertext=[
                f"{day(row[x], look.lang)}<br>{written(row[share], 'share', look.lang)} "
                f"({interval(row[low], row[high], 'share', look.lang)}), n = {written(row[count], 'number', look.lang)}"
                for row in records_of(run)
            ],
        )  # fmt: skip # saves 6 lines
    value_axis(figure, "y", "share")  # before the bars, whose heights are no shares
    figure.add_bar(
        x=days, y=rows[count], yaxis="y2", marker={"color": look.muted}, showlegend=False, hoverinfo="text",
        hovertext=[f"{day(when, look.lang)}<br>{written(n, 'number', look.lang)}"
                   for when, n in zip(days, rows[count], strict=True)],
    )  # fmt: skip # saves 7 lines
    figure.update_layout(
        yaxis={"domain": [0.36, 0.94]},
        yaxis2={"domain": [0, 0.22], "anchor": "x", "rangemode": "tozero", "nticks": 3, "tickformat": ",",
                "fixedrange": True},
        bargap=0.3,
    )  # fmt: skip # saves 6 lines
    for text, top in ((unit, 0.94), (counted, 0.22)):
        figure.add_annotation(
            text=f"<b>{wrapped(text, 44, 1)}</b>", xref="paper", yref="paper", x=0, y=top, xanchor="left",
            yanchor="bottom", showarrow=False, font={"size": 13, "color": look.ink},
        )  # fmt: skip # saves 7 lines
    first, last = min(days), max(days)
    date_axis(figure, first, last if last > first else first + timedelta(days=1), look, most=4)
    figure.update_xaxes(anchor="y2", tickangle=0)
    return figure
