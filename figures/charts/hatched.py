"""Amounts of which some are no more than arithmetic: those are hatched, and the caption is written across their bar."""

from math import log10

import pandas as pd
import plotly.graph_objects as go
from babel.numbers import format_compact_currency

from figures.charts.base import Look, blank, wrapped
from figures.records import records_of
from figures.words import LOCALES, money

THIN, THICK = 34, 216  # pixels: of a bar, and of one with the caption across it
HEAD = 26  # pixels, for the words above a thin bar


def hatched(
    rows: pd.DataFrame, look: Look, *, label: str, value: str, hatch: str, currency: str, caption: str, scale: str
) -> go.Figure:
    """A bar per row on a logarithmic axis, hatched where the column `hatch` is true, with `caption` across those.

    The amount of a hatched bar and the caption are one text on the bar: a crop that has the one has the other.
    `scale` is the title of the axis.
    """
    heights = [THICK if row[hatch] else HEAD + THIN for row in records_of(rows)]
    figure = blank(look, int(110 + sum(heights) + 16 * len(rows)))
    below = 0.0
    for row, height in zip(records_of(rows), heights, strict=True):
        colour = look.muted if row[hatch] else look.accent
        thick = THICK if row[hatch] else THIN
        middle = below + height - thick / 2
        figure.add_bar(
            x=[row[value]],
            y=[middle],
            orientation="h",
            width=thick,
            marker={
                "color": look.ground if row[hatch] else colour,
                "line": {"color": colour, "width": 2},
                "pattern": {"shape": "/" if row[hatch] else "", "fgcolor": colour, "bgcolor": look.ground, "size": 8},
            },
            hoverinfo="skip",
            showlegend=False,
        )
        text = f"<b>{wrapped(row[label], 38, 2)}</b> {money(row[value], currency, look.lang)}"
        on_bar = {"y": middle, "yanchor": "middle", "xshift": 8, "bgcolor": look.ground, "borderpad": 4}
        figure.add_annotation(
            text=f"{text}<br>{wrapped(caption, 38, 12)}" if row[hatch] else text, x=0, xref="x domain",
            showarrow=False, xanchor="left", align="left", font={"size": 12 if row[hatch] else 13, "color": look.ink},
            **(on_bar if row[hatch] else {"y": below + HEAD / 2, "yanchor": "middle"}),
        )  # fmt: skip # saves 5 lines
        below += height + 16
    highest, lowest = rows[value].max(), rows[value].min()
    powers = [10.0**power for power in range(0, 16) if lowest / 10 < 10.0**power <= highest * 10]
    figure.update_xaxes(
        type="log", range=[log10(lowest) - 1, log10(highest) + 0.2], tickvals=powers, title_text=scale, showgrid=True,
        ticktext=[format_compact_currency(power, currency, locale=LOCALES[look.lang]) for power in powers],
    )  # fmt: skip # saves 4 lines
    figure.update_yaxes(visible=False, range=[below, -6])
    return figure
