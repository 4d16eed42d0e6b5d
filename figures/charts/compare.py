"""Longest term against highest fine, a point per jurisdiction; what has no number has a place of its own."""

from collections.abc import Mapping
from math import log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, added, blank, safe, wrapped
from figures.words import money

SHAPES = {"in_force": "circle", "later": "circle-open", "earlier": "circle-open", "unclear": "diamond-open",
          "paused": "circle-open"}  # fmt: skip
ABOVE, LINE = 320, 19  # pixels: of the fines with an amount; of a line of those without
PHONE = 230  # pixels of the axis of months on a telephone, where names must not cover each other either
LETTER = 6.8  # pixels
Box = tuple[float, float, float, float]  # left, right, bottom, top, in pixels


def compare(
    rows: pd.DataFrame, look: Look, *, names: Mapping[str, str], x_title: str, y_title: str, no_amount: str
) -> go.Figure:
    """Points over the rows of the query law_compare with `named` and `told` columns; fines on a logarithmic axis.

    Filled: in force on the day; open circle: on another day; open diamond: not established. Below the rule: fines
    without an amount in euros, each on a line of its own, so that equal terms do not cover each other; the order of
    those lines is that of the terms. The reference point is a star.
    """
    shown = rows.dropna(subset=["max_prison_months"])
    fines = shown["max_fine_eur"].dropna()
    lowest, highest = (log10(fines.min()), log10(fines.max())) if len(fines) else (3.0, 4.0)
    decade = ABOVE / (highest - lowest + 0.9)  # pixels
    rule = lowest - 0.45
    low = shown[shown["max_fine_eur"].isna()].sort_values(["max_prison_months", "named"])
    lines = {row["jurisdiction"]: rule - (0.9 + n) * LINE / decade for n, row in enumerate(low.to_dict("records"))}
    bottom = rule - (len(low) + 0.8) * LINE / decade
    figure = blank(look, int(100 + (highest + 0.45 - bottom) * decade))
    longest = max(24.0, float(shown["max_prison_months"].max()) if len(shown) else 12.0) * 1.1
    points = []
    for row in shown.to_dict("records"):
        has_amount = row["max_fine_eur"] == row["max_fine_eur"]
        points.append((row, log10(row["max_fine_eur"]) if has_amount else lines[row["jurisdiction"]]))
    for status in names:
        drawn = [(row, y) for row, y in points if ("reference" if row["is_reference"] else row["status"]) == status]
        if not drawn:
            continue
        colour = look.series[1] if status == "reference" else look.accent if status == "in_force" else look.muted
        figure.add_scatter(
            x=[float(row["max_prison_months"]) for row, _ in drawn], y=[10**y for _, y in drawn], mode="markers",
            name=safe(names[status]),
            marker={
                "symbol": "star" if status == "reference" else SHAPES[status], "color": colour,
                "size": 15 if status == "reference" else 11, "line": {"width": 2, "color": colour},
            },
            hovertext=[row["told"] for row, _ in drawn], hoverinfo="text", cliponaxis=False,
        )  # fmt: skip
    added(figure, annotations=_names(points, longest, decade, look))
    decades = [10.0**power for power in range(2, 9) if lowest - 0.3 < power <= highest + 0.3]
    figure.update_yaxes(
        type="log", range=[bottom, highest + 0.45], title_text=y_title,
        tickvals=[*([10 ** ((rule + bottom) / 2)] if len(low) else []), *decades],
        ticktext=[*([wrapped(no_amount, 12, 3)] if len(low) else []),
                  *(money(one, "EUR", look.lang) for one in decades)],
    )  # fmt: skip
    figure.add_hline(y=10**rule, line={"color": look.rule, "width": 1, "dash": "dot"})
    figure.update_xaxes(range=[0, longest], dtick=24, tick0=0, title_text=x_title, showgrid=True, zeroline=False)
    return figure


def _names(points: list[tuple[Any, float]], longest: float, decade: float, look: Look) -> list[dict[str, Any]]:
    """The name of each point beside it, moved up or down until it covers neither a mark nor another name."""
    at = [(float(row["max_prison_months"]) / longest * PHONE, y * decade) for row, y in points]
    taken: list[Box] = [(x - 7, x + 7, y - 7, y + 7) for x, y in at]
    found = []
    for (row, height), (x, y) in sorted(zip(points, at, strict=True), key=lambda one: -one[0][1]):
        width = LETTER * len(row["named"])
        sides = ("right", "left") if x + 10 + width < PHONE + 8 else ("left", "right")
        places = [(side, shift) for shift in (0, 13, -13, 20, -20, 27, -27, 34, -34) for side in sides]
        boxes = [(x + 10, x + 10 + width) if side == "right" else (x - 10 - width, x - 10) for side, _ in places]
        free = [
            (place, (left, right, y + place[1] - 6, y + place[1] + 6))
            for place, (left, right) in zip(places, boxes, strict=True)
            if left > -4
        ]
        (side, shift), box = next(
            ((place, box) for place, box in free if not any(_meet(box, other) for other in taken)), free[0]
        )
        taken.append(box)
        found.append({
            "text": safe(row["named"]), "x": float(row["max_prison_months"]), "y": height, "showarrow": False,
            "xanchor": "left" if side == "right" else "right", "xshift": 10 if side == "right" else -10,
            "yshift": shift,
            "font": {"size": 12, "color": look.series[1] if row["is_reference"] else look.ink},
        })  # fmt: skip
    return found


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
