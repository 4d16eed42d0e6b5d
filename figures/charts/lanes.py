"""A band per jurisdiction on an axis of time: the maximum in force, the acts of its authorities on it, its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from figures.charts.along import Scale
from figures.charts.base import Look, as_date, kept, month_end, others, safe, wrapped
from figures.charts.sheet import ACROSS, Sheet
from figures.words import day, word

Row = dict[str, Any]  # a row of the query exposure_time
LINE, STACKED, MORE = 22, 13, 16  # pixels: a line, between two acts of nearly one day, a further line of words


@dataclass(frozen=True)
class Texts:
    """The words of the panels."""

    measured: str
    reported: str
    announced: str
    lanes: str
    nothing: str  # in a lane without a bar
    names: Mapping[str, str]  # of the jurisdictions
    unread: str = ""  # in a lane of a jurisdiction whose law nobody has read
    read: frozenset[str] | None = None  # the jurisdictions whose law was read; None for all


def lanes(sheet: Sheet, rows: Sequence[Row], texts: Texts, at: float) -> tuple[float, list[tuple[float, str]]]:
    """A band per jurisdiction, the maximum in force, its acts on it, what the maximum is in words; the names of all."""
    look, along = sheet.look, sheet.along
    held: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        if isinstance(row["jurisdiction"], str):
            held.setdefault(row["jurisdiction"], {}).setdefault(row["panel"], []).append(row)
    codes = sorted(held, key=lambda code: (first_act(held[code].get("act", ())), code))
    if not codes:
        return at, []
    at = _key(sheet, rows, sheet.head(texts.lanes, at))
    count, high = kept(look, len(codes), LINE, int(at) + 78)
    ticks, points, dated = [], [], []
    for code in codes[:count]:
        acts, laws, begins, paused = (held[code].get(one, []) for one in ("act", "ceiling", "law", "paused"))
        placed, depth = packed(acts, sheet)
        deep = 0 if look.room else STACKED * max(0, depth - 1)
        said = _said(laws, paused, texts.nothing if texts.read is None or code in texts.read else texts.unread, look)
        name, sure = safe(texts.names.get(code, code)), bool(laws and laws[-1]["is_established"])
        font = {"color": look.law if sure else look.muted}
        if look.narrow:  # above its band
            sheet.write(at + 10, f"<b>{name}</b>", font={"size": 13})
            for n, one in enumerate(said):
                sheet.write(at + 10 + MORE * (n + 1), wrapped(one, 56, 1), font=font | {"size": 12})
            at += 4 + MORE * (len(said) + 1)
        tall = max(high + deep, 0 if look.narrow else MORE * len(said) + 6)
        middle, half = at + tall / 2, (tall - 8) / 2
        for row in laws:
            ground = look.law if row["is_established"] else look.ground
            last = min(as_date(row["end_date"]), along.end)
            sheet.band(as_date(row["start_date"]), last, middle, half, ground, look.law, 0.35)
        for row in paused:  # a broken line, as long as the pause
            ends = [along.at(as_date(row["start_date"])), along.at(as_date(row["end_date"]) + timedelta(days=1))]
            sheet.line(ends[0], middle, ends[1], middle, color=look.law, width=3, dash="dot")
        sheet.marks([(_middle(row, along), middle, row) for row in laws], size=14, opacity=0.01, color=look.law)
        tick = {"symbol": "line-ns", "size": (half + 2) / 0.7, "line": {"width": 3, "color": look.law}}
        sheet.marks([(as_date(row["start_date"]), middle, row) for row in begins], **tick)
        for line, when, row in placed:
            y = middle if look.room else middle - deep / 2 + STACKED * line
            if row["date_precision"] == "month":  # the month it is of, and no point in it
                colour = look.done if row["is_binding"] == 1 else look.pale
                sheet.band(*extent(row, along.start, along.end), y, 2.5, colour, colour)
                dated.append((when, y, row))
            else:
                points.append((when, y, row))
        if not look.narrow:
            ticks.append((middle, name))
            for n, one in enumerate(said):
                sheet.write(middle + MORE * (n - (len(said) - 1) / 2), wrapped(one, 60, 1), x=1, xshift=8, font=font)
        at += tall
    if count < len(codes):
        ticks.append((at + high / 2, others(look, len(codes) - count)))
        at += high
    points.sort(key=lambda one: one[2]["is_binding"] == 1)  # what binds is drawn over what does not
    _acts(sheet, points)
    sheet.marks(dated, size=14, opacity=0.01, color=look.pale)
    return at, ticks


def _acts(sheet: Sheet, points: Sequence[tuple[date, float, Row]]) -> None:
    """A diamond for what binds, a circle for the rest, hollow where confidence is low."""
    look = sheet.look
    shapes = ["diamond" if row["is_binding"] == 1 else "circle" for *_, row in points]
    colours = [look.done if one == "diamond" else look.pale for one in shapes]
    sure = [bool(row["is_established"]) for *_, row in points]
    symbols = [one if known else f"{one}-open" for one, known in zip(shapes, sure, strict=True)]
    edges = [look.ground if known else colour for known, colour in zip(sure, colours, strict=True)]
    sheet.marks(points, symbol=symbols, size=11, color=colours, line={"width": 1, "color": edges})


def _said(laws: Sequence[Row], paused: Sequence[Row], none: str, look: Look) -> list[str]:
    """What stands behind a band: the maximum at the end of the period, those before it, what a court has paused."""
    found = [laws[-1]["inside"] if laws else none]
    for row in laws[:-1] if not look.room else ():
        if row["inside"] != laws[-1]["inside"]:
            until = day(row["end_date"], look.lang, short=True)
            found.append(word("charts.until", look.lang, text=row["inside"], day=until))
    return [*found, *(row["inside"] for row in paused)]


def _key(sheet: Sheet, rows: Sequence[Row], at: float) -> float:
    """What the marks and bands below are, those that are there, on lines of their own."""
    look = sheet.look
    acts, laws, begins = ([row for row in rows if row["panel"] == one] for one in ("act", "ceiling", "law"))
    said = [row for row in rows if row["panel"] == "platform"]
    found = (
        ("binding", "◆", look.done, any(row["is_binding"] == 1 for row in acts)),
        ("plain", "●", look.pale, any(row["is_binding"] != 1 for row in acts)),
        ("low", "○", look.muted, not all(row["is_established"] for row in (*acts, *said))),
        ("month_only", "▬", look.pale, any(row["date_precision"] == "month" for row in acts)),
        ("law", "■", look.law, any(row["is_established"] for row in laws)),
        ("law_unclear", "□", look.law, not all(row["is_established"] for row in laws)),
        ("begins", "┃", look.law, bool(begins)),
    )
    told = [f'<span style="color:{colour}">{mark}</span> {word(f"charts.key.{name}", look.lang)}'
            for name, mark, colour, is_there in found if is_there]  # fmt: skip # saves 3 lines
    most = 2 if look.narrow else len(told) if look.room or len(told) <= 6 else 6
    lines = [" &nbsp; ".join(told[n : n + most]) for n in range(0, len(told), most or 1)]
    for line in lines:
        sheet.write(at + 9, line, font={"size": 12, "color": look.muted})
        at += 18
    return at + 4


def packed(rows: Sequence[Row], sheet: Sheet) -> tuple[list[tuple[int, date, Row]], int]:
    """Each row with a day and the line it stands on, so that no two cover each other; and how many lines there are."""
    along = sheet.along
    gap = along.length * 12 / ACROSS[sheet.look.narrow]
    free: list[float] = []
    placed = []
    for row in sorted(rows, key=lambda row: row["start_date"]):
        first, last = extent(row, along.start, along.end)
        middle = first + (last - first) / 2
        line = next((n for n, taken in enumerate(free) if taken <= along.at(first)), len(free))
        free[line : line + 1] = [max(along.at(last) + gap / 2, along.at(middle) + gap)]
        placed.append((line, middle, row))
    return placed, len(free)


def extent(row: Row, start: date, end: date) -> tuple[date, date]:
    """First and last day an act may have come on, within the period: of a month only, the month's."""
    first = as_date(row["start_date"])
    last = month_end(first) if row["date_precision"] == "month" else first
    return max(first, start), min(last, end)


def _middle(row: Row, along: Scale) -> date:
    first, last = as_date(row["start_date"]), min(as_date(row["end_date"]), along.end)
    return first + (last - first) / 2


def first_act(acts: Sequence[Row]) -> date:
    """The day of the first act; one known to the month only may have come as late as its last day."""
    days = ((as_date(row["start_date"]), row["date_precision"]) for row in acts)
    return min((month_end(when) if how == "month" else when for when, how in days), default=date.max)
