"""Measurements side by side: a row each, its value, its interval, and the number behind it spelled out."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, safe, wrapped
from figures.charts.values import interval, value_axis, written
from figures.words import word


def forest(
    rows: pd.DataFrame,
    look: Look,
    *,
    label: str,
    value: str,
    low: str,
    high: str,
    detail: str = "",
    group: str = "",
    ours: str = "",
    kind: str = "share",
    unit: str = "",
    log: bool = False,
) -> go.Figure:
    """A forest plot, in the order of `rows`; all arguments but `kind`, `unit`, `log` name columns.

    `detail` is text under the label (n spelled out); `group` starts a headed block at each change; `ours` is true where
    the interval was computed here and not published: its marker is open. A missing interval is drawn as none.
    """
    lines = _layout(rows, group)
    labels = [_label(row, label, detail) for _, row in lines]
    deepest = max((text.count("<br>") + 1 for text in labels), default=1)
    figure = blank(look, 110 + (14 + 16 * deepest) * len(lines))
    for mine, key in ((False, "charts.key.published"), (True, "charts.key.ours")):
        picked = [(y, row) for y, row in lines if not isinstance(row, str) and bool(ours and row[ours]) == mine]
        if not picked:
            continue
        values = [row[value] for _, row in picked]
        span = {
            "type": "data",
            "symmetric": False,
            "array": [distance(row[high], row[value]) for _, row in picked],
            "arrayminus": [distance(row[value], row[low]) for _, row in picked],
            "color": look.ink,
            "thickness": 1.5,
            "width": 4,
        }
        hover = [_hover(row, label, value, low, high, detail, kind, unit, look) for _, row in picked]
        symbol = "circle-open" if mine else "circle"
        marker = {"color": look.accent, "size": 11, "symbol": symbol, "line": {"width": 2, "color": look.accent}}
        figure.add_scatter(
            x=values,
            y=[y for y, _ in picked],
            mode="markers",
            error_x=span,
            marker=marker,
            name=word(key, look.lang),
            hovertext=hover,
            hoverinfo="text",
            showlegend=bool(ours),
        )
    positions = [y for y, _ in lines]
    figure.update_yaxes(tickvals=positions, ticktext=labels, range=[len(lines) - 0.4, -0.6], gridcolor=look.rule)
    figure.update_yaxes(tickfont_color=look.ink)
    value_axis(figure, "x", kind, log=log, title=unit)
    figure.update_xaxes(showgrid=True)
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


def _layout(rows: pd.DataFrame, group: str) -> list[tuple[int, Any]]:
    """(position, row or heading) from the top down."""
    found: list[tuple[int, Any]] = []
    last = None
    for _, row in rows.iterrows():
        if group and row[group] != last:
            last = row[group]
            found.append((len(found), str(last)))
        found.append((len(found), row))
    return found


def _label(row: Any, label: str, detail: str) -> str:
    """What stands left of a row: narrow, so that a telephone has room for the plot."""
    if isinstance(row, str):
        return f"<b>{wrapped(row, 26, 2)}</b>"
    small = f"<br><span style='font-size:11px'>{wrapped(row[detail], 32, 2)}</span>" if detail and row[detail] else ""
    return wrapped(row[label], 26, 3) + small


def distance(upper: Any, lower: Any) -> float:
    """How far `upper` lies above `lower`; 0 when either is missing: no interval is drawn."""
    return 0.0 if pd.isna(upper) or pd.isna(lower) else float(upper - lower)


def _hover(row: Any, label: str, value: str, low: str, high: str, detail: str, kind: str, unit: str, look: Look) -> str:
    span = interval(row[low], row[high], kind, look.lang)
    parts = [safe(row[label]), f"{written(row[value], kind, look.lang)} {safe(unit)}".strip(), span]
    return "<br>".join(part for part in [*parts, safe(row[detail]) if detail else ""] if part)
