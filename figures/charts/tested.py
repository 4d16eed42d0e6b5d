"""What claims come to beside the tests that bear on them: a mark a claim, under a heading for each outcome.

Those that a test contradicts or corroborates stand on a line each, in words, with who tested; of the others there is
the mark alone: the table holds their words.
"""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures.charts.base import Look, blank, broken, safe, wrapped
from figures.records import records_of
from figures.words import day, month, word

TELLING = ("contradicted", "supported", "outside_wording", "untested")  # what goes before what, of several tests
IN_WORDS = ("contradicted", "supported")
SYMBOLS = {"contradicted": "circle", "supported": "circle-open", "outside_wording": "diamond-tall",
           "untested": "line-ew-open"}  # fmt: skip # saves 5 lines
LINE, HEAD, GAP = 19, 24, 14  # pixels: a line of words, a heading, what parts two outcomes
ACROSS = {True: 340, False: 900}  # pixels of the axis, on a telephone or not
LOW = 300  # pixels of a picture
STEP = 24  # pixels from one mark to the next


def tested(rows: pd.DataFrame, look: Look) -> go.Figure:
    """`rows`: one per claim and test (query statements_claims), with `named` (the claim in some words), `told` (its
    hover), `by` (who tested)."""
    best = rows["verdict"].map(TELLING.index).groupby(rows["statement_id"]).transform("min")
    across = int(look.room and 560) or ACROSS[look.narrow]
    letters = int(across / 6.6)
    in_words = IN_WORDS if not look.room or look.room > LOW else ()  # a low picture has the marks alone
    year = max((one.year for one in rows["statement_date"].dropna()), default=0)
    texts: list[dict[str, Any]] = []
    at, figure = 4.0, blank(look, 100)
    for place, outcome in enumerate(TELLING):
        claims = records_of(rows[best == place].drop_duplicates("statement_id"))
        if not claims:
            continue
        head = word(f"statements.outcome.{outcome}", look.lang, count=len(claims))
        texts.append(_text(f"<b>{safe(head)}</b>", 0, at, look.ink, 15))
        at += HEAD
        places = []
        for nth, claim in enumerate(claims):
            if outcome not in in_words:
                places.append((8 + STEP * nth, at + LINE / 2))
                continue
            lines = [safe(one) for one in broken(_said(claim, look.lang, year), letters - 4)]
            found = rows[(rows["statement_id"] == claim["statement_id"]) & (rows["verdict"] == outcome)]
            by = _by(found, look.lang)
            grey = f'<span style="color:{look.muted}">{wrapped(by, letters - 4, 2)}</span>'
            lines = (
                [f"{lines[0]} · {grey}"] if len(lines[0]) + len(by) < letters - 6 and not lines[1:] else [*lines, grey]
            )
            places.append((8, at + LINE / 2))
            texts.append(_text("<br>".join(lines), STEP, at, look.ink, 13))
            at += LINE * sum(1 + one.count("<br>") for one in lines) + 4
        at += GAP + (0 if outcome in in_words else LINE)
        figure.add_scatter(
            x=[x for x, _ in places], y=[y for _, y in places], mode="markers", showlegend=False, cliponaxis=False,
            marker={"symbol": SYMBOLS[outcome], "size": 12, "color": look.said,
                    "line": {"width": 2, "color": look.said}},
            hovertext=[wrapped(one["told"], 60, 6) for one in claims], hoverinfo="text",
            customdata=[one["statement_id"] for one in claims],
        )  # fmt: skip # saves 5 lines
    figure.update_layout(height=int(at + 20), annotations=texts, margin={"l": 4, "r": 4, "t": 8, "b": 4})
    figure.update_xaxes(range=[0, across], visible=False)
    figure.update_yaxes(range=[at, 0], visible=False)
    return figure


def _said(claim: dict[str, Any], lang: str, year: int) -> str:
    """`21 Jan · the company: Grok can no longer make sexual content`; the year unless it is that of the last claim."""
    if pd.isna(claim["statement_date"]):
        return str(claim["named"])
    write = month if claim["date_precision"] == "month" else day
    return f"{write(claim['statement_date'], lang, short=True).removesuffix(f' {year}')} · {claim['named']}"


def _by(tests: pd.DataFrame, lang: str) -> str:
    """Who made the first of the tests, and that it was a single trial where it was."""
    one = records_of(tests.sort_values("evidence_date", na_position="last"))[0]
    said = word("charts.tested_by", lang, tester=one["by"])
    return f"{said}, {word('charts.one_trial', lang)}" if one["sampled_count"] == 1 else said


def _text(text: str, x: float, y: float, colour: str, size: int) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "xanchor": "left", "align": "left", "yanchor": "top", "showarrow": False,
            "font": {"size": size, "color": colour}}  # fmt: skip # saves 9 lines


def alt(rows: pd.DataFrame, lang: str, *, title: str) -> str:
    """The chart in a sentence: its title, from when to when the claims are, and where the details stand."""
    days = rows["statement_date"].dropna()
    if days.empty:
        return title
    return word("charts.tested_alt", lang, title=title, start=day(days.min(), lang), end=day(days.max(), lang))
