"""What the platforms reported: statements of reasons over time, their delay, their automation."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from figures.asked import Asked, Choice
from figures.charts import lines
from figures.charts.base import Mark, as_date
from figures.charts.values import written
from figures.data import load
from figures.drawn import Drawn, empty_words, figure, headings
from figures.options import worded
from figures.reasons.codes import SOURCES, named
from figures.reasons.notes import cautions, cut_short, not_in_history, without_keywords
from figures.records import records_of
from figures.words import day, number, span, word

MEASURES = {"per_day": "number", "total_share": "share"}
MOST_LINES = 6  # as many as there are colours
EVER = {"start": "1900-01-01", "end": "2999-12-31"}


def platforms(asked: Asked) -> dict[str, str]:
    """Every platform of the data, by its name."""
    return {name: name for name in load("reasons_platforms", **EVER)["platform"]}


def counted(asked: Asked) -> dict[str, str]:
    """Everything that is counted: all statements, those with a keyword, each category and keyword."""
    codes = ["total", "with_keyword", *load("reasons_codes").sort_values(["kind", "code"])["code"]]
    return {code: named(asked.lang)(code) for code in codes}


def affairs(column: str, offered: dict[str, str]) -> tuple[str, ...]:
    """What the affair looks at first, when it can be chosen."""
    return tuple(code for code in (load("affair").iloc[0][column],) if code in offered)


PLATFORM = Choice(
    "platform",
    "reasons.platforms",
    "several",
    usual=lambda asked: affairs("dsa_platform", platforms(asked)),
    options=platforms,
    most=6,
)
CODE = Choice(
    "code",
    "reasons.codes",
    "several",
    usual=lambda asked: affairs("dsa_category", counted(asked)),
    options=counted,
    most=3,
)
BY = Choice("by", "reasons.by", "one", usual="week", options=worded("reasons.by_", ("day", "week", "month")))
MEASURE = Choice("measure", "reasons.measure", "one", usual="per_day", options=worded("reasons.measure_", MEASURES))
BASIS = Choice(
    "basis", "reasons.basis", "one", usual="arrival", options=worded("reasons.basis_", ("arrival", "decision"))
)
CHOICES = (PLATFORM, BY, CODE, MEASURE, BASIS)


def series(asked: Asked) -> pd.DataFrame:
    """Counts, delays and automation per platform, code and period."""
    own = {name: asked[name] for name in ("by", "basis")}
    return load("reasons_series", **asked.filters, platforms=asked["platform"], codes=asked["code"], **own)


def lines_of(asked: Asked) -> pd.DataFrame:
    """What is told of each line of the chart as a whole: its count, mean a day, share, and highest day.

    By day of decision these are of the days on which the chart places them. Grain: one row per platform and code.
    """
    chosen = {"platforms": asked["platform"], "codes": asked["code"]}
    if asked["basis"] != "decision":
        return load("reasons_span", **asked.period, **chosen)
    days = load("reasons_series", **asked.filters, **chosen, by="day", basis="decision")
    days = days[days["has_code"].astype(bool) & (days["covered_days"] > 0)]
    found = []
    for (platform, code), rows in days.groupby(["platform", "code"], sort=False):
        if not rows["sor_count"].sum():
            continue
        peak = rows.loc[rows["sor_count"].fillna(0).idxmax()]
        found.append({
            "platform": platform, "code": code, "sor_count": rows["sor_count"].sum(), "covered_days": len(rows),
            "covered_from": rows["start_date"].min(), "covered_to": rows["end_date"].max(),
            "per_day": rows["sor_count"].sum() / len(rows),
            "total_share": rows["sor_count"].sum() / rows["total_count"].sum(),
            "peak_count": peak["sor_count"], "peak_date": peak["start_date"],
        })  # fmt: skip # saves 7 lines
    columns = ["platform", "code", "sor_count", "covered_from", "covered_to", *WHOLE]
    return pd.DataFrame(found, columns=list(dict.fromkeys(columns)))


WHOLE = {"sor_count": "line_count", "per_day": "line_per_day", "total_share": "line_share", "covered_days": "line_days",
         "peak_count": "peak_count", "peak_date": "peak_date"}  # fmt: skip # saves 6 lines


def line_sentences(asked: Asked, found: pd.DataFrame, totals: pd.Series) -> str:
    """One sentence for each line of the chart: how many, per day, out of how many, until when."""
    lang = asked.lang
    sentences = []
    for platform, code in pairs(asked):
        rows = found[(found["platform"] == platform) & (found["code"] == code)]
        total = int(totals.get(platform, 0))
        key = "answer" if len(rows) else "answer_none" if total else "answer_silent"
        values: dict[str, Any] = {"platform": platform, "code": named(lang)(code), "total": total}
        if len(rows):
            key += ("_all" if code == "total" else "") + ("_decided" if asked["basis"] == "decision" else "")
            values |= figures(rows.iloc[0], lang)
        sentences.append(word(f"reasons.{key}", lang, **values))
        if len(rows) and values["held"] < values["days"]:
            sentences.append(word("reasons.answer_days", lang, days=values["days"], held=values["held"]))
    return " ".join(sentences)


def figures(row: pd.Series, lang: str) -> dict:
    """The figures of an answer, written."""
    start, end = as_date(row["covered_from"]), as_date(row["covered_to"])
    return {
        "count": int(row["sor_count"]),
        "per_day": number(row["per_day"], lang, 1 if row["per_day"] < 100 else 0),
        "share": written(row["total_share"], "share", lang),
        "held": int(row["covered_days"]),
        "days": (row["covered_to"] - row["covered_from"]).days + 1,
        "when": word("reasons.over", lang, count=(end - start).days + 1, start=start, end=end),
        "peak": int(row["peak_count"]),
        "peak_date": as_date(row["peak_date"]),
    }


def pairs(asked: Asked) -> list[tuple[str, str]]:
    """The lines of the chart: every platform with every code, as many as can be told apart."""
    return [(platform, code) for code in asked["code"] for platform in asked["platform"]][:MOST_LINES]


def is_known(rows: pd.DataFrame) -> bool:
    """Whether any platform reported anything in the period."""
    return bool(len(rows) and rows["total_count"].notna().any())


@figure("reasons.reported", page="statements", choices=CHOICES)
def reported(asked: Asked) -> Drawn:
    """The chosen codes over time: gaps stay open, the change of schema is a line that none crosses.

    Grain: one row per platform, code and period.
    """
    lang, rows, call = asked.lang, series(asked), named(asked.lang)
    measure, basis = asked["measure"], asked["basis"]
    title = word(
        f"reasons.series_{measure}", lang, codes=[call(code) for code in asked["code"]], platforms=asked["platform"]
    )
    columns = headings(
        "reasons",
        "platform code start_date end_date sor_count covered_days reported_days per_day total_count total_share "
        f"schema_version {' '.join(WHOLE.values())} every_count",
        lang,
    )
    unit = word(f"reasons.unit_{measure}", lang)
    if not is_known(rows):
        empty = empty_words(asked, lambda other: int(series(other)["total_count"].notna().sum()))
        rows = rows.head(0).assign(**dict.fromkeys([*WHOLE.values(), "every_count"]))
        return Drawn(title, rows, columns, empty=empty, unit=unit, sources=SOURCES)
    told_of = lines_of(asked)
    if len(told_of) == 1 and measure == "per_day" and asked["code"] != ("total",):
        found = figures(told_of.iloc[0], lang)
        ends = [
            number(value, lang, 1 if value < 100 else 0) for value in (rows["per_day"].min(), rows["per_day"].max())
        ]
        found |= dict(zip(("low", "high"), ends, strict=True))  # those that the line shows
        key = "series_title" if ends[0] != ends[1] else "series_title_one"
        key = f"reasons.{key}" + ("_decided" if basis == "decision" else "")
        title = word(key, lang, platform=asked["platform"][0], code=call(asked["code"][0]), **found)
    notes = (*cautions(asked), *not_in_history(rows, lang), *without_keywords(asked))
    kept = pd.Series(list(zip(rows["platform"], rows["code"], strict=True)), index=rows.index).isin(pairs(asked))
    whole, totals = told_of, load("reasons_platforms", **asked.period).set_index("platform")["sor_count"]
    rows = rows[kept].merge(
        whole[["platform", "code", *WHOLE]].rename(columns=WHOLE), how="left", on=["platform", "code"]
    )
    rows["every_count"] = rows["platform"].map(totals)
    placed, cut = word(f"reasons.series_{basis}", lang), " ".join(cut_short(rows, asked["by"], lang))
    rows["line"] = rows["code"] if len(asked["platform"]) == 1 else rows["platform"]
    if len(asked["platform"]) > 1 and len(asked["code"]) > 1:
        rows["line"] = rows["platform"] + " · " + rows["code"].map(call)
    return Drawn(
        title,
        rows,
        columns,
        summary=f"{line_sentences(asked, whole, totals)} {placed} {cut}".strip(),
        said=f"{placed} {cut}".strip() if basis == "decision" else cut,
        notes=notes,
        chart=partial(
            lines.lines,
            rows,
            x="start_date",
            y=measure,
            series="line",
            kind=MEASURES[measure],
            unit=unit,
            names={code: call(code) for code in asked["code"]},
            breaks=breaks(rows, lang),
            events=since_when(rows, lang),
            end=last_day(rows),
        ),
        alt=lines.alt(rows, lang, x="start_date", y=measure, title=title, kind=MEASURES[measure]),
        sources=SOURCES,
        vocabularies={"code": "sor_code"},
        unit=word("reasons.of_statements", lang, unit=unit),
        scope=known(asked, rows),
    )


def known(asked: Asked, rows: pd.DataFrame) -> str:
    """The period of which there are data, in words: a subtitle of days of which nothing is known would mislead."""
    held = rows[rows["covered_days"] > 0] if (rows["covered_days"] > 0).any() else rows
    start = max(asked.start, as_date(held["start_date"].min()))
    end = min(asked.end, last_day(held))
    return span(start, end, asked.lang)


def last_day(rows: pd.DataFrame) -> date:
    """The last day of the last period."""
    return as_date(rows["end_date"].max())


def breaks(rows: pd.DataFrame, lang: str) -> list[Mark]:
    """The change of schema, when it falls within what is drawn."""
    first, last = as_date(rows["start_date"].min()), last_day(rows)
    found = load("reasons_breaks")
    found = found[found["kind"] == "schema"]
    marks = [Mark(as_date(one["day"]), word("reasons.new_schema", lang)) for one in records_of(found)]
    return [mark for mark in marks if first < mark.when <= last]


def since_when(rows: pd.DataFrame, lang: str) -> list[Mark]:
    """The first day of the affair's facts, when it falls within what is drawn."""
    days = [as_date(one["facts_from"]) for one in records_of(load("reasons_since"))]
    first, last = as_date(rows["start_date"].min()), last_day(rows)
    told = [Mark(one, word("reasons.band_affair", lang, day=day(one, lang, short=True))) for one in days]
    return [mark for mark in told if first < mark.when <= last]


def over_time(rows: pd.DataFrame, asked: Asked, y: str, title: str, unit: str, kind: str = "number") -> dict[str, Any]:
    """A line per platform over time, the change of schema marked: chart, alternative text, sources and scope."""
    drawn = partial(lines.lines, rows, x="start_date", y=y, series="platform", kind=kind, unit=unit, height=240)
    return {
        "chart": partial(drawn, breaks=breaks(rows, asked.lang), end=last_day(rows)),
        "alt": lines.alt(rows, asked.lang, x="start_date", y=y, title=title, kind=kind),
        "sources": SOURCES,
        "scope": known(asked, rows),
    }


def per_platform(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per platform and period, of those for each code; none when nothing was reported."""
    return rows.drop_duplicates(["platform", "start_date", "schema_version"]).head(len(rows) if is_known(rows) else 0)


FALL = ("high_date", "high_days", "low_date", "low_days", "decision_days")  # of a backlog worked off, by platform


@figure("reasons.delay", page="statements", choices=CHOICES)
def delays(asked: Asked) -> Drawn:
    """How late the statements reached the database. Grain: one row per platform and period."""
    lang, rows = asked.lang, per_platform(series(asked))
    title, unit = word("reasons.delay", lang), word("reasons.unit_days", lang)
    rows["delay_days"] = rows["delay_hours"] / 24
    columns = headings("reasons", f"platform start_date end_date total_count delay_days {' '.join(FALL)}", lang)
    if rows.empty:
        return Drawn(title, rows.assign(**dict.fromkeys(FALL)), columns, unit=unit, sources=SOURCES)
    falls = load("reasons_delay", **asked.period, platforms=asked["platform"])
    falls["high_days"], falls["low_days"] = falls["high_hours"] / 24, falls["low_hours"] / 24
    rows = rows.merge(falls[["platform", *FALL]], how="left", on="platform")
    said = [
        word(
            "reasons.backlog",
            lang,
            platform=one["platform"],
            high=number(one["high_days"], lang, 1),
            low=number(one["low_days"], lang, 1),
            high_date=as_date(one["high_date"]),
            low_date=as_date(one["low_date"]),
            days=number(one["decision_days"], lang, 1),
        )
        + (f" {word('reasons.fell_before', lang)}" if one["was_falling"] else "")
        for one in records_of(falls)
    ]
    days = lambda value: number(value, lang, 1)  # noqa: E731
    title = first_to_last(rows, "delay_days", asked, "reasons.delay", days)
    return Drawn(
        title,
        rows,
        columns,
        summary=" ".join(said) or word("reasons.no_backlog", lang),
        unit=unit,
        **over_time(rows, asked, "delay_days", title, unit),
    )


def first_to_last(rows: pd.DataFrame, value: str, asked: Asked, key: str, write: Callable[[float], str]) -> str:
    """The title of a line as what it came to: the first and the last known value of the first platform, with when."""
    own = rows[rows["platform"] == rows["platform"].iloc[0]].dropna(subset=[value]).sort_values("start_date")
    if len(own) < 2:
        return word(key, asked.lang)
    ends = own.iloc[0], own.iloc[-1]
    by = asked["by"]
    spans = [word(f"reasons.span_{by}", asked.lang, day=day(one["start_date"], asked.lang)) for one in ends]
    first, last = (float(one[value]) for one in ends)
    told = {"first": write(first), "last": write(last), "span_first": spans[0], "span_last": spans[1]}
    return word(f"{key}_title", asked.lang, name=own["platform"].iloc[0], count=first, **told)


@figure("reasons.automation", page="statements", choices=CHOICES)
def automation(asked: Asked) -> Drawn:
    """The share of decisions that the platforms call fully automated. Grain: one row per platform and period."""
    lang, rows = asked.lang, per_platform(series(asked))
    title = word("reasons.automation", lang)
    columns = headings(
        "reasons", "platform start_date end_date total_count fully_share partially_share detected_share", lang
    )
    if rows.empty:
        return Drawn(title, rows, columns, sources=SOURCES)
    title = first_to_last(rows, "fully_share", asked, "reasons.automation", lambda one: written(one, "share", lang))
    return Drawn(
        title,
        rows,
        columns,
        summary=word("reasons.automation_summary", lang),
        **over_time(rows, asked, "fully_share", title, word("reasons.unit_total_share", lang), "share"),
    )
