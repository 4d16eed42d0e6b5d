"""Values side by side, each printed: a row a name, a dot, its value, and behind it how many and when in grey.

On a telephone a row is three lines: the name, the dot on its line, the grey text.
"""

from math import log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.bars import alt as alt  # the same sentence fits
from figures.charts.base import Look, blank, faint, kept, others, safe, wrapped
from figures.charts.values import share_ticks, value_axis
from figures.records import records_of
from figures.words import word

ROW, TWO, TALL, HEAD = 26, 38, 54, 30  # pixels: a row, one of two lines, of three, a heading
NAME, BEHIND = 58, 68  # characters at most of a name and of the grey text beside
LETTER = 5.2  # pixels a character of the grey text


def labelled(
    rows: pd.DataFrame,
    look: Look,
    *,
    label: str,
    written: str,
    behind: str,
    briefly: str = "",
    shortly: str = "",
    value: str = "value",
    low: str = "value_low",
    high: str = "value_high",
    group: str = "",
    ours: str = "",
    row_id: str = "",
    kind: str = "share",
    unit: str = "",
    log: bool = False,
    colour: str = "measured",
) -> go.Figure:
    """A dot plot in the order of `rows`; all arguments but `kind`, `unit`, `log` and `colour` (of the look)
    name columns.

    `written` is printed beside the dot (on a telephone `shortly`), `behind` in grey; in a picture, of large letters,
    `briefly` in its place.
    `group` starts a headed block at each change; a picture without room for all has the first. `ours`: the interval was
    computed here and not published: the dot is open, where one is wide enough to be seen. A missing interval is drawn
    as none.
    """
    ours = ours if ours and _are_seen(rows[value], rows[low], rows[high], log) else ""
    grey_of = (lambda row: row[briefly] if briefly else "") if look.room else lambda row: row[behind]
    written = shortly if shortly and look.narrow else written
    tone, more = getattr(look, colour), ""
    if look.room and group and len(rows) * TWO > look.room - 84:
        first = rows[group] == rows[group].iloc[0]  # of which a title speaks
        rows, more = rows[first], others(look, int((~first).sum()))
    count = len(rows) + (int(rows[group].ne(rows[group].shift()).sum()) if group else 0) + bool(more)
    each = kept(look, count, TALL if look.narrow else TWO if look.room else ROW, 84)[1]
    lines = _lines(rows, group, each, HEAD if each >= ROW else each)
    total = lines[-1][1] if lines else ROW
    figure = blank(look, int(total + 62))
    points = [(top + (bottom - top) * (0.55 if look.narrow else 0.5), row) for top, bottom, row in lines
              if not isinstance(row, str)]  # fmt: skip # saves 3 lines
    notes: list[dict[str, Any]] = []
    for mine in (False, True):
        picked = [(y, row) for y, row in points if bool(ours and row[ours]) == mine]
        if not picked:
            continue
        spans: list[tuple[float | None, float | None]] = []
        for y, row in picked:
            if not pd.isna(row[low]) and not pd.isna(row[high]):
                spans += [(row[low], y), (row[high], y), (None, None)]
        if spans:
            figure.add_scatter(x=[x for x, _ in spans], y=[y for _, y in spans], mode="lines", hoverinfo="skip",
                               line={"color": tone, "width": 5}, opacity=0.35, showlegend=False
            )  # fmt: skip # saves 6 lines
        figure.add_scatter(
            x=[row[value] for _, row in picked],
            y=[y for y, _ in picked],
            mode="markers",
            marker={"color": tone if not mine else look.ground, "size": 10, "line": {"width": 2, "color": tone}},
            hovertext=[f"{safe(row[label])}<br>{safe(row[written])}<br>{safe(row[behind])}" for _, row in picked],
            hoverinfo="text",
            customdata=[row[row_id] for _, row in picked] if row_id else None,
            showlegend=False,
            cliponaxis=False,
        )
        if ours and bool(rows[ours].any()):
            _key(figure, look, tone, mine, bool(spans))
    figure.add_scatter(
        x=[_beside(row, value, low, high, rows[value], log, kind) for _, row in points],
        y=[y for y, _ in points],
        mode="markers+text",  # of markers that are not seen: the text keeps its distance from the dot
        marker={"size": 10, "opacity": 0},
        text=[_printed(row[written], grey_of(row) if look.room else "", look) for _, row in points],
        textposition=[
            "middle left" if _is_far(row[value], rows[value], log, kind) else "middle right" for _, row in points
        ],
        textfont={"size": 13, "color": look.ink},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    for top, bottom, row in lines:
        if look.narrow:
            text = f"<b>{safe(row)}</b>" if isinstance(row, str) else safe(row[label])
            notes.append(_note(text, 0, top + 1, look.ink, 13) | {"yanchor": "top", "xref": "paper"})
            if not isinstance(row, str):
                grey = _note(wrapped(row[behind], 68, 1), 0, bottom - 2, look.muted, 11)
                notes.append(grey | {"yanchor": "bottom", "xref": "paper"})
        elif not isinstance(row, str) and not look.room:
            grey = _note(wrapped(row[behind], BEHIND, 1), 1, (top + bottom) / 2, look.muted, 12)
            notes.append(grey | {"xref": "paper", "xshift": 16})
    value_axis(figure, "x", kind, log=log, title=unit)
    figure.update_xaxes(showgrid=True, tickangle=0, **_range(rows[value], rows[high], log, kind))
    figure.update_yaxes(range=[total + 4, -4], showgrid=False)
    if look.narrow:
        figure.update_yaxes(visible=False)
        figure.update_layout(margin={"l": 4, "r": 30, "t": 8})
    else:
        across, most = (28, 2) if look.room and each >= 32 else (NAME, 1)  # a picture: its names are on two lines
        heads = [
            f"<b>{safe(row)}</b>" if isinstance(row, str) else wrapped(row[label], across, most) for *_, row in lines
        ]
        places = [(top + bottom) / 2 for top, bottom, _ in lines]
        if more:
            places, heads, total = [*places, total + each / 2], [*heads, more], total + each
            figure.update_yaxes(range=[total + 4, -4])
        figure.update_yaxes(tickvals=places, ticktext=heads)
        figure.update_yaxes(tickfont={"color": look.ink, "size": 13}, ticklabelstandoff=8)  # clear of a dot at zero
        longest = (
            0
            if look.room
            else max((min(BEHIND, len(str(row[behind]))) for *_, row in lines if not isinstance(row, str)), default=0)
        )
        figure.update_layout(margin={"r": int(34 + LETTER * longest), "t": 8})
    shapes = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "layer": "below",
         "line": {"color": look.rule, "width": 1, "dash": "dot"}}
        for y, _ in points
    ]  # fmt: skip # saves 8 lines
    figure.update_layout(annotations=notes, shapes=shapes)
    if any(one.showlegend for one in figure.data):
        figure.update_layout(margin_t=30, height=figure.layout.height + 22)
    return figure


def _are_seen(values: pd.Series, lows: pd.Series, highs: pd.Series, log: bool) -> bool:
    """Whether some interval is longer than its dot."""
    return bool(log or ((highs - lows) > 0.06 * max(float(values.max()), 1e-9)).any()) if len(values) else False


def _printed(value: Any, grey: Any, look: Look) -> str:
    """A value in bold, and what stands in grey beside it."""
    more = f' <span style="color:{look.muted};font-size:11px">{safe(grey)}</span>' if grey else ""
    return f"\u2002<b>{safe(value)}</b>{more}\u2002"


def _key(figure: go.Figure, look: Look, tone: str, is_ours: bool, is_banded: bool) -> None:
    """What a dot is, and the band about it where those drawn have one."""
    colour = look.ground if is_ours else tone
    band: dict[str, Any] = {"mode": "lines+markers", "line": {"color": faint(tone, look, 0.35), "width": 5}}
    said = "ours" if is_ours else "published_band" if is_banded else "published"
    figure.add_scatter(
        x=[None], y=[None], **(band if is_banded else {"mode": "markers"}), hoverinfo="skip", showlegend=True,
        marker={"color": colour, "size": 10, "line": {"width": 2, "color": tone}},
        name=wrapped(word(f"charts.key.{said}", look.lang), 40 if look.narrow else 120, 2),
    )  # fmt: skip # saves 4 lines


def _lines(rows: pd.DataFrame, group: str, high: int, head: int) -> list[tuple[float, float, Any]]:
    """(top, bottom, row or heading), in pixels from the top down."""
    found: list[tuple[float, float, Any]] = []
    last, at = None, 0.0
    for row in records_of(rows):
        if group and row[group] != last:
            last = row[group]
            found.append((at, at + head, str(last)))
            at += head
        found.append((at, at + high, row))
        at += high
    return found


def _is_far(value: float, values: pd.Series, log: bool, kind: str) -> bool:
    """Whether a value lies so near the right end that its text belongs left of it."""
    if log:
        return bool(value > float(values.max()) / 30)
    if kind != "share":
        return bool(value > 0.5 * max(float(values.max()), 1e-9))
    return bool(value > 0.8 * max(float(values.max()), 1e-9) and value > 0.8)


def _beside(row: dict[str, Any], value: str, low: str, high: str, values: pd.Series, log: bool, kind: str) -> float:
    """Where a value is printed: behind the end of its interval, or before it at the right end of the axis."""
    end = row[low] if _is_far(row[value], values, log, kind) else row[high]
    return row[value] if pd.isna(end) else end


def _range(values: pd.Series, highs: pd.Series, log: bool, kind: str) -> dict[str, Any]:
    """Room for a dot at the left end and for each interval; on a logarithmic axis, for the text beside the ends."""
    if log and len(values):
        return {"range": [log10(values.min()) - 0.1, log10(values.max()) + 0.12]}
    highest = max(float(values.max()), float(highs.max()) if highs.notna().any() else 0.0) if len(values) else 1.0
    if kind != "share":
        return {"range": [-0.015 * highest, highest * 1.04 or 1.0]}
    end = min(1.0, share_ticks(highest)[-1]) + 0.01 if highest > 0.5 else highest * 1.35  # the last tick is labelled
    return {"range": [-0.015 * end, end]}


def _note(text: str, x: float, y: float, colour: str, size: int) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "xanchor": "left", "yanchor": "middle", "align": "left", "showarrow": False,
            "font": {"size": size, "color": colour}}  # fmt: skip # saves 8 lines
