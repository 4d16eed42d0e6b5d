"""Shares of shares: a bar for each branch, all on the axis of the whole, each saying what it is a share of."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, safe, wrapped
from figures.charts.forest import distance
from figures.charts.values import interval, value_axis, written
from figures.words import word

BRANCH = "\u2003"  # an em space for each level


def tree(
    rows: pd.DataFrame, look: Look, *, label: str, overall: str, depth: str, detail: str, derived: str, hollow: str,
    low: str, high: str, unit: str,
) -> go.Figure:  # fmt: skip
    """The branches in the order of `rows`; all arguments but `unit` name columns.

    `overall` is the share of the whole, `detail` says what the row is a share of; `derived` branches are hatched, open
    bars are those whose source leaves a doubt (`hollow`).
    """
    figure = blank(look, 100 + 84 * len(rows))
    named: set[str] = set()
    for is_derived in (False, True):
        for is_open in (False, True):
            part = rows[(rows[derived].astype(bool) == is_derived) & (rows[hollow].astype(bool) == is_open)]
            if part.empty:
                continue
            key = "charts.key.open" if is_open else "charts.key.derived" if is_derived else "charts.key.measured"
            pattern = {"shape": "/", "fgcolor": look.accent, "bgcolor": look.ground, "fillmode": "replace",
                       "size": 14 if is_open else 5, "solidity": 0.12 if is_open else 0.4}  # fmt: skip
            upper = [distance(a, b) for a, b in zip(part[high], part[overall], strict=True)]
            lower = [distance(a, b) for a, b in zip(part[overall], part[low], strict=True)]
            figure.add_bar(
                x=part[overall],
                y=[list(rows.index).index(one) for one in part.index],
                orientation="h",
                width=0.55,
                error_x={"type": "data", "symmetric": False, "array": upper, "arrayminus": lower, "color": look.ink,
                         "thickness": 1.5},
                marker={
                    "color": look.ground if is_open else look.accent,
                    "line": {"color": look.accent, "width": 2},
                    "pattern": pattern if is_derived else {"shape": ""},
                },
                name=word(key, look.lang),
                showlegend=key not in named,
                hovertext=[_hover(row, label, detail, overall, low, high, unit, look)
                           for row in part.to_dict("records")],
                hoverinfo="text",
            )  # fmt: skip
            named.add(key)
    ticks = []
    for row in rows.to_dict("records"):
        indent = BRANCH * int(row[depth]) + ("└ " if row[depth] else "")
        lines = wrapped(row[label], 26 - 2 * int(row[depth]), 2).split("<br>")
        lines += [f"<span style='font-size:11px'>{one}</span>" for one in wrapped(row[detail], 30, 2).split("<br>")]
        ticks.append("<br>".join((indent if not n else BRANCH * int(row[depth])) + one for n, one in enumerate(lines)))
    figure.update_yaxes(tickvals=list(range(len(rows))), ticktext=ticks, range=[len(rows) - 0.4, -0.6], showgrid=False)
    figure.update_yaxes(tickfont_color=look.ink)
    figure.update_layout(barmode="overlay")
    value_axis(figure, "x", "share", title=unit)
    figure.update_xaxes(showgrid=True, range=[0, 1.02])
    return figure


def _hover(row: Any, label: str, detail: str, overall: str, low: str, high: str, unit: str, look: Look) -> str:
    whole = f"{written(row[overall], 'share', look.lang)} {safe(unit)}"
    span = interval(row[low], row[high], "share", look.lang)
    return "<br>".join(part for part in (safe(row[label]), safe(row[detail]), whole, span) if part)
