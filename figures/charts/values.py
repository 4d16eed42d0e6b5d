"""How a value is written on an axis, in a hover text and in an alternative text: by its kind."""

import math
from typing import Any

import plotly.graph_objects as go

from figures.words import number, percent

NARROW = 0.02  # an interval of a share under two points wide is written to a tenth of a point


def written(value: Any, kind: str, lang: str) -> str:
    """`value` as the reader reads it: a share (0 to 1) as a percentage, any other kind as a number."""
    if value is None or value != value:
        return "–"
    if kind == "share":
        if 0 < value < 0.001:  # as many decimals as it takes not to read as none
            return percent(value, lang, math.ceil(-math.log10(value * 100)))
        if 0.995 <= value < 1:  # nor as all
            return percent(value, lang, max(1, math.ceil(-math.log10(100 - value * 100))))
        return percent(value, lang, 0 if value == 0 or 0.095 <= value <= 1 else 1)
    return number(value, lang)


def interval(low: Any, high: Any, kind: str, lang: str) -> str:
    """`51 % – 55 %`, a narrow one with a decimal more; empty when a bound is missing."""
    if low is None or high is None or low != low or high != high:
        return ""
    first, last = written(low, kind, lang), written(high, kind, lang)
    digits = 1
    if kind == "share" and 0 < high - low < NARROW:
        first, last = percent(low, lang, digits), percent(high, lang, digits)
    while kind == "share" and first == last and low != high and digits < 9:  # "94 % – 94 %" would look like certainty
        digits += 1
        first, last = percent(low, lang, digits), percent(high, lang, digits)
    return f"{first} – {last}"


def value_axis(figure: go.Figure, axis: str, kind: str, *, log: bool = False, title: str = "") -> None:
    """Writes the ticks of `axis` ("x" or "y") for that kind of value; zero is included unless `log`."""
    update = figure.update_xaxes if axis == "x" else figure.update_yaxes
    shape: dict[str, Any] = {"type": "log", "dtick": 1} if log else {"rangemode": "tozero"}
    update(tickformat=".0%" if kind == "share" else ",~r" if log else ",", title_text=title or None, **shape)
    if kind == "share":  # plotly cannot put the space French wants before the sign
        lang = "fr" if figure.layout.template.layout.separators == ",\u202f" else "en"
        ticks = [10.0**power for power in range(-6, 1)] if log else share_ticks(_highest(figure, axis))
        digits = max(0, -math.floor(math.log10(ticks[1])) - 2) if len(ticks) > 1 and not log else None
        texts = [written(tick, kind, lang) if digits is None else percent(tick, lang, digits) for tick in ticks]
        update(tickvals=ticks, ticktext=texts)


def share_ticks(highest: float) -> list[float]:
    """Round shares from 0 to just above `highest`, four to ten steps of them."""
    steps = (0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
    step = next((one for one in steps if highest >= 4 * one), 0.0002)
    return [round(n * step, 6) for n in range(round(highest / step) + 2)]


def _highest(figure: go.Figure, axis: str) -> float:
    """The highest value drawn along `axis`, upper ends of intervals included."""
    found = [0.0]
    for trace in figure.data:
        error = getattr(trace, f"error_{axis}", None)
        extra = error.array if error is not None and error.array is not None else None
        for n, value in enumerate(getattr(trace, axis) if getattr(trace, axis) is not None else ()):
            if value is not None and value == value:
                found.append(float(value) + (float(extra[n]) if extra is not None else 0.0))
    return max(found)
