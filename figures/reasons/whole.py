"""The affair's category from its first use: its platform's own by arrival and decision, and beside other platforms'."""

from functools import partial
from typing import Any

import pandas as pd

from figures.affair import is_unknown
from figures.asked import Asked
from figures.charts import series as panels
from figures.charts.base import as_date
from figures.charts.series import Band
from figures.data import load
from figures.drawn import Drawn, figure, headings, nothing
from figures.reasons.codes import SOURCES, named
from figures.reasons.series import BASIS
from figures.records import records_of
from figures.words import day, number, span, word

SMALL = 0.01  # a share below which platforms are named together
LATE = 7  # days from decision to arrival, on the mean, from which a week is called late
COLUMNS = "platform basis start_date end_date sor_count covered_days per_day total_count total_share"


def since() -> dict[str, Any] | None:
    """From when to when the series goes, of which platform and category, beside which others; None without one."""
    found = records_of(load("reasons_since"))
    return found[0] if found else None


def weeks(known: dict[str, Any], platforms: list[str], basis: str) -> pd.DataFrame:
    """The weeks of the series. Grain: one row per platform and week."""
    rows = load(
        "reasons_series",
        start=as_date(known["first_day"]),
        end=as_date(known["last_day"]),
        jurisdictions=(),
        platforms=tuple(platforms),
        codes=(known["code"],),
        by="week",
        basis=basis,
    )
    return rows.assign(basis=basis)


def bands(known: dict[str, Any], rows: pd.DataFrame, lang: str) -> list[Band]:
    """The days of the facts, and the weeks of `rows` in which the platform's statements arrived long after decision."""
    last = as_date(known["last_day"])
    until = last if is_unknown(known["facts_to"]) else as_date(known["facts_to"])
    found = [
        Band(
            as_date(known["facts_from"]),
            until,
            word("reasons.band", lang),
        )
    ]
    mine = rows[(rows["platform"] == known["platform"]) & (rows["basis"] == "arrival")]
    late = mine[mine["delay_hours"] >= LATE * 24]
    if len(late):
        label = word("reasons.band_backlog", lang, platform=known["platform"], count=LATE)
        found.append(Band(as_date(late["start_date"].min()), as_date(late["end_date"].max()), label, "said"))
    return found


@figure("statements.reported")
def reported(asked: Asked) -> Drawn:
    """What the affair's platform reported a day, week by week, all of it. Grain: one row per week and basis."""
    lang, known = asked.lang, since()
    columns = headings("reasons", COLUMNS, lang)
    title, unit = word("reasons.reported", lang), word("statements.reported_unit", lang)
    if known is None:
        return nothing(asked, lambda other: 0, title, columns=columns, unit=unit)
    rows = pd.concat([weeks(known, [known["platform"]], basis) for basis in ("arrival", "decision")], ignore_index=True)
    arrived = rows[(rows["basis"] == "arrival")].dropna(subset=["per_day"])
    whole = arrived[arrived["covered_days"] == 7]
    if whole.empty:
        return nothing(asked, lambda other: 0, title, columns=columns, rows=rows.head(0), unit=unit)
    high, now = whole.loc[whole["per_day"].idxmax()], arrived.iloc[-1]
    names = {basis: word(f"statements.reported_{basis}", lang) for basis in ("arrival", "decision")}
    title = word(
        "statements.reported_title",
        lang,
        name=known["platform"],
        category=named(lang)(known["code"]).lower(),
        now=number(now["per_day"], lang, 0),
        week=day(now["start_date"], lang),
        high=number(high["per_day"], lang, 0),
        high_week=day(high["start_date"], lang),
    )
    rows = rows.assign(panel=known["platform"], line=rows["basis"])
    return Drawn(
        title,
        rows,
        columns,
        summary=word("statements.reported_summary", lang, count=int(now["covered_days"]), end=as_date(now["end_date"])),
        numbers={"now": round(now["per_day"]), "high": round(high["per_day"]), "days": int(now["covered_days"])},
        scope=word("statements.reported_scope", lang),
        unit=unit,
        chart=partial(
            panels.series,
            rows,
            value="per_day",
            kind="number",
            heads={known["platform"]: f"<b>{known['platform']}</b>"},
            names=names,
            main=known["platform"],
            bands=bands(known, rows, lang),
        ),
        alt=panels.alt(rows, lang, title=title, count=1),
        sources=SOURCES,
        vocabularies={"basis": names},
        shown=("start_date", "end_date", "basis", "sor_count", "covered_days", "per_day"),
    )


@figure("reasons.platforms", page="statements", choices=(BASIS,))
def platforms(asked: Asked) -> Drawn:
    """The share of each platform's statements that are of the category. Grain: one row per platform and week."""
    lang, basis, known = asked.lang, asked["basis"], since()
    columns = headings("reasons", COLUMNS, lang)
    title, unit = word("reasons.platforms_shares", lang), word("reasons.unit_total_share", lang)
    if known is None:
        return nothing(asked, lambda other: 0, title, columns=columns, unit=unit)
    wanted = [known["platform"], *(one for one in known["beside"] if one != known["platform"])]
    rows = weeks(known, wanted, basis)
    held = rows.dropna(subset=["total_count"]).groupby("platform", sort=False)[["sor_count", "total_count"]].sum()
    held = held[held["total_count"] > 0]
    if known["platform"] not in held.index:
        return nothing(asked, lambda other: 0, title, columns=columns, rows=rows.head(0), unit=unit)
    share = held["sor_count"] / held["total_count"]
    rows = rows[rows["platform"].isin(held.index)]
    rows = rows.assign(panel=rows["platform"], line="share", whole_share=rows["platform"].map(share),
                       whole_count=rows["platform"].map(held["total_count"]))  # fmt: skip # saves 4 lines
    late = rows if basis == "arrival" else weeks(known, [known["platform"]], "arrival")
    percents = {str(one): panels.printed_value(float(value), "share", lang) for one, value in share.items()}
    share = share.sort_values(ascending=False, kind="stable")
    heads = {one: _head(one, told, held.loc[one], lang) for one, told in percents.items()}
    heads = {one: heads[one] for one in map(str, share.index)}
    others = share.drop(known["platform"]).sort_values(ascending=False)
    title = word(
        "reasons.platforms_title" if len(others) else "reasons.platforms_title_alone",
        lang,
        name=known["platform"],
        share=percents[known["platform"]],
        category=named(lang)(known["code"]).lower(),
        others=_others(others, percents, lang),
    )
    return Drawn(
        title,
        rows,
        columns,
        summary=word("reasons.platforms_summary", lang),
        said=word("reasons.platforms_said", lang),
        numbers={str(one): float(value) for one, value in share.items()},
        scope=word("reasons.whole_scope", lang, days=span(known["first_day"], known["last_day"], lang)),
        unit=word(f"reasons.unit_share_{basis}", lang),
        chart=partial(
            panels.series,
            rows,
            value="total_share",
            kind="share",
            heads=heads,
            main=known["platform"],
            bands=bands(known, late, lang),
            wholes={str(one): float(value) for one, value in share.items()},
        ),
        alt=panels.alt(rows, lang, title=title, count=len(heads)),
        sources=SOURCES,
        vocabularies={"basis": {one: word(f"reasons.basis_{one}", lang) for one in ("arrival", "decision")}},
        shown=("platform", "start_date", "end_date", "sor_count", "total_count", "total_share"),
    )


def _others(shares: pd.Series, percents: dict[str, str], lang: str) -> list[str]:
    """The other platforms with their shares, the highest first; several under one percent together."""
    small = [str(one) for one in shares.index if shares[one] < SMALL]
    small = small if len(small) > 1 else []
    named = [f"{one}\u00a0{percents[str(one)]}" for one in shares.index if str(one) not in small]
    if not small:
        return named
    return [*named, word("reasons.platforms_rest", lang, count=len(small), share=percents[small[0]])]


def _head(name: str, told: str, held: pd.Series, lang: str) -> str:
    """What stands over a platform's panel: its name, its share of all weeks, of how many statements."""
    key = "reasons.of_all" if held["sor_count"] else "reasons.none_of_all"
    return f"<b>{name} {told}</b> {word(key, lang, count=number(int(held['total_count']), lang))}"
