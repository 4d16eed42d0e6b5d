"""Lanes on one time axis: bars for windows, marks for dated events, month-wide bars where only the month is known."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, added, as_date, blank, date_axis, month_end, others, ruled, wrapped
from figures.records import records_of
from figures.words import dated, day, french, word

ROW = 18  # pixels between two marks stacked in a lane


def timeline(
    rows: pd.DataFrame,
    look: Look,
    *,
    lane: str,
    when: str,
    text: str,
    start: date,
    end: date,
    until: str = "",
    precision: str = "",
    binding: str = "",
    hollow: str = "",
    apart: str = "",
    names: Mapping[str, str] | None = None,
    lanes: Sequence[str] = (),
    keys: Mapping[str, str] | None = None,
    tones: tuple[str, str] = ("accent", "muted"),
    tone: str = "",
) -> go.Figure:
    """A lane per value of `lane` (in the order of `lanes`); the other arguments name columns.

    `until`: last day of a window (drawn as a bar). `precision`: day, month or year, coarser than a day is a bar as wide
    as what is known. `binding`: filled when true. `hollow`: true for low confidence, outline only. `apart`: true for
    what is shown and not counted, a small cross or an empty dotted bar. `text` is for hover; a mark opens the row
    that a column row_id names. `keys`: what filled (binding) and other (plain) marks mean, when that is not "binding
    act" and "other act"; `tones`: their colours of the look; `tone`: a column that names each mark's own. A picture
    with little room leaves out what is not counted, and the lanes that do not fit.
    """
    names = names or {}
    is_flat = bool(look.room) and len(dict.fromkeys(rows[lane])) > 8
    if look.room and apart:
        rows = rows[~rows[apart].astype(bool)]
    order = list(lanes) or list(dict.fromkeys(rows[lane]))
    row_high, hidden = (9 if is_flat else 14 if look.room else ROW), 0
    counts: dict[Any, int] = {}
    drawn: list[tuple[float, date, date, bool, Any]] = []
    tops, base = [], 0.0
    for place, code in enumerate(order):
        stacked, depth = _stack(rows[rows[lane] == code], when, until, precision, start, end)
        deepest = (look.room - 80) / row_high / max(len(order), 1) - 1.2
        if is_flat:  # a line a lane, its marks over each other, and behind its name how many they are
            counts[code] = len(stacked)
            stacked, depth = [(0.0, first, last, bar, row) for _, first, last, bar, row in stacked], 1
        elif look.room and depth > deepest:  # few lanes, and deep: their lines lie closer
            closer = (deepest - 1) / (depth - 1)
            stacked = [(line * closer, first, last, bar, row) for line, first, last, bar, row in stacked]
            depth = deepest
        if look.room and place and 80 + row_high * (base + depth + 2.4) > look.room:
            hidden = len(order) - place
            break
        drawn += [(base + row, first, last, bar, one) for row, first, last, bar, one in stacked]
        tops.append((base, depth))
        base += max(depth, 1) + 1.2
    order = order[: len(tops)]
    base += 1.2 if hidden else 0
    figure = blank(look, int(80 + row_high * base))
    shapes: list[dict[str, Any]] = []
    for style in ("apart", "low", "plain", "binding"):  # what binds lies on top
        picked = [one for one in drawn if _style(one[4], binding, hollow, apart) == style]
        key = (keys or {}).get(style) or word(f"charts.key.{style}", look.lang)
        told = key if binding or hollow else ""
        shapes += _draw(figure, picked, style, look, when, until, precision, text, told, tones, tone)
    month_tone = getattr(look, tones[1])
    if precision and any(bar and one[precision] in ("month", "year") for *_, bar, one in drawn):
        stroke = {"symbol": "line-ew", "size": 22, "line": {"width": 8, "color": month_tone}}
        name = word("charts.key.month_only", look.lang)
        figure.add_scatter(
            x=[None], y=[None], mode="markers", marker=stroke, name=name, showlegend=True, hoverinfo="skip"
        )
    added(figure, shapes=[*shapes, *(ruled(top - 1.1, look) for top, _ in tops[1:])])
    ticks = [wrapped(names.get(str(code), code), 18, 1 if is_flat else 2) for code in order]
    if is_flat:
        ticks = [f"{text} · {counts[code]}" for text, code in zip(ticks, order, strict=True)]
    middles = [top + (depth - 1) / 2 if depth else top for top, depth in tops]
    if hidden:
        middles, ticks = [*middles, base - 1.2], [*ticks, others(look, hidden)]
    figure.update_yaxes(tickvals=middles, ticktext=ticks, range=[base - 0.6, -1.1], showgrid=False)
    figure.update_yaxes(tickfont={"size": 14, "color": look.ink})
    date_axis(figure, start, end, look)
    figure.update_xaxes(showgrid=True)
    return figure


def alt(rows: pd.DataFrame, lang: str, *, lane: str, when: str, title: str, names: Mapping[str, str]) -> str:
    """What the chart shows, in a sentence: how many marks each lane holds, from the first day to the last."""
    if rows.empty:
        return word("charts.alt.empty", lang, title=title)
    counts = rows[lane].value_counts(sort=False)
    parts = [f"{names.get(str(code), code)} ({count})" for code, count in counts.items()]
    first, last = day(rows[when].min(), lang), day(rows[when].max(), lang)
    return word("charts.alt.timeline", lang, title=title, lanes=parts, start=first, end=last)


def _stack(
    part: pd.DataFrame, when: str, until: str, precision: str, start: date, end: date
) -> tuple[list[tuple[float, date, date, bool, Any]], float]:
    """Each row of a lane with the line it goes on, so that no two cover each other; and how many lines there are."""
    gap = max((end - start) / 70, timedelta(days=1))
    free: list[date] = []
    placed: list[tuple[float, date, date, bool, Any]] = []
    for row in records_of(part.sort_values(when)):
        first, last, bar = extent(row, when, until, precision)
        if last < start or first > end:
            continue
        line = next((n for n, taken in enumerate(free) if taken < first), len(free))
        free[line : line + 1] = [last + gap]
        placed.append((line, max(first, start), min(last, end), bar, row))
    return placed, len(free)


def extent(row: Any, when: str, until: str, precision: str) -> tuple[date, date, bool]:
    """First day, last day, and whether it is drawn as a bar: a window, or a date known to the month or year only."""
    first = as_date(row[when])
    if until and row[until] == row[until] and row[until] is not None and as_date(row[until]) > first:
        return first, as_date(row[until]), True
    exact = row[precision] if precision else "day"
    if exact == "month":
        return first.replace(day=1), month_end(first), True
    if exact == "year":
        return date(first.year, 1, 1), date(first.year, 12, 31), True
    return first, first, False


def _style(row: Any, binding: str, hollow: str, apart: str) -> str:
    if apart and row[apart]:
        return "apart"
    return "low" if hollow and row[hollow] else "binding" if binding and row[binding] else "plain"


def _draw(
    figure: go.Figure,
    picked: list[tuple[float, date, date, bool, Any]],
    style: str,
    look: Look,
    when: str,
    until: str,
    precision: str,
    text: str,
    name: str,
    tones: tuple[str, str],
    tone: str,
) -> list[dict[str, Any]]:
    """Draws the marks of one style; returns its bars, to be added with the others."""
    full, plain = (getattr(look, tone) for tone in tones)
    fill = {"binding": full, "plain": plain}.get(style, look.ground)
    edge = {"binding": full, "plain": plain}.get(style, look.muted)
    line = {"color": edge, "width": 1.5, "dash": "dot" if style == "apart" else "solid"}
    paint = {"type": "rect", "fillcolor": fill, "opacity": 0.75, "line": line}
    bars = [
        {**paint, "x0": first, "x1": last + timedelta(days=1), "y0": y - 0.3, "y1": y + 0.3}
        for y, first, last, bar, _ in picked
        if bar
    ]
    own = [getattr(look, row[tone]) if tone and style != "apart" else edge for *_, row in picked] or edge
    if tone:
        solid = [one for *_, is_bar, one in picked if is_bar]
        bars = [
            {**bar, "fillcolor": getattr(look, row[tone]), "line": {**line, "color": getattr(look, row[tone])}}
            if style in ("binding", "plain")
            else bar
            for bar, row in zip(bars, solid, strict=True)
        ]
    middles: list[date | None] = [first + (last - first) / 2 for _, first, last, _, _ in picked]
    heights: list[float | None] = [y for y, *_ in picked]
    size = 7 if style == "apart" else 11
    symbol = {"binding": "diamond", "plain": "circle", "low": "circle-open", "apart": "x-thin"}[style]
    figure.add_scatter(
        x=middles or [None],
        y=heights or [None],
        mode="markers",
        marker={
            "symbol": symbol,
            "color": own,
            "size": [1 if bar else size for *_, bar, _ in picked] or size,
            "opacity": [0.01 if bar else 1 for *_, bar, _ in picked] or 1,
            "line": {"width": 2, "color": own},
        },
        hovertext=[_hover(row, when, until, precision, text, look) for *_, row in picked] or None,
        hoverinfo="text",
        customdata=[row.get("row_id") for *_, row in picked] or None,
        showlegend=False,
    )
    if name and picked:
        key = {"symbol": symbol, "size": size, "color": edge, "line": {"width": 2, "color": edge}}
        figure.add_scatter(x=[None], y=[None], mode="markers", marker=key, name=name, showlegend=True, hoverinfo="skip")
    return bars


def _hover(row: Any, when: str, until: str, precision: str, text: str, look: Look) -> str:
    first, last, _ = extent(row, when, until, "")
    exact = row[precision] if precision else "day"
    dates = dated(first, exact, look.lang) if last == first else f"{day(first, look.lang)} – {day(last, look.lang)}"
    told = french(row[text]) if look.lang == "fr" else row[text]
    return f"{dates}<br>{wrapped(told, 60, 6)}"
