"""Two quantities against each other, each point named."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import SYMBOLS, Look, blank, named, places, safe, wrapped
from figures.charts.values import value_axis, written
from figures.words import word

NAMED = 24  # beyond that many points, names would cover each other: they are in the hover text and the table


def scatter(
    rows: pd.DataFrame,
    look: Look,
    *,
    x: str,
    y: str,
    label: str,
    series: str = "",
    names: Mapping[str, str] | None = None,
    hollow: str = "",
    x_kind: str = "number",
    y_kind: str = "number",
    x_title: str = "",
    y_title: str = "",
    log: bool = False,
    height: int = 440,
) -> go.Figure:
    """A point per row; colour and shape by `series`; open where the column `hollow` is true; `log` for both axes."""
    figure, names = blank(look, height), names or {}
    shown = rows.dropna(subset=[x, y])
    groups = {str(code): part for code, part in shown.groupby(series, sort=False)} if series else {"": shown}
    place = places(groups) if series else {"": 0}
    for code, part in groups.items():
        shape = SYMBOLS[place[code]]
        opened = part[hollow].astype(bool) if hollow else pd.Series(False, index=part.index)
        colour = look.series[place[code]]
        points = zip(part[label], part[x], part[y], strict=True)
        figure.add_scatter(
            x=part[x],
            y=part[y],
            mode="markers+text" if len(shown) <= NAMED else "markers",
            text=[wrapped(one, 22, 1) for one in part[label]],
            textposition="top center",
            textfont={"size": 12, "color": look.ink},
            cliponaxis=False,
            marker={
                "color": colour,
                "size": 10,
                "line": {"width": 2, "color": colour},
                "symbol": [f"{shape}-open" if one else shape for one in opened],
            },
            name=safe(named(code, names)),
            showlegend=bool(series),
            hovertext=[
                f"{safe(name)}<br>{safe(x_title)} {written(across, x_kind, look.lang)}"
                f"<br>{safe(y_title)} {written(up, y_kind, look.lang)}"
                for name, across, up in points
            ],
            hoverinfo="text",
        )
    value_axis(figure, "x", x_kind, log=log, title=x_title)
    value_axis(figure, "y", y_kind, log=log, title=y_title)
    figure.update_xaxes(showgrid=True)
    return figure


def alt(rows: pd.DataFrame, lang: str, *, x: str, y: str, title: str) -> str:
    """What the chart shows, in a sentence: how many points have both values, and how many lack one."""
    both = rows[[x, y]].notna().all(axis=1)
    return word("charts.alt.scatter", lang, title=title, count=int(both.sum()), missing=int((~both).sum()))
