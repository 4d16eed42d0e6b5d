"""The affair on one line: named events above, acts counted up, what was measured and came into force below.

The dense weeks are drawn wide and the months around them narrow; the change of scale is marked. A date is a place on a
numeric axis here, see `Scale`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, as_date, blank, safe, wrapped
from figures.words import day, month, word

WIDTH = 900  # pixels the axis is taken to have when labels are kept apart
LETTER = 6.6  # pixels a character of a label
DENSE = 56  # days that are drawn wide
SLOWER = 5  # how many times narrower the days around them are
LEVEL, FLAGS, MIDDLE, LANE = 22, 7, 150, 24  # pixels: a level of flags, levels at most, the count, a lane below


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
    """`flags`: event_date, label, lane. `rows`: overview_timeline, told. `spans`: first, last, label, lane.

    Above: flags on thin lines. Middle: counted acts added up, those that bind as diamonds. Below: windows of what was
    measured and blocks as bars with their text, provisions coming into force as ticks.
    """
    along = scale(start, end, first)
    colours = {"measured": look.measured, "said": look.said, "done": look.done, "law": look.law}
    named_days = [(along.at(as_date(row.event_date)), str(row.label), str(row.lane)) for row in flags.itertuples()]
    placed, levels = spread(named_days, along.length)
    bars = [
        (along.at(max(as_date(row.first), start)), along.at(min(as_date(row.last), end)), str(row.label), str(row.lane))
        for row in spans.itertuples()
    ]
    lanes = stacked(bars, along.length)
    depth = 1 + max([lane for *_, lane in lanes], default=0)
    height = 60 + LEVEL * levels + MIDDLE + LANE * (depth + 1)
    figure = blank(look, height)
    acts = rows[(rows["lane"] == "done") & rows["is_counted"].astype(bool) & (rows["place"] == "inside")]
    acts = acts.assign(when=[as_date(value) for value in acts["start_date"]]).sort_values("when")
    count, top = 0, max(len(acts), 1)
    xs, ys = [0.0], [0]
    binding = pd.DataFrame(columns=["place", "count", "told"])
    for row in acts.to_dict("records"):
        count += 1
        place = along.at(row["when"])
        xs, ys = [*xs, place, place], [*ys, count - 1, count]
        if row["is_binding"]:
            binding.loc[len(binding)] = [place, count, wrapped(row["told"], 60, 6)]
    xs, ys = [*xs, along.length], [*ys, count]
    unit = top / MIDDLE  # what a pixel is on the axis of counts
    figure.add_scatter(x=xs, y=ys, mode="lines", line={"color": look.done, "width": 2.5}, hoverinfo="skip",
                       fill="tozeroy", fillcolor=_faint(look.done), showlegend=False)  # fmt: skip
    figure.add_scatter(
        x=binding["place"], y=binding["count"], mode="markers", hovertext=binding["told"], hoverinfo="text",
        showlegend=False,
        marker={"symbol": "diamond", "size": 11, "color": look.done, "line": {"width": 1.5, "color": look.ground}},
    )  # fmt: skip
    texts = [_text(along.length, count, f"<b>{word('charts.acts_by', look.lang, count=count)}</b>", look.done, 14)]
    texts[0] |= {"xanchor": "right", "yanchor": "bottom"}
    if len(binding):
        last = binding.iloc[-1]
        diamonds = word("charts.diamonds", look.lang, count=len(binding))
        texts.append(_text(last["place"], last["count"], diamonds, look.done) | {"yanchor": "top", "xshift": 10})
    shapes = []
    for place, text, lane, level in placed:
        height_of = top + unit * (24 + LEVEL * level)
        shapes.append(_line(place, -unit * 4, place, height_of, look.rule, 1))
        texts.append(_text(place, height_of, safe(text), colours.get(lane, look.ink)))
        shapes.append(_line(place, height_of - unit * 8, place, height_of + unit * 8, colours.get(lane, look.ink), 3))
    for begin, stop, text, lane, level in lanes:
        at = -unit * (22 + LANE * level)
        stop = max(stop, begin + along.length / 300)
        shapes.append(_line(begin, at, stop, at, colours.get(lane, look.ink), 9))
        texts.append(_text(stop, at, safe(text), colours.get(lane, look.ink)))
    floor = -unit * (22 + LANE * depth)
    law = rows[rows["lane"] == "law"]
    figure.add_scatter(
        x=[along.at(as_date(value)) for value in law["start_date"]], y=[floor] * len(law), mode="markers",
        marker={"symbol": "line-ns", "size": 13, "line": {"width": 2.5, "color": look.law}},
        hovertext=[wrapped(text, 60, 6) for text in law["told"]], hoverinfo="text", showlegend=False,
    )  # fmt: skip
    if len(law):
        texts.append(
            _text(0, floor, word("charts.laws", look.lang, count=len(law)), look.law)
            | {"yanchor": "bottom", "yshift": 7}
        )
    for edge in {along.first, along.last} - {start, end}:
        shapes.append(_line(along.at(edge), floor, along.at(edge), top + unit * 8, look.muted, 1, "dot"))
        narrow = _text(along.at(edge), floor, word("charts.scale", look.lang, times=SLOWER), look.muted, 11)
        texts.append(narrow | {"yanchor": "top", "xanchor": "right" if edge == along.first else "left"})
    figure.update_layout(shapes=shapes, annotations=texts, margin_l=12)
    ticks = ticked(along)
    figure.update_xaxes(
        range=[-along.length / 200, along.length * 1.005],
        tickvals=[along.at(tick) for tick in ticks],
        ticktext=[named(tick, along, look.lang) for tick in ticks],
        tickangle=0,
    )
    figure.update_yaxes(
        range=[floor - unit * 16, top + unit * (30 + LEVEL * levels)], visible=False, showgrid=False, zeroline=False
    )
    return figure


def spread(flags: Sequence[tuple[float, str, str]], length: float) -> tuple[list[tuple[float, str, str, int]], int]:
    """Each flag with the lowest level on which its text touches no other, and how many levels there are."""
    free: list[float] = []
    found = []
    for place, text, lane in sorted(flags):
        pixels = place / length * WIDTH
        level = next((n for n, edge in enumerate(free) if edge <= pixels), len(free))
        if level == len(free):
            if level == FLAGS:  # no room: the level that is free soonest
                level = min(range(FLAGS), key=lambda n: free[n])
            else:
                free.append(0.0)
        free[level] = pixels + 14 + LETTER * len(text)
        found.append((place, text, lane, level))
    return found, max(1, len(free))


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


def _line(x0: float, y0: float, x1: float, y1: float, colour: str, width: float, dash: str = "solid") -> dict:
    return {"type": "line", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "layer": "below",
            "line": {"color": colour, "width": width, "dash": dash}}  # fmt: skip


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.08)"
