"""Measured, reported, announced, done and provided by law, one above the other on one axis of time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.shared.charts.base import Look, Mark, as_date, blank, date_axis, month_end, safe, wrapped
from pages.shared.charts.lines import runs
from pages.shared.charts.values import interval, share_ticks, written
from pages.shared.words import dated, word

SHARES, REPORTS, LINE, BAR, GAP = 170, 120, 22, 22, 34  # heights in pixels; LINE: one line of marks in a lane


@dataclass(frozen=True)
class Texts:
    """The words of the panels; `ceiling` writes what is inside a bar, for a row."""

    measured: str
    reported: str
    announced: str
    lanes: str
    nothing: str  # in a lane without a bar
    names: Mapping[str, str]  # of the jurisdictions


def panels(
    rows: pd.DataFrame, look: Look, texts: Texts, *, start: date, end: date, breaks: Sequence[Mark] = ()
) -> go.Figure:
    """Four panels over the rows of the query exposure_time, with `told` (hover) and `inside` (text in a bar) columns.

    Shares keep their window and interval and are not joined; a line stops at a break. In a lane: acts (filled diamond
    when binding), under them the bar of the maximum in force, and a triangle where a provision comes into force.
    """
    lanes, tall = _lanes(rows, start, end)
    announced, depth = _packed(rows[rows["panel"] == "platform"], start, end)
    sizes = [tall, 16 + LINE * max(depth, 1), REPORTS, SHARES]  # from the bottom up
    total = sum(sizes) + GAP * len(sizes)
    figure = blank(look, total + 70)
    bottom, spans = 0.0, []
    for pixels in sizes:
        spans.append((bottom / total, (bottom + pixels) / total))
        bottom += pixels + GAP
    for place, (span, title) in enumerate(
        zip(spans, (texts.lanes, texts.announced, texts.reported, texts.measured), strict=True)
    ):
        figure.update_layout({f"yaxis{place + 1 if place else ''}": {"domain": span, "anchor": "x"}})
        figure.add_annotation(
            text=f"<b>{wrapped(title, 31, 2)}</b>", xref="paper", yref="paper", x=0, y=span[1], xanchor="left",
            yanchor="bottom", showarrow=False, align="left", font={"size": 13, "color": look.ink},
        )  # fmt: skip
    _shares(figure, rows[rows["panel"] == "measured"], look, start, end)
    _reports(figure, rows[rows["panel"] == "reported"], look, breaks)
    _marks(figure, announced, look, "y2", look.series[1])
    figure.update_layout(yaxis2={"range": [-0.8, max(depth, 1) - 0.2], "showticklabels": False, "showgrid": False})
    _draw_lanes(figure, lanes, look, texts, start, end)
    _key(figure, look)
    date_axis(figure, start, end, look, most=5)
    # A strip to narrow the days with; the lanes are kept out of it (a range beyond all of them).
    strip = {
        "visible": True,
        "thickness": 26 / total,
        "bgcolor": look.rule,
        "bordercolor": look.muted,
        "borderwidth": 1,
    }
    strip["yaxis"] = {"rangemode": "fixed", "range": [1e9, 2e9]}
    figure.update_xaxes(showgrid=True, anchor="y", fixedrange=False, rangeslider=strip)
    return figure


def lines_of(head: str, text: Any) -> str:
    """A hover text: who or what in bold, then the summary."""
    return f"<b>{wrapped(head, 60, 3)}</b>" + (f"<br>{wrapped(text, 60, 6)}" if isinstance(text, str) else "")


def _packed(part: pd.DataFrame, start: date, end: date) -> tuple[list[tuple[int, date, dict]], int]:
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


def _lanes(rows: pd.DataFrame, start: date, end: date) -> tuple[list[dict[str, Any]], int]:
    """The lanes from the bottom up: where each begins (in pixels), its acts, bars and beginnings; and their height."""
    acts = rows[rows["panel"] == "act"]
    found, below = [], 0
    for code in sorted(rows["jurisdiction"].dropna().unique(), key=lambda code: _first(acts, code), reverse=True):
        own = rows[rows["jurisdiction"] == code]
        placed, depth = _packed(own[own["panel"] == "act"], start, end)
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


def _first(acts: pd.DataFrame, code: str) -> tuple[date, str]:
    """The day of the lane's first act; one known to the month only may have come as late as its last day."""
    own = acts[acts["jurisdiction"] == code]
    days = [
        month_end(as_date(when)) if precision == "month" else as_date(when)
        for when, precision in zip(own["start_date"], own["date_precision"], strict=True)
    ]
    return min(days, default=date.max), code


def _draw_lanes(figure: go.Figure, lanes: list[dict], look: Look, texts: Texts, start: date, end: date) -> None:
    green = look.series[2]
    days = max((end - start).days, 1)
    bars, begins = [], []
    for lane in lanes:
        base = lane["base"] + BAR / 2 + 4
        for row in lane["bars"]:
            first, last = as_date(row["start_date"]), as_date(row["end_date"]) + timedelta(days=1)
            sure = bool(row["is_established"])
            figure.add_shape(
                type="rect", xref="x", yref="y", x0=first, x1=last, y0=base - 8, y1=base + 8, layer="between",
                fillcolor=green if sure else look.ground,
                line={"color": green, "width": 1.5, "dash": "solid" if sure else "dot"},
            )  # fmt: skip
            if len(row["inside"]) * 7.5 < 520 * (last - first).days / days:
                figure.add_annotation(
                    text=safe(row["inside"]), xref="x", yref="y", x=first, y=base, xanchor="left", xshift=14,
                    showarrow=False,
                    font={"size": 12, "color": look.ground if sure else look.ink},
                )  # fmt: skip
            bars.append((first + (last - first) / 2, base, row))
        if not lane["bars"]:
            figure.add_annotation(
                text=safe(texts.nothing), xref="x domain", yref="y", x=0.01, y=base, xanchor="left", showarrow=False,
                font={"size": 12, "color": look.muted},
            )  # fmt: skip
        begins += [(as_date(row["start_date"]), base, row) for row in lane["begins"]]
        marks = [(lane["base"] + BAR + 12 + LINE * line, day, row) for line, day, row in lane["acts"]]
        _marks(figure, marks, look, "y", look.accent)
        if lane["base"]:
            figure.add_hline(y=lane["base"] - 4, line={"color": look.rule, "width": 1}, yref="y")
    for points, symbol, size, seen in ((bars, "square", 14, 0.01), (begins, "triangle-right", 13, 1)):
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


def _marks(figure: go.Figure, placed: list[tuple[Any, date, dict]], look: Look, axis: str, colour: str) -> None:
    """A mark per row: filled diamond when binding, circle when not, outline when of low confidence."""
    if not placed:
        return
    binding = [row["is_binding"] is True or row["is_binding"] == 1 for *_, row in placed]
    symbols = [
        ("diamond" if bound else "circle") + ("" if row["is_established"] else "-open")
        for bound, (*_, row) in zip(binding, placed, strict=True)
    ]
    fills = [colour if bound or axis == "y2" else look.ground for bound in binding]
    figure.add_scatter(
        x=[day for _, day, _ in placed], y=[y for y, *_ in placed], mode="markers", yaxis=axis,
        marker={"symbol": symbols, "size": 11, "color": fills, "line": {"width": 2, "color": colour}},
        hovertext=[row["told"] for *_, row in placed], hoverinfo="text", showlegend=False,
    )  # fmt: skip


def _shares(figure: go.Figure, rows: pd.DataFrame, look: Look, start: date, end: date) -> None:
    shown = rows.sort_values("value").to_dict("records")
    ticks = share_ticks(1.0)[::2]
    figure.update_layout(
        yaxis4={"range": [-0.08, 1.06], "tickvals": ticks, "ticktext": [written(t, "share", look.lang) for t in ticks]}
    )
    previous = -1e9
    right = max((as_date(row["end_date"]) for row in shown), default=start)
    named = (right - start) / max(end - start, timedelta(days=1)) < 0.55
    for row in shown:
        first, last = as_date(row["start_date"]), as_date(row["end_date"]) + timedelta(days=1)
        test = row["kind"] == "adversarial_test"
        colour = look.series[4] if test else look.accent
        figure.add_scatter(
            x=[first, last], y=[row["value"]] * 2, mode="lines", yaxis="y4", hoverinfo="skip", showlegend=False,
            line={"color": colour, "width": 3, "dash": "dot" if test else "solid"},
        )  # fmt: skip
        low, high = row["value_low"], row["value_high"]
        known = low == low and low is not None
        figure.add_scatter(
            x=[first + (last - first) / 2], y=[row["value"]], mode="markers", yaxis="y4", showlegend=False,
            marker={"symbol": "square-open" if test else "circle", "size": 9, "color": colour, "line": {"width": 2}},
            error_y={"type": "data", "symmetric": False, "array": [high - row["value"]],
                     "arrayminus": [row["value"] - low], "color": colour} if known else None,
            hovertext=[f"{row['told']}<br>{written(row['value'], 'share', look.lang)} "
                       f"{interval(low, high, 'share', look.lang)}"],
            hoverinfo="text",
        )  # fmt: skip
        if named:
            at = max(row["value"] * SHARES / 1.14, previous + 15)
            previous = at
            figure.add_annotation(
                text=f"{written(row['value'], 'share', look.lang)} {wrapped(row['actor'].split(' (')[0], 16, 1)}",
                xref="x", yref="y4", x=right + timedelta(days=2), y=row["value"], xanchor="left", showarrow=False,
                yshift=at - row["value"] * SHARES / 1.14, font={"size": 12, "color": colour},
            )  # fmt: skip


def _reports(figure: go.Figure, rows: pd.DataFrame, look: Look, breaks: Sequence[Mark]) -> None:
    cuts = sorted(mark.when for mark in breaks)
    for run in runs(rows.sort_values("start_date"), "start_date", "value", 1, cuts) if len(rows) else ():
        days = [as_date(value) for value in run["start_date"]]
        figure.add_scatter(
            x=days, y=run["value"], mode="lines" if len(run) > 1 else "markers", yaxis="y3", showlegend=False,
            line={"color": look.series[0], "width": 2}, hoverinfo="text",
            hovertext=[f"{dated(when, 'day', look.lang)}<br>{written(count, 'number', look.lang)}"
                       for when, count in zip(days, run["value"], strict=True)],
        )  # fmt: skip
    figure.update_layout(yaxis3={"rangemode": "tozero", "nticks": 4, "tickformat": ","})
    if len(rows):
        last = as_date(rows["start_date"].max())
        figure.add_annotation(
            text=safe(word("charts.reports_end", look.lang, day=last)), xref="x", yref="y3 domain", x=last, y=0.5,
            xanchor="left", xshift=6, showarrow=False, font={"size": 12, "color": look.muted},
        )  # fmt: skip


def _key(figure: go.Figure, look: Look) -> None:
    green = look.series[2]
    for name, marker in (
        ("binding", {"symbol": "diamond", "color": look.accent, "line": {"width": 2, "color": look.accent}}),
        ("plain", {"symbol": "circle", "color": look.ground, "line": {"width": 2, "color": look.accent}}),
        ("law", {"symbol": "square", "color": green, "line": {"width": 1, "color": green}}),
        ("law_unclear", {"symbol": "square", "color": look.ground, "line": {"width": 2, "color": green}}),
        ("begins", {"symbol": "triangle-right", "color": look.ink, "line": {"width": 1, "color": look.ink}}),
    ):
        figure.add_scatter(
            x=[None], y=[None], mode="markers", marker={"size": 11, **marker}, hoverinfo="skip",
            name=word(f"charts.key.{name}", look.lang), showlegend=True,
        )  # fmt: skip
