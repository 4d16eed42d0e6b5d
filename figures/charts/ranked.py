"""Maxima of law, ranked: a bar of months a jurisdiction, its fine in a column; words where there is no bar.

Months do not rank countries: they punish different acts. Solid: established; pale and hatched: not established, so that
the longest bars are not taken for the surest.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, faint, kept, others, safe, wrapped
from figures.records import records_of
from figures.words import word

ROW, TALL = 24, 44  # pixels: a row; one with its name above the bar
LETTER = 6.1


def ranked(rows: pd.DataFrame, look: Look, *, unit: str, fines: str) -> go.Figure:
    """A row per jurisdiction in the order of `rows`: named, max_prison_months, status, term, fine, told (hover).

    `term` is printed at the end of the bar, or in its place where no month is known; `fine` in the column headed
    `fines`. `status`: in_force (solid), any other pale and hatched, as the key over the bars says; none has no bar.
    """
    count, high = kept(look, len(rows), TALL if look.narrow else ROW, 80)
    more, rows = others(look, len(rows) - count), rows.head(count)
    shown = len(rows) + bool(more)
    figure = blank(look, 66 + high * max(shown, 1))
    lower = 0.2 if look.narrow else 0
    known = rows["max_prison_months"].fillna(0).astype(float)
    is_sure = [one == "in_force" for one in rows["status"]]
    for sure in (True, False):
        mine = [place for place, one in enumerate(is_sure) if one == sure]
        figure.add_bar(
            x=known.iloc[mine], y=[place + lower for place in mine], orientation="h", showlegend=False,
            width=0.34 if look.narrow else 0.62, marker=_bar(look, sure, [int(n > 0) for n in known.iloc[mine]]),
            hovertext=rows["told"].iloc[mine], hoverinfo="text", customdata=rows["provision_id"].iloc[mine],
        )  # fmt: skip # saves 6 lines
    longest = max(float(known.max()) if len(known) else 0.0, 12.0)
    notes: list[dict[str, Any]] = []
    for place, row in enumerate(records_of(rows)):
        colour = look.ink if row["status"] == "in_force" else look.muted
        if look.narrow:
            parts = [f"<b>{safe(row['named'])}</b>", safe(row["term"]), safe(row["fine"])]
            text = " · ".join(part for part in parts if part)
            size = 12 if len(text) < 64 else 11  # the longest fit the narrowest screen
            notes.append(_note(text, 0, place - 0.02, colour, size) | {"xref": "paper", "yanchor": "bottom"})
            continue
        notes.append(_note(safe(row["term"]), float(known.iloc[place]), place, colour, 13) | {"xshift": 6})
        notes.append(_note(safe(row["fine"]), 1, place, colour, 13) | {"xref": "paper", "xshift": 10})
    widest = max((len(str(one)) for one in rows["fine"]), default=0)
    right = 12 if look.narrow else int(26 + LETTER * max(widest, len(fines)))
    across = (870 if look.room else 970) - right - 6.7 * max((len(str(one)) for one in rows["named"]), default=0)
    ends = [(float(value), 14 + 6.7 * len(str(text))) for value, text in zip(known, rows["term"], strict=True)]
    reach = max((value / max(0.2, 1 - wide / across) for value, wide in ends), default=longest)  # to a text's end
    steps = next(step for step in (6, 12, 24, 60, 120, 10**9) if longest / step <= 8)
    figure.update_xaxes(
        range=[0, longest * 1.02 if look.narrow else max(reach, longest)], showgrid=True, title_text=unit, side="top",
        tickvals=[n for n in range(0, int(longest) + 1, steps)],
    )  # fmt: skip # saves 3 lines
    figure.update_yaxes(
        tickvals=list(range(shown)),
        ticktext=[*(wrapped(name, 30, 1) for name in rows["named"]), *filter(None, [more])],
        range=[shown - 0.4, -0.7 if look.narrow else -0.6],
        showgrid=False,
        tickfont={"color": look.ink, "size": 13},
    )
    figure.update_layout(margin={"t": 48, "b": 4, "r": right})
    if look.narrow:
        figure.update_yaxes(visible=False)
        figure.update_layout(margin_l=4)
    else:
        notes.append(
            _note(safe(fines), 1, 1, look.muted, 13)
            | {"xref": "paper", "yref": "paper", "xshift": 10, "yanchor": "bottom", "yshift": 6}
        )
    figure.update_layout(annotations=notes)
    found = set(rows["status"])
    return _keyed(figure, look, True in is_sure, next((one for one in ("unclear", "paused") if one in found), ""))


def _bar(look: Look, is_sure: bool, edges: Sequence[int] = (1,)) -> dict[str, Any]:
    """The marker of bars: full where it is established, else pale lines; `edges`: how wide each has its border."""
    if is_sure:
        return {"color": look.law}
    pale = faint(look.law, look, 0.5)
    return {
        "color": look.ground,
        "line": {"width": list(edges), "color": pale},
        "pattern": {"shape": "/", "size": 5, "solidity": 0.25, "fgcolor": pale, "bgcolor": look.ground,
                    "fillmode": "replace"},
    }  # fmt: skip # saves 6 lines


def _keyed(figure: go.Figure, look: Look, is_any_sure: bool, status: str) -> go.Figure:
    """The figure with a key at its foot, where some bars are not established: `status` says in what way."""
    figure.update_layout(barmode="overlay")
    keys = {"sure": True} if is_any_sure else {}
    for key, sure in {**keys, status: False}.items() if status else ():
        figure.add_bar(x=[None], y=[None], marker=_bar(look, sure), showlegend=True, hoverinfo="skip",
                       name=word(f"charts.key.law_is_{key}", look.lang))  # fmt: skip # saves 6 lines
    if not status:
        return figure
    return figure.update_layout(
        height=figure.layout.height + 34,
        margin_b=38,
        legend={"y": 0, "yref": "container", "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False},
    )


def _note(text: str, x: float, y: float, colour: str, size: int) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "xanchor": "left", "yanchor": "middle", "align": "left", "showarrow": False,
            "font": {"size": size, "color": colour}}  # fmt: skip # saves 8 lines
