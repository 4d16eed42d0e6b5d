"""Tests meant to provoke: how many were asked, in how many the thing was made, in how many refused."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, safe, wrapped

ROW, TALL = 30, 76  # pixels


def trials(rows: pd.DataFrame, look: Look, *, unit: str) -> go.Figure:
    """A bar per test, in their order, as long as it had trials: filled what was made, outlined what was refused.

    `rows`: tester, sampled_count, flagged_count, told (printed beside the bar). A test without numbers has no bar.
    """
    high = TALL if look.narrow else ROW
    figure = blank(look, 84 + high * len(rows))
    lower = 0.24 if look.narrow else 0
    places = [place + lower for place in range(len(rows))]
    counts, hits = rows["sampled_count"].fillna(0).astype(float), rows["flagged_count"].fillna(0).astype(float)
    shared: dict[str, Any] = {"y": places, "orientation": "h", "width": 0.3 if look.narrow else 0.56,
                              "showlegend": False,
                              "hoverinfo": "text",
                              "hovertext": [safe(text) for text in rows["told"]],
                              "customdata": rows["measurement_id"]}  # fmt: skip # saves 4 lines
    figure.add_bar(x=hits, marker={"color": look.measured, "line": {"color": look.measured, "width": 2}}, **shared)
    figure.add_bar(
        x=counts - hits, base=hits,
        marker={"color": look.ground, "line": {"color": [look.measured if n else look.ground for n in counts],
                                               "width": 2}}, **shared,
    )  # fmt: skip # saves 4 lines
    notes = []
    for place, (name, text, count) in enumerate(zip(rows["tester"], rows["told"], counts, strict=True)):
        shown = {"x": count, "xshift": 8} if not look.narrow else {"x": 0, "xref": "paper"}
        notes.append({
            "text": safe(text) if not look.narrow else f"{safe(name)}<br>{wrapped(text, 54, 2)}", **shown,
            "y": place if not look.narrow else place + 0.06, "xanchor": "left",
            "yanchor": "middle" if not look.narrow else "bottom", "align": "left",
            "showarrow": False, "font": {"size": 13 if not look.narrow else 12, "color": look.ink},
        })  # fmt: skip # saves 6 lines
    longest = max(float(counts.max()), 1.0)
    figure.update_layout(barmode="overlay", annotations=notes, margin={"t": 8, "r": 12})
    figure.update_xaxes(range=[0, longest * (1.0 if look.narrow else 2.1)], title_text=unit, rangemode="tozero")
    steps = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if longest / step <= 6)
    figure.update_xaxes(tickvals=[n for n in range(0, int(longest) + 1, steps)])
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=[wrapped(name, 40, 1) for name in rows["tester"]],
        range=[len(rows) - 0.5, -0.7], showgrid=False, tickfont={"color": look.ink, "size": 13},
    )  # fmt: skip # saves 3 lines
    if look.narrow:
        figure.update_yaxes(visible=False)
        figure.update_layout(margin_l=4)
    return figure
