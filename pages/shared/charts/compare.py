"""Longest term against highest fine, a point per jurisdiction; what has no number has a place of its own."""

from collections.abc import Mapping
from math import log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.shared.charts.base import Look, blank, safe, wrapped
from pages.shared.words import money

SHAPES = {"in_force": "circle", "later": "circle-open", "earlier": "circle-open", "unclear": "diamond-open"}


def compare(
    rows: pd.DataFrame, look: Look, *, names: Mapping[str, str], x_title: str, y_title: str, no_amount: str
) -> go.Figure:
    """Points over the rows of the query law_compare with `named` and `told` columns; fines on a logarithmic axis.

    Filled: in force on the day; open circle: on another day; open diamond: not established. The size is by the number
    of acts of authorities. Below the rule: fines without an amount in euros. The reference point is a star.
    """
    figure = blank(look, 560)
    shown = rows.dropna(subset=["max_prison_months"])
    fines = shown["max_fine_eur"].dropna()
    floor = 10 ** (len(str(int(fines.min()))) - 1) / 4 if len(fines) else 1.0
    placed: dict[tuple[float, float], int] = {}
    for status, part in shown.groupby(shown["status"].where(~shown["is_reference"], "reference"), sort=False):
        points = part.to_dict("records")
        heights = [row["max_fine_eur"] if row["max_fine_eur"] == row["max_fine_eur"] else floor for row in points]
        colour = look.series[1] if status == "reference" else look.accent if status == "in_force" else look.muted
        figure.add_scatter(
            x=[float(row["max_prison_months"]) for row in points], y=heights, mode="markers", name=safe(names[status]),
            marker={
                "symbol": "star" if status == "reference" else SHAPES[str(status)], "color": colour,
                "size": [15 if status == "reference" else 9 + 4 * row["act_count"] ** 0.5 for row in points],
                "line": {"width": 2, "color": colour},
            },
            hovertext=[row["told"] for row in points], hoverinfo="text", cliponaxis=False,
        )  # fmt: skip
        for row, height in zip(points, heights, strict=True):
            figure.add_annotation(**_label(row, height, height == floor, placed, look))
    decades = [
        10.0**power for power in range(2, 9) if floor * 10 < 10.0**power <= (fines.max() * 10 if len(fines) else 10)
    ]
    figure.update_yaxes(
        type="log", range=[log10(floor) - 1.1, log10(fines.max()) + 0.5 if len(fines) else 2], title_text=y_title,
        tickvals=[floor, *decades],
        ticktext=[wrapped(no_amount, 12, 3), *(money(one, "EUR", look.lang) for one in decades)],
    )  # fmt: skip
    figure.add_hline(y=floor * 2.2, line={"color": look.rule, "width": 1, "dash": "dot"})
    longest = float(shown["max_prison_months"].max()) if len(shown) else 12.0
    figure.update_xaxes(
        range=[0, max(24.0, longest) * 1.25], dtick=24, tick0=0, title_text=x_title, showgrid=True, zeroline=False
    )
    return figure


def _label(
    row: dict[str, Any], height: float, is_low: bool, placed: dict[tuple[float, float], int], look: Look
) -> dict[str, Any]:
    """The name above its point; where there is no amount many share a place, and codes stand under each other."""
    months = float(row["max_prison_months"])
    rank = placed[months, height] = placed.get((months, height), -1) + 1
    star = bool(row["is_reference"])
    return {
        "text": wrapped(row["jurisdiction"] if is_low else row["named"], 22, 2),
        "x": months,
        "y": log10(height),
        "showarrow": False,
        "yshift": -19 - 14 * rank if is_low or star else 16 + 14 * rank,
        "font": {"size": 12, "color": look.series[1] if star else look.ink},
    }
