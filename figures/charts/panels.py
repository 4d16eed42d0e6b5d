"""Measured, reported, announced, done and provided by law, one above the other on one axis of time.

Everything is a line: a bar per measured share, a curve of reports, the announcements, and a band per jurisdiction, the
maximum in force, with the acts of its authorities on it and the maximum in words behind it; on a telephone above it. A
height is a number of pixels from the top.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.along import Scale, axis, spread
from figures.charts.base import Look, Mark, as_date, blank, safe, wrapped
from figures.charts.lanes import LINE, STACKED, Row, Texts, lanes, packed
from figures.charts.lines import runs
from figures.charts.sheet import ACROSS, Sheet
from figures.charts.values import interval, written
from figures.records import records_of
from figures.words import day, number, word

LEVEL, CURVE = 16, 44  # pixels: a level of flags, the curve of reports
LETTER = 5.8  # pixels of a character behind a line
MEASURED, FLAGS = 5, 9  # shares at most, one of each producer first; levels of flags


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
    """The rows of the query exposure_time; `flags` (event_date, label, lane) are named above them.

    It needs the columns `told` (hover), `named` (of what a share is one) and `inside` (a maximum in words) beside them.
    A curve stops at a break. A picture with little room has as many jurisdictions as it holds, the earliest first.
    """
    sheet = Sheet(blank(look, 100), look, Scale(start, end), [], [])
    at = 0.0
    if flags is not None and len(flags) and not look.narrow and not look.room:
        at = _flags(sheet, flags)
    top = at
    marks = records_of(rows[rows["panel"] != "reported"])
    if not look.room:  # a picture tells what its title does: acts and law
        at = _shares(sheet, [row for row in marks if row["panel"] == "measured"], texts.measured, at)
        reported = rows[rows["panel"] == "reported"].dropna(subset=["value"])
        announced = [row for row in marks if row["panel"] == "platform"]
        at = _reports(sheet, reported, texts.reported, breaks, at) if len(reported) else at
        at = _announced(sheet, announced, texts.announced, at) if announced else at
    at, ticks = lanes(sheet, marks, texts, at)
    for row in flags.itertuples() if top and flags is not None else ():
        place = sheet.along.at(as_date(row.event_date))
        sheet.line(place, top, place, at)
    behind = max((len(str(one["text"])) for one in sheet.texts if one.get("xshift") == 8), default=0)
    sheet.figure.update_layout(
        height=int(at + 18 + 60), shapes=sheet.shapes, annotations=sheet.texts,
        margin={"t": 8, "r": int(24 + LETTER * behind), **({"l": 4} if look.narrow else {})},
    )  # fmt: skip # saves 2 lines
    sheet.figure.update_xaxes(**axis(sheet.along, look.lang, ACROSS[look.narrow]))
    sheet.figure.update_yaxes(range=[at + 18, -4], showgrid=False, visible=not look.narrow,
                              tickvals=[y for y, _ in ticks], ticktext=[text for _, text in ticks],
                              tickfont={"color": look.ink, "size": 13})  # fmt: skip # saves 5 lines
    return sheet.figure


def _flags(sheet: Sheet, flags: pd.DataFrame) -> float:
    """The names of key events, as many levels as they need; how deep they go."""
    look, along = sheet.look, sheet.along
    colours = {"measured": look.measured, "said": look.said, "done": look.done, "law": look.law}
    named = [(along.at(as_date(row.event_date)), str(row.label), str(row.lane)) for row in flags.itertuples()]
    placed, levels = spread(named, along.length * 1.4, FLAGS)
    for place, text, lane, level, side in placed:
        y = LEVEL * (levels - level) - LEVEL / 2
        sheet.write(y, safe(text), x=place, xref="x", bgcolor=look.ground, xanchor="left" if side == "right" else side,
                    font={"size": 12, "color": colours.get(lane, look.ink)})  # fmt: skip # saves 7 lines
        sheet.line(place, y, place, LEVEL * levels)
    return levels * LEVEL + 4.0


def _shares(sheet: Sheet, rows: list[Row], title: str, at: float) -> float:
    """A bar as long as its days per share, with its value, its interval, what it is of and who measured."""
    look, along = sheet.look, sheet.along
    ranked = sorted(rows, key=lambda row: -row["value"])
    first_of = {row["actor"]: row for row in reversed(ranked)}
    chosen = sorted(ranked, key=lambda row: first_of[row["actor"]] is not row)[:MEASURED]
    at, points = sheet.head(title, at) if chosen else at, []
    for row in sorted(chosen, key=lambda row: -row["value"]):
        first, last = max(as_date(row["start_date"]), along.start), min(as_date(row["end_date"]), along.end)
        margin = interval(row["value_low"], row["value_high"], "share", look.lang)
        told = f"<b>{written(row['value'], 'share', look.lang)}</b> "
        told += f"{wrapped(row['named'], 60, 1)} · {wrapped(row['actor'].split(' (')[0], 24, 1)}"
        told += f" ({margin})" if margin and not look.narrow and not look.room else ""
        font = {"color": look.measured}
        if look.narrow:
            sheet.write(at + 8, told, font=font | {"size": 12})
            at += 16
        else:
            end = along.at(last + timedelta(days=1))
            is_late = end > 0.6 * along.length
            sheet.write(at + LINE / 2, told, x=along.at(first) if is_late else end, xref="x", font=font,
                        xanchor="right" if is_late else "left", xshift=-4 if is_late else 4
            )  # fmt: skip # saves 6 lines
        high = 14 if look.narrow else LINE
        sheet.band(first, last, at + high / 2, 4, look.measured, look.measured)
        points.append((first + (last - first) / 2, at + high / 2, row))
        at += high
    sheet.marks(points, size=10, color=look.measured, opacity=0.01)
    return at


def _reports(sheet: Sheet, rows: pd.DataFrame, title: str, breaks: Sequence[Mark], at: float) -> float:
    """The platform's own reports a day as a curve, its highest value and its last day printed."""
    look, along, at = sheet.look, sheet.along, sheet.head(title, at)
    high = rows.loc[rows["value"].idxmax()]
    floor = at + CURVE + 14
    for run in runs(rows.sort_values("start_date"), "start_date", "value", 1, sorted(mark.when for mark in breaks)):
        days = [as_date(value) for value in run["start_date"]]
        sheet.figure.add_scatter(
            x=[along.at(one) for one in days], y=[floor - CURVE * one / max(high["value"], 1) for one in run["value"]],
            mode="lines" if len(run) > 1 else "markers", line={"color": look.said, "width": 2}, showlegend=False,
            hoverinfo="text", hovertext=[f"{day(when, look.lang)}<br>{written(count, 'number', look.lang)}"
                                         for when, count in zip(days, run["value"], strict=True)],
        )  # fmt: skip # saves 6 lines
    sheet.line(0, floor, along.length, floor)
    last = as_date(rows["start_date"].max())
    font = {"size": 12, "color": look.said}
    place = along.at(as_date(high["start_date"]))
    side = "left" if place < along.length / 30 else "center"
    sheet.write(at + 7, f"<b>{number(high['value'], look.lang)}</b>", x=place, xref="x", font=font, xanchor=side)
    said = safe(word("charts.reports_end", look.lang, day=day(last, look.lang, short=True)))
    is_late = along.at(last) > 0.6 * along.length
    sheet.write(floor - 8, said, x=along.at(last), xref="x", xshift=-6 if is_late else 6,
                font=font | {"color": look.muted}, xanchor="right" if is_late else "left")  # fmt: skip # saves 7 lines
    return floor + 6


def _announced(sheet: Sheet, rows: list[Row], title: str, at: float) -> float:
    """What the platform announced, a mark each."""
    look, at = sheet.look, sheet.head(title, at)
    placed, depth = packed(rows, sheet)
    points = [(when, at + LINE / 2 + STACKED * line, row) for line, when, row in placed]
    symbols = ["circle" if row["is_established"] else "circle-open" for *_, row in points]
    sheet.marks(points, size=10, symbol=symbols, color=look.said, line={"width": 1.5, "color": look.said})
    return at + LINE + STACKED * (depth - 1)


def lines_of(head: str, text: Any) -> str:
    """A hover text: who or what in bold, then the summary."""
    return f"<b>{wrapped(head, 60, 3)}</b>" + (f"<br>{wrapped(text, 60, 6)}" if isinstance(text, str) else "")
