"""A lane per jurisdiction: acts of authorities above, the bar of the maximum in force under them."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, as_date, month_end, ruled, safe, wrapped
from figures.records import records_of
from figures.words import day as written_day
from figures.words import word

LINE, BAR = 22, 30  # pixels: one line of marks, one bar with what begins under it
NOTE = 18  # a line for what a bar is too short to hold
ROOM, WIDE = 250, 640  # pixels of the time axis, on a telephone and on a wide page
LETTER = 6.8  # pixels, of the text in a bar


def packed(part: pd.DataFrame, start: date, end: date) -> tuple[list[tuple[int, date, dict]], int]:
    """Each row with a day and the line it stands on, so that no two cover each other; and how many lines there are."""
    gap = max((end - start) / 60, timedelta(days=1))
    free: list[date] = []
    placed = []
    for row in records_of(part.sort_values("start_date")):
        first, last = extent(row, start, end)
        middle = first + (last - first) / 2
        line = next((n for n, taken in enumerate(free) if taken <= first), len(free))
        free[line : line + 1] = [max(last + gap / 2, middle + gap)]
        placed.append((line, middle, row))
    return placed, len(free)


def extent(row: dict[str, Any], start: date, end: date) -> tuple[date, date]:
    """First and last day an act may have come on, within the period: of a month only, the month's."""
    first = as_date(row["start_date"])
    last = month_end(first) if row["date_precision"] == "month" else first
    return max(first, start), min(last, end)


def is_short(row: dict[str, Any], start: date, end: date, room: int = ROOM) -> bool:
    """Whether the text of a bar does not fit in it, on an axis of `room` pixels."""
    length = (as_date(row["end_date"]) - as_date(row["start_date"])).days + 1
    return len(row["inside"]) * LETTER > room * length / max((end - start).days, 1)


def lanes_of(rows: pd.DataFrame, start: date, end: date, room: int = ROOM) -> tuple[list[dict[str, Any]], int]:
    """The lanes from the bottom up: where each begins (in pixels), its acts, bars and beginnings; and their height."""
    acts = rows[rows["panel"] == "act"]
    found, below = [], 0
    for code in sorted(rows["jurisdiction"].dropna().unique(), key=lambda code: first_act(acts, code), reverse=True):
        own = rows[rows["jurisdiction"] == code]
        placed, depth = packed(own[own["panel"] == "act"], start, end)
        bars = records_of(own[own["panel"] == "ceiling"])
        notes = [row for row in bars if is_short(row, start, end, room)]
        notes += records_of(own[own["panel"] == "paused"])
        found.append(
            {
                "code": code,
                "base": below,
                "acts": placed,
                "depth": depth,
                "bars": bars,
                "notes": notes,
                "room": room,
                "begins": records_of(own[own["panel"] == "law"]),
            }
        )
        below += BAR + NOTE * len(notes) + LINE * max(depth, 1) + 12
    return found, max(below, 40)


def first_act(acts: pd.DataFrame, code: str) -> tuple[date, str]:
    """The day of the lane's first act; one known to the month only may have come as late as its last day."""
    own = acts[acts["jurisdiction"] == code]
    days = [
        month_end(as_date(when)) if precision == "month" else as_date(when)
        for when, precision in zip(own["start_date"], own["date_precision"], strict=True)
    ]
    return min(days, default=date.max), code


def draw_lanes(
    figure: go.Figure, lanes: list[dict], look: Look, texts: Any, start: date, end: date
) -> tuple[list[dict], list[dict]]:
    """Draws a lane per jurisdiction, its acts as marks; what is left to add: shapes (maxima as bars) and texts."""
    green = look.law
    bars, begins = [], []
    shapes: list[dict] = []
    labels: list[dict] = []
    for lane in lanes:
        base = lane["base"] + BAR - 7
        for row in lane["bars"]:
            first, last = as_date(row["start_date"]), as_date(row["end_date"]) + timedelta(days=1)
            sure = bool(row["is_established"])
            shapes.append(dict(
                type="rect", xref="x", yref="y", x0=first, x1=last, y0=base - 8, y1=base + 8, layer="between",
                fillcolor=green if sure else look.ground,
                line={"color": green, "width": 1.5, "dash": "solid" if sure else "dot"},
            ))  # fmt: skip # saves 9 lines
            if not is_short(row, start, end, lane["room"]):
                labels.append(dict(
                    text=safe(row["inside"]), xref="x", yref="y", x=first, y=base, xanchor="left", xshift=14,
                    showarrow=False,
                    font={"size": 12, "color": look.ground if sure else look.ink},
                ))  # fmt: skip # saves 8 lines
            bars.append((first + (last - first) / 2, base, row))
        for line, row in enumerate(reversed(lane["notes"])):
            labels.append(note(row, base + 18 + NOTE * line, start, end, look))
            if row["panel"] == "paused":  # a broken line, as long as the pause, under its text
                first, last = as_date(row["start_date"]), as_date(row["end_date"]) + timedelta(days=1)
                shapes.append(dict(
                    type="line", xref="x", yref="y", x0=first, x1=last, y0=base + 10 + NOTE * line,
                    y1=base + 10 + NOTE * line, line={"color": green, "width": 3, "dash": "dot"},
                ))  # fmt: skip # saves 8 lines
        if not lane["bars"]:
            is_read = texts.read is None or lane["code"] in texts.read
            labels.append(dict(
                text=safe(texts.nothing if is_read else texts.unread), xref="x domain",
                yref="y", x=0.01, y=base, xanchor="left", showarrow=False,
                font={"size": 12, "color": look.muted},
            ))  # fmt: skip # saves 7 lines
        begins += [(as_date(row["start_date"]), base - 16, row) for row in lane["begins"]]
        above = lane["base"] + BAR + NOTE * len(lane["notes"]) + 13
        marks = [(above + LINE * line, day, row) for line, day, row in lane["acts"]]
        marks_of(figure, marks, look, "y", look.done, start, end)
        if lane["base"]:
            shapes.append(ruled(lane["base"] - 3, look))
    for points, symbol, size, seen in ((bars, "square", 14, 0.01), (begins, "triangle-up", 12, 1)):
        if points:
            figure.add_scatter(
                x=[x for x, *_ in points], y=[y for _, y, _ in points], mode="markers", yaxis="y",
                marker={"symbol": symbol, "size": size, "color": look.ink, "opacity": seen,
                        "line": {"width": 1.5, "color": look.ground}},
                hovertext=[row["told"] for *_, row in points], hoverinfo="text", showlegend=False,
                customdata=[row.get("row_id") for *_, row in points], cliponaxis=False,
            )  # fmt: skip # saves 11 lines
    tops = [BAR + NOTE * len(lane["notes"]) + LINE * max(lane["depth"], 1) for lane in lanes]
    figure.update_layout(
        yaxis={
            "range": [-6, (lanes[-1]["base"] + tops[-1] + 10) if lanes else 40],
            "tickvals": [lane["base"] + top / 2 for lane, top in zip(lanes, tops, strict=True)],
            "ticktext": [wrapped(texts.names.get(lane["code"], lane["code"]), 13, 2) for lane in lanes],
            "tickfont": {"size": 13, "color": look.ink},
            "showgrid": False,
        }
    )
    return shapes, labels


def note(row: dict[str, Any], height: float, start: date, end: date, look: Look) -> dict[str, Any]:
    """The text of a bar too short to hold it, on a line of its own above the bar, with the day the bar ends."""
    first, last = as_date(row["start_date"]), as_date(row["end_date"])
    is_late = (first - start) > (end - start) / 2
    text = row["inside"]
    if last < end:
        text = word("charts.until", look.lang, text=text, day=written_day(last, look.lang, short=True))
    return dict(
        text=safe(text), xref="x", yref="y", x=last if is_late else first, y=height, showarrow=False,
        xanchor="right" if is_late else "left", font={"size": 12, "color": look.ink},
    )  # fmt: skip # saves 6 lines


def marks_of(
    figure: go.Figure,
    placed: list[tuple[Any, date, dict]],
    look: Look,
    axis: str,
    colour: str,
    start: date,
    end: date,
) -> None:
    """A mark per row: filled diamond when binding, circle when not, outline when of low confidence.

    On a band as wide as the month where only the month is known.
    """
    if not placed:
        return
    binding = [row["is_binding"] is True or row["is_binding"] == 1 for *_, row in placed]
    symbols = [
        ("diamond" if bound else "circle") + ("" if row["is_established"] else "-open")
        for bound, (*_, row) in zip(binding, placed, strict=True)
    ]
    fills = [colour if bound or axis == "y2" else look.pale for bound in binding]
    wide: list[tuple[Any, Any]] = []
    for y, _, row in placed:
        if row["date_precision"] == "month":
            first, last = extent(row, start, end)
            wide += [(first, y), (last + timedelta(days=1), y), (None, None)]
    if wide:
        figure.add_scatter(
            x=[x for x, _ in wide], y=[y for _, y in wide], mode="lines", yaxis=axis, showlegend=False,
            line={"color": look.muted, "width": 8}, opacity=0.35, hoverinfo="skip",
        )  # fmt: skip # saves 6 lines
    figure.add_scatter(
        x=[day for _, day, _ in placed], y=[y for y, *_ in placed], mode="markers", yaxis=axis,
        marker={"symbol": symbols, "size": 11, "color": fills, "line": {"width": 2, "color": fills}},
        hovertext=[row["told"] for *_, row in placed], hoverinfo="text", showlegend=False,
        customdata=[row.get("row_id") for *_, row in placed], cliponaxis=False,
    )  # fmt: skip # saves 6 lines
