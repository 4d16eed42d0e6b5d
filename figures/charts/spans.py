"""How long something lasted: a bar from its first day to its last, its length written on it."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, as_date, blank, date_axis, wrapped
from figures.records import records_of
from figures.words import dated, day, precision_of, word


def spans(rows: pd.DataFrame, look: Look, *, label: str, first: str, last: str, end: date) -> go.Figure:
    """A bar per row, in their order, from `first` to `last`, as precise as known; on a telephone without dates.

    One that is not over is drawn to `end`, pale; one over on a day nobody gave (`is_over`) is a mark at its beginning.
    """
    figure = blank(look, 70 + 36 * len(rows))
    begin = min(as_date(value) for value in rows[first])
    furthest = begin
    for place, row in enumerate(records_of(rows)):
        start = as_date(row[first])
        is_dated = row[last] is not None and row[last] == row[last]
        is_over = bool(row["is_over"])
        stop = as_date(row[last]) if is_dated else start if is_over else end
        furthest = max(furthest, stop)
        key = "goes_on" if not is_over else "over" if not is_dated else "lasted_most" if row["is_most"] else "lasted"
        text = word(f"charts.{key}", look.lang, count=int(row["days"]) if is_dated else 0)
        begun = dated(start, precision_of(first, row), look.lang, short=True)
        until = dated(stop, precision_of(last, row), look.lang, short=True) if is_dated else "…"
        dates = f"{begun} – {day(end, look.lang, short=True) if not is_over else until}"
        figure.add_scatter(
            x=[start, stop],
            y=[place, place],
            mode="lines+markers",
            marker={"size": 18, "opacity": 0.01},
            customdata=[row.get("action_id")] * 2,
            line={"width": 20, "color": look.done if is_over else look.pale},
            hovertext=dates if is_over else begun,
            hoverinfo="text",
            showlegend=False,
        )
        figure.add_annotation(
            x=stop, y=place, text=f"<b>{text}</b>" if look.narrow else f"<b>{text}</b> · {dates}",
            showarrow=False, xanchor="left", xshift=10, font={"size": 13, "color": look.ink},
        )  # fmt: skip # saves 5 lines
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[wrapped(name, 20, 1) for name in rows[label]],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        tickfont={"size": 13, "color": look.ink},
    )
    date_axis(figure, begin, begin + (furthest - begin) * 2, look, 5)
    return figure
