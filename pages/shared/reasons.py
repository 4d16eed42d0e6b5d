"""What the platforms reported: statements of reasons over time, their delay, their automation, codes never used."""

import html
from datetime import date
from functools import partial
from math import ceil, log10
from typing import Any

import pandas as pd
import streamlit as st

from figures.charts import lines
from figures.charts.base import Mark, as_date
from figures.charts.values import written
from figures.words import number, percent, word
from pages.shared import controls
from pages.shared.frame import Selection
from pages.shared.query import load
from pages.shared.reasons_codes import headings, named, never_used, sources
from pages.shared.reasons_notes import cautions, cut_short, not_in_history, without_keywords
from pages.shared.show import empty_notice, show

MEASURES = {"per_day": "number", "total_share": "share"}
MOST_LINES = 6  # as many as there are colours
SERIES = ("platform", "code", "start_date", "end_date", "sor_count", "covered_days", "reported_days", "per_day",
          "total_count", "total_share", "schema_version")  # fmt: skip
DELAYS = ("platform", "start_date", "end_date", "total_count", "delay_hours")
AUTOMATION = ("platform", "start_date", "end_date", "total_count", "fully_share", "partially_share", "detected_share")


def reported(selection: Selection) -> None:
    """Draws the half of the page that shows what platforms reported to the EU's database."""
    lang = selection.lang
    st.header(word("reasons.reported", lang), anchor=False)
    own = asked(selection)
    rows = series(selection, own)
    if rows.empty or rows["total_count"].isna().all():
        empty_notice(selection, lambda other: int(series(other, own)["total_count"].notna().sum()))
    else:
        st.html(f"<p>{told(selection, own)}</p>")
        counts(rows, selection, own)
        cautions(selection, own["platform"])
        not_in_history(rows, lang)
        without_keywords(selection, own["platform"])
        delays(rows, selection, own)
        automation(rows, selection, own)
    never_used(selection)


def asked(selection: Selection) -> dict:
    """The reader's choice of platforms, codes, period, day and measure; each has its place in the address."""
    lang = selection.lang
    known = load("reasons_platforms", start="1900-01-01", end="2999-12-31")["platform"]
    codes = ["total", "with_keyword", *load("reasons_codes").sort_values(["kind", "code"])["code"]]
    platforms, call = {name: name for name in known}, named(lang)
    counted = {code: call(code) for code in codes}
    periods = {code: word(f"reasons.by_{code}", lang) for code in ("day", "week", "month")}
    measures = {code: word(f"reasons.measure_{code}", lang) for code in MEASURES}
    bases = {code: word(f"reasons.basis_{code}", lang) for code in ("arrival", "decision")}
    own = load("affair").iloc[0]
    usual = tuple(name for name in (own["dsa_platform"],) if name in platforms)
    category = tuple(code for code in (own["dsa_category"],) if code in counted)
    left, right = st.columns(2)
    with left:
        of = controls.several(
            "platform", word("reasons.platforms", lang), platforms, default=usual, most=6, selection=selection
        )
        by = controls.one("by", word("reasons.by", lang), periods, default="week", selection=selection)
    with right:
        what = controls.several(
            "code", word("reasons.codes", lang), counted, default=category, most=3, selection=selection
        )
        measure = controls.one(
            "measure", word("reasons.measure", lang), measures, default="per_day", selection=selection
        )
    basis = controls.one("basis", word("reasons.basis", lang), bases, default="arrival", selection=selection)
    return {"platform": of, "code": what, "by": by, "measure": measure, "basis": basis}


def series(selection: Selection, own: dict) -> pd.DataFrame:
    """Counts, delays and automation per platform, code and period."""
    return load(
        "reasons_series", start=selection.start, end=selection.end, jurisdictions=selection.jurisdictions,
        platforms=own["platform"], codes=own["code"], by=own["by"], basis=own["basis"],
    )  # fmt: skip


def told(selection: Selection, own: dict) -> str:
    """One sentence for each line of the chart: how many, per day, out of how many, until when."""
    lang = selection.lang
    found = load("reasons_span", start=selection.start, end=selection.end, platforms=own["platform"], codes=own["code"])
    totals = load("reasons_platforms", start=selection.start, end=selection.end).set_index("platform")
    sentences = []
    for platform, code in pairs(own):
        rows = found[(found["platform"] == platform) & (found["code"] == code)]
        total = int(totals["sor_count"].get(platform, 0))
        key = "answer" if len(rows) else "answer_none" if total else "answer_silent"
        values: dict[str, Any] = {"platform": platform, "code": named(lang)(code), "total": total}
        if len(rows):
            key += "_all" if code == "total" else ""
            values |= figures(rows.iloc[0], lang)
        sentences.append(word(f"reasons.{key}", lang, **values))
        if len(rows) and values["held"] < values["days"]:
            sentences.append(word("reasons.answer_days", lang, days=values["days"], held=values["held"]))
    return html.escape(" ".join(sentences))


def figures(row: pd.Series, lang: str) -> dict:
    """The figures of an answer, written."""
    return {
        "count": int(row["sor_count"]),
        "per_day": number(row["per_day"], lang, 1 if row["per_day"] < 100 else 0),
        "share": small_share(row["total_share"], lang),
        "held": int(row["covered_days"]),
        "days": (row["covered_to"] - row["covered_from"]).days + 1,
        "start": as_date(row["covered_from"]),
        "end": as_date(row["covered_to"]),
        "peak": int(row["peak_count"]),
        "peak_date": as_date(row["peak_date"]),
    }


def small_share(share: float, lang: str) -> str:
    """A share as elsewhere; one below a tenth of a percent with as many decimals as it takes not to read as none."""
    return percent(share, lang, ceil(-log10(share * 100))) if 0 < share < 0.001 else written(share, "share", lang)


def pairs(own: dict) -> list[tuple[str, str]]:
    """The lines of the chart: every platform with every code, as many as can be told apart."""
    return [(platform, code) for code in own["code"] for platform in own["platform"]][:MOST_LINES]


def counts(rows: pd.DataFrame, selection: Selection, own: dict) -> None:
    """The chosen codes over time: gaps stay open, the change of schema is a line that none crosses."""
    lang, measure, basis = selection.lang, own["measure"], own["basis"]
    kind = MEASURES[measure]
    kept = pd.Series(list(zip(rows["platform"], rows["code"], strict=True)), index=rows.index).isin(pairs(own))
    rows = rows[kept].copy()
    many = len(own["platform"]) > 1 and len(own["code"]) > 1
    call = named(lang)
    rows["line"] = rows["code"] if len(own["platform"]) == 1 else rows["platform"]
    if many:
        rows["line"] = rows["platform"] + " · " + rows["code"].map(call)
    title = word(
        f"reasons.series_{measure}", lang, codes=[call(code) for code in own["code"]], platforms=own["platform"]
    )
    unit = word(f"reasons.unit_{measure}", lang)
    show(
        "reasons.reported",
        partial(
            lines.lines, rows, x="start_date", y=measure, series="line", kind=kind, unit=unit,
            names={code: call(code) for code in own["code"]}, breaks=breaks(rows, lang), end=last_day(rows),
        ),
        rows,
        selection=selection,
        title=title,
        summary=" ".join([word(f"reasons.series_{basis}", lang), *cut_short(rows, own["by"], lang)]),
        alt=lines.alt(rows, lang, x="start_date", y=measure, title=title, kind=kind),
        sources=sources(),
        columns=headings(SERIES, lang),
        vocabularies={"code": "sor_code"},
        own=own,
        unit=unit,
    )  # fmt: skip


def last_day(rows: pd.DataFrame) -> date:
    return as_date(rows["end_date"].max())


def breaks(rows: pd.DataFrame, lang: str) -> list[Mark]:
    """The change of schema, when it falls within what is drawn."""
    first, last = as_date(rows["start_date"].min()), last_day(rows)
    found = load("reasons_breaks")
    found = found[found["kind"] == "schema"]
    marks = [Mark(as_date(one["day"]), word("reasons.new_schema", lang)) for one in found.to_dict("records")]
    return [mark for mark in marks if first < mark.when <= last]


def per_platform(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per platform and period, of those for each code."""
    return rows.drop_duplicates(["platform", "start_date", "schema_version"]).copy()


def delays(rows: pd.DataFrame, selection: Selection, own: dict) -> None:
    """How late the statements reached the database, and what that does to the counts above."""
    lang, rows = selection.lang, per_platform(rows)
    title, unit = word("reasons.delay", lang), word("reasons.unit_hours", lang)
    falls = load("reasons_delay", start=selection.start, end=selection.end, platforms=own["platform"])
    said = [
        word(
            "reasons.backlog", lang, platform=one["platform"], high=number(one["high_hours"] / 24, lang, 1),
            low=number(one["low_hours"] / 24, lang, 1), high_date=as_date(one["high_date"]),
            low_date=as_date(one["low_date"]), days=number(one["decision_days"], lang, 1),
        )
        for one in falls.to_dict("records")
    ]  # fmt: skip
    show(
        "reasons.delay",
        partial(
            lines.lines, rows, x="start_date", y="delay_hours", series="platform", unit=unit, breaks=breaks(rows, lang),
            end=last_day(rows), height=240,
        ),
        rows,
        selection=selection,
        title=title,
        summary=" ".join(said) or word("reasons.no_backlog", lang),
        alt=lines.alt(rows, lang, x="start_date", y="delay_hours", title=title),
        sources=sources(),
        columns=headings(DELAYS, lang),
        own=own,
        unit=unit,
    )  # fmt: skip


def automation(rows: pd.DataFrame, selection: Selection, own: dict) -> None:
    """The share of decisions that the platforms call fully automated."""
    lang, rows = selection.lang, per_platform(rows)
    title = word("reasons.automation", lang)
    show(
        "reasons.automation",
        partial(
            lines.lines, rows, x="start_date", y="fully_share", series="platform", kind="share", height=240,
            unit=word("reasons.unit_total_share", lang), breaks=breaks(rows, lang), end=last_day(rows),
        ),
        rows,
        selection=selection,
        title=title,
        summary=word("reasons.automation_summary", lang),
        alt=lines.alt(rows, lang, x="start_date", y="fully_share", title=title, kind="share"),
        sources=sources(),
        columns=headings(AUTOMATION, lang),
        own=own,
    )  # fmt: skip
