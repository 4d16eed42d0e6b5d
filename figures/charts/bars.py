"""Amounts side by side: horizontal bars with their value written at the end."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, safe, wrapped
from figures.charts.values import value_axis, written
from figures.words import word


def bars(rows: pd.DataFrame, look: Look, *, label: str, value: str, unit: str = "", tone: str = "ink") -> go.Figure:
    """A bar per `label`, in the order of `rows`; `tone`: the colour of the look that all have."""
    order = list(dict.fromkeys(rows[label]))
    figure = blank(look, 76 + len(order) * 34)
    texts = [written(amount, "number", look.lang) for amount in rows[value]]
    fill: dict[str, Any] = {"shape": "", "size": 5, "fgcolor": look.ground, "solidity": 0.25, "fillmode": "overlay"}
    figure.add_bar(
        y=[order.index(one) for one in rows[label]],
        x=rows[value],
        orientation="h",
        customdata=list(rows.index),
        marker={"color": getattr(look, tone), "pattern": fill},
        text=texts,
        textposition="outside",
        cliponaxis=False,
        name="",
        showlegend=False,
        hovertext=[
            "<br>".join(filter(None, (safe(one), f"{text} {safe(unit)}".strip())))
            for one, text in zip(rows[label], texts, strict=True)
        ],
        hoverinfo="text",
    )
    figure.update_layout(barmode="group", bargap=0.35, margin_r=56)
    ticks = [wrapped(one, 30, 2) for one in order]
    figure.update_yaxes(tickvals=list(range(len(order))), ticktext=ticks, autorange="reversed", showgrid=False)
    figure.update_yaxes(tickfont_color=look.ink)
    value_axis(figure, "x", "number", title=unit)
    figure.update_xaxes(showgrid=True)
    if rows[value].max() < 6 and (rows[value] % 1 == 0).all():
        figure.update_xaxes(dtick=1)  # no half acts
    return figure


def alt(rows: pd.DataFrame, lang: str, *, label: str, value: str, title: str, kind: str = "share") -> str:
    """What the chart shows, in a sentence: how many measurements, the lowest and the highest."""
    shown = rows.dropna(subset=[value])
    if shown.empty:
        return word("charts.alt.empty", lang, title=title)
    least, most = shown.iloc[shown[value].argmin()], shown.iloc[shown[value].argmax()]
    return word(
        "charts.alt.rows",
        lang,
        title=title,
        count=len(shown),
        low=written(least[value], kind, lang),
        low_name=str(least[label]),
        high=written(most[value], kind, lang),
        high_name=str(most[label]),
    )
