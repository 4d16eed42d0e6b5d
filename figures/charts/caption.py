"""An exported image stands alone in print: title, filters, unit, source, data date, licence and address inside it."""

import re
from dataclasses import dataclass
from math import ceil
from typing import Any

import plotly.graph_objects as go

from figures.charts.base import Look, added, balanced, broken, first_raised, safe

WIDTH = 1000  # pixels; the characters per line below are what fits it
UPRIGHT, HIGHEST = 820, 1320  # the same on an upright A4 sheet: 11 pixels print as 6.5 points or more


@dataclass(frozen=True)
class Caption:
    """What is written in the image around the chart; each entry of `foot` is a paragraph under it."""

    title: str
    subtitle: str
    foot: tuple[str, ...]


def captioned(figure: go.Figure, caption: Caption, look: Look, *, upright: bool = False) -> go.Figure:
    """A copy of `figure`, as wide as a printed page, with the caption written above and below.

    `upright`: narrower, and no higher than an upright sheet leaves legible.
    """
    width = UPRIGHT if upright else WIDTH
    across = width / WIDTH
    head, sub = balanced(caption.title, int(88 * across)), broken(caption.subtitle, int(132 * across))
    foot = [line for paragraph in caption.foot for line in broken(paragraph, int(188 * across))]
    old = figure.layout.margin
    axis = room_below(figure)
    keys, is_under = 24 * key_rows(figure, width), figure.layout.legend.yref == "container"
    under = keys + 8 if is_under else 0
    above = 24 * len(head) + 20 * len(sub) + 44 + (0 if is_under else keys)
    below = 15 * len(foot) + 18
    left = room_for_labels(figure)
    copy = go.Figure(figure)
    # Margins are given, not worked out by the browser: the foot is placed from them.
    copy.update_xaxes(automargin=False, rangeslider_visible=False)  # paper has nothing to slide
    copy.update_yaxes(automargin=False)
    top = above + (old.t if old.t is not None else 24)
    copy.update_layout(
        width=width,
        height=min((figure.layout.height or 400) + above + below + axis + under, HIGHEST if upright else 10**6),
        margin={
            "t": top,
            "b": axis + under + below,
            "l": left,
            "r": old.r or 28,
        },
        title={
            "text": title_of(head),
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"l": 16, "t": 30},
            "font": {"size": 19, "color": look.ink},
            "automargin": False,
        },
    )
    words = {
        "text": first_raised("<br>".join(safe(line) for line in foot)),
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 0,
        "xanchor": "left",
        "yanchor": "top",
        "xshift": 16 - left,
        "yshift": -axis - under,
        "showarrow": False,
        "align": "left",
        "font": {"size": 11, "color": look.muted},
    }
    added(copy, annotations=[under_title(sub, 19, len(head), 30, top, left, look), words])
    if is_under:
        legend_under(copy, axis, copy.layout.height - copy.layout.margin.t - copy.layout.margin.b)
    return copy


def key_rows(figure: go.Figure, across: float) -> int:
    """How many lines the key above a chart takes: once it wraps, its columns are as wide as the longest entry.

    None, where the key has a place inside of the chart.
    """
    if 0 < (figure.layout.legend.y or 0) < 1:
        return 0
    widths = [40 + 5.7 * len(re.sub("<[^>]+>", "", one.name or "")) for one in figure.data if one.showlegend]
    if not widths or sum(widths) <= across - 40:
        return min(1, len(widths))
    return ceil(len(widths) / max(1, int((across - 40) // max(widths))))


def room_above(figure: go.Figure) -> int:
    """Pixels a chart keeps for itself above its plot: names on lines, an axis on top."""
    return max(0, int(figure.layout.margin.t or 0) - 8)


def room_below(figure: go.Figure) -> int:
    """Pixels under the plot for the ticks of its axis and their title; few where it is on top or unseen."""
    if figure.layout.xaxis.visible is False or figure.layout.xaxis.side == "top":
        return 16
    return 76 if figure.layout.xaxis.title.text else 56


def title_of(lines: list[str]) -> str:
    """The title in bold; an empty line ends it, since plotly sets a text of one line at another height."""
    return f"<b>{first_raised('<br>'.join(safe(line) for line in lines))}</b><br>\u00a0"


def under_title(
    lines: list[str], title: float, count: int, first: float, top: float, left: float, look: Look, size: float = 14
) -> dict[str, Any]:
    """The subtitle as an annotation, whose lines stand as far apart as its own letters need, not the title's.

    `title`: size of the title's letters, `count` its lines, `first` the height of the first; `top`, `left`: margins.
    """
    at = first + 1.3 * title * count - 1.08 * size
    return {"text": first_raised("<br>".join(safe(line) for line in lines)), "xref": "paper", "yref": "paper",
            "x": 0, "y": 1, "xanchor": "left", "yanchor": "top", "xshift": 15 * size / 14 - left, "yshift": top - at,
            "showarrow": False, "align": "left", "font": {"size": size, "color": look.muted}
    }  # fmt: skip # saves 10 lines


def legend_under(figure: go.Figure, axis: float, plot: float) -> None:
    """A legend that stands at the foot of a page stands between the axis and the words under a picture."""
    figure.update_layout(legend={"yref": "paper", "y": -axis / max(plot, 1), "yanchor": "top"})


def room_for_labels(figure: go.Figure) -> int:
    """Pixels left of the plot: enough for the longest line of a written label, or for a number and a title."""
    if figure.layout.yaxis.visible is False:
        return 20
    texts = [text for axis in figure.select_yaxes() for text in axis.ticktext or ()]
    if not texts:
        return 104 if figure.layout.yaxis.title.text else 76
    parts = [re.sub("<[^>]+>", "", part) for text in texts for part in text.split("<br>")]
    return int(28 + 6.7 * max(len(part) for part in parts))
