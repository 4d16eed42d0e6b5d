"""A quantity over time: gaps stay gaps, a break in the series is drawn and never bridged, intervals are bands."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import DASHES, Look, Mark, as_date, blank, date_axis, named, places, safe, wrapped
from figures.charts.values import interval, value_axis, written
from figures.words import day, number, word


def lines(
    rows: pd.DataFrame,
    look: Look,
    *,
    x: str,
    y: str,
    series: str = "",
    low: str = "",
    high: str = "",
    names: Mapping[str, str] | None = None,
    kind: str = "number",
    unit: str = "",
    every: int = 0,
    events: Sequence[Mark] = (),
    breaks: Sequence[Mark] = (),
    end: date | None = None,
    height: int = 360,
    aside: str = "",
) -> go.Figure:
    """One line per value of `series` (a column), or one line; `low`, `high` are columns of the interval.

    `every`: days between two points; a wider distance is a gap and is left open (0: only missing values are gaps).
    `events` are dotted verticals; `breaks` dashed ones that no line crosses. `names` labels the codes of `series`.
    `aside`: a code of `series` that is none of the quantities told apart, drawn muted.
    """
    height = min(height, max(160, look.room)) if look.room else height
    figure, names = blank(look, height), names or {}
    groups = {str(code): part for code, part in rows.groupby(series, sort=False)} if series else {"": rows}
    place = places([code for code in groups if code != aside]) if series else {"": 0}
    cuts = sorted(mark.when for mark in breaks)
    ends: list[tuple[float, date, str, str]] = []
    for code, part in groups.items():
        colour, dash = (
            (look.muted, "dot") if code == aside and aside else (look.series[place[code]], DASHES[place[code]])
        )
        for run in runs(part.sort_values(x), x, y, every, cuts):
            days = [as_date(value) for value in run[x]]
            hover = [_hover(row, x, y, low, high, kind, unit, look, named(code, names)) for _, row in run.iterrows()]
            if low and run[low].notna().all():
                band = {"x": [*days, *days[::-1]], "y": [*run[high], *run[low][::-1]], "fill": "toself"}
                shape = {"line_width": 0, "fillcolor": colour, "opacity": 0.18, "hoverinfo": "skip", "mode": "lines"}
                figure.add_scatter(**band, **shape, showlegend=False)
            mode = "markers" if len(run) == 1 else "lines+markers" if len(part) <= 40 else "lines"
            style = {"line": {"color": colour, "dash": dash, "width": 2}, "marker": {"color": colour, "size": 6}}
            figure.add_scatter(
                x=days,
                y=run[y],
                mode=mode,
                customdata=list(run.index),
                hovertext=hover,
                hoverinfo="text",
                showlegend=False,
                **style,
            )
        shown = part.dropna(subset=[y]).sort_values(x)
        if code and len(shown):
            name = f"<b>{rounded(shown[y].iloc[-1], kind, look.lang)}</b> {wrapped(named(code, names), 16, 3)}"
            ends.append((shown[y].iloc[-1], as_date(shown[x].iloc[-1]), name, colour))
        if len(groups) == 1 and len(shown):
            _turns(figure, shown, x, y, kind, look, is_ended=bool(code))
    _direct_labels(figure, ends, height)
    value_axis(figure, "y", kind, title=unit)
    for marks, dash in ((events, "dot"), (breaks, "dash")):
        for mark in marks:
            figure.add_vline(x=mark.when, line={"color": look.muted, "width": 1, "dash": dash})
    start = as_date(rows[x].min()) if len(rows) else None
    end = end or (as_date(rows[x].max()) if len(rows) else None)
    _mark_labels(figure, [*events, *breaks], look, start, end)
    if start and end:
        date_axis(figure, start, end, look)
    return figure


def runs(part: pd.DataFrame, x: str, y: str, every: int, cuts: Sequence[date]) -> list[pd.DataFrame]:
    """The stretches of `part` (sorted by x) that a line may join: without missing value, hole or break inside."""
    days = part[x].map(as_date)
    breaks_before = pd.Series([sum(cut <= one for cut in cuts) for one in days], index=part.index, dtype="int64")
    broken = part[y].isna() | part[y].isna().shift(fill_value=False) | breaks_before.diff().fillna(0).ne(0)
    if every:
        step = pd.Series(pd.to_datetime(days), index=part.index).diff()
        broken = broken | (step > timedelta(days=every))
    pieces = part.groupby(broken.cumsum(), sort=False)
    return [piece.dropna(subset=[y]) for _, piece in pieces if piece[y].notna().any()]


def alt(rows: pd.DataFrame, lang: str, *, x: str, y: str, title: str, kind: str = "number") -> str:
    """What the chart shows, in a sentence: its span, its lowest and its highest value with their days."""
    shown = rows.dropna(subset=[y])
    if shown.empty:
        return word("charts.alt.empty", lang, title=title)
    least, most = shown.iloc[shown[y].argmin()], shown.iloc[shown[y].argmax()]
    return word(
        "charts.alt.lines",
        lang,
        title=title,
        start=day(shown[x].min(), lang),
        end=day(shown[x].max(), lang),
        low=written(least[y], kind, lang),
        low_day=day(least[x], lang),
        high=written(most[y], kind, lang),
        high_day=day(most[x], lang),
    )


def _hover(row: Any, x: str, y: str, low: str, high: str, kind: str, unit: str, look: Look, name: str) -> str:
    span = interval(row[low], row[high], kind, look.lang) if low else ""
    value = f"{written(row[y], kind, look.lang)} {safe(unit)}".strip() + (f" ({span})" if span else "")
    return "<br>".join(part for part in (safe(name), day(row[x], look.lang), value) if part)


def _direct_labels(figure: go.Figure, ends: list[tuple[float, date, str, str]], height: int) -> None:
    """Writes each line's last value and its name at its end, pushed apart where two would overlap."""
    if not ends:
        return
    values = [value for trace in figure.data for value in trace.y if value == value and value is not None]
    top, room, previous = max([*values, 1e-9]), height - 90, -1e9
    for value, when, shown, colour in sorted(ends):
        wanted = value / top * room
        half = 8 * (1 + shown.count("<br>"))
        moved = max(wanted, previous + half)
        previous = moved + half
        text = {"text": shown, "align": "left", "font": {"color": colour, "size": 13}, "yshift": moved - wanted}
        figure.add_annotation(x=when, y=value, xanchor="left", xshift=8, showarrow=False, **text)
    widest = max(len(re.sub("<[^>]+>", "", line)) for *_, name, _ in ends for line in name.split("<br>"))
    figure.update_layout(margin_r=16 + 7 * widest)


def rounded(value: float, kind: str, lang: str) -> str:
    """A value printed on a line: from ten on, no mean has digits behind its point."""
    return number(value, lang, 0) if kind == "number" and value >= 10 else written(value, kind, lang)


def _turns(figure: go.Figure, shown: pd.DataFrame, x: str, y: str, kind: str, look: Look, is_ended: bool) -> None:
    """Prints first, highest and lowest value of a line alone on it; the last too, unless it stands at its end."""
    days = shown[x].map(as_date)
    reach = max((max(days) - min(days)).days, 1)
    wanted = [(0, 1), (int(shown[y].argmax()), 1), (int(shown[y].argmin()), -1)]
    wanted += [] if is_ended else [(len(shown) - 1, 1)]
    taken = [days.iloc[-1]] if is_ended else []
    for place, side in sorted(wanted, key=lambda one: -shown[y].iloc[one[0]]):
        when = days.iloc[place]
        if any(abs((when - other).days) < reach / 16 for other in taken):
            continue
        taken.append(when)
        figure.add_annotation(
            x=when, y=shown[y].iloc[place], text=f"<b>{rounded(shown[y].iloc[place], kind, look.lang)}</b>",
            showarrow=False, yanchor="bottom" if side > 0 else "top", yshift=5 * side,
            font={"size": 13, "color": look.ink},
        )  # fmt: skip # saves 4 lines


def _mark_labels(figure: go.Figure, marks: list[Mark], look: Look, start: date | None, end: date | None) -> None:
    """Writes the labels of vertical lines above the plot, on alternating rows so that neighbours stay legible."""
    inside = sorted(
        (mark for mark in marks if (not start or mark.when >= start) and (not end or mark.when <= end)),
        key=lambda mark: mark.when,
    )
    levels = min(len(inside), 4)
    for n, mark in enumerate(inside):
        text = {"text": wrapped(mark.label, 44, 1), "font": {"size": 12, "color": look.muted}}
        right = bool(end and start and (mark.when - start).days > (end - start).days * 0.6)
        shift = {"yshift": 4 + 15 * (n % levels), "xanchor": "right" if right else "left"}
        figure.add_annotation(x=mark.when, y=1, yref="paper", yanchor="bottom", showarrow=False, **text, **shift)
    if inside:
        figure.update_layout(margin_t=16 + 16 * levels)
