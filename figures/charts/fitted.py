"""A captioned figure in a given size: as on the page, 16:9 for an article, square, or the card of a link's preview."""

from math import ceil, gcd

import plotly.graph_objects as go

from figures.charts.base import Look, balanced, broken, safe
from figures.charts.caption import (
    Caption,
    captioned,
    key_rows,
    legend_under,
    room_above,
    room_below,
    room_for_labels,
    title_of,
    under_title,
)

SIZES = {"page": (0, 0), "wide": (1600, 900), "square": (1080, 1080), "card": (1200, 630)}  # pixels
GROUNDS = ("house", "white", "transparent")
TIMES = {"wide": 1.8, "square": 1.7, "card": 1.5}  # pixels of the picture for one of the layout, where the chart fits
MOST = 2.2  # how much more than its room a chart may need: it is drawn smaller down to that, then pressed together


def fitted(figure: go.Figure, caption: Caption, look: Look, size: str, ground: str) -> tuple[go.Figure, float]:
    """The figure with its caption, exactly as large as `size` says, and the pixels there are for one of its layout.

    Title and foot are as large in every picture of a size; a chart that is too high for its room is drawn smaller.
    """
    if size == "page":
        return _grounded(captioned(figure, caption, look), look, ground), 2.0
    width, height = SIZES[size]
    usual = TIMES[size]
    needed = float(figure.layout.height or 400)
    head, sub, foot = _written(caption, size)
    above, below = _around(head, sub, foot)
    own, is_under = room_above(figure), figure.layout.legend.yref == "container"
    free = height / usual - above - below - 40
    smaller = min(max(1.0, needed / free), MOST)
    part = gcd(width, height)
    steps = ceil(part * smaller / usual)  # so that the layout is of whole pixels, and the picture exactly as large
    times, smaller = part / steps, usual * steps / part
    wide, high = width // part * steps, height // part * steps
    left = room_for_labels(figure)
    keys = 24 * key_rows(figure, wide - left - 60)
    under = keys + 8 if is_under else 0
    top = above * smaller + own + (0 if is_under else keys)
    axis = room_below(figure)
    copy = go.Figure(figure)
    copy.update_xaxes(automargin=False, rangeslider_visible=False)
    copy.update_yaxes(automargin=False)
    copy.update_layout(
        width=wide,
        height=high,
        margin={"t": top, "b": axis + under + below * smaller, "l": left, "r": figure.layout.margin.r or 28},
        title={
            "text": title_of(head), "x": 0, "xanchor": "left", "y": 1, "yanchor": "top",
            "pad": {"l": 16 * smaller, "t": 26 * smaller}, "font": {"size": 21 * smaller, "color": look.ink},
            "automargin": False,
        },
    )  # fmt: skip # saves 5 lines
    copy.add_annotation(under_title(sub, 21 * smaller, len(head), 26 * smaller, top, left, look, 14 * smaller))
    copy.add_annotation(
        text="<br>".join(safe(line) for line in foot),
        xref="paper", yref="paper", x=0, y=0, xanchor="left", yanchor="top", xshift=16 * smaller - left,
        yshift=-axis - under,
        showarrow=False, align="left", font={"size": 11 * smaller, "color": look.muted},
    )  # fmt: skip # saves 8 lines
    if is_under:
        legend_under(copy, axis, high - top - axis - under - below * smaller)
    return _grounded(copy, look, ground), times


def room(caption: Caption, size: str) -> int:
    """The pixels of height a chart has in a picture of that size; 0: as many as it needs."""
    if size == "page":
        return 0
    return int(SIZES[size][1] / TIMES[size] - sum(_around(*_written(caption, size))) - 40)


def _written(caption: Caption, size: str) -> tuple[list[str], list[str], list[str]]:
    """Title, subtitle and foot in the lines that fit the picture."""
    across = SIZES[size][0] / TIMES[size] - 32
    head = balanced(caption.title, int(across / 10.6), 4 if size == "square" else 3)
    sub = broken(caption.subtitle, int(across / 6.7), 3)
    return head, sub, [line for part in caption.foot[:2] for line in broken(part, int(across / 5.1))][:3]


def _around(head: list[str], sub: list[str], foot: list[str]) -> tuple[int, int]:
    """Pixels above and below the chart, at the usual scale."""
    return 28 * len(head) + 20 * len(sub) + 28, 15 * len(foot) + 12


def _grounded(figure: go.Figure, look: Look, ground: str) -> go.Figure:
    """The same on the house's ground, a white one (black in the dark theme), or none."""
    plain = "#ffffff" if look.theme == "light" else "#000000"
    colour = {"house": look.ground, "white": plain, "transparent": "rgba(0,0,0,0)"}[ground]
    return figure.update_layout(paper_bgcolor=colour, plot_bgcolor=colour)
