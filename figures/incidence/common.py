"""What the figures of incidence share: vocabularies, how a share, a study and its days are written."""

from typing import Any

import pandas as pd

from figures.affair import is_unknown
from figures.charts.values import interval, written
from figures.data import label, labels
from figures.words import day, number, span, word

SOURCES = ("detections",)
VOCABULARIES = {
    "category": "detection_category", "parent_category": "detection_category", "quantity": "quantity", "unit": "unit",
    "sampling": "sampling", "sampled_count_kind": "sampled_count_kind", "interval_method": "interval_method",
    "confidence": "confidence", "treatment": "incidence_treatment", "method": "estimation_method",
    "assumptions": "estimation_assumption", "warnings": "estimation_warning", "step": "estimate_step",
}  # fmt: skip # saves 9 lines


def share(value: float, lang: str) -> str:
    """A share as everywhere on the page."""
    return written(value, "share", lang)


def named(row: dict[str, Any], lang: str) -> str:
    """What was looked for, and who looked."""
    return f"{label('detection_category', row['category'], lang)} — {label('name', row['producer'], lang)}"


def headed(rows: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The rows under the headings of their categories, in the order the headings are declared; `heading` names each."""
    headings, other = labels("category_heading", lang), label("category_heading", "other", lang)
    order = list(dict.fromkeys(headings.values()))
    rows["heading"] = [headings.get(code, other) for code in rows["category"]]
    return rows.assign(at=[order.index(one) for one in rows["heading"]]).sort_values("at", kind="stable")


def first_heading(lang: str) -> str:
    """The heading of what an affair is about: the first that is declared."""
    return next(iter(labels("category_heading", lang).values()), "")


def short(row: dict[str, Any], lang: str) -> str:
    """What was looked for and who looked, on one line: `Person in minimal attire · AI Forensics`."""
    return f"{label('detection_category', row['category'], lang)} · {label('name', row['producer'], lang)}"


def dated(rows: pd.DataFrame, lang: str) -> str:
    """The days the rows are of, first to last, for the line under a title; '' when none has any."""
    first, last = rows["window_start_date"].min(), rows["window_end_date"].max()
    return "" if is_unknown(first) or is_unknown(last) else word("incidence.scope", lang, days=span(first, last, lang))


def window(row: dict[str, Any], lang: str) -> str:
    """The days a measurement covers, short: one day, or first and last; '' when not known."""
    first, last = row["window_start_date"], row["window_end_date"]
    if is_unknown(first) or is_unknown(last):
        return ""
    if first == last:
        return day(first, lang, short=True)
    start = day(first, lang, short=True)
    return f"{start.removesuffix(f' {first.year}')} – {day(last, lang, short=True)}"


def margin(row: dict[str, Any], lang: str) -> str:
    """The interval of a share; why there is none for a sample that was not drawn by chance; '' for what has none."""
    told = interval(row["value_low"], row["value_high"], "share", lang)
    is_chosen = row["sampling"] == "convenience" and row["unit"].startswith("share")
    return told or (word("incidence.no_interval", lang) if is_chosen else "")


def published(row: dict[str, Any], lang: str) -> str | None:
    """The value as published: a percentage, a number, or a number with its unit; None when there is none."""
    if is_unknown(row["value"]):
        return None
    if row["unit"].startswith("share"):
        return share(row["value"], lang)
    unit = "" if row["unit"] == "count" else f" ({label('unit', row['unit'], lang).lower()})"
    return f"{number(row['value'], lang)}{unit}"
