"""Measured, done and provided by law at a glance: the panels of one axis of time, for a picture with little room.

A line per jurisdiction: the band of the maximum in force, its acts on it, the maximum in words behind it.
"""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, as_date, blank, date_axis, others, safe, wrapped
from figures.charts.lanes import extent, first_act
from figures.charts.values import written
from figures.records import records_of
from figures.words import word

LINE, HEAD, LETTER = 20, 22, 5.8  # pixels: a line, a heading over its lines, a character behind a line
MEASURED = 4  # shares at most, one of each producer first


def glance(rows: pd.DataFrame, look: Look, texts: Any, *, start: date, end: date) -> go.Figure:
    """`rows` and `texts` are those of `panels`; as many jurisdictions as `look.room` holds, the earliest first."""
    shares = rows[rows["panel"] == "measured"].sort_values("value", ascending=False)
    shares = pd.concat([shares.drop_duplicates("actor"), shares[shares["actor"].duplicated()]]).head(MEASURED)
    acts = rows[rows["panel"] == "act"]
    codes = sorted(rows["jurisdiction"].dropna().unique(), key=lambda code: first_act(acts, code))
    free = (look.room - 2 * HEAD - LINE * (len(shares) + 1) - 74) // LINE
    shown = codes if len(codes) <= free else codes[: max(3, free - 1)]
    more = others(look, len(codes) - len(shown))
    at, ticks, notes, shapes = HEAD - 4, [], [], []
    notes.append(_head(texts.measured, 0, look))
    for row in records_of(shares):
        first, last = as_date(row["start_date"]), as_date(row["end_date"]) + timedelta(days=1)
        shapes.append(_band(max(first, start), min(last, end), at + LINE / 2, 5, look.measured, look.measured))
        told = (
            f"<b>{written(row['value'], 'share', look.lang)}</b> {wrapped(row['named'], 60, 1)} · {safe(row['actor'])}"
        )
        notes.append({"x": min(last, end), "y": at + LINE / 2, "text": told, "xanchor": "left", "xshift": 4,
                      "font": {"size": 13, "color": look.measured}})  # fmt: skip # saves 8 lines
        at += LINE
    notes.append(_head(texts.lanes, at, look))
    at += HEAD
    notes.append(_key(rows, at, look))
    at += LINE
    points: list[tuple[date, float, dict[str, Any]]] = []
    for code in shown:
        own, middle = rows[rows["jurisdiction"] == code], at + LINE / 2
        laws = records_of(own[own["panel"] == "ceiling"])
        for row in laws:
            ground = look.law if row["is_established"] else look.ground
            until = as_date(row["end_date"]) + timedelta(days=1)
            shapes.append(_band(as_date(row["start_date"]), until, middle, 5, ground, look.law, 0.35))
        said = laws[-1]["inside"] if laws else texts.nothing
        if not laws and texts.read is not None and code not in texts.read:
            said = texts.unread
        sure = bool(laws and laws[-1]["is_established"])
        font = {"size": 13, "color": look.law if sure else look.muted}
        behind = {"x": 1, "xref": "paper", "xshift": 8, "xanchor": "left"}
        notes.append({**behind, "y": middle, "text": wrapped(said, 60, 1), "font": font})
        for row in records_of(own[own["panel"] == "act"]):
            first, last = extent(row, start, end)
            if first < last:  # the day is not known: the month it is of, and no point in it
                colour = look.done if row["is_binding"] == 1 else look.pale
                shapes.append(_band(first, last, middle, 2, colour, colour))
            else:
                points.append((first, middle, row))
        ticks.append((middle, safe(texts.names.get(code, code))))
        at += LINE
    if more:
        ticks.append((at + LINE / 2, more))
        at += LINE
    figure = blank(look, int(at + 60))
    points.sort(key=lambda one: one[2]["is_binding"] == 1)  # what binds is drawn over what does not
    colours = [look.done if row["is_binding"] == 1 else look.pale for *_, row in points]
    figure.add_scatter(
        x=[x for x, *_ in points], y=[y for _, y, _ in points], mode="markers", hoverinfo="skip", showlegend=False,
        marker={"symbol": ["diamond" if row["is_binding"] == 1 else "circle" for *_, row in points], "size": 10,
                "color": colours, "line": {"width": 1, "color": look.ground}},
    )  # fmt: skip # saves 8 lines
    widest = max((len(str(one["text"])) for one in notes if one.get("xshift") == 8), default=0)
    figure.update_layout(
        shapes=shapes,
        annotations=[{"showarrow": False, "yanchor": "middle", "align": "left", **one} for one in notes],
        margin={"t": 8, "r": int(24 + LETTER * widest)},
    )
    figure.update_yaxes(range=[at + 2, -4], showgrid=False, tickvals=[y for y, _ in ticks],
                        ticktext=[text for _, text in ticks], tickfont={"color": look.ink, "size": 13}
    )  # fmt: skip # saves 4 lines
    date_axis(figure, start, end, look)
    return figure


def _key(rows: pd.DataFrame, at: float, look: Look) -> dict[str, Any]:
    """What the marks and bands below are, those that are there, on a line of its own."""
    acts, laws = rows[rows["panel"] == "act"], rows[rows["panel"] == "ceiling"]
    is_month = acts["date_precision"] == "month"
    found = (
        ("binding", "◆", look.done, acts["is_binding"].eq(True).any()),
        ("plain", "●", look.pale, (~acts["is_binding"].eq(True)).any()),
        ("month_only", "▬", look.pale, is_month.any()),
        ("law", "■", look.law, laws["is_established"].eq(True).any()),
        ("law_unclear", "□", look.law, (~laws["is_established"].eq(True)).any()),
    )
    told = " &nbsp; ".join(
        f'<span style="color:{colour}">{mark}</span> {word(f"charts.key.{name}", look.lang)}'
        for name, mark, colour, is_there in found
        if is_there
    )
    return {"x": 0, "xref": "paper", "y": at + LINE / 2, "text": told, "xanchor": "left",
            "font": {"size": 12, "color": look.muted}}  # fmt: skip # saves 6 lines


def _head(text: str, at: float, look: Look) -> dict[str, Any]:
    return {"x": 0, "xref": "paper", "y": at + HEAD / 2 - 2, "text": f"<b>{wrapped(text, 90, 1)}</b>",
            "xanchor": "left", "font": {"size": 13, "color": look.ink}}  # fmt: skip # saves 6 lines


def _band(first: date, last: date, y: float, half: float, fill: str, edge: str, opacity: float = 1.0) -> dict[str, Any]:
    return {"type": "rect", "x0": first, "x1": last, "y0": y - half, "y1": y + half, "fillcolor": fill,
            "opacity": opacity, "layer": "below", "line": {"color": edge, "width": 1.5}}  # fmt: skip # saves 9 lines
