"""The share of cases that have not got somewhere yet, day by day: it stays level until the next case gets there."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import DASHES, Look, blank, named, safe, wrapped
from figures.charts.values import interval, value_axis, written


def steps(
    rows: pd.DataFrame,
    look: Look,
    *,
    x: str,
    y: str,
    series: str,
    low: str,
    high: str,
    names: Mapping[str, str],
    unit: str,
    height: int = 400,
) -> go.Figure:
    """One descending step line per value of `series`, its band where an interval is known, its name at its end."""
    figure = blank(look, height)
    ends: list[tuple[float, float, str, str]] = []
    for place, (code, part) in enumerate(rows.groupby(series, sort=False)):
        part = part.sort_values(x)
        colour = look.series[place % len(look.series)]
        band = part.dropna(subset=[low, high])
        if len(band) > 1:
            figure.add_scatter(
                x=[*band[x], *band[x][::-1]],
                y=[*band[high], *band[low][::-1]],
                fill="toself",
                line={"width": 0, "shape": "hv"},
                fillcolor=colour,
                opacity=0.12,
                hoverinfo="skip",
                mode="lines",
                showlegend=False,
            )
        hover = [
            f"{safe(named(code, names))}<br>{written(row[x], 'number', look.lang)} {safe(unit)}<br>"
            f"{written(row[y], 'share', look.lang)} {interval(row[low], row[high], 'share', look.lang)}"
            for row in part.to_dict("records")
        ]
        figure.add_scatter(
            x=part[x],
            y=part[y],
            mode="lines",
            line={"shape": "hv", "color": colour, "dash": DASHES[place % len(DASHES)], "width": 2},
            hovertext=hover,
            hoverinfo="text",
            showlegend=False,
        )
        ends.append((float(part[y].iloc[-1]), float(part[x].iloc[-1]), named(code, names), colour))
    room, previous = height - 90, -1e9
    for share, day, name, colour in sorted(ends):
        moved = max(share * room, previous + 17)
        previous = moved
        figure.add_annotation(
            x=day, y=share, text=wrapped(name, 22, 1), showarrow=False, xanchor="left", xshift=8,
            yshift=moved - share * room, font={"color": colour, "size": 13},
        )  # fmt: skip
    value_axis(figure, "y", "share", title="")
    figure.update_yaxes(range=[-0.02, 1.04])
    furthest = max((day for _, day, _, _ in ends), default=1)
    figure.update_xaxes(title=unit, range=[0, furthest])  # given, else the labels at the ends would widen it on a phone
    if ends:
        figure.update_layout(margin_r=24 + 8 * min(22, max(len(name) for _, _, name, _ in ends)))
    return figure
