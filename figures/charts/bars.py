"""Amounts side by side: horizontal bars with their value written at the end."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, named, places, safe, wrapped
from figures.charts.values import interval, value_axis, written
from figures.words import number, word

HATCHES = ("", "/", ".", "x", "-", "|")  # a second sign beside colour


def bars(
    rows: pd.DataFrame,
    look: Look,
    *,
    label: str,
    value: str,
    series: str = "",
    names: Mapping[str, str] | None = None,
    low: str = "",
    high: str = "",
    kind: str = "number",
    unit: str = "",
    stacked: bool = False,
    digits: int | None = None,
    tone: str = "",
) -> go.Figure:
    """A bar per `label`, in the order of `rows`; with `series`, one colour each, side by side or stacked.

    `tone`: the colour of the look that all have."""
    order, names = list(dict.fromkeys(rows[label])), names or {}
    groups = {str(code): part for code, part in rows.groupby(series, sort=False)} if series else {"": rows}
    place = places(groups) if series else {"": 0}
    height = 76 + len(order) * (34 if stacked or not series else 14 + 22 * len(groups))
    figure = blank(look, height)
    for code, part in groups.items():
        is_given = digits is not None
        texts = [
            number(amount, look.lang, digits) if is_given and amount == amount else written(amount, kind, look.lang)
            for amount in part[value]
        ]
        colour = getattr(look, tone) if tone else look.series[place[code]]
        bar: dict[str, Any] = {"color": colour, "pattern": {"shape": HATCHES[place[code]], "size": 5}}
        bar["pattern"] |= {"fgcolor": look.ground, "solidity": 0.25, "fillmode": "overlay"}
        span = None
        if low:
            upper = [distance(*pair) for pair in zip(part[high], part[value], strict=True)]
            lower = [distance(*pair) for pair in zip(part[value], part[low], strict=True)]
            span = {"type": "data", "symmetric": False, "array": upper, "arrayminus": lower, "color": look.ink}
        spans = [interval(row[low], row[high], kind, look.lang) if low else "" for _, row in part.iterrows()]
        heads = [f"{safe(row[label])}<br>{safe(named(code, names))}".removesuffix("<br>") for _, row in part.iterrows()]
        figure.add_bar(
            y=[order.index(one) for one in part[label]],
            x=part[value],
            orientation="h",
            customdata=list(part.index),
            marker=bar,
            error_x=span,
            text=texts,
            textposition="inside" if stacked else "none" if low else "outside",
            cliponaxis=False,
            name=safe(named(code, names)),
            showlegend=bool(series),
            hovertext=[
                "<br>".join(filter(None, (head, f"{text} {safe(unit)}".strip(), more)))
                for head, text, more in zip(heads, texts, spans, strict=True)
            ],
            hoverinfo="text",
        )
    figure.update_layout(barmode="stack" if stacked else "group", bargap=0.35, margin_r=56)
    ticks = [wrapped(one, 30, 2) for one in order]
    figure.update_yaxes(tickvals=list(range(len(order))), ticktext=ticks, autorange="reversed", showgrid=False)
    figure.update_yaxes(tickfont_color=look.ink)
    value_axis(figure, "x", kind, title=unit)
    figure.update_xaxes(showgrid=True)
    if kind == "number" and rows[value].max() < 6 and (rows[value] % 1 == 0).all():
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


def distance(upper: Any, lower: Any) -> float:
    """How far `upper` lies above `lower`; 0 when either is missing: no interval is drawn."""
    return 0.0 if pd.isna(upper) or pd.isna(lower) else float(upper - lower)
