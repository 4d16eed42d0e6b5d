"""Shares of groups that add up to a hundred, laid out around a middle: one side against the other, n at the end."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, kept, safe, wrapped
from figures.words import percent, word

ROW, TALL = 34, 50  # pixels a bar; on a telephone its name stands above it
FEW = 10  # voices below which a group has no bar, but its counts: too few to be compared
LETTERS = {False: 96, True: 54}  # characters of those counts on a line; on a telephone
TOLD = {False: 0.045, True: 0.09}  # share of the bar below which a value has no room in it; on a telephone
PALER = 0.8  # how much of the ground is in the tones next to the middle
OUT = 0.05  # distance of what stands outside of the bar


def diverging(
    rows: pd.DataFrame,
    look: Look,
    *,
    order: Sequence[str],
    middle: str,
    names: Mapping[str, str],
    aside: Sequence[str] = (),
) -> go.Figure:
    """`rows`: group (as written), group_count, label, share; a bar per group, in the order of `rows`.

    `whole_count`, where there is one: what the shares are of, when that is not the group's voices.
    `order`: the labels from left to right; `middle` is the one whose centre all bars have in common. `aside`: labels
    that are in no share, drawn apart with their own; the `share` of those is of the group's whole.
    """
    is_tight = look.narrow or bool(look.room)
    if is_tight and (rows["group_count"] >= FEW).any():  # those with a bar; the table has the others
        rows = rows[rows["group_count"] >= FEW]
    groups = list(dict.fromkeys(rows["group"]))
    line = 0.18 if look.narrow else 0.0
    rest, row = (54, kept(look, len(groups), ROW, 54)[1]) if look.room else (84, TALL if look.narrow else ROW)
    figure = blank(look, rest + row * len(groups))
    held = rows.set_index(["group", "label"])["share"]
    counts = rows.drop_duplicates("group").set_index("group")["group_count"]
    wholes = rows.drop_duplicates("group").set_index("group")["whole_count"] if "whole_count" in rows else counts
    colours = dict(zip(order, tones(look, len(order), order.index(middle)), strict=True))
    starts = {one: -sum(held.get((one, code), 0.0) for code in order[: order.index(middle)])
              - held.get((one, middle), 0.0) / 2 for one in groups}  # fmt: skip # saves 3 lines
    # Where bars have no room for small values, those of the first stand in the key.
    shown_of = {code: percent(float(held.get((groups[0], code), 0.0)), look.lang) if is_tight else "" for code in order}
    texts = []
    for code in order:
        values = [0.0 if counts[one] < FEW else float(held.get((one, code), 0.0)) for one in groups]
        shown = [percent(value, look.lang) if value >= TOLD[is_tight] else "" for value in values]
        figure.add_bar(
            y=[place + line for place in range(len(groups))],
            x=values,
            base=[starts[one] for one in groups],
            orientation="h",
            width=0.44 if look.narrow else 0.62,
            marker={"color": colours[code], "line": {"color": look.ground, "width": 1}},
            text=shown,
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"size": 12, "color": _ink(colours[code])},
            hovertext=[
                f"{safe(one)}<br>{safe(names[code])}<br>{percent(value, look.lang)}"
                for one, value in zip(groups, values, strict=True)
            ],
            hoverinfo="text",
            showlegend=False,
        )
        if any(values):
            figure.add_bar(
                x=[None],
                y=[None],
                name=safe(f"{names[code]} {shown_of[code]}".strip()),
                marker={"color": colours[code]},
                showlegend=True,
            )
        for one, value in zip(groups, values, strict=True):
            starts[one] += value
    many = [one for one in groups if counts[one] >= FEW]
    furthest = max([*(starts[one] for one in many), 0.0 if many else 0.5])
    lowest = min([-sum(held.get((one, code), 0.0) for code in order[: order.index(middle)])
                  - held.get((one, middle), 0.0) / 2 for one in many], default=-0.5)  # fmt: skip # saves 5 lines
    if many:  # what the bars are laid out around
        line_of = {"color": look.muted, "width": 1, "dash": "dot"}
        figure.add_shape(type="line", x0=0, x1=0, y0=-0.6, y1=groups.index(many[-1]) + 0.5, line=line_of, layer="below")
    for place, one in enumerate(groups):
        told = word("charts.n", look.lang, count=int(wholes[one]))
        told += f" · {word('charts.too_few', look.lang)}" if counts[one] < FEW else ""
        outside = [f"{safe(names[code])} {percent(float(held[one, code]), look.lang)}"
                   for code in aside if (one, code) in held.index]  # fmt: skip # saves 3 lines
        text = " · ".join([told, *outside])
        if counts[one] < FEW:
            each = [(code, round(held.get((one, code), 0.0) * wholes[one])) for code in order]
            told_of = (f"{names[code]}{word('record.colon', look.lang)}{n}" for code, n in each if n)
            said = " · ".join(one.replace(" ", "\u00a0") for one in told_of)  # a count stays with its label
            texts.append({"x": 0 if look.narrow else lowest, "xref": "paper" if look.narrow else "x", "xanchor": "left",
                          "y": place + line, "text": wrapped(said, LETTERS[look.narrow], 2), "align": "left",
                          "showarrow": False, "font": {"size": 12, "color": look.muted}})  # fmt: skip # saves 9 lines
        where = {"x": furthest + OUT, "xanchor": "left", "y": place}
        if look.narrow:
            where = {"x": 1, "xref": "paper", "xanchor": "right", "y": place - 0.3}
        texts.append({**where, "text": text, "showarrow": False, "font": {"size": 12, "color": look.muted}})
        if look.narrow:
            texts.append({"x": 0, "xref": "paper", "xanchor": "left", "y": place - 0.3, "showarrow": False,
                          "text": wrapped(one, 48, 1), "font": {"size": 12, "color": look.ink}}
            )  # fmt: skip # saves 8 lines
    figure.update_layout(
        barmode="overlay",
        annotations=texts,
        legend={"traceorder": "normal", "font": {"size": 12}, "itemwidth": 30},
        margin={"l": 8, "r": 12, "t": 40},
    )
    figure.update_xaxes(
        range=[lowest - 0.01, furthest + (0.02 if look.narrow else 0.3 + 0.2 * len(aside))], visible=False
    )
    figure.update_yaxes(
        range=[len(groups) - 0.4, -0.6], showgrid=False, visible=not look.narrow, ticks="",
        tickvals=list(range(len(groups))), ticktext=[wrapped(one, 30, 2) for one in groups],
        tickfont={"size": 13, "color": look.ink},
    )  # fmt: skip # saves 4 lines
    return figure


def tones(look: Look, count: int, middle: int) -> list[str]:
    """Two hues that grow paler towards the middle."""
    left, right = look.series[3], look.series[5]
    after = count - middle - 1
    before_it = [_mixed(left, look.ground, n / max(middle, 1) * PALER) for n in range(middle)]
    behind_it = [_mixed(right, look.ground, (after - 1 - n) / max(after, 1) * PALER) for n in range(after)]
    return [*before_it, look.rule, *behind_it]


def _mixed(colour: str, ground: str, part: float) -> str:
    """The colour with so much of the ground in it."""
    pairs = zip(_rgb(colour), _rgb(ground), strict=True)
    return "#" + "".join(f"{round(one * (1 - part) + other * part):02x}" for one, other in pairs)


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return red, green, blue


def _ink(ground: str) -> str:
    """Black or white, whichever can be read on it."""
    red, green, blue = ((one / 255) ** 2.2 for one in _rgb(ground))
    return "#111111" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.25 else "#ffffff"


def alt(rows: pd.DataFrame, lang: str, *, title: str, names: Mapping[str, str], first: str) -> str:
    """The chart in a sentence: how many groups, and the largest and smallest share of the first label."""
    mine = rows[(rows["label"] == first) & (rows["group_count"] >= FEW)]
    if mine.empty:
        return title
    low, high = mine.loc[mine["share"].idxmin()], mine.loc[mine["share"].idxmax()]
    return word(
        "charts.diverging_alt",
        lang,
        title=title,
        count=int(rows["group"].nunique()),
        label=names[first],
        low=percent(float(low["share"]), lang),
        low_name=str(low["group"]),
        high=percent(float(high["share"]), lang),
        high_name=str(high["group"]),
    )
