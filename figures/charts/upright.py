"""The affair's line standing upright, for a telephone: events as a list along it, acts counted beside them."""

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, as_date, blank, wrapped
from figures.words import day, number, word

LINE, GAP = 16, 8  # pixels: a line of text, what keeps two events apart
LETTERS = 31  # of a line of a label


def upright(
    flags: pd.DataFrame,
    acts: pd.DataFrame,
    spans: pd.DataFrame,
    law: pd.DataFrame,
    look: Look,
    *,
    start: date,
    end: date,
) -> go.Figure:
    """`flags`: event_date, label, lane. `acts`: by, is_binding. `spans`: first, last, label, lane. `law`: start_date.

    The order is that of time, the distances are not: each event has as much room as its name needs.
    """
    colours = {"measured": look.measured, "said": look.said, "done": look.done, "law": look.law}
    events: list[tuple[date, date, str, str]] = [
        (as_date(row.event_date), as_date(row.event_date), str(row.label), str(row.lane)) for row in flags.itertuples()
    ]
    events += [
        (max(as_date(row.first), start), min(as_date(row.last), end), str(row.label), str(row.lane))
        for row in spans.itertuples()
    ]
    events = sorted(events)
    texts: list[dict[str, Any]] = []
    marks: list[tuple[float, str, bool]] = []
    below, year = 0.0, None
    for first, last, text, lane in events:
        label = wrapped(text, LETTERS, 3)
        height = LINE * (label.count("<br>") + 1)
        colour, middle = colours.get(lane, look.ink), below + height / 2
        told = day(first, look.lang, short=True)
        if first.year == year:
            told = told.replace(f" {first.year}", "")
        else:
            told = told.replace(" " + str(first.year), f"<br>{first.year}")
            height = max(height, 2 * LINE)
        year = first.year
        texts.append(_text(0.2, below, told, look.muted, "right"))
        texts.append(_text(0.26, below, label, colour, "left"))
        so_far = int((acts["by"] <= first).sum())
        texts.append(_text(1, below, f"<b>{number(so_far, look.lang)}</b>" if so_far else "–", look.done, "right"))
        marks.append((middle if label.count("<br>") == 0 else below + LINE / 2, colour, first != last))
        below += height + GAP
    total = f"<b>{word('charts.acts_by', look.lang, count=len(acts))}</b>"
    binding = int(acts["is_binding"].astype(bool).sum())
    if binding:
        total += f", {word('charts.diamonds', look.lang, count=binding)}"
    if len(law):
        total += f"<br>{word('charts.laws', look.lang, count=len(law))}"
    told = day(end, look.lang, short=True).replace(f" {end.year}", "" if end.year == year else f"<br>{end.year}")
    texts.append(_text(0.2, below, told, look.muted, "right"))
    texts.append(_text(0.26, below, total, look.ink, "left"))
    tall = below + 2 * LINE + GAP
    figure = blank(look, int(tall + 44))
    head = {"yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 3}
    texts.append(_text(1, 0, word("charts.acts_so_far", look.lang), look.done, "right") | head)
    figure.add_scatter(
        x=[0.23] * len(marks), y=[at for at, *_ in marks], mode="markers", hoverinfo="skip", showlegend=False,
        marker={"symbol": ["square" if is_span else "circle" for *_, is_span in marks], "size": 10,
                "color": [colour for _, colour, _ in marks], "line": {"width": 2, "color": look.ground}},
    )  # fmt: skip # saves 8 lines
    line = {"type": "line", "x0": 0.23, "x1": 0.23, "y0": 0, "y1": below + LINE / 2, "layer": "below"}
    figure.update_layout(
        shapes=[{**line, "line": {"color": look.rule, "width": 2}}],
        annotations=texts,
        margin={"l": 0, "r": 2, "t": 26, "b": 4},
    )
    figure.update_xaxes(range=[0, 1], visible=False)
    figure.update_yaxes(range=[tall, -2], visible=False)
    return figure


def _text(x: float, y: float, text: str, colour: str, side: str) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "xanchor": side, "yanchor": "top", "align": side, "showarrow": False,
            "font": {"color": colour, "size": 13}}  # fmt: skip # saves 8 lines
