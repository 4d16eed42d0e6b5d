"""What a reader of statements of reasons must be told: days that are disputed or not whole, zeros that are none."""

from calendar import monthrange
from datetime import date

import pandas as pd

from figures.asked import Asked
from figures.charts.base import as_date
from figures.data import load
from figures.reasons.codes import MOST_NAMED, named
from figures.records import records_of
from figures.words import day, word

A_WHILE = 28  # days without a keyword after which a platform is said to give none any more


def cautions(asked: Asked) -> list[str]:
    """Notes on the chosen platforms in the period: days that sources contradict, and days known in part only."""
    wanted, found = {**asked.period, "platforms": asked["platform"]}, []
    for name, key in (("reasons_overlap", "contradicted"), ("reasons_differences", "disputed")):
        rows = load(name, **wanted)
        if len(rows):
            days = rows["day"].nunique()
            found.append(word(f"reasons.{key}", asked.lang, count=days, platforms=sorted(set(rows["platform"]))))
    rows = load("reasons_parts", **wanted)
    if len(rows):
        days_known = [day(when, asked.lang) for when in rows["day"]]
        found.append(word("reasons.partly", asked.lang, count=len(days_known), days=days_known))
    return found


def not_in_history(series: pd.DataFrame, lang: str) -> list[str]:
    """A note on codes that the historical file leaves out: before the added archives they are unknown, not zero."""
    unknown = set(series.loc[(series["covered_days"] > 0) & ~series["has_code"].astype(bool), "code"])
    known = load("reasons_codes").set_index("code")["is_in_history"]
    codes = [named(lang)(code) for code in sorted(unknown & set(known.index[~known.astype(bool)]))]
    quoted = [word("reasons.quoted", lang, code=code) for code in codes]
    return [word("reasons.not_in_history", lang, count=len(codes), codes=quoted)] if codes else []


def without_keywords(asked: Asked) -> list[str]:
    """A note for each chosen platform that gives no keyword: its zeros are no evidence of absence."""
    lang, found = asked.lang, []
    rows = load("reasons_platforms", **asked.period)
    for row in records_of(rows[rows["platform"].isin(asked["platform"])]):
        last = row["last_keyword_date"]
        values = {"platform": row["platform"], "count": int(row["sor_count"])}
        if not row["sor_count"]:
            continue
        if row["with_keyword_count"]:
            if (row["last_date"] - last).days > A_WHILE:
                values["count"] = int(row["since_keyword_count"])
                found.append(word("reasons.no_keyword_since", lang, **values, last=as_date(last)))
        elif pd.isna(last):
            found.append(word("reasons.no_keyword_ever", lang, **values))
        else:
            found.append(word("reasons.no_keyword", lang, **values, last=as_date(last)))
    return found


def cut_short(rows: pd.DataFrame, by: str, lang: str) -> list[str]:
    """A sentence that names the weeks or months of which not all days are known, which is no fall; [] for none."""
    known = rows[rows["covered_days"] > 0].drop_duplicates("start_date").sort_values("start_date")
    spans = [
        word("reasons.span", lang, count=int(one["covered_days"]), start=as_date(one["start_date"]),
             end=as_date(one["end_date"]))
        for one in records_of(known)
        if one["covered_days"] < days_in(as_date(one["start_date"]), by)
    ]  # fmt: skip # saves 5 lines
    return [word("reasons.cut_short", lang, spans=spans[:MOST_NAMED])] if spans else []


def days_in(first: date, by: str) -> int:
    """How many days the day, week or month has that `first` is in."""
    return {"day": 1, "week": 7, "month": monthrange(first.year, first.month)[1]}[by]
