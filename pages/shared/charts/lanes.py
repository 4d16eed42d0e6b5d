"""A lane per jurisdiction: acts of authorities above, the bar of the maximum in force under them."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.shared.charts.base import Look, added, as_date, month_end, ruled, safe, wrapped

LINE, BAR = 22, 22  # pixels: one line of marks, one bar


def packed(part: pd.DataFrame, start: date, end: date) -> tuple[list[tuple[int, date, dict]], int]:
    """Each row with a day and the line it stands on, so that no two cover each other; and how many lines there are."""
    gap = max((end - start) / 60, timedelta(days=1))
    free: list[date] = []
    placed = []
    for row in part.sort_values("start_date").to_dict("records"):
        first = as_date(row["start_date"])
        last = month_end(first) if row["date_precision"] == "month" else first
        middle = max(first, start) + (min(last, end) - max(first, start)) / 2
        line = next((n for n, taken in enumerate(free) if taken <= middle), len(free))
        free[line : line + 1] = [middle + gap]
        placed.append((line, middle, row))
    return placed, len(free)


def lanes_of(rows: pd.DataFrame, start: date, end: date) -> tuple[list[dict[str, Any]], int]:
    """The lanes from the bottom up: where each begins (in pixels), its acts, bars and beginnings; and their height."""
    acts = rows[rows["panel"] == "act"]
    found, below = [], 0
    for code in sorted(rows["jurisdiction"].dropna().unique(), key=lambda code: first_act(acts, code), reverse=True):
        own = rows[rows["jurisdiction"] == code]
        placed, depth = packed(own[own["panel"] == "act"], start, end)
        found.append(
            {
                "code": code,
                "base": below,
                "acts": placed,
                "depth": depth,
                "bars": own[own["panel"] == "ceiling"].to_dict("records"),
                "begins": own[own["panel"] == "law"].to_dict("records"),
            }
        )
        below += BAR + LINE * max(depth, 1) + 12
    return found, max(below, 40)


def first_act(acts: pd.DataFrame, code: str) -> tuple[date, str]:
    """The day of the lane's first act; one known to the month only may have come as late as its last day."""
    own = acts[acts["jurisdiction"] == code]
    days = [
        month_end(as_date(when)) if precision == "month" else as_date(when)
        for when, precision in zip(own["start_date"], own["date_precision"], strict=True)
    ]
    return min(days, default=date.max), code


def draw_lanes(figure: go.Figure, lanes: list[dict], look: Look, texts: Any, start: date, end: date) -> None:
    """Draws a lane per jurisdiction: its acts as marks, and below them its maxima in force as bars."""
    green = look.series[2]
    days = max((end - start).days, 1)
    bars, begins, shapes, labels = [], [], [], []
    for lane in lanes:
        base = lane["base"] + BAR / 2 + 4
        for row in lane["bars"]:
            first, last = as_date(row["start_date"]), as_date(row["end_date"]) + timedelta(days=1)
            sure = bool(row["is_established"])
            shapes.append(dict(
                type="rect", xref="x", yref="y", x0=first, x1=last, y0=base - 8, y1=base + 8, layer="between",
                fillcolor=green if sure else look.ground,
                line={"color": green, "width": 1.5, "dash": "solid" if sure else "dot"},
            ))  # fmt: skip
            if len(row["inside"]) * 7.5 < 520 * (last - first).days / days:
                labels.append(dict(
                    text=safe(row["inside"]), xref="x", yref="y", x=first, y=base, xanchor="left", xshift=14,
                    showarrow=False,
                    font={"size": 12, "color": look.ground if sure else look.ink},
                ))  # fmt: skip
            bars.append((first + (last - first) / 2, base, row))
        if not lane["bars"]:
            labels.append(dict(
                text=safe(texts.nothing), xref="x domain", yref="y", x=0.01, y=base, xanchor="left", showarrow=False,
                font={"size": 12, "color": look.muted},
            ))  # fmt: skip
        begins += [(as_date(row["start_date"]), base - 10, row) for row in lane["begins"]]
        marks = [(lane["base"] + BAR + 12 + LINE * line, day, row) for line, day, row in lane["acts"]]
        marks_of(figure, marks, look, "y", look.accent)
        if lane["base"]:
            shapes.append(ruled(lane["base"] - 4, look))
    added(figure, shapes=shapes, annotations=labels)
    for points, symbol, size, seen in ((bars, "square", 14, 0.01), (begins, "triangle-up", 12, 1)):
        if points:
            figure.add_scatter(
                x=[x for x, *_ in points], y=[y for _, y, _ in points], mode="markers", yaxis="y",
                marker={"symbol": symbol, "size": size, "color": look.ink, "opacity": seen,
                        "line": {"width": 1.5, "color": look.ground}},
                hovertext=[row["told"] for *_, row in points], hoverinfo="text", showlegend=False,
            )  # fmt: skip
    figure.update_layout(
        yaxis={
            "range": [-6, (lanes[-1]["base"] + BAR + LINE * max(lanes[-1]["depth"], 1) + 10) if lanes else 40],
            "tickvals": [lane["base"] + (BAR + LINE * max(lane["depth"], 1)) / 2 for lane in lanes],
            "ticktext": [wrapped(texts.names.get(lane["code"], lane["code"]), 13, 2) for lane in lanes],
            "tickfont": {"size": 13, "color": look.ink},
            "showgrid": False,
        }
    )


def marks_of(figure: go.Figure, placed: list[tuple[Any, date, dict]], look: Look, axis: str, colour: str) -> None:
    """A mark per row: filled diamond when binding, circle when not, outline when of low confidence."""
    if not placed:
        return
    binding = [row["is_binding"] is True or row["is_binding"] == 1 for *_, row in placed]
    symbols = [
        ("diamond" if bound else "circle") + ("" if row["is_established"] else "-open")
        for bound, (*_, row) in zip(binding, placed, strict=True)
    ]
    fills = [colour if bound or axis == "y2" else look.muted for bound in binding]
    figure.add_scatter(
        x=[day for _, day, _ in placed], y=[y for y, *_ in placed], mode="markers", yaxis=axis,
        marker={"symbol": symbols, "size": 11, "color": fills, "line": {"width": 2, "color": fills}},
        hovertext=[row["told"] for *_, row in placed], hoverinfo="text", showlegend=False,
    )  # fmt: skip
