"""What the figures of incidence share: vocabularies, how a share, a study and its days are written."""

from typing import Any

from figures.charts.values import written
from figures.data import label
from figures.words import day, number

SOURCES = ("detections",)
VOCABULARIES = {
    "category": "detection_category", "parent_category": "detection_category", "quantity": "quantity", "unit": "unit",
    "sampling": "sampling", "sampled_count_kind": "sampled_count_kind", "interval_method": "interval_method",
    "confidence": "confidence", "treatment": "incidence_treatment", "method": "estimation_method",
    "assumptions": "estimation_assumption", "warnings": "estimation_warning", "step": "estimate_step",
}  # fmt: skip


def share(value: float, lang: str) -> str:
    """A share as everywhere on the page."""
    return written(value, "share", lang)


def named(row: dict[str, Any], lang: str) -> str:
    """What was looked for, and who looked."""
    return f"{label('detection_category', row['category'], lang)} — {label('name', row['producer'], lang)}"


def missing(value: Any) -> bool:
    """Whether a cell is blank: unknown, which is not zero."""
    return value is None or value != value


def window(row: dict[str, Any], lang: str) -> str:
    """The days a measurement covers, short: one day, or first and last; '' when not known."""
    first, last = row["window_start_date"], row["window_end_date"]
    if missing(first) or missing(last):
        return ""
    if first == last:
        return day(first, lang, short=True)
    start = day(first, lang, short=True)
    return f"{start.removesuffix(f' {first.year}')} – {day(last, lang, short=True)}"


def published(row: dict[str, Any], lang: str) -> str | None:
    """The value as published: a percentage, a number, or a number with its unit; None when there is none."""
    if missing(row["value"]):
        return None
    if row["unit"].startswith("share"):
        return share(row["value"], lang)
    unit = "" if row["unit"] == "count" else f" ({label('unit', row['unit'], lang).lower()})"
    return f"{number(row['value'], lang)}{unit}"
