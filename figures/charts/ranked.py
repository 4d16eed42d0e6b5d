"""Maxima of law, ranked: a bar of months a jurisdiction, its fine in a column; words where there is no bar.

Months do not rank countries: they punish different acts.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, kept, others, safe, wrapped
from figures.records import records_of

ROW, TALL = 24, 44  # pixels: a row; one with its name above the bar
LETTER = 6.1


def ranked(
    rows: pd.DataFrame, look: Look, *, unit: str, fines: str, heads: Mapping[str, str] | None = None
) -> go.Figure:
    """A row per jurisdiction in the order of `rows`: named, max_prison_months, status, term, fine, told (hover).

    `term` is printed at the end of the bar, or in its place; `fine` in the column headed `fines`, not in a picture. A
    status other than in_force has no bar and an open square: the longest bars would be taken for the surest. `heads`:
    what stands over the rows of a status, where those are together.
    """
    lines = _lines(records_of(rows), heads or {})
    is_high = [isinstance(one, str) for one in lines]
    tall = TALL if look.narrow else ROW
    count, high = kept(look, len(lines), tall, 80)
    if count < len(lines):  # first those with a bar, then how many the others are
        ends = [one for one in lines[1:] if isinstance(one, str)]
        bars = [one for one in lines if not isinstance(one, str) and (one["status"] == "in_force" or not ends)]
        room = max(1, count - 1 - len(ends))
        lines = [*lines[: is_high[0]], *bars[:room], *filter(None, [others(look, len(bars) - room)]), *ends]
    drawn_bar = [isinstance(one, dict) and one["status"] == "in_force" for one in lines]
    ys = [0.0]  # on a telephone a line without a bar is half as high
    for is_bar in drawn_bar:
        ys.append(ys[-1] + (1 if is_bar or not look.narrow else 0.52))
    figure = blank(look, int(66 + high * max(ys[-1], 1)))
    lower = 0.2 if look.narrow else 0
    drawn = [(ys[place], row) for place, row in enumerate(lines) if not isinstance(row, str)]
    sure = [(place, row, float(row["max_prison_months"])) for place, row in drawn
            if row["status"] == "in_force" and not pd.isna(row["max_prison_months"])]  # fmt: skip # saves 3 lines
    figure.add_bar(
        x=[months for *_, months in sure], y=[place + lower for place, *_ in sure], orientation="h", showlegend=False,
        width=0.34 if look.narrow else 0.62, marker={"color": look.law}, hoverinfo="text",
        hovertext=[row["told"] for _, row, _ in sure], customdata=[row["provision_id"] for _, row, _ in sure],
    )  # fmt: skip # saves 3 lines
    known = {place: months for place, _, months in sure}
    apart = [(place, row) for place, row in drawn if place not in known and row["told"]]
    if not look.narrow:
        figure.add_scatter(
            x=[0] * len(apart), y=[place for place, _ in apart], mode="markers", showlegend=False, cliponaxis=False,
            marker={"symbol": "square-open", "size": 8, "color": look.law}, hoverinfo="text",
            hovertext=[row["told"] for _, row in apart], customdata=[row["provision_id"] for _, row in apart],
        )  # fmt: skip # saves 4 lines
    longest = max([*known.values(), 12.0])
    notes: list[dict[str, Any]] = []
    for place, row in drawn:
        colour = look.ink if row["status"] == "in_force" else look.muted
        if look.narrow:
            parts = [f"<b>{safe(row['named'])}</b>", safe(row["term"]), safe(row["fine"])]
            text = " · ".join(part for part in parts if part)
            size = 12 if len(text) < 64 else 11  # the longest fit the narrowest screen
            notes.append(_note(text, 0, place - 0.02, colour, size) | {"xref": "paper", "yanchor": "bottom"})
            continue
        notes.append(_note(safe(row["term"]), known.get(place, 0), place, colour, 13) | {"xshift": 8})
        if not look.room:
            notes.append(_note(safe(row["fine"]), 1, place, colour, 13) | {"xref": "paper", "xshift": 10})
    if look.narrow:
        notes += [_note(one, 0, place - 0.16, look.ink, 13) | {"xref": "paper"}
                  for place, one in zip(ys, lines, strict=False) if isinstance(one, str)]  # fmt: skip # saves 5 lines
    widest = max((len(str(row["fine"])) for _, row in drawn), default=0)
    right = 12 if look.narrow or look.room else int(26 + LETTER * max(widest, len(fines)))
    named = [one if isinstance(one, str) else wrapped(one["named"], 30, 1) for one in lines]
    across = (560 if look.room else 970) - right - 6.7 * max((len(one) for one in named), default=0)
    ends_at = [(known.get(place, 0.0), 14 + 6.7 * len(str(row["term"]))) for place, row in drawn]
    reach = max((value / max(0.2, 1 - wide / across) for value, wide in ends_at), default=longest)  # to a text's end
    steps = next(step for step in (6, 12, 24, 60, 120, 10**9) if longest / step <= 8)
    figure.update_xaxes(
        range=[0, longest * 1.02 if look.narrow else max(reach, longest)], showgrid=True, side="top",
        title_text=None if look.room else unit, tickvals=[n for n in range(0, int(longest) + 1, steps)],
    )  # fmt: skip # saves 3 lines
    figure.update_yaxes(
        tickvals=ys[:-1], ticktext=named, range=[ys[-1] - 0.4, -0.7 if look.narrow else -0.6],
        showgrid=False, tickfont={"color": look.ink, "size": 13}, ticklabelstandoff=8, visible=not look.narrow,
    )  # fmt: skip # saves 3 lines
    figure.update_layout(
        margin={"t": 30 if look.room else 48, "b": 4, "r": right, **({"l": 4} if look.narrow else {})},
        barmode="overlay",
    )
    if not look.narrow and not look.room:
        notes.append(
            _note(safe(fines), 1, 1, look.muted, 13)
            | {"xref": "paper", "yref": "paper", "xshift": 10, "yanchor": "bottom", "yshift": 6}
        )
    return figure.update_layout(annotations=notes)


def _lines(rows: Sequence[Mapping[str, Any]], heads: Mapping[str, str]) -> list[Any]:
    """The rows, each status under its heading where it is in one piece."""
    found: list[Any] = []
    last = None
    for row in rows:
        if heads and row["status"] != last:
            found.append(f"<b>{safe(heads[row['status']])}</b>")
        last = row["status"]
        found.append(row)
    return found


def _note(text: str, x: float, y: float, colour: str, size: int) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "xanchor": "left", "yanchor": "middle", "align": "left", "showarrow": False,
            "font": {"size": size, "color": colour}}  # fmt: skip # saves 8 lines
