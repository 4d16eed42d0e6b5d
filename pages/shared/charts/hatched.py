"""Amounts of which some are no more than arithmetic: those are hatched, and the caption is part of the picture."""

from math import log10

import pandas as pd
import plotly.graph_objects as go

from pages.shared.charts.base import Look, blank, wrapped
from pages.shared.words import money

ROOM = 2.2  # for the caption, in bars


def hatched(
    rows: pd.DataFrame, look: Look, *, label: str, value: str, hatch: str, currency: str, caption: str
) -> go.Figure:
    """A bar per row on a logarithmic axis, hatched where the column `hatch` is true, with `caption` under the bars."""
    figure = blank(look, int(90 + 66 * (len(rows) + ROOM)))
    for place, row in enumerate(rows.to_dict("records")):
        colour = look.muted if row[hatch] else look.accent
        figure.add_bar(
            x=[row[value]],
            y=[place],
            orientation="h",
            width=0.6,
            marker={
                "color": look.ground if row[hatch] else colour,
                "line": {"color": colour, "width": 2},
                "pattern": {"shape": "/" if row[hatch] else "", "fgcolor": colour, "bgcolor": look.ground, "size": 8},
            },
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_annotation(
            text=f"<b>{wrapped(row[label], 44, 2)}</b> {money(row[value], currency, look.lang)}", x=0, xref="x domain",
            y=place - 0.42, showarrow=False, xanchor="left", align="left", font={"size": 13, "color": look.ink},
        )  # fmt: skip
    highest, lowest = rows[value].max(), rows[value].min()
    powers = [10.0**power for power in range(0, 16) if lowest / 10 < 10.0**power <= highest * 10]
    figure.update_xaxes(
        type="log", range=[log10(lowest) - 1, log10(highest) + 0.2], tickvals=powers[::2],
        ticktext=[money(power, currency, look.lang) for power in powers[::2]],
    )  # fmt: skip
    # Inside the plot, so that no file and no crop of it goes without.
    figure.update_yaxes(visible=False, range=[len(rows) + ROOM - 0.4, -0.8])
    figure.add_annotation(
        text=wrapped(caption, 50, 10), x=0, xref="x domain", y=len(rows) - 0.45, xanchor="left", yanchor="top",
        showarrow=False, align="left", font={"size": 12, "color": look.ink},
    )  # fmt: skip
    return figure
