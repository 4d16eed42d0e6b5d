"""An axis of time shared by charts of lines: dates as places on a numeric axis, and flags that do not touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from figures.words import day, month

WIDTH = 900  # pixels the axis is taken to have when labels are kept apart
LETTER = 6.2  # pixels a character of a label
FEW = 112  # days of which single ones are named; of more, months


@dataclass(frozen=True)
class Scale:
    """Dates as places: days from `start`."""

    start: date
    end: date

    def at(self, value: date) -> float:
        """The place of a day, 0 at the start."""
        return float((value - self.start).days)

    @property
    def length(self) -> float:
        return max(1.0, self.at(self.end))

    @property
    def is_long(self) -> bool:
        return self.length > FEW


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
    """The days named on the axis: every fourteenth, of few more; of many, the first of the months."""
    days = int(along.length)
    if along.is_long:
        months = list(pd.date_range(along.start, along.end, freq="MS").date)
        found = months[:: max(1, -(-len(months) // (12 if width > WIDTH / 2 else 4)))]
    else:
        found = [along.start + timedelta(days=n) for n in range(0, days + 1, min(14, max(1, days // 4)))]
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
    """What a tick is called: a day, of a long period a month; with its year where one begins."""
    if not along.is_long:
        text = day(tick, lang, short=True)
        return text if is_first or tick == along.start else text.replace(f" {tick.year}", "")
    text = month(tick, lang, short=True)
    return text.replace(" ", "<br>") if tick.month == 1 or is_first else text.split(" ")[0]


def spread(
    flags: Sequence[tuple[float, str, str]], length: float, most: int, across: float = WIDTH
) -> tuple[list[tuple[float, str, str, int, str]], int]:
    """Each flag with the lowest of `most` levels on which its text, on either side, touches no other; and how many."""
    taken: list[list[tuple[float, float]]] = []
    found = []
    for place, text, lane in sorted(flags):
        pixels, width = place / length * across, 12 + LETTER * len(text)
        sides = {"right": (pixels, pixels + width), "left": (pixels - width, pixels)}
        sides = {side: ends for side, ends in sides.items() if ends[0] >= 0 and ends[1] <= across + 20} or sides
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
