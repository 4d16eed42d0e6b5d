"""Measured, reported, announced, done and provided by law, one above the other on one axis of time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, Mark, added, as_date, blank, date_axis, safe, wrapped
from figures.charts.glance import glance
from figures.charts.lanes import LINE, ROOM, WIDE, draw_lanes, lanes_of, marks_of, packed
from figures.charts.lines import runs
from figures.charts.spine import spread
from figures.charts.values import interval, share_ticks, written
from figures.records import records_of
from figures.words import dated, day, word

SHARES, REPORTS, GAP, FLAG = 210, 84, 46, 15  # heights in pixels


@dataclass(frozen=True)
class Texts:
    """The words of the panels; `ceiling` writes what is inside a bar, for a row."""

    measured: str
    reported: str
    announced: str
    lanes: str
    nothing: str  # in a lane without a bar
    names: Mapping[str, str]  # of the jurisdictions
    unread: str = ""  # in a lane of a jurisdiction whose law nobody has read
    read: frozenset[str] | None = None  # the jurisdictions whose law was read; None for all


def panels(
    rows: pd.DataFrame,
    look: Look,
    texts: Texts,
    *,
    start: date,
    end: date,
    breaks: Sequence[Mark] = (),
    flags: pd.DataFrame | None = None,
) -> go.Figure:
    """Four panels over the rows of the query exposure_time; `flags` (event_date, label, lane) are named above them.

    It needs the columns `told` (hover), `named` (of what a share is one) and `inside` (text in a bar) beside them.

    Shares keep their window and interval and are not joined; a line stops at a break. In a lane: acts (filled diamond
    when binding), under them the bar of the maximum in force, and a triangle where a provision comes into force.
    """
    if look.room:
        return glance(rows, look, texts, start=start, end=end)
    lanes, tall = lanes_of(rows, start, end, ROOM if look.narrow else WIDE)
    announced, depth = packed(rows[rows["panel"] == "platform"], start, end)
    reports = REPORTS if texts.reported else 1  # an affair without such counts has no panel for them
    sizes = [tall, 16 + LINE * max(depth, 1), reports, SHARES]  # from the bottom up
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
            text=f"<b>{wrapped(title, 31 if look.narrow else 90, 2)}</b>" if title else "", xref="paper", yref="paper",
            x=0, y=span[1],
            xanchor="left", yanchor="bottom", yshift=4, showarrow=False, align="left",
            font={"size": 13, "color": look.ink},
        )  # fmt: skip # saves 7 lines
    _shares(figure, rows[rows["panel"] == "measured"], look, start, end)
    _reports(figure, rows[rows["panel"] == "reported"], look, breaks)
    marks_of(figure, announced, look, "y2", look.said, start, end)
    figure.update_layout(yaxis2={"range": [-0.8, max(depth, 1) - 0.2], "showticklabels": False, "showgrid": False})
    shapes, notes = draw_lanes(figure, lanes, look, texts, start, end)
    _key(figure, look, _drawn(rows))
    if flags is not None and len(flags) and not look.narrow:
        lines, names = _flags(figure, flags, look, start, end)
        shapes, notes = [*shapes, *lines], [*notes, *names]
    added(figure, shapes=shapes, annotations=notes)  # once: each time, all that is there is checked again
    date_axis(figure, start, end, look, most=8)
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


def _flags(figure: go.Figure, flags: pd.DataFrame, look: Look, start: date, end: date) -> tuple[list[dict], list[dict]]:
    """Room for key events above the panels; their lines through all of them, and their names."""
    days = max((end - start).days, 1)
    placed, levels = spread([((as_date(row.event_date) - start).days, str(row.label), str(row.lane))
                             for row in flags.itertuples()], days * 1.2, most=12)  # fmt: skip # saves 3 lines
    colours = {"measured": look.measured, "said": look.said, "done": look.done, "law": look.law}
    shapes, texts = [], []
    for place, text, lane, level, side in placed:
        when = start + timedelta(days=place)
        shapes.append(
            {
                "type": "line",
                "xref": "x",
                "x0": when,
                "x1": when,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "layer": "below",
                "line": {"color": look.rule, "width": 1},
            }
        )
        texts.append(
            {
                "text": safe(text),
                "xref": "x",
                "x": when,
                "yref": "paper",
                "y": 1,
                "yanchor": "bottom",
                "yshift": 4 + FLAG * level,
                "xanchor": "left" if side == "right" else "right",
                "showarrow": False,
                "font": {"size": 12, "color": colours.get(lane, look.ink)},
                "bgcolor": look.ground,
            }
        )
    room = 12 + FLAG * levels
    figure.update_layout(height=figure.layout.height + room + 40, margin={"t": 24 + room, "b": 74})
    figure.update_layout(legend={"yref": "container", "y": 0, "yanchor": "bottom"})
    return shapes, texts


def lines_of(head: str, text: Any) -> str:
    """A hover text: who or what in bold, then the summary."""
    return f"<b>{wrapped(head, 60, 3)}</b>" + (f"<br>{wrapped(text, 60, 6)}" if isinstance(text, str) else "")


def _shares(figure: go.Figure, rows: pd.DataFrame, look: Look, start: date, end: date) -> None:
    shown = records_of(rows.sort_values("value"))
    ticks = [tick for tick in share_ticks(1.0)[::2] if tick <= 1]
    figure.update_layout(
        yaxis4={"range": [-0.08, 1.22], "tickvals": ticks, "ticktext": [written(t, "share", look.lang) for t in ticks]}
    )
    previous, scale = -1e9, (0.85 if look.narrow else 1.0) * SHARES / 1.3  # pixels of a share of 1; a key takes some
    right = max((as_date(row["end_date"]) for row in shown), default=start)
    named = (right - start) / max(end - start, timedelta(days=1)) < 0.55
    for row in shown:
        first, last = as_date(row["start_date"]), as_date(row["end_date"]) + timedelta(days=1)
        colour = look.measured
        figure.add_scatter(
            x=[first, last], y=[row["value"]] * 2, mode="lines", yaxis="y4", hoverinfo="skip", showlegend=False,
            line={"color": colour, "width": 3},
        )  # fmt: skip # saves 5 lines
        low, high = row["value_low"], row["value_high"]
        known = low == low and low is not None
        figure.add_scatter(
            x=[first + (last - first) / 2], y=[row["value"]], mode="markers", yaxis="y4", showlegend=False,
            customdata=[row.get("row_id")],
            marker={"symbol": "circle", "size": 9, "color": colour, "line": {"width": 2}},
            error_y={"type": "data", "symmetric": False, "array": [high - row["value"]],
                     "arrayminus": [row["value"] - low], "color": colour} if known else None,
            hovertext=[f"{row['told']}<br>{written(row['value'], 'share', look.lang)} "
                       f"{interval(low, high, 'share', look.lang)}"],
            hoverinfo="text",
        )  # fmt: skip # saves 13 lines
        if named:
            at = max(row["value"] * scale, previous + 17)
            previous = at
            what = "" if look.narrow else f"{wrapped(row['named'], 40, 1)} · "
            figure.add_annotation(
                text=f"<b>{written(row['value'], 'share', look.lang)}</b> {what}"
                     f"{wrapped(row['actor'].split(' (')[0], 18, 1)}",
                xref="x", yref="y4", x=right + timedelta(days=2), y=row["value"], xanchor="left", showarrow=False,
                yshift=at - row["value"] * scale, align="left", font={"size": 12, "color": colour},
            )  # fmt: skip # saves 7 lines


def _reports(figure: go.Figure, rows: pd.DataFrame, look: Look, breaks: Sequence[Mark]) -> None:
    cuts = sorted(mark.when for mark in breaks)
    for run in runs(rows.sort_values("start_date"), "start_date", "value", 1, cuts) if len(rows) else ():
        days = [as_date(value) for value in run["start_date"]]
        figure.add_scatter(
            x=days, y=run["value"], mode="lines" if len(run) > 1 else "markers", yaxis="y3", showlegend=False,
            line={"color": look.said, "width": 2}, hoverinfo="text",
            hovertext=[f"{dated(when, 'day', look.lang)}<br>{written(count, 'number', look.lang)}"
                       for when, count in zip(days, run["value"], strict=True)],
        )  # fmt: skip # saves 7 lines
    figure.update_layout(yaxis3={"rangemode": "tozero", "nticks": 4, "tickformat": ",", "visible": len(rows) > 0})
    if len(rows):
        last = as_date(rows["start_date"].max())
        said = word("charts.reports_end", look.lang, day=day(last, look.lang, short=True))
        figure.add_annotation(
            text=safe(said), xref="x", yref="y3 domain", x=last, y=0.5,
            xanchor="left", xshift=6, showarrow=False, font={"size": 12, "color": look.muted},
        )  # fmt: skip # saves 7 lines


def _drawn(rows: pd.DataFrame) -> set[str]:
    """The kinds of mark that occur: only those are in the legend."""
    dots = rows[rows["panel"].isin(["act", "platform"])]
    bound = rows["is_binding"].eq(True)
    sure = rows["is_established"].eq(True)
    found = {
        "share": rows["panel"] == "measured",
        "announced": rows["panel"] == "platform",
        "binding": (rows["panel"] == "act") & bound,
        "plain": (rows["panel"] == "act") & ~bound,
        "low": rows.index.isin(dots.index) & ~sure,
        "month_only": rows.index.isin(dots.index) & (rows["date_precision"] == "month"),
        "law": (rows["panel"] == "ceiling") & sure,
        "law_unclear": (rows["panel"] == "ceiling") & ~sure,
        "begins": rows["panel"] == "law",
    }
    return {name for name, rows_of in found.items() if rows_of.any()}


def _key(figure: go.Figure, look: Look, drawn: set[str]) -> None:
    green = look.law
    for name, marker in (
        ("share", {"symbol": "circle", "color": look.measured, "line": {"width": 2, "color": look.measured}}),
        ("announced", {"symbol": "circle", "color": look.said, "line": {"width": 2, "color": look.said}}),
        ("binding", {"symbol": "diamond", "color": look.done, "line": {"width": 2, "color": look.done}}),
        ("plain", {"symbol": "circle", "color": look.pale, "line": {"width": 2, "color": look.pale}}),
        ("low", {"symbol": "circle-open", "color": look.muted, "line": {"width": 2, "color": look.muted}}),
        ("month_only", {"symbol": "line-ew", "size": 20, "line": {"width": 8, "color": look.rule}}),
        ("law", {"symbol": "square", "color": green, "line": {"width": 1, "color": green}}),
        ("law_unclear", {"symbol": "square", "color": look.ground, "line": {"width": 2, "color": green}}),
        ("begins", {"symbol": "triangle-up", "color": look.ink, "line": {"width": 1, "color": look.ink}}),
    ):
        if name not in drawn:
            continue
        figure.add_scatter(
            x=[None], y=[None], mode="markers", marker={"size": 11, **marker}, hoverinfo="skip",
            name=word(f"charts.key.{name}", look.lang), showlegend=True,
        )  # fmt: skip # saves 5 lines
