"""Who got to which step, and after how many days: a grid of days, the earlier the darker, empty where not reached."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, kept, others, safe, wrapped
from figures.records import records_of
from figures.words import number, word

ROW = 24  # pixels a line
EARLY, LATE = 14, 120  # days up to which a cell is darkest, from which it is palest


def ladder(
    rows: pd.DataFrame,
    look: Look,
    *,
    steps: Sequence[str],
    names: Mapping[str, str],
    step_names: Mapping[str, str],
) -> go.Figure:
    """A line per jurisdiction, in the order of `rows`, a column per step: days_to_<step>, its act in <step>_id.

    A diamond: the first act that binds at this step; a later one than the first has days of its own.
    "At most": known to a month only. "Ended": the act was undone, or over, since; where tight, `≤` and parentheses,
    with their key under the lines.
    """
    heads = [wrapped(step_names[step], 9 if look.narrow else 14, 4 if look.narrow else 3) for step in steps]
    above = 16 * (1 + max(one.count("<br>") for one in heads)) + 10
    count, high = kept(look, len(rows) + 1, ROW, above + 40)
    count = min(count, len(rows))
    hidden, rows = len(rows) - count, rows.head(count)
    lines = list(rows["jurisdiction"])
    is_tight = look.narrow or bool(look.room)
    is_keyed = is_tight and any(map(len, [*rows["month_steps"], *rows["over_steps"], *rows["binding_over_steps"]]))
    figure = blank(look, 48 + above + high * max(len(lines) + bool(hidden) + is_keyed, 1))
    shapes, texts, hover, acts = [], [], [], []
    columns: list[int] = []
    places: list[int] = []
    for line, row in enumerate(records_of(rows)):
        for column, step in enumerate(steps):
            days = row[f"days_to_{step}"]
            if days != days or days is None:
                continue
            dark = shade(float(days))
            binding = row[f"days_to_binding_{step}"]
            shapes.append(
                {
                    "type": "rect", "x0": column - 0.46, "x1": column + 0.46, "y0": line - 0.42, "y1": line + 0.42,
                    "fillcolor": look.done, "opacity": dark, "layer": "below",
                    "line": {"width": 0},
                }
            )  # fmt: skip # saves 6 lines
            is_month, is_over = step in row["month_steps"], step in row["over_steps"]
            after = f"≤ {number(int(days), look.lang)}" if is_month else number(int(days), look.lang)
            written = told(row, step, look.lang, is_tight)
            on_dark = dark > 0.68 and look.theme == "light"
            columns.append(column)
            places.append(line)
            texts.append(f'<span style="color:{"#ffffff" if on_dark else look.ink}">{written}</span>')
            hover.append(
                safe(f"{names.get(row['jurisdiction'], row['jurisdiction'])} · {step_names[step]}")
                + "<br>"
                + word("charts.days_after", look.lang, count=int(days), days=after)
                + (f"<br>{word('charts.key.binding', look.lang)}" if binding == days else "")
                + (f"<br>{word('charts.key.over', look.lang)}" if is_over else "")
            )
            acts.append(row[f"{step}_id"])
    figure.add_scatter(
        x=columns, y=places, mode="text", text=texts, hovertext=hover, hoverinfo="text", customdata=acts,
        textfont={"size": 12 if look.narrow else 13}, showlegend=False,
    )  # fmt: skip # saves 7 lines
    figure.update_layout(shapes=shapes, margin={"t": above})
    if is_keyed:
        figure.add_annotation(
            text=word("charts.cell.key", look.lang), x=len(steps) - 0.5, y=len(lines) + bool(hidden), xanchor="right",
            showarrow=False, font={"size": 12, "color": look.muted},
        )  # fmt: skip # saves 4 lines
    figure.update_yaxes(
        tickvals=list(range(len(lines) + bool(hidden))),
        ticktext=[
            *(wrapped(names.get(code, code), 16 if look.narrow else 22, 1) for code in lines),
            *filter(None, [others(look, hidden)]),
        ],
        range=[len(lines) + bool(hidden) + is_keyed - 0.5, -0.6],
        showgrid=False,
        tickfont={"size": 13, "color": look.ink},
    )
    figure.update_xaxes(
        tickvals=list(range(len(steps))),
        ticktext=heads,
        range=[-0.5, len(steps) - 0.5],
        side="top",
        showgrid=False,
        showline=False,
        ticks="",
        tickangle=0,
        tickfont={"size": 9 if look.narrow else 12, "color": look.ink},
    )
    return figure


def told(row: Mapping[str, Any], step: str, lang: str, narrow: bool = False) -> str:
    """A cell in words: `58 d`, `81 d at most`, `58 d, ended`; `◆ 14 d`: it binds; `9 d · ◆ 17 d`: a later act binds."""
    days, binding = row[f"days_to_{step}"], row[f"days_to_binding_{step}"]
    is_month, is_over = step in row["month_steps"], step in row["over_steps"]
    if pd.isna(binding):
        return _days(days, lang, is_month, is_over, narrow)
    if binding == days:
        return word("charts.cell.binds", lang, text=_days(days, lang, is_month, is_over, narrow))
    first = _days(days, lang, is_month, False, narrow)
    later = _days(binding, lang, step in row["binding_month_steps"], step in row["binding_over_steps"], narrow)
    return f"{first} ◆{later}" if narrow else word("charts.cell.both", lang, first=first, later=later)


def _days(days: float, lang: str, is_month: bool, is_over: bool, narrow: bool) -> str:
    written = number(int(days), lang)
    if narrow:
        written = f"≤ {written}" if is_month else written
        return f"({written})" if is_over else written
    form = {(False, False): "plain", (True, False): "month", (False, True): "over", (True, True): "month_over"}[
        is_month, is_over
    ]
    return word(f"charts.cell.{form}", lang, days=written)


def shade(days: float) -> float:
    """How dark a cell is, from 0.2 (late) to 0.9 (early)."""
    late = min(1.0, max(0.0, (days - EARLY) / (LATE - EARLY)))
    return 0.9 - 0.7 * late**0.6


def alt(rows: pd.DataFrame, lang: str, *, title: str, names: Mapping[str, str]) -> str:
    """The chart in a sentence: how many lines, who was first, and after how many days."""
    first = rows.iloc[0]
    return word(
        "charts.ladder_alt", lang, title=title, count=len(rows), days=int(first["days_to_first_act"]),
        name=names.get(first["jurisdiction"], first["jurisdiction"]),
    )  # fmt: skip # saves 4 lines
