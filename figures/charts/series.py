"""One quantity of several sources over the same weeks: a panel each, on its own scale, what happened behind all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.along import LETTER
from figures.charts.base import DASHES, Look, as_date, blank, date_axis, first_raised, safe, wrapped
from figures.charts.lines import runs
from figures.charts.values import share_ticks, written
from figures.records import records_of
from figures.words import day, number, percent, word

PANEL, ALONE, GAP = 62, 250, 30  # pixels: of a panel among others, of one alone, between two (its name stands there)
LOW = 260  # pixels of a picture that has no room for panels
BESIDE = 0.36  # part of the width for the bars beside the lines
WEEK = 7  # days
LEVEL = 16  # pixels of the name of a band


@dataclass(frozen=True)
class Band:
    """A stretch of days behind the lines, and what it is called."""

    first: date
    last: date
    label: str
    tone: str = "rule"  # a colour of the look


@dataclass(frozen=True)
class Line:
    """How a line is drawn: the axis of its panel, its colour, its dash, its name where the panel has several."""

    axis: str
    colour: str
    dash: str
    name: str


def series(
    rows: pd.DataFrame,
    look: Look,
    *,
    value: str,
    kind: str,
    heads: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    main: str = "",
    bands: Sequence[Band] = (),
    wholes: Mapping[str, float] | None = None,
) -> go.Figure:
    """`rows`: panel, line, start_date, end_date, covered_days, `value`; a panel per key of `heads`, in that order.

    `heads` is what is written over a panel, `names` what a line is called where a panel has several, `main` the panel
    that is drawn in colour. A point stands at the middle of its days; one of which not all days are known is hollow.
    `wholes`: what each panel comes to, drawn at its left as bars on one scale, under its head.
    A panel alone needs no name: its axis has its numbers, and its lines a key.
    """
    if wholes and 0 < look.room < LOW:
        return _bars(wholes, heads, look, main)
    names, over = names or {}, LEVEL * len(bands) * (3 if look.narrow else 1)  # room for the names of the bands
    tall, gap = PANEL if len(heads) > 1 else ALONE, GAP
    if look.room:  # in a picture: lower panels before smaller letters, their names at the left
        each = (look.room - over - 70) // max(len(heads), 1)
        tall, gap = (max(28, min(tall, each - 12)), 12) if len(heads) > 1 else (max(60, min(tall, each - gap)), gap)
    total = (tall + gap) * len(heads) + over
    figure = blank(look, total + 70)
    texts: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    extent = as_date(rows["start_date"].min()), as_date(rows["end_date"].max())
    for place, (panel, head) in enumerate(heads.items()):
        top = 1 - (over + place * (tall + gap) + gap) / total
        mine = rows[rows["panel"] == panel]
        axis = {"domain": (max(0.0, top - tall / total), top), "anchor": "x", "showticklabels": False}
        axis |= {"showgrid": False, "zeroline": True, "zerolinecolor": look.rule, "range": [0, _top(mine[value])]}
        if len(heads) == 1:
            axis |= {
                "showticklabels": True,
                "showgrid": True,
                "nticks": 6,
                "tickformat": "," if kind == "number" else "",
            }
            if kind == "share":
                ticks = share_ticks(_top(mine[value]))
                axis |= {"tickvals": ticks, "ticktext": [written(one, kind, look.lang) for one in ticks]}
        figure.update_layout({f"yaxis{place + 1 if place else ''}": axis})
        where = {"x": 0, "xref": "paper", "y": top, "yref": "paper", "text": head, "xanchor": "left"}
        if wholes:
            shapes += _whole(wholes, panel, (top, tall / total), look, panel == main)
            texts.append({**where, "yanchor": "top", "font": {"size": 13, "color": look.ink}, "align": "left",
                          "text": head.replace("</b> ", "</b><br>") if look.narrow else head}
            )  # fmt: skip # saves 5 lines
        elif len(heads) > 1:
            texts.append({**where, "yanchor": "bottom", "yshift": 2, "font": {"size": 13, "color": look.ink}})
        for nth, (code, part) in enumerate(mine.groupby("line", sort=False)):
            colour = look.said if panel == main and not nth else look.muted
            name = names.get(str(code), "")
            line = Line(f"y{place + 1 if place else ''}", colour, DASHES[nth], name)
            _drawn(figure, part, value, kind, line, look)
            texts += _labels(part, value, kind, line, extent, look, is_main=not (nth or (wholes and look.narrow)))
            if name:
                figure.add_scatter(x=[None], y=[None], mode="lines", hoverinfo="skip", name=safe(name), showlegend=True,
                                   line={"color": colour, "dash": line.dash, "width": 2})  # fmt: skip # saves 7 lines
        if mine["line"].nunique() > 1:
            axis_of = {"yref": f"y{place + 1 if place else ''}"}
            texts += [one | axis_of for one in _ends(mine, value, kind, look, main)]
    below = 0
    for band in bands:
        begin, stop = max(band.first, extent[0]), min(band.last, extent[1])
        if begin >= stop:
            continue
        ends = {"type": "rect", "xref": "x", "yref": "paper", "x0": begin, "x1": stop, "y0": 0, "y1": 1}
        shapes.append(
            {
                **ends,
                "fillcolor": getattr(look, band.tone),
                "opacity": 0.45 if band.tone == "rule" else 0.1,
                "line": {"width": 0},
                "layer": "below",
            }
        )
        side = "right" if begin - extent[0] > (extent[1] - extent[0]) * 0.55 else "left"
        where = {"x": stop if side == "right" else begin, "xref": "x", "y": 1, "yref": "paper", "xanchor": side}
        across = (
            (300 if look.narrow else 850)
            * (1 - BESIDE if wholes else 1)
            * ((stop - begin) / (extent[1] - extent[0]))
            / LETTER
        )
        text = {"text": wrapped(band.label, max(15, int(across)), 3), "font": {"size": 12, "color": look.muted}}
        texts.append({**where, **text, "yanchor": "top", "yshift": -LEVEL * below})
        below += 1 + str(text["text"]).count("<br>") if look.narrow else 1
    if not all(_is_whole(row) for row in records_of(rows.dropna(subset=[value]))):
        figure.add_scatter(
            x=[None], y=[None], mode="markers", hoverinfo="skip", name=word("charts.key.part_week", look.lang),
            showlegend=True, marker={"size": 7, "color": look.ground, "line": {"width": 1.5, "color": look.muted}},
        )  # fmt: skip # saves 5 lines
    over_plot = 34 if any(one.showlegend for one in figure.data) else 10
    texts = [{"showarrow": False, **one} for one in texts]
    figure.update_layout(shapes=shapes, annotations=texts, margin={"l": 8, "r": 56, "t": over_plot})
    date_axis(figure, *extent, look, 4 if wholes and (look.narrow or look.room) else 7)
    figure.update_xaxes(anchor="free", position=0, **({"domain": [BESIDE, 1]} if wholes else {}))
    return figure


def _bars(wholes: Mapping[str, float], heads: Mapping[str, str], look: Look, main: str) -> go.Figure:
    """What each panel comes to, in a picture too low for lines."""
    figure = blank(look, 24 + 24 * len(heads))
    figure.add_bar(
        x=[wholes[one] for one in heads], y=list(range(len(heads))), orientation="h", showlegend=False,
        marker={"color": [look.said if one == main else look.muted for one in heads]}, width=0.6,
    )  # fmt: skip # saves 3 lines
    figure.update_xaxes(visible=False, range=[0, max(*wholes.values(), 1e-9)])
    figure.update_yaxes(
        tickvals=list(range(len(heads))), ticktext=list(heads.values()), range=[len(heads) - 0.4, -0.6],
        showgrid=False, tickfont={"color": look.ink, "size": 13}, ticklabelstandoff=8,
    )  # fmt: skip # saves 3 lines
    return figure


def _whole(
    wholes: Mapping[str, float], panel: str, place: tuple[float, float], look: Look, is_main: bool
) -> list[dict[str, Any]]:
    """A bar at the left of a panel, as long as its part of the highest: at least a line."""
    top, tall = place
    wide = max((BESIDE - 0.06) * wholes[panel] / max(*wholes.values(), 1e-9), 0.002)
    colour = look.said if is_main else look.muted
    ends = {"type": "rect", "xref": "paper", "yref": "paper", "x0": 0, "x1": wide, "line": {"width": 0}}
    return [{**ends, "y0": top - tall, "y1": top - tall * 0.62, "fillcolor": colour}]


def _top(values: pd.Series) -> float:
    """Where an axis ends: room for the text over the highest point."""
    highest = values.max()
    return float(highest) * 1.3 if highest == highest and highest > 0 else 1.0


def _middle(row: Any) -> date:
    first, last = as_date(row["start_date"]), as_date(row["end_date"])
    return first + (last - first) / 2


def _is_whole(row: Any) -> bool:
    """Whether all seven days of a week are known."""
    return bool(row["covered_days"] >= WEEK)


def _drawn(figure: go.Figure, part: pd.DataFrame, value: str, kind: str, line: Line, look: Look) -> None:
    for run in runs(part.sort_values("start_date"), "start_date", value, 0, ()):
        records = records_of(run)
        days = [
            word("charts.days_from_to", look.lang, start=as_date(row["start_date"]), end=as_date(row["end_date"]),
                 count=int(row["covered_days"]))
            for row in records
        ]  # fmt: skip # saves 5 lines
        hover = [
            [safe(line.name), when, printed_value(row[value], kind, look.lang)]
            for when, row in zip(days, records, strict=True)
        ]
        figure.add_scatter(
            x=[_middle(row) for row in records], y=run[value], mode="lines+markers", yaxis=line.axis,
            line={"color": line.colour, "dash": line.dash, "width": 2}, showlegend=False, hoverinfo="text",
            marker={"size": 6, "color": [line.colour if _is_whole(row) else look.ground for row in records],
                    "line": {"width": 1.5, "color": line.colour}},
            hovertext=["<br>".join(filter(None, parts)) for parts in hover], customdata=list(run.index),
        )  # fmt: skip # saves 9 lines


def printed_value(value: float, kind: str, lang: str) -> str:
    """A value as it is printed: two figures of a small share, no decimals of a large number."""
    if kind == "share" and 0 < value < 0.095:
        return percent(value, lang, max(1, 1 - floor(log10(value * 100))))
    return written(value, kind, lang) if kind == "share" else number(value, lang, 0 if value >= 20 else 1)


def _labels(
    part: pd.DataFrame, value: str, kind: str, line: Line, extent: tuple[date, date], look: Look, *, is_main: bool
) -> list[dict[str, Any]]:
    """What is printed at a line: its highest point and its last, and where nothing was reported."""
    known = part.dropna(subset=[value])
    if known.empty:
        return []
    high, end, span = known.loc[known[value].idxmax()], known.iloc[-1], extent[1] - extent[0]
    found = []
    if high[value] > 0:
        side = "right" if _middle(high) - extent[0] > span * 0.55 else "left"
        week = first_raised(word("charts.week_of", look.lang, day=day(high["start_date"], look.lang, short=True)))
        text = f"<b>{printed_value(high[value], kind, look.lang)}</b>" + (f" · {week}" if is_main else "")
        found.append(
            {"x": _middle(high), "y": high[value], "text": text, "xanchor": side, "yanchor": "bottom", "yshift": 3}
        )
    if end["start_date"] != high["start_date"] and not line.name:
        text = f"<b>{printed_value(end[value], kind, look.lang)}</b>"
        found.append({"x": extent[1], "y": end[value], "text": text, "xanchor": "left", "yanchor": "middle"})
    nothing = part[part[value].isna()]
    if len(nothing) > 1:
        text = wrapped(word("charts.none_reported", look.lang), 12 if look.narrow or look.room else 60)
        found.append({"x": _middle(nothing.iloc[len(nothing) // 2]), "y": 0, "text": text, "yanchor": "bottom",
                      "font": {"size": 12, "color": look.muted}})  # fmt: skip # saves 7 lines
    return [{"xref": "x", "yref": line.axis, "font": {"size": 12, "color": line.colour}, **one} for one in found]


def _ends(rows: pd.DataFrame, value: str, kind: str, look: Look, main: str) -> list[dict[str, Any]]:
    """The last values of a panel with several lines, one under the other at its end."""
    last = [part.iloc[-1] for _, part in rows.dropna(subset=[value]).groupby("line", sort=False)]
    if not last:
        return []
    texts = [f"<b>{printed_value(one[value], kind, look.lang)}</b>" for one in last]
    colours = [look.said if main and not n else look.muted for n in range(len(texts))]
    shown = [f'<span style="color:{one}">{text}</span>' for text, one in zip(texts, colours, strict=True)]
    where = {"x": as_date(last[0]["end_date"]), "y": max(one[value] for one in last), "xref": "x", "xanchor": "left"}
    return [{**where, "text": "<br>".join(shown), "yanchor": "middle", "align": "left", "font": {"size": 12}}]


def alt(rows: pd.DataFrame, lang: str, *, title: str, count: int) -> str:
    """The chart in a sentence."""
    return word("charts.series_alt", lang, title=title, count=count,
                start=as_date(rows["start_date"].min()), end=as_date(rows["end_date"].max())
    )  # fmt: skip # saves 5 lines
