"""What a reader of statements of reasons must be told: days that are disputed or not whole, zeros that are none."""

from calendar import monthrange
from datetime import date

import pandas as pd
import streamlit as st

from figures.charts.base import as_date
from figures.words import day, word
from pages.shared.frame import Selection
from pages.shared.query import load
from pages.shared.reasons_codes import MOST_NAMED, named

A_WHILE = 28  # days without a keyword after which a platform is said to give none any more


def cautions(selection: Selection, platforms: tuple[str, ...]) -> None:
    """Notes on the chosen platforms in the period: days that sources contradict, and days known in part only."""
    asked = {"start": selection.start, "end": selection.end, "platforms": platforms}
    for name, key in (("reasons_overlap", "contradicted"), ("reasons_differences", "disputed")):
        rows = load(name, **asked)
        if len(rows):
            days = rows["day"].nunique()
            st.warning(word(f"reasons.{key}", selection.lang, count=days, platforms=sorted(set(rows["platform"]))))
    rows = load("reasons_parts", **asked)
    if len(rows):
        days = [day(when, selection.lang) for when in rows["day"]]
        st.warning(word("reasons.partly", selection.lang, count=len(days), days=days))


def not_in_history(series: pd.DataFrame, lang: str) -> None:
    """A note on codes that the historical file leaves out: before the added archives they are unknown, not zero."""
    unknown = set(series.loc[(series["covered_days"] > 0) & ~series["has_code"].astype(bool), "code"])
    known = load("reasons_codes").set_index("code")["is_in_history"]
    codes = [named(lang)(code) for code in sorted(unknown & set(known.index[~known.astype(bool)]))]
    if codes:
        quoted = [word("reasons.quoted", lang, code=code) for code in codes]
        st.info(word("reasons.not_in_history", lang, count=len(codes), codes=quoted))


def without_keywords(selection: Selection, platforms: tuple[str, ...]) -> None:
    """A note for each chosen platform that gives no keyword: its zeros are no evidence of absence."""
    lang = selection.lang
    rows = load("reasons_platforms", start=selection.start, end=selection.end)
    for row in rows[rows["platform"].isin(platforms)].to_dict("records"):
        last = row["last_keyword_date"]
        values = {"platform": row["platform"], "count": int(row["sor_count"])}
        if not row["sor_count"]:
            continue
        if row["with_keyword_count"]:
            if (row["last_date"] - last).days > A_WHILE:
                values["count"] = int(row["since_keyword_count"])
                st.info(word("reasons.no_keyword_since", lang, **values, last=as_date(last)))
        elif pd.isna(last):
            st.info(word("reasons.no_keyword_ever", lang, **values))
        else:
            st.info(word("reasons.no_keyword", lang, **values, last=as_date(last)))


def cut_short(rows: pd.DataFrame, by: str, lang: str) -> list[str]:
    """A sentence that names the weeks or months of which not all days are known, which is no fall; [] for none."""
    known = rows[rows["covered_days"] > 0].drop_duplicates("start_date").sort_values("start_date")
    spans = [
        word("reasons.span", lang, count=int(one["covered_days"]), start=as_date(one["start_date"]),
             end=as_date(one["end_date"]))
        for one in known.to_dict("records")
        if one["covered_days"] < whole(as_date(one["start_date"]), by)
    ]  # fmt: skip
    return [word("reasons.cut_short", lang, spans=spans[:MOST_NAMED])] if spans else []


def whole(first: date, by: str) -> int:
    """How many days the day, week or month has that `first` is in."""
    return {"day": 1, "week": 7, "month": monthrange(first.year, first.month)[1]}[by]
