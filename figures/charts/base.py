"""What all charts share: two grounds, one accent, a set of six colours, dates and text in the reader's language.

Charts are drawn without title: the page writes title and source around them, and `caption.captioned` puts them inside
an exported image.
"""

import html
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import plotly.graph_objects as go

from figures.files import typeface
from figures.words import day, month, word

FONT = typeface.FAMILY
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
CLOSE = 18  # pixels of a row in a picture with little room
# The same platform has the same place in the set of six on every page; others take what is left, by name.
PLACES = {
    "x": 0,
    "tiktok": 1,
    "instagram": 2,
    "facebook": 3,
    "meta": 3,
    "youtube": 4,
    "snapchat": 5,
}


@dataclass(frozen=True)
class Look:
    """The language and the colours a figure is drawn with; `series` is the set of six.

    What was measured, said, done (`pale`: without binding force) and what the law says have one colour everywhere.
    """

    lang: str
    theme: str
    ground: str
    ink: str
    muted: str
    rule: str
    accent: str
    series: tuple[str, ...]
    measured: str
    said: str
    done: str
    pale: str
    law: str
    narrow: bool = False  # for a telephone, 360 pixels wide
    room: int = 0  # pixels of height in a picture of a given size; 0: as high as the chart needs


@dataclass(frozen=True)
class Mark:
    """A dated event drawn as a vertical line with its label."""

    when: date
    label: str


GROUNDS: dict[str, dict[str, Any]] = {
    "light": {
        "ground": "#fcfcfa",
        "ink": "#1a1a1a",
        "muted": "#565656",
        "rule": "#d9d9d4",
        "accent": "#1b4f8f",
        "series": ("#1b4f8f", "#b8480b", "#05704c", "#5b294c", "#5f3fff", "#473c11"),
        "measured": "#1b4f8f",
        "said": "#8a5a00",
        "done": "#8c1c13",
        "pale": "#d58f86",
        "law": "#05704c",
    },
    "dark": {
        "ground": "#121416",
        "ink": "#ececea",
        "muted": "#b3b8bd",
        "rule": "#363b40",
        "accent": "#9cc3f5",
        "series": ("#9cc3f5", "#f08a4b", "#a4ead3", "#ad799d", "#a475ea", "#ffdb4c"),
        "measured": "#9cc3f5",
        "said": "#e3b04b",
        "done": "#ff8a7a",
        "pale": "#a85448",
        "law": "#7fd6b2",
    },
}


def look(lang: str, theme: str = "light", narrow: bool = False) -> Look:
    """The look for a language and a theme (light, dark); exports are always light. `narrow`: for a telephone."""
    return Look(lang, theme, **GROUNDS["dark" if theme == "dark" else "light"], narrow=narrow)


def kept(look: Look, count: int, row: int, rest: int) -> tuple[int, int]:
    """How many of `count` rows are drawn, and how high each is: all, `row` pixels, or what a picture has room for.

    `rest`: pixels of the chart that are no rows. Where not all fit, a line is left for `others`.
    """
    free = look.room - rest
    if not look.room or row * count <= free:
        return count, row
    close = max(CLOSE, min(row, free // max(count, 1)))
    return (count if close * count <= free else min(count, max(3, free // close - 1))), close


def others(look: Look, count: int) -> str:
    """What stands under the rows of a picture that has no room for all."""
    return f"<i>{word('charts.others', look.lang, count=count)}</i>" if count else ""


def blank(look: Look, height: int) -> go.Figure:
    """An empty figure of this height in pixels, with the house template."""
    axis: dict[str, Any] = {
        "gridcolor": look.rule,
        "linecolor": look.muted,
        "zeroline": False,
        "automargin": True,
        "tickfont": {"color": look.muted, "size": 13},
        "title": {"font": {"color": look.muted, "size": 13}},
        "fixedrange": True,
    }
    template = go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 14, "color": look.ink},
            "paper_bgcolor": look.ground,
            "plot_bgcolor": look.ground,
            "colorway": look.series,
            "separators": ",\u202f" if look.lang == "fr" else ".,",
            "margin": {"l": 8, "r": 12, "t": 24, "b": 8},
            "xaxis": {**axis, "showgrid": False, "showline": True, "ticks": "outside", "tickcolor": look.muted},
            "yaxis": {**axis, "showgrid": True, "showline": False},
            "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1,
                "yanchor": "bottom",
                "font": {"size": 13},
            },
            "hovermode": "closest",
            "dragmode": False,
        }
    )
    return go.Figure(layout={"template": template, "height": height})


def faint(colour: str, look: Look, part: float) -> str:
    """A colour of the look with so much of it mixed into the ground: paler, never another hue."""
    pairs = ((int(colour[n : n + 2], 16), int(look.ground[n : n + 2], 16)) for n in (1, 3, 5))
    return "#" + "".join(f"{round(ink * part + paper * (1 - part)):02x}" for ink, paper in pairs)


def added(figure: go.Figure, *, shapes: Iterable[dict] = (), annotations: Iterable[dict] = ()) -> None:
    """Adds shapes and annotations all at once: `add_shape` checks all those before it again, each time."""
    layout = figure.layout
    figure.update_layout(shapes=[*layout.shapes, *shapes], annotations=[*layout.annotations, *annotations])


def ruled(height: float, look: Look, yref: str = "y") -> dict[str, Any]:
    """A thin line across the plot at a height of its axis."""
    ends = {"xref": "x domain", "x0": 0, "x1": 1, "yref": yref, "y0": height, "y1": height}
    return {"type": "line", **ends, "line": {"color": look.rule, "width": 1}}


def safe(text: Any) -> str:
    """`text` as plotly must get it: data cannot become a link or bold type."""
    return html.escape(str(text), quote=False)


def first_raised(text: str) -> str:
    """A French text of a picture with the letters of "1er" raised, as it is printed."""
    return re.sub(r"\b1er\b", "1<sup>er</sup>", text)


def wrapped(text: Any, width: int, most: int = 3) -> str:
    """`text` escaped and broken into at most `most` lines of `width` characters."""
    lines = textwrap.wrap(str(text), width, max_lines=most, placeholder=" …", break_long_words=False) or [""]
    return "<br>".join(safe(line) for line in lines)


def broken(text: str, width: int, most: int | None = None) -> list[str]:
    """`text` in lines of `width` characters; a number stays with what it counts, a day with its month and year, and
    the two ends of a range with each other."""
    fixed = "\u00a0"
    text = re.sub(r"(\d(?:er)?) (?=[^\W\d])", rf"\1{fixed}", text)
    text = re.sub(rf"(\d(?:er)?{fixed}[^\W\d]+\.?) (?=\d{{4}}\b)", rf"\1{fixed}", text)
    text = re.sub(rf"(\d)[ {fixed}](to|à|et|and|–) (?=\d)", rf"\1{fixed}\2{fixed}", text)
    return textwrap.wrap(text, width, max_lines=most, placeholder=" …", break_on_hyphens=False)


def balanced(text: str, width: int, most: int | None = None) -> list[str]:
    """`broken` into as many lines, of about one length: no word is left alone on the last."""
    found = broken(text, width, most)
    if len(found) == 1 or found[-1].endswith("…"):
        return found
    narrower = (broken(text, across) for across in range(width // 2, width))
    return next((lines for lines in narrower if len(lines) == len(found)), found)


def as_date(value: Any) -> date:
    """A date, from a date, a timestamp or ISO text."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value.date() if isinstance(value, datetime) else value


def month_end(first: date) -> date:
    """The last day of the month `first` is in."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def date_axis(figure: go.Figure, start: date, end: date, look: Look, most: int = 7) -> None:
    """Lays the x axis from start to end, with ticks written in the reader's language (an export knows no locale)."""
    days = max((end - start).days, 1)
    if days <= 45:
        step = max(1, -(-days // (most - 1)))
        ticks = [start + timedelta(days=n) for n in range(0, days + 1, step)]
        texts = [day(tick, look.lang, short=True).replace(f" {tick.year}", "") for tick in ticks]
        texts[0] = day(ticks[0], look.lang, short=True)
    else:
        months = [
            date(n // 12, n % 12 + 1, 1) for n in range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
        ]
        months = [one for one in months if start <= one <= end]
        step = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120) if len(months) <= n * most)
        ticks = [one for one in months if (one.year * 12 + one.month - 1) % step == 0]
        texts = [month(tick, look.lang, short=True).replace(" ", "<br>") for tick in ticks]
        # The year once, and at each January: seven months then fit on a telephone.
        texts = [text if not n or ticks[n].month <= step else text.split("<br>")[0] for n, text in enumerate(texts)]
    pad = timedelta(hours=days * 24 // 60 + 12)
    first, last = datetime(start.year, start.month, start.day), datetime(end.year, end.month, end.day)
    figure.update_xaxes(type="date", range=[first - pad, last + pad], tickvals=ticks, ticktext=texts)


def places(codes: Iterable[Any]) -> dict[str, int]:
    """Code → place in the set of six: platforms keep theirs, others take the free ones in order of appearance."""
    found = list(dict.fromkeys(str(code) for code in codes))
    taken = {code: PLACES[code.lower()] for code in found if code.lower() in PLACES}
    free = [place for place in range(6) if place not in taken.values()] or list(range(6))
    others = [code for code in found if code not in taken]
    return {code: taken.get(code, free[others.index(code) % len(free)] if code in others else 0) for code in found}


def named(code: Any, names: Mapping[str, str]) -> str:
    """The reader's name for a code, the code itself where there is none."""
    return names.get(str(code), str(code))
