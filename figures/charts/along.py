"""An axis of time on which an affair's dense weeks are wide and the months around them narrow, the change marked.

A date is a place on a numeric axis, see `Scale`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from figures.charts.base import Look
from figures.words import day, month, number, word

WIDTH = 900  # pixels the axis is taken to have when labels are kept apart
LETTER = 6.2  # pixels a character of a label
DENSE = 56  # days that are drawn wide
SLOWER = 5  # how many times narrower the days around them are


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
    """The scale of a period: the eight weeks from the affair's first day are the wide ones; without them, all are."""
    begin = max(start, first - timedelta(days=3))
    last = min(end, first + timedelta(days=DENSE - 3))
    return Scale(start, end, begin, last) if begin < last else Scale(start, end, start, end)


def shaded(along: Scale, look: Look, low: float, high: float) -> list[dict[str, Any]]:
    """The narrow months as a ground of their own, between two heights of the y axis."""
    ends = ((along.at(left), along.at(right)) for left, right in _narrow(along))
    return [{"type": "rect", "x0": left, "x1": right, "y0": low, "y1": high, "fillcolor": look.rule, "opacity": 0.3,
             "line": {"width": 0}, "layer": "below"} for left, right in ends]  # fmt: skip # saves 12 lines


def noted(along: Scale, look: Look, height: float, edge: float, width: float = WIDTH) -> list[dict[str, Any]]:
    """That the shaded months are narrower, at a height of the y axis; its sign at `edge`, where the scale changes."""
    if not _narrow(along):
        return []
    told = word("charts.scale", look.lang, times=number(SLOWER, look.lang))
    last = along.at(along.last)  # at the axis itself, where the scale changes, if it has the room there
    has_room = (along.length - last) / along.length * width > LETTER * len(told) + 10
    at = {"showarrow": False, "xanchor": "left", "xshift": 5, "y": height, "yanchor": "middle", "text": told,
          "x": last, "font": {"color": look.muted, "size": 12}}  # fmt: skip # saves 8 lines
    sign = at | {"text": "<b>//</b>", "xanchor": "center", "xshift": 0, "y": edge, "bgcolor": look.ground}
    sign |= {"font": {"color": look.ink, "size": 15}, "borderpad": 0}
    signs = [sign | {"x": place} for place in sorted({along.at(along.first), last} - {0.0, along.length})]
    # The words last: the ground of a sign would cover their first letter.
    return [*signs, at if has_room else at | {"x": along.length, "xanchor": "right", "xshift": -4}]


def _narrow(along: Scale) -> list[tuple[date, date]]:
    pairs = (along.start, along.first), (along.last, along.end)
    return [(left, right) for left, right in pairs if left < right]


def axis(along: Scale, lang: str, width: float = WIDTH) -> dict[str, Any]:
    """The x axis of the scale, named in the reader's language; `width`: pixels it is taken to have."""
    ticks = ticked(along, width)
    return {
        "range": [-along.length / 200, along.length * 1.005],
        "tickvals": [along.at(tick) for tick in ticks],
        "ticktext": _named(ticks, along, lang, width),
        "tickangle": 0,
    }


def ticked(along: Scale, width: float = WIDTH) -> list[date]:
    """The days named on the axis: every fourteenth of the wide ones, of few more; the first of the months around."""
    days = (along.last - along.first).days
    is_long = days > 2 * DENSE  # nothing is narrow: months alone
    wide = [] if is_long else [along.first + timedelta(days=n) for n in range(0, days + 1, min(14, max(1, days // 4)))]
    months = pd.date_range(along.start, along.end, freq="MS").date
    apart = [one for one in months if is_long or one < along.first - timedelta(days=30) or one > along.last]
    step = max(1, -(-len(apart) // (8 if width > WIDTH / 2 else 4)))
    found = sorted({*wide, *apart[::step]})
    return [one for one in found if along.at(one) > along.length / 30] or found  # at the very edge it has no room


def _named(ticks: Sequence[date], along: Scale, lang: str, width: float) -> list[str]:
    """What the ticks are called; one too near the one before it has its name on the line below."""
    found: list[str] = []
    free = 0.0
    for tick in ticks:
        text, at = named(tick, along, lang, tick == ticks[0]), along.at(tick) / along.length * width
        half = LETTER * max(map(len, text.split("<br>"))) / 2 + 3
        is_free = at - half >= free
        found.append(text if is_free else f"<br>{text.replace('<br>', ' ')}")
        free = at + half if is_free else free
    return found


def named(tick: date, along: Scale, lang: str, is_first: bool) -> str:
    """What a tick is called: a day among the wide ones, a month elsewhere; with its year where one begins."""
    if along.first <= tick <= along.last and (along.last - along.first).days <= 2 * DENSE:
        text = day(tick, lang, short=True)
        return text if is_first or tick == along.first else text.replace(f" {tick.year}", "")
    text = month(tick, lang, short=True)
    return text.replace(" ", "<br>") if tick.month == 1 or is_first else text.split(" ")[0]


def spread(
    flags: Sequence[tuple[float, str, str]], length: float, most: int
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
