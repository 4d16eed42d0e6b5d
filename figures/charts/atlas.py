"""Jurisdictions on a map: the world, Europe or the states of the US, drawn from shapes of our own (shapes/*.json).

Outlines are projected already, so that a map is a chart like any other: no map library, no request for a base map. How
they were made, and from what: docs/decisions/2026-11-29-maps-from-public-shapes.md.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, added, blank, faint, safe, wrapped
from figures.records import records_of
from figures.words import word

AREAS = ("world", "europe", "us")
HEIGHT = {"world": (440, 166), "europe": (600, 340), "us": (500, 226)}  # pixels: wide, on a telephone
LINE = 23  # pixels of an entry of the key, one under the other on a telephone
SMALL = 26  # of the 2,000 to the width: below it a place has a circle of its own
APART = {False: (62, 40), True: (150, 90)}  # between two printed values; on a telephone
BESIDE = 900  # pixels of width of an upright picture
INSET = (130, 105)  # the same on Europe drawn small, beside the world
FOLDER = Path(__file__).parent / "shapes"
# A tone is a colour of the look and how much of it is mixed into the ground: paler, never another hue.
TONES = {"done": ("done", 1.0), "pale": ("done", 0.4), "law": ("law", 1.0), "law_half": ("law", 0.42),
         "law_faint": ("law", 0.16), "grey": ("muted", 0.28), "land": ("muted", 0.06),
         "open": ("muted", 0.0)}  # fmt: skip # saves 7 lines
Line = tuple[list[float | None], list[float | None]]


@cache
def shapes(area: str) -> dict[str, Any]:
    """The area: `view` (width, height), `shapes` (code → line), `borders` (union → line), `points`, `across`.

    A line is x and y, with None between its parts; '' is land that has no code. `across`: code → the smaller side of
    its largest part.
    """
    told = json.loads((FOLDER / f"{area}.json").read_text("utf-8"))
    polygons = {code: [ring for polygon in many for ring in polygon] for code, many in told["shapes"].items()}
    return {
        "view": told["view"],
        "shapes": {code: _line(rings) for code, rings in polygons.items()},
        "borders": {union: _line(lines) for union, lines in told["borders"].items()},
        "points": told["points"],
        "across": {code: max(map(_side, rings)) for code, rings in polygons.items()},
    }


def _line(parts: Iterable[list[int]]) -> Line:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for flat in parts:
        xs += [*flat[::2], None]
        ys += [*flat[1::2], None]
    return xs[:-1], ys[:-1]


def _side(flat: list[int]) -> int:
    return min(max(flat[::2]) - min(flat[::2]), max(flat[1::2]) - min(flat[1::2]))


def seen(area: str, code: str) -> bool:
    """Whether a place is on the map of that area."""
    return code in shapes(area)["points"] or code in shapes(area)["shapes"]


def atlas(
    rows: pd.DataFrame,
    look: Look,
    *,
    area: str,
    names: Mapping[str, str],
    tones: Mapping[str, str],
    chosen: tuple[str, ...] = (),
    unions: Mapping[str, tuple[str, str]] | None = None,
    land: str = "",
) -> go.Figure:
    """A map over rows with `jurisdiction`, `status`, `printed` (on the place) and `told` (when pointed at).

    `names`: status → what it is called in the key, in its order; `tones`: status → one of TONES. `chosen` are outlined.
    `unions`: a union → what it is called in the key, and the tone of its border. A click says `place:<code>`.
    `land`: the status of land that is in no row; a row of that status looks the same.
    """
    told = shapes(area)
    figure = blank(look, HEIGHT[area][look.narrow])
    here = records_of(rows[[seen(area, code) for code in rows["jurisdiction"]]])
    elsewhere = [line for code, line in told["shapes"].items() if code not in {row["jurisdiction"] for row in here}]
    _filled(
        figure,
        _joined(elsewhere),
        fillcolor=tone(tones.get(land, "land"), look),
        line={"width": 0.7, "color": look.rule},
    )
    for row in sorted(here, key=lambda row: row["jurisdiction"] in chosen):
        if (line := told["shapes"].get(row["jurisdiction"])) is not None:
            is_chosen = row["jurisdiction"] in chosen
            edge = {"width": 0.7, "color": look.rule if row["status"] == land else look.muted}  # as land like it
            edge = {"width": 2.5, "color": look.ink} if is_chosen else edge
            _filled(figure, line, fillcolor=tone(tones[row["status"]], look), line=edge, text=safe(row["told"]),
                    hoverinfo="text", meta=f"place:{row['jurisdiction']}")  # fmt: skip # saves 7 lines
    for union, (name, colour) in (unions or {}).items():
        if union in told["borders"]:
            x, y = told["borders"][union]
            line = {"width": 2, "color": tone(colour, look)}
            figure.add_scatter(
                x=x, y=y, mode="lines", line=line, name=_named(name, look), hoverinfo="skip", showlegend=not look.room
            )
    europe = shapes("europe")["points"]
    wide, tall = told["view"]
    # A picture much higher than the map: the map at its top, Europe and the key below.
    is_tall = area == "world" and look.room > BESIDE * tall / wide + 180
    is_inset = area == "world" and not look.narrow and any(row["jurisdiction"] in europe for row in here)
    within = [row for row in here if row["jurisdiction"] in told["points"]]
    if is_inset:  # what is printed there is not printed twice
        within = [row for row in within if row["jurisdiction"] not in europe]
        _inset(figure, look, here, tones, land, is_tall)
    small = [row for row in within if told["across"].get(row["jurisdiction"], 0) < SMALL]
    _circles(figure, look, told, small, tones, chosen, land)
    _values(figure, look, told, within, tones, APART[look.narrow])
    # In a picture what the title speaks of alone.
    found = [row["status"] for row in here if not look.room or row["status"] != land]
    _key(figure, look, found if look.room else [land, *found], names, tones)
    if not look.room and any(look.ink in (one.marker.line.color or ()) for one in figure.data if one.mode == "markers"):
        figure.add_scatter(x=[None], y=[None], mode="markers", name=word("charts.key.small_place", look.lang),
                           showlegend=True, marker={"size": 9, "color": look.ground,
                                                    "line": {"width": 1, "color": look.ink}}
        )  # fmt: skip # saves 4 lines
    figure.update_layout(
        xaxis={"visible": False, "range": [0, wide], "constrain": "domain"},
        yaxis={"visible": False, "range": [0, tall], "scaleanchor": "x", "constrain": "domain",
               "constraintoward": "top" if is_tall else "middle"},
    )  # fmt: skip # saves 5 lines
    if is_tall:
        key = {"orientation": "v", "x": 0.44 if is_inset else 0, "y": 0.36, "yanchor": "top", "itemclick": False,
               "itemdoubleclick": False, "traceorder": "normal"}  # fmt: skip # saves 7 lines
        return figure.update_layout(height=look.room, margin={"l": 0, "r": 0, "t": 12, "b": 0}, legend=key)
    keys = [str(one.name) for one in figure.data if one.showlegend]
    above = sum(LINE + 16 * name.count("<br>") for name in keys) if look.narrow else 12
    return figure.update_layout(
        height=min(HEIGHT[area][look.narrow] + above, look.room or 10**6),
        margin={"l": 0, "r": 0, "t": above, "b": 0},
        legend={"orientation": "v" if look.narrow else "h", "y": 1.0, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False, "traceorder": "normal", "maxheight": 1.0},
    )  # fmt: skip # saves 7 lines


def tone(name: str, look: Look) -> str:
    """The colour of a tone in this look."""
    colour, part = TONES[name]
    return faint(getattr(look, colour), look, part)


def _joined(lines: Iterable[Line]) -> Line:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for x, y in lines:
        xs += [*x, None]
        ys += [*y, None]
    return xs, ys


def _filled(figure: go.Figure, outline: Line, **more: Any) -> None:
    x, y = outline
    figure.add_scatter(
        x=x, y=y, mode="lines", fill="toself", hoveron="fills", showlegend=False, **{"hoverinfo": "skip", **more}
    )


def _inset(
    figure: go.Figure, look: Look, here: list[dict[str, Any]], tones: Mapping[str, str], land: str, is_tall: bool
) -> None:
    """Europe at the lower left of the world, on axes of its own, so large that its numbers can be read."""
    told = shapes("europe")
    wide, high = told["view"]
    there = {"xaxis": "x2", "yaxis": "y2"}
    frame: Line = ([0, wide, wide, 0, 0], [0, 0, high, high, 0])
    _filled(figure, frame, fillcolor=look.ground, line={"width": 0}, **there)
    mine = [row for row in here if row["jurisdiction"] in told["points"]]
    rest = [line for code, line in told["shapes"].items() if code not in {row["jurisdiction"] for row in mine}]
    faint_edge = {"width": 0.7, "color": look.rule}
    _filled(figure, _joined(rest), fillcolor=tone(tones.get(land, "land"), look), line=faint_edge, **there)
    edge = {"width": 0.7, "color": look.muted}
    shaped = [row for row in mine if row["jurisdiction"] in told["shapes"]]
    for row in shaped:
        code, colour = row["jurisdiction"], tone(tones[row["status"]], look)
        line = faint_edge if row["status"] == land else edge
        _filled(figure, told["shapes"][code], fillcolor=colour, text=safe(row["told"]), line=line, hoverinfo="text",
                meta=f"place:{code}", **there)  # fmt: skip # saves 8 lines
    small = [row for row in mine if told["across"].get(row["jurisdiction"], 0) < 2 * SMALL]
    _circles(figure, look, told, small, tones, (), land, **there)
    figure.add_scatter(x=frame[0], y=frame[1], mode="lines", line={"width": 2, "color": look.muted}, hoverinfo="skip",
                       showlegend=False, **there)  # fmt: skip # saves 7 lines
    _values(figure, look, told | {"across": dict.fromkeys(told["points"], wide)}, shaped, tones, INSET, ("x2", "y2"))
    across, up = (0.42, 0.4) if is_tall else (0.24, 0.66)
    fixed: dict[str, Any] = {"visible": False, "constrain": "domain"}
    figure.update_layout(
        xaxis2={**fixed, "range": [0, wide], "domain": [0, across], "anchor": "y2", "constraintoward": "left"},
        yaxis2={**fixed, "range": [0, high], "domain": [0, up], "anchor": "x2", "scaleanchor": "x2",
                "constraintoward": "bottom"},
    )  # fmt: skip # saves 6 lines


def _circles(
    figure: go.Figure,
    look: Look,
    told: dict[str, Any],
    small: list[dict[str, Any]],
    tones: Mapping[str, str],
    chosen: tuple[str, ...],
    land: str,
    **axes: str,
) -> None:
    """A circle for each place too small to be seen."""
    if not small:
        return
    codes = [row["jurisdiction"] for row in small]
    figure.add_scatter(
        x=[told["points"][code][0] for code in codes], y=[told["points"][code][1] for code in codes], mode="markers",
        marker={
            "size": 9, "color": [tone(tones[row["status"]], look) for row in small],
            "line": {"width": [3 if code in chosen else 1 for code in codes],
                     "color": [look.rule if row["status"] == land and row["jurisdiction"] not in chosen else look.ink
                               for row in small]},
        },
        hovertext=[safe(row["told"]) for row in small], hoverinfo="text", showlegend=False,
        customdata=[f"place:{code}" for code in codes], **axes,
    )  # fmt: skip # saves 10 lines


def _values(
    figure: go.Figure,
    look: Look,
    told: dict[str, Any],
    here: list[dict[str, Any]],
    tones: Mapping[str, str],
    apart: tuple[int, int],
    axes: tuple[str, str] = ("x", "y"),
) -> None:
    """What is printed on a place, the largest first, where there is room for it."""
    across, high = apart
    taken: list[tuple[float, float]] = []
    notes: list[dict[str, Any]] = []
    for row in sorted(here, key=lambda row: -told["across"].get(row["jurisdiction"], 0)):
        code = row["jurisdiction"]
        x, y = told["points"][code]
        room = told["across"].get(code, 0) > 2 * SMALL
        if not row["printed"] or not room or any(abs(x - a) < across and abs(y - b) < high for a, b in taken):
            continue
        taken.append((x, y))
        ink = look.ground if tones[row["status"]] in ("done", "law") else look.ink
        notes.append({
            "x": x, "y": y, "text": safe(row["printed"]), "showarrow": False, "font": {"size": 12, "color": ink},
            "bgcolor": tone(tones[row["status"]], look), "borderpad": 2, "xref": axes[0], "yref": axes[1],
            "captureevents": False,
        })  # fmt: skip # saves 9 lines
    added(figure, annotations=notes)  # once: each time, all that is there is checked again


def _named(name: str, look: Look) -> str:
    """A name of the key, on two lines where one is wider than a telephone."""
    return wrapped(name, 42, 2) if look.narrow else safe(name)


def _key(figure: go.Figure, look: Look, found: list[str], names: Mapping[str, str], tones: Mapping[str, str]) -> None:
    """What each tone means, of those that are on the map."""
    for status, name in names.items():
        if status in found:
            figure.add_scatter(
                x=[None], y=[None], mode="markers", name=_named(name, look), showlegend=True,
                marker={
                    "symbol": "square", "size": 12, "color": tone(tones[status], look),
                    "line": {"width": 1, "color": look.muted},
                },
            )  # fmt: skip # saves 6 lines
