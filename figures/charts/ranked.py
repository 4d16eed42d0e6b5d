"""Maxima of law, ranked: a bar of months a jurisdiction, its fine in a column; words where there is no bar.

Months do not rank countries: they punish different acts. Solid: established; outlined: not established.
"""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, kept, others, safe, wrapped

ROW, TALL = 24, 44  # pixels: a row; one with its name above the bar
LETTER = 6.1


def ranked(
    rows: pd.DataFrame,
    look: Look,
    *,
    label: str,
    months: str,
    status: str,
    told: str,
    fine: str,
    hover: str,
    row_id: str,
    unit: str,
    fines: str,
) -> go.Figure:
    """A row per jurisdiction in the order of `rows`; all arguments but `unit` and `fines` name columns.

    `told` is printed at the end of the bar, or in its place where no month is known; `fine` in the column headed
    `fines`. `status`: in_force (solid), paused (hatched), any other outlined; none has no bar.
    """
    count, high = kept(look, len(rows), TALL if look.narrow else ROW, 80)
    more, rows = others(look, len(rows) - count), rows.head(count)
    shown = len(rows) + bool(more)
    figure = blank(look, 66 + high * max(shown, 1))
    lower = 0.2 if look.narrow else 0
    known = rows[months].fillna(0).astype(float)
    colours = [look.law if one == "in_force" else look.ground for one in rows[status]]
    lines = [look.law if one != "none" else look.ground for one in rows[status]]
    figure.add_bar(
        x=known, y=[place + lower for place in range(len(rows))], orientation="h", showlegend=False,
        width=0.34 if look.narrow else 0.62,
        marker={"color": colours, "line": {"width": [0 if not n else 1.5 for n in known], "color": lines},
                "pattern": {"shape": ["/" if one == "paused" else "" for one in rows[status]], "size": 6,
                            "solidity": 0.25, "fgcolor": look.law, "bgcolor": look.ground, "fillmode": "replace"}
                if rows[status].eq("paused").any() else None},
        hovertext=rows[hover], hoverinfo="text", customdata=rows[row_id],
    )  # fmt: skip
    longest = max(float(known.max()) if len(known) else 0.0, 12.0)
    notes: list[dict[str, Any]] = []
    for place, row in enumerate(rows.to_dict("records")):
        is_sure = row[status] == "in_force"
        colour = look.ink if is_sure else look.muted
        if look.narrow:
            parts = [f"<b>{safe(row[label])}</b>", safe(row[told]), safe(row[fine])]
            text = " · ".join(part for part in parts if part)
            size = 12 if len(text) < 64 else 11  # the longest fit the narrowest screen
            notes.append(_note(text, 0, place - 0.02, colour, size) | {"xref": "paper", "yanchor": "bottom"})
            continue
        notes.append(_note(safe(row[told]), float(known.iloc[place]), place, colour, 13) | {"xshift": 6})
        notes.append(_note(safe(row[fine]), 1, place, colour, 13) | {"xref": "paper", "xshift": 10})
    widest = max((len(str(one)) for one in rows[fine]), default=0)
    steps = next(step for step in (6, 12, 24, 60, 120, 10**9) if longest / step <= 8)
    figure.update_xaxes(
        range=[0, longest * (1.02 if look.narrow else 1.45)], showgrid=True, title_text=unit, side="top",
        tickvals=[n for n in range(0, int(longest) + 1, steps)],
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(shown)), ticktext=[*(wrapped(name, 30, 1) for name in rows[label]), *filter(None, [more])],
        range=[shown - 0.4, -0.7 if look.narrow else -0.6], showgrid=False,
        tickfont={"color": look.ink, "size": 13},
    )  # fmt: skip
    figure.update_layout(
        margin={"t": 48, "b": 4, "r": 12 if look.narrow else int(26 + LETTER * max(widest, len(fines)))}
    )
    if look.narrow:
        figure.update_yaxes(visible=False)
        figure.update_layout(margin_l=4)
    else:
        notes.append(_note(safe(fines), 1, 1, look.muted, 13) | {"xref": "paper", "yref": "paper", "xshift": 10,
                                                                "yanchor": "bottom", "yshift": 6})  # fmt: skip
    figure.update_layout(annotations=notes)
    return figure


def _note(text: str, x: float, y: float, colour: str, size: int) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "xanchor": "left", "yanchor": "middle", "align": "left", "showarrow": False,
            "font": {"size": size, "color": colour}}  # fmt: skip
