"""The affair on one line: named events above, acts counted up, what was measured and came into force below.

On a telephone the line stands upright and the events are a list along it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts import upright
from figures.charts.along import LETTER, WIDTH, Scale, axis, spread, ticked
from figures.charts.base import Look, as_date, blank, safe, wrapped
from figures.records import records_of
from figures.words import number, word

LOW = 340  # pixels of a picture that has no room for flags
CLOSE = 14  # days within which acts of one place are one line
LEVEL, FLAGS, MIDDLE, LANE = 15, 10, 66, 15  # pixels: a level of flags, levels at most, the count, a lane below


def spine(
    flags: pd.DataFrame,
    rows: pd.DataFrame,
    spans: pd.DataFrame,
    look: Look,
    *,
    start: date,
    end: date,
) -> go.Figure:
    """`flags`: event_date, label, lane, row_id. `rows`: overview_timeline, told, where, deed (what an act was, and
    where). `spans`: first, last, label,
    lane, where.

    Above: flags on thin lines. Middle: counted acts added up. Below, each under its heading: windows of what was
    measured; acts that bind as diamonds, each named, at the head of its bar where it is a block; provisions coming into
    force as ticks. An act that binds has no flag beside: its name stands at its diamond.
    """
    acts = rows[(rows["lane"] == "done") & rows["is_counted"].astype(bool) & (rows["place"] == "inside")]
    days = {name: [as_date(value) for value in acts[of]] for name, of in (("when", "start_date"), ("by", "known_date"))}
    acts = acts.assign(**days).sort_values(["by", "when"])  # known to a month, an act counts at its end
    acts["count"] = range(1, len(acts) + 1)
    binding = acts[acts["is_binding"].astype(bool)]
    below = entries(spans, binding, dict(zip(flags["row_id"], flags["label"], strict=True)), start, end)
    flags = flags[~flags["row_id"].isin(binding["row_id"])]
    law = rows[rows["lane"] == "law"]
    if look.room:  # a picture tells what its title does: the acts, not what was measured nor the law
        below, law = [one for one in below if one.lane == "done"], law.head(0)
        flags = flags if look.room > LOW else flags.head(0)
    across = 560 if look.room else WIDTH
    if look.narrow:
        lines = [(one.first, one.last, ("◆ " if one.acts else "") + one.label, one.lane) for one in below]
        listed = pd.DataFrame(lines, columns=["first", "last", "label", "lane"])
        return upright.upright(flags, acts, listed, law, look, start=start, end=end)
    along = Scale(start, end)
    colours = colours_of(look)
    named_days = [(along.at(as_date(row.event_date)), str(row.label), str(row.lane)) for row in flags.itertuples()]
    placed, levels = spread(named_days, along.length, FLAGS, across)
    kinds = [one for one in colours if one in {lane for _, _, lane in named_days}]
    named_kinds = [word(f"charts.key.flag_{one}", look.lang) for one in kinds]
    wide = (20 + LETTER * len(" · ".join(named_kinds))) / across * along.length
    # What the colours of the flags mean, before the highest of them or above it.
    levels += bool(kinds) and any(
        at - (side == "left") * along.length < wide for at, _, _, level, side in placed if level == levels - 1
    )
    count, top = len(acts), max(len(acts), 1)
    unit = top / MIDDLE  # what a pixel is on the axis of counts
    shapes, texts, marks, depth = _below(below, along, unit, look, across)
    floor = depth + (LANE if len(law) else 0)
    figure = blank(look, 50 + LEVEL * levels + MIDDLE + floor + 12)
    xs, ys = [0.0], [0]
    for row in records_of(acts):
        xs, ys = [*xs, along.at(row["by"]), along.at(row["by"])], [*ys, row["count"] - 1, row["count"]]
    figure.add_scatter(x=[*xs, along.length], y=[*ys, count], mode="lines", line={"color": look.done, "width": 2.5},
                       hoverinfo="skip", fill="tozeroy", fillcolor=_faint(look.done), showlegend=False
    )  # fmt: skip # saves 7 lines
    figure.add_scatter(
        x=[along.at(row["when"]) for _, row in marks], y=[-unit * at for at, _ in marks], mode="markers",
        hovertext=[wrapped(row["told"], 60, 6) for _, row in marks], hoverinfo="text", showlegend=False,
        customdata=[row["row_id"] for _, row in marks], cliponaxis=False,
        marker={"symbol": "diamond", "size": 11, "color": look.done, "line": {"width": 1.5, "color": look.ground}},
    )  # fmt: skip # saves 5 lines
    told = f"<b>{word('charts.acts_by', look.lang, count=count)}</b>"
    if len(binding):
        told += f", {word('charts.diamonds', look.lang, count=len(binding))}"
    where = {"xanchor": "right", "xshift": -4, "bgcolor": look.ground, "borderpad": 2}
    texts.append(_text(along.length, 0.4 * count, told, look.done, 14) | where)  # well below the line's end
    for place, text, lane, level, side in placed:
        height_of, colour = top + unit * (16 + LEVEL * level), colours.get(lane, look.ink)
        shapes.append(_line(place, 0, place, height_of, look.rule, 1))
        texts.append(_text(place, height_of, safe(text), colour) | _beside(side) | {"bgcolor": look.ground})
        shapes.append(_line(place, height_of - unit * 7, place, height_of + unit * 7, colour, 3))
    key = " · ".join(
        f'<span style="color:{colours[one]}"><b>{safe(text)}</b></span>'
        for one, text in zip(kinds, named_kinds, strict=True)
    )
    texts += [_text(0, top + unit * (16 + LEVEL * (levels - 1)), key, look.ink)] if key else []
    for tick in ticked(along)[:-1]:  # how many acts there were by the days named on the axis
        so_far = int((acts["by"] <= tick).sum())
        if 0 < so_far < count:
            at = _text(along.at(tick), so_far, f"<b>{number(so_far, look.lang)}</b>", look.done)
            texts.append(at | {"xanchor": "right", "xshift": -3, "yanchor": "bottom", "yshift": 1})
    if len(law):
        texts.append(_heading(-unit * depth, word("charts.laws", look.lang, count=len(law)), look.law))
        figure.add_scatter(
            x=[along.at(as_date(value)) for value in law["start_date"]], y=[-unit * floor] * len(law), mode="markers",
            marker={"symbol": "line-ns", "size": 12, "line": {"width": 2.5, "color": look.law}},
            hovertext=[wrapped(text, 60, 6) for text in law["told"]], hoverinfo="text", showlegend=False,
            customdata=law["row_id"],
        )  # fmt: skip # saves 4 lines
        comes = law["start_date"].map(as_date)
        for when, several in comes.value_counts(sort=False).items():
            if several > 1:  # ticks of one day are one tick, with their number
                at = _text(along.at(when), -unit * floor, number(int(several), look.lang), look.law)
                is_near = any(0 < along.at(one) - along.at(when) < 16 / WIDTH * along.length for one in comes)
                texts.append(at | ({"xanchor": "right", "xshift": -4} if is_near else {"xshift": 4}))
    ends = -unit * (floor + 12), top + unit * (6 + LEVEL * levels)
    figure.update_layout(shapes=shapes, annotations=texts, margin={"l": 8, "t": 4, "r": 22})
    figure.update_xaxes(**axis(along, look.lang, across))
    figure.update_yaxes(range=list(ends), visible=False, showgrid=False, zeroline=False)
    return figure


@dataclass(frozen=True)
class Entry:
    """A line below the count: from when to when, its words, its lane, and the acts that are diamonds on it."""

    first: date
    last: date
    label: str
    lane: str
    acts: tuple[dict[str, Any], ...] = ()


def entries(
    spans: pd.DataFrame, binding: pd.DataFrame, called: Mapping[str, str], start: date, end: date
) -> list[Entry]:
    """The spans with the acts that begin them, then every other act that binds; those of a place within two weeks are
    one line. `called`: row → the name it has as a key event."""
    rest = {str(row["row_id"]): row for row in records_of(binding)}
    found = []
    for one in records_of(spans):
        begin, stop = max(as_date(one["first"]), start), min(as_date(one["last"]), end)
        mine = [key for key, row in rest.items() if row["where"] == one["where"] and row["when"] == begin]
        found.append(Entry(begin, stop, one["label"], one["lane"], tuple(rest.pop(key) for key in mine)))
    for key in list(rest):
        if key not in rest:
            continue
        row = rest.pop(key)
        close = [other for other, more in rest.items() if more["where"] == row["where"]
                 and (more["when"] - row["when"]).days <= CLOSE]  # fmt: skip # saves 3 lines
        group = (row, *(rest.pop(other) for other in close))
        name = next((called[one["row_id"]] for one in group if one["row_id"] in called), str(row["deed"]))
        name += f" (×{len(group)})" if close else ""
        found.append(Entry(row["when"], group[-1]["when"], name, "done", group))
    return found


def _below(
    found: Sequence[Entry], along: Scale, unit: float, look: Look, across: float
) -> tuple[list, list, list, int]:
    """Shapes, texts and diamonds (height, act) of the lines below, each kind under its heading; how deep they go."""
    shapes: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    marks: list[tuple[int, dict[str, Any]]] = []
    depth = LANE
    for lane, colour in colours_of(look).items():
        mine = [one for one in found if one.lane == lane]
        if not mine:
            continue
        texts.append(_heading(-unit * depth, word(f"charts.spine.{lane}", look.lang), colour))
        bars = [(along.at(one.first), along.at(one.last), one.label, str(n)) for n, one in enumerate(mine)]
        lines = stacked(bars, along.length, across)
        for begin, stop, text, which, level in lines:
            one, high = mine[int(which)], depth + LANE * (level + 1)
            if one.last > one.first or not one.acts:
                stop = max(stop, begin + along.length / 300)
                shapes.append(_line(begin, -unit * high, stop, -unit * high, colour, 9 if one.first < one.last else 3))
            marks += [(high, act) for act in one.acts]
            shift = 9 if one.acts else 5
            at = _text(stop, -unit * high, safe(text), colour) | {"xshift": shift}
            ends, wide = [place / along.length * across for place in (begin, stop)], LETTER * len(text) + 16
            if ends[1] + wide > across + 20 and ends[1] - ends[0] > wide + 16:  # no room behind the bar: upon it
                at |= {"x": begin, "xshift": shift + 6, "bgcolor": look.ground}
            elif ends[1] + wide > across + 20 and ends[0] > wide:
                at |= {"x": begin, "xanchor": "right", "xshift": -shift}
            texts.append(at)
        depth += LANE * (2 + max(line[-1] for line in lines)) + 4
    return shapes, texts, marks, depth


def _heading(height: float, text: str, colour: str) -> dict[str, Any]:
    return _text(0, height, f"<b>{text}</b>", colour)


def colours_of(look: Look) -> dict[str, str]:
    """Lane → its colour, the same on every page."""
    return {"measured": look.measured, "said": look.said, "done": look.done, "law": look.law}


def stacked(
    spans: Sequence[tuple[float, float, str, str]], length: float, across: float = WIDTH
) -> list[tuple[float, float, str, str, int]]:
    """Each bar with the first lane on which it and its text touch no other."""
    free: list[float] = []
    found = []
    for begin, stop, text, lane in sorted(spans):
        at = next((n for n, edge in enumerate(free) if edge <= begin / length * across), len(free))
        if at == len(free):
            free.append(0.0)
        free[at] = stop / length * across + 16 + LETTER * len(text)
        found.append((begin, stop, text, lane, at))
    return found


def _text(place: float, height: float, text: str, colour: str, size: int = 12) -> dict[str, Any]:
    return {"x": place, "y": height, "text": text, "xanchor": "left", "yanchor": "middle", "xshift": 5,
            "showarrow": False, "font": {"color": colour, "size": size}}  # fmt: skip # saves 8 lines


def _beside(side: str) -> dict[str, Any]:
    return {} if side == "right" else {"xanchor": "right", "xshift": -5}


def _line(x0: float, y0: float, x1: float, y1: float, colour: str, width: float, dash: str = "solid") -> dict:
    return {"type": "line", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "layer": "below",
            "line": {"color": colour, "width": width, "dash": dash}}  # fmt: skip # saves 7 lines


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.08)"
