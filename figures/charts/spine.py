"""The affair on one line: named events above, acts counted up, what was measured and came into force below.

The dense weeks are drawn wide and the months around them narrow; the change of scale is marked. A date is a place on a
numeric axis here, see `Scale`. On a telephone the line stands upright and the events are a list along it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts import upright
from figures.charts.base import Look, as_date, blank, safe, wrapped
from figures.words import day, month, number, word

WIDTH = 900  # pixels the axis is taken to have when labels are kept apart
LETTER = 6.2  # pixels a character of a label
DENSE = 56  # days that are drawn wide
SLOWER = 5  # how many times narrower the days around them are
LEVEL, FLAGS, MIDDLE, LANE = 16, 7, 92, 16  # pixels: a level of flags, levels at most, the count, a lane below


@dataclass(frozen=True)
class Scale:
    """Dates as places: from `start` to `end`, the days from `first` to `last` as wide as SLOWER others."""

    start: date
    end: date
    first: date
    last: date

    def at(self, value: date) -> float:
        """The place of a day, 0 at the start, in wide days."""
        before = (min(value, self.first) - self.start).days / SLOWER
        dense = max(0, (min(value, self.last) - self.first).days)
        return before + dense + max(0, (value - self.last).days) / SLOWER

    @property
    def length(self) -> float:
        return max(1.0, self.at(self.end))


def scale(start: date, end: date, first: date) -> Scale:
    """The scale of a period: the eight weeks from the affair's first day, where they lie in it, are the wide ones."""
    begin = min(max(start, first - timedelta(days=3)), end)
    return Scale(start, end, begin, min(end, begin + timedelta(days=DENSE)))


def spine(
    flags: pd.DataFrame,
    rows: pd.DataFrame,
    spans: pd.DataFrame,
    look: Look,
    *,
    start: date,
    end: date,
    first: date,
) -> go.Figure:
    """`flags`: event_date, label, lane. `rows`: overview_timeline, told, where. `spans`: first, last, label, lane.

    Above: flags on thin lines. Middle: counted acts added up, those that bind as named diamonds. Below: windows of what
    was measured and blocks as bars with their text, provisions coming into force as ticks.
    """
    acts = rows[(rows["lane"] == "done") & rows["is_counted"].astype(bool) & (rows["place"] == "inside")]
    acts = acts.assign(when=[as_date(value) for value in acts["start_date"]]).sort_values("when")
    acts["count"] = range(1, len(acts) + 1)
    if look.narrow:
        return upright.upright(flags, acts, spans, rows[rows["lane"] == "law"], look, start=start, end=end)
    along = scale(start, end, first)
    colours = colours_of(look)
    named_days = [(along.at(as_date(row.event_date)), str(row.label), str(row.lane)) for row in flags.itertuples()]
    placed, levels = spread(named_days, along.length)
    bars = [
        (along.at(max(as_date(row.first), start)), along.at(min(as_date(row.last), end)), str(row.label), str(row.lane))
        for row in spans.itertuples()
    ]
    lanes = stacked(bars, along.length)
    depth = 1 + max([lane for *_, lane in lanes], default=0)
    figure = blank(look, 50 + LEVEL * levels + MIDDLE + LANE * (depth + 1))
    count, top = len(acts), max(len(acts), 1)
    unit = top / MIDDLE  # what a pixel is on the axis of counts
    xs, ys = [0.0], [0]
    for row in acts.to_dict("records"):
        xs, ys = [*xs, along.at(row["when"]), along.at(row["when"])], [*ys, row["count"] - 1, row["count"]]
    figure.add_scatter(x=[*xs, along.length], y=[*ys, count], mode="lines", line={"color": look.done, "width": 2.5},
                       hoverinfo="skip", fill="tozeroy", fillcolor=_faint(look.done), showlegend=False)  # fmt: skip
    binding = acts[acts["is_binding"].astype(bool)].to_dict("records")
    figure.add_scatter(
        x=[along.at(row["when"]) for row in binding], y=[row["count"] for row in binding], mode="markers",
        hovertext=[wrapped(row["told"], 60, 6) for row in binding], hoverinfo="text", showlegend=False,
        customdata=[row["row_id"] for row in binding],
        marker={"symbol": "diamond", "size": 10, "color": look.done, "line": {"width": 1.5, "color": look.ground}},
    )  # fmt: skip
    told = f"<b>{word('charts.acts_by', look.lang, count=count)}</b>"
    if binding:
        told += f", {word('charts.diamonds', look.lang, count=len(binding))}"
    texts = [_text(along.length, count, told, look.done, 14) | {"xanchor": "right", "yanchor": "top", "xshift": -4}]
    texts += _named(binding, along, unit, look)
    shapes = []
    for place, text, lane, level, side in placed:
        height_of, colour = top + unit * (16 + LEVEL * level), colours.get(lane, look.ink)
        shapes.append(_line(place, 0, place, height_of, look.rule, 1))
        texts.append(_text(place, height_of, safe(text), colour) | _beside(side) | {"bgcolor": look.ground})
        shapes.append(_line(place, height_of - unit * 7, place, height_of + unit * 7, colour, 3))
    for begin, stop, text, lane, level in lanes:
        at = -unit * (16 + LANE * level)
        stop = max(stop, begin + along.length / 300)
        shapes.append(_line(begin, at, stop, at, colours.get(lane, look.ink), 9))
        texts.append(_text(stop, at, safe(text), colours.get(lane, look.ink)))
    floor = -unit * (18 + LANE * depth)
    law = rows[rows["lane"] == "law"]
    figure.add_scatter(
        x=[along.at(as_date(value)) for value in law["start_date"]], y=[floor] * len(law), mode="markers",
        marker={"symbol": "line-ns", "size": 13, "line": {"width": 2.5, "color": look.law}},
        hovertext=[wrapped(text, 60, 6) for text in law["told"]], hoverinfo="text", showlegend=False,
        customdata=law["row_id"],
    )  # fmt: skip
    if len(law):
        told = word("charts.laws", look.lang, count=len(law))
        texts.append(
            _text(along.length, floor, told, look.law) | {"xanchor": "right", "yanchor": "bottom", "yshift": 7}
        )
    for edge in sorted({along.first, along.last} - {start, end}):
        shapes.append(_line(along.at(edge), floor, along.at(edge), top + unit * 8, look.muted, 1, "dot"))
    if along.last < end:
        told = word("charts.scale", look.lang, times=number(SLOWER, look.lang))
        texts.append(_text(along.at(along.last), 0, told, look.muted, 11) | {"yanchor": "bottom", "yshift": 1})
    figure.update_layout(shapes=shapes, annotations=texts, margin={"l": 8, "t": 4, "r": 8})
    ticks = ticked(along)
    figure.update_xaxes(
        range=[-along.length / 200, along.length * 1.005],
        tickvals=[along.at(tick) for tick in ticks],
        ticktext=[named(tick, along, look.lang) for tick in ticks],
        tickangle=0,
    )
    figure.update_yaxes(
        range=[floor - unit * 12, top + unit * (6 + LEVEL * levels)], visible=False, showgrid=False, zeroline=False
    )
    return figure


def colours_of(look: Look) -> dict[str, str]:
    """Lane → its colour, the same on every page."""
    return {"measured": look.measured, "said": look.said, "done": look.done, "law": look.law}


def _named(binding: list[dict[str, Any]], along: Scale, unit: float, look: Look) -> list[dict[str, Any]]:
    """Where each act that binds was taken, beside its diamond, lower where another name stands."""
    found: list[dict[str, Any]] = []
    marks = [(along.at(row["when"]) / along.length * WIDTH, row["count"] / unit) for row in binding]
    taken = [(x - 5, x + 5, high) for x, high in marks]  # left and right ends, height from the floor, in pixels
    said: set[tuple[Any, Any]] = set()
    for row in binding:
        if (row["where"], row["when"]) in said:
            continue
        said.add((row["where"], row["when"]))
        at, width = along.at(row["when"]) / along.length * WIDTH, LETTER * 0.95 * len(row["where"]) + 6
        height = row["count"] / unit
        below = [("right", height - lower) for lower in range(12, int(height) - 4, 2)]
        is_crowded = any(at < x < at + width and high - height < 12 for x, high in marks)
        before = [("left", height + 3)] if is_crowded else []
        for side, high in [*before, *below[:1], ("left", height + 3), *below[1:]]:
            left, right = (at + 4, at + 4 + width) if side == "right" else (at - 4 - width, at - 4)
            if left < 0 or any(left < b and a < right and abs(high - h) < 11 for a, b, h in taken):
                continue
            taken.append((left, right, high))
            found.append(
                _text(along.at(row["when"]), high * unit, safe(row["where"]), look.done, 11)
                | (_beside(side) if side == "left" else {})
            )
            break
    return found


def spread(
    flags: Sequence[tuple[float, str, str]], length: float, most: int = FLAGS
) -> tuple[list[tuple[float, str, str, int, str]], int]:
    """Each flag with the lowest of `most` levels on which its text, on either side, touches no other; and how many."""
    taken: list[list[tuple[float, float]]] = []
    found = []
    for place, text, lane in sorted(flags):
        pixels, width = place / length * WIDTH, 12 + LETTER * len(text)
        sides = {"right": (pixels, pixels + width), "left": (pixels - width, pixels)}
        sides = {side: ends for side, ends in sides.items() if ends[0] >= 0 and ends[1] <= WIDTH + 20} or sides
        free = [
            (level, side)
            for level in range(most)
            for side, (left, right) in sides.items()
            if all(right <= a or b <= left for a, b in (taken[level] if level < len(taken) else ()))
        ]
        level, side = free[0] if free else (most - 1, next(iter(sides)))
        while len(taken) <= level:
            taken.append([])
        taken[level].append(sides[side])
        found.append((place, text, lane, level, side))
    return found, max(1, len(taken))


def stacked(spans: Sequence[tuple[float, float, str, str]], length: float) -> list[tuple[float, float, str, str, int]]:
    """Each bar with the first lane on which it and its text touch no other."""
    free: list[float] = []
    found = []
    for begin, stop, text, lane in sorted(spans):
        at = next((n for n, edge in enumerate(free) if edge <= begin / length * WIDTH), len(free))
        if at == len(free):
            free.append(0.0)
        free[at] = stop / length * WIDTH + 16 + LETTER * len(text)
        found.append((begin, stop, text, lane, at))
    return found


def ticked(along: Scale) -> list[date]:
    """The days named on the axis: every fourteenth of the wide ones, the first of the months around them."""
    wide = [along.first + timedelta(days=n) for n in range(0, (along.last - along.first).days + 1, 14)]
    months = pd.date_range(along.start, along.end, freq="MS").date
    apart = [one for one in months if one < along.first - timedelta(days=30) or one > along.last + timedelta(days=20)]
    step = max(1, -(-len(apart) // 8))
    return sorted({*wide, *apart[::step]})


def named(tick: date, along: Scale, lang: str) -> str:
    """What a tick is called: a day among the wide ones, a month elsewhere; the year where it begins."""
    if along.first <= tick <= along.last:
        text = day(tick, lang, short=True)
        return text if tick == along.first else text.replace(f" {tick.year}", "")
    text = month(tick, lang, short=True)
    return text.replace(" ", "<br>") if tick.month == 1 else text.split(" ")[0]


def _text(place: float, height: float, text: str, colour: str, size: int = 12) -> dict[str, Any]:
    return {"x": place, "y": height, "text": text, "xanchor": "left", "yanchor": "middle", "xshift": 5,
            "showarrow": False, "font": {"color": colour, "size": size}}  # fmt: skip


def _beside(side: str) -> dict[str, Any]:
    return {} if side == "right" else {"xanchor": "right", "xshift": -5}


def _line(x0: float, y0: float, x1: float, y1: float, colour: str, width: float, dash: str = "solid") -> dict:
    return {"type": "line", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "layer": "below",
            "line": {"color": colour, "width": width, "dash": dash}}  # fmt: skip


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.08)"
