"""What was said, and on the same axis of time the tests that bear on it; what they come to is written on each row."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, as_date, blank, date_axis, kept, month_end, others, safe, wrapped
from figures.records import records_of
from figures.words import day, month, precision_of, word

ROW, TALL = 24, 38  # pixels a claim: its words left of its line, or above it on a telephone
TELLING = ("contradicted", "supported", "outside_wording", "untested")  # in what order a picture keeps them
VERDICTS = ("contradicted", "supported", "outside_wording")  # in the order of the legend
SYMBOLS = {"contradicted": "circle", "supported": "circle-open", "outside_wording": "diamond-tall"}
SIGNS = {"contradicted": "●", "supported": "○", "outside_wording": "◆"}  # the same in text
SIZES = {"contradicted": 10, "supported": 10, "outside_wording": 8}
LETTER = 6.0  # pixels a character
CLOSE, RAISED = 9, 0.24  # pixels within which two tests of a claim are drawn one above the other; parts of a row


def tested(rows: pd.DataFrame, look: Look, *, end: date | None = None) -> go.Figure:
    """A row per claim in the order of `rows`, which hold one row per claim and test (query statements_claims).

    It needs `named` (the claim in some words), `told` (its hover), `by` and `found` (who tested; its hover). What the
    tests of a claim come to is written at its end. A tick is the day it was said, a
    short bar a month; the tests have their sign, as measured or as done by an authority. `end`: of the period asked.
    """
    order = list(dict.fromkeys(rows["statement_id"]))
    count, row = kept(look, len(order), TALL if look.narrow else ROW, 110)
    more = others(look, len(order) - count)
    if more:
        best = rows.assign(at=rows["verdict"].map(TELLING.index)).groupby("statement_id")["at"].min()
        told = sorted(order, key=lambda one: best[one])[:count]
        rows, order = rows[rows["statement_id"].isin(told)], [one for one in order if one in told]
    words, line = (-0.27, 0.2) if look.narrow else (0.0, 0.0)  # where in its row a claim's words and its marks stand
    figure = blank(look, 96 + row * (len(order) + bool(more)))
    known = [as_date(one) for name in ("statement_date", "evidence_date") for one in rows[name].dropna()]
    first, last = (min(known), max(known)) if known else (date.today(), date.today())
    last = max(last, first + timedelta(days=30), *([end] if end else []))
    year = max((as_date(one).year for one in rows["statement_date"].dropna()), default=0)
    shapes: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    labels: list[str] = []
    for place, (_, part) in enumerate(rows.groupby("statement_id", sort=False)):
        one = part.iloc[0]
        when = "" if pd.isna(one["statement_date"]) else _when(one, look.lang, year)
        labels.append(f"<b>{when}</b> {safe(one['named'])}" if when else safe(one["named"]))
        if look.narrow:
            shown = f"<b>{when}</b> {wrapped(one['named'], 52, 1)}" if when else wrapped(one["named"], 58, 1)
            texts.append(_text(0, place + words, shown, look.ink, xref="paper"))
        said = word(f"charts.outcome.{min(part['verdict'], key=TELLING.index)}", look.lang)
        strong = f"<b>{said}</b>" if (part["verdict"].isin(("contradicted", "supported"))).any() else said
        if look.room and strong != said:  # with no place beside the marks
            tester = f'<span style="font-size:10px">{wrapped(_teller(part), 23, 1)}</span>'
            strong += f" {tester}"
        at_end = _text(1, place + line, strong, look.ink if strong != said else look.muted, xref="paper")
        if look.narrow:  # upon the line, at the end that the marks leave free
            marks = [as_date(one) for name in ("statement_date", "evidence_date") for one in part[name].dropna()]
            parts = [(one - first) / (last - first) for one in marks]
            is_left = bool(parts) and max(parts) > 0.6 and min(parts) > 0.4
            at_end |= {"x": 0, "bgcolor": look.ground} if is_left else {"xanchor": "right", "bgcolor": look.ground}
        else:
            at_end |= {"xshift": 10}
        texts.append(at_end)
        if not when:
            continue
        begin = as_date(one["statement_date"])
        stop = month_end(begin) if one["date_precision"] == "month" else begin
        across = {"type": "line", "y0": place + line, "y1": place + line, "layer": "below"}
        shapes.append(
            {**across, "x0": first if look.narrow else stop, "x1": last, "line": {"color": look.rule, "width": 1}}
        )
        figure.add_scatter(
            x=[begin, stop], y=[place + line] * 2, mode="lines" if stop > begin else "markers",
            line={"color": look.said, "width": 6},
            marker={"symbol": "line-ns", "size": 13 if look.narrow else 17, "line": {"color": look.said, "width": 3}},
            hovertext=wrapped(one["told"], 60, 6), hoverinfo="text", showlegend=False,
            customdata=[one["statement_id"]] * 2,
        )  # fmt: skip # saves 4 lines
    dated = rows.dropna(subset=["evidence_date"])
    height = {statement: place + line for place, statement in enumerate(order)}
    dated = dated.assign(raised=_raised(dated, (last - first).days / (240 if look.narrow else 420), look.narrow))
    for verdict in VERDICTS:
        for relation, colour in (("incidence", look.measured), ("enforcement", look.done)):
            mine = dated[(dated["verdict"] == verdict) & (dated["evidence_relation"] == relation)]
            if len(mine):
                _marks(figure, mine, height, verdict, colour)
    texts.append(_key(rows, dated, look))
    longest = max(len(word(f"charts.outcome.{one}", look.lang)) for one in TELLING)
    longest += 20 if look.room else 0
    right = 12 if look.narrow else int(26 + LETTER * longest)
    wide = 240.0 if look.narrow else 950 - right - 6.7 * max((len(one) - 7 for one in labels), default=0)
    if not look.room:  # a picture with little room has no place for who tested
        texts += _testers(dated, height, look, (first, last), max(wide, 160.0))
    figure.update_layout(shapes=shapes, annotations=texts, margin={"l": 8, "r": right, "t": 48})
    figure.update_yaxes(range=[len(order) + bool(more) - 0.4, -0.7], showgrid=False, tickfont={"color": look.ink})
    if look.narrow:
        figure.update_yaxes(visible=False)
    else:
        labels += [more] if more else []
        figure.update_yaxes(tickvals=list(range(len(labels))), ticktext=labels, ticks="", ticklabelstandoff=6)
    date_axis(figure, first, last, look, 6)
    return figure


def _teller(tests: pd.DataFrame) -> str:
    """Who made the first test that decides what those of a claim come to."""
    best = tests.loc[tests["verdict"].map(TELLING.index).idxmin(), "by"]
    return best if isinstance(best, str) else ""


def _marks(figure: go.Figure, rows: pd.DataFrame, height: Mapping[str, float], verdict: str, colour: str) -> None:
    begins = [as_date(one) for one in rows["evidence_date"]]
    months = [precision_of("evidence_date", row) == "month" for row in records_of(rows)]
    half = [(month_end(one) - one) / 2 if wide else timedelta(0) for one, wide in zip(begins, months, strict=True)]
    reach = [one.total_seconds() * 1000 for one in half]  # a test known to the month is as wide as the month
    figure.add_scatter(
        x=[begin + more for begin, more in zip(begins, half, strict=True)],
        error_x={"array": reach, "color": colour, "width": 0, "visible": any(months)},
        y=[height[one] + more for one, more in zip(rows["statement_id"], rows["raised"], strict=True)],
        mode="markers",
        marker=_marker(verdict, colour),
        hovertext=[wrapped(one, 60, 8) for one in rows["found"]],
        hoverinfo="text",
        showlegend=False,
        customdata=list(rows["evidence_id"]),
    )


def _key(rows: pd.DataFrame, dated: pd.DataFrame, look: Look) -> dict[str, Any]:
    """The signs that occur and what they are, as text over the chart: a legend is as narrow as the axis."""
    verdicts, relations = set(rows["verdict"]), set(dated["evidence_relation"])
    signs = [(SIGNS[one], look.ink, one) for one in VERDICTS if one in verdicts] + [("❙", look.said, "said")]
    signs += [("■", look.measured, "of_test")] if "incidence" in relations else []
    signs += [("■", look.done, "of_authority")] if "enforcement" in relations else []
    told = [
        f'<span style="color:{colour}"><b>{sign}</b></span>\u00a0{word(f"charts.key.{name}", look.lang)}'
        for sign, colour, name in signs
    ]
    if look.narrow:
        told = [" \u2003".join(told[n : n + 3]) for n in range(0, len(told), 3)]
    side = {"x": 0, "xanchor": "left"} if look.narrow else {"x": 1, "xanchor": "right"}
    return {**side, "text": ("<br>" if look.narrow else " \u2003").join(told), "xref": "paper", "yref": "paper", "y": 1,
            "yanchor": "bottom", "yshift": 6, "align": "left", "showarrow": False,
            "font": {"size": 12, "color": look.ink}}  # fmt: skip # saves 9 lines


def _testers(
    rows: pd.DataFrame, height: Mapping[str, float], look: Look, ends: tuple[date, date], wide: float
) -> list[dict[str, Any]]:
    """Who made a test that tells, beside it, where it hides no other test of the claim; `wide`: pixels of the axis."""
    first, last = ends
    telling = rows[rows["verdict"].isin(("contradicted", "supported"))].drop_duplicates(["statement_id", "verdict"])
    found = []
    for one in records_of(telling):
        said = wrapped(one["by"], 24 if look.narrow else 48, 1)
        if one["sampled_count"] == 1:
            said += f", {word('charts.one_trial', look.lang)}"
        needed, day_wide = LETTER * len(said) + 16, wide / (last - first).days
        at = as_date(one["evidence_date"])
        for other in sorted(map(as_date, rows[rows["statement_id"] == one["statement_id"]]["evidence_date"])):
            if at < other and (other - at).days * day_wide < needed:
                at = other
        behind = (last - at).days * day_wide
        side, shift, free = ("left", 10, behind) if needed < behind else ("right", -10, wide - behind)
        if needed > free:  # neither side has room: the wider one, and as much of the name as it holds
            side, shift, free = max(("left", 10, behind), ("right", -10, wide - behind), key=lambda each: each[2])
            said = wrapped(one["by"], max(8, int((free - 16) / LETTER)), 1)
        text = _text(at, height[one["statement_id"]], said, look.muted)
        found.append({**text, "xanchor": side, "xshift": shift, "bgcolor": look.ground})
    return found


def _marker(verdict: str, colour: str) -> dict[str, Any]:
    return {"symbol": SYMBOLS[verdict], "size": SIZES[verdict], "color": colour, "line": {"color": colour, "width": 2}}


def _raised(rows: pd.DataFrame, pixel: float, is_narrow: bool) -> list[float]:
    """How much lower or higher than its claim's line each test is drawn: those of nearly one day part from each other.

    `pixel`: the days that a pixel is.
    """
    found = dict.fromkeys(rows.index, 0.0)
    for _, part in rows.sort_values("evidence_date", kind="stable").groupby("statement_id"):
        days = [as_date(one) for one in part["evidence_date"]]
        for place in range(1, len(part)):
            if (days[place] - days[place - 1]).days < CLOSE * pixel:
                before, here = part.index[place - 1], part.index[place]
                found[before] = found[before] or -RAISED * (0.6 if is_narrow else 1)
                found[here] = -found[before]
    return [found[one] for one in rows.index]


def _when(row: Any, lang: str, year: int) -> str:
    """The day, or the month, of a claim; its year where that is not the axis's last."""
    write = month if row["date_precision"] == "month" else day
    text = write(row["statement_date"], lang, short=True)
    return text.removesuffix(f" {year}")


def _text(x: Any, y: float, text: str, colour: str, **more: Any) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "xanchor": "left", "align": "left", "yanchor": "middle", "showarrow": False,
            "font": {"size": 13 if more else 12, "color": colour}, **more}  # fmt: skip # saves 9 lines


def alt(rows: pd.DataFrame, lang: str, *, title: str) -> str:
    """The chart in a sentence: its title, from when to when the claims are, and where the details stand."""
    days = rows["statement_date"].dropna()
    if days.empty:
        return title
    return word("charts.tested_alt", lang, title=title, start=day(days.min(), lang), end=day(days.max(), lang))
