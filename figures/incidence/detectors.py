"""Estimates from detector results that the operator of this installation added, in all and day by day."""

from functools import partial
from typing import Any

import pandas as pd

from figures.asked import Asked, Choice
from figures.charts import daily, labelled, lines
from figures.charts.values import written
from figures.data import label, load
from figures.drawn import Drawn, figure, headings
from figures.incidence.common import VOCABULARIES
from figures.records import records_of
from figures.words import day, number, word


@figure("incidence.detectors")
def detectors(asked: Asked) -> Drawn:
    """Estimates from the operator's own detector results. Grain: one row per detector, category and step."""
    rows, lang = load("incidence_detectors", **asked.period), asked.lang
    title, unit = word("incidence.detectors_chart", lang), word("incidence.share_unit", lang)
    columns = headings(
        "incidence",
        "detector category step value value_low value_high flagged_count sampled_count account_count labelled_count "
        "flag_at method assumptions warnings population is_hidden",
        lang,
    )
    if rows.empty:
        empty = word("incidence.detectors_none", lang)
        return Drawn(title, rows, columns, unit=unit, empty=empty, sources=("detector_outputs",))
    steps = [label("estimate_step", code, lang) for code in rows["step"]]
    rows["step_named"] = [f"{step} — {detector}" for step, detector in zip(steps, rows["detector"], strict=True)]
    rows["group"] = [label("detection_category", code, lang) for code in rows["category"]]
    seen = rows[~rows["is_hidden"]].copy()
    seen["detail"] = [
        word(
            "incidence.detectors_detail_corrected" if row["labelled_count"] else "incidence.detectors_detail",
            lang,
            k=int(row["flagged_count"]),
            n=int(row["sampled_count"]),
            **({"labelled": int(row["labelled_count"])} if row["labelled_count"] else {}),
        )
        for row in records_of(seen)
    ]
    seen["told"] = [written(value, "share", lang) for value in seen["value"]]
    numbers = {"seen": len(seen), "hidden": int(rows["is_hidden"].sum())}
    said = [word("incidence.detectors_summary", lang, count=numbers["seen"])]
    said.append(word("incidence.detectors_hidden", lang, count=numbers["hidden"]))
    chart = partial(
        labelled.labelled,
        seen,
        label="step_named",
        written="told",
        behind="detail",
        group="group",
        ours="is_ours",
        unit=word("incidence.share_axis", lang),
    )
    return Drawn(
        title,
        rows,
        columns,
        summary=" ".join(said).strip(),
        numbers=numbers,
        chart=chart if len(seen) else None,
        alt=labelled.alt(seen, lang, label="step_named", value="value", title=title),
        sources=("detector_outputs",),
        unit=unit,
        is_upright=True,
        vocabularies=VOCABULARIES,
    )


def frames(asked: Asked) -> dict[str, str]:
    """What can be followed day by day: a detector, a category, a population and a threshold, each with its name."""
    rows = load("incidence_detector_days", **asked.period).drop_duplicates("frame_code")
    return {row["frame_code"]: frame_named(row, asked.lang) for row in records_of(rows)}


DAILY = Choice(
    "daily",
    "incidence.daily_frame",
    "one",
    usual=lambda asked: next(iter(frames(asked)), None),
    options=frames,
    listed=True,
)


@figure("incidence.daily", choices=(DAILY,))
def days(asked: Asked) -> Drawn:
    """One frame day by day; frames are never joined. Grain: one row per day."""
    rows, lang = load("incidence_detector_days", **asked.period), asked.lang
    columns = headings(
        "incidence",
        "day detector population category flag_at flagged_share share_low share_high flagged_count sampled_count "
        "is_hidden",
        lang,
    )
    unit = word("incidence.share_unit", lang)
    if rows.empty:
        title, empty = word("rail.incidence.daily", lang), word("incidence.daily_none", lang)
        return Drawn(title, rows, columns, unit=unit, empty=empty, sources=("detector_outputs",))
    rows = rows[rows["frame_code"] == asked["daily"]]
    title = word("incidence.daily", lang, frame=frames(asked)[asked["daily"]])
    return Drawn(
        title,
        rows,
        columns,
        summary=days_said(rows, lang),
        chart=partial(
            daily.daily,
            rows,
            x="day",
            share="flagged_share",
            low="share_low",
            high="share_high",
            count="sampled_count",
            unit=word("incidence.daily_share", lang),
            counted=word("incidence.daily_images", lang),
        ),
        alt=lines.alt(rows, lang, x="day", y="flagged_share", title=title, kind="share"),
        sources=("detector_outputs",),
        unit=unit,
        vocabularies=VOCABULARIES,
    )


def frame_named(row: dict[str, Any], lang: str) -> str:
    """What was looked for, by which detector, in which images, from which score on."""
    parts = [f"{label('detection_category', row['category'], lang)} — {row['detector']}", row["population"]]
    if row["flag_at"] == row["flag_at"]:
        parts.append(word("incidence.daily_from", lang, score=number(row["flag_at"], lang)))
    return ", ".join(part for part in parts if part)


def days_said(rows: pd.DataFrame, lang: str) -> str:
    """Days and images counted, the lowest and the highest day with their denominators, and what is hidden."""
    said = [word("incidence.daily_summary", lang, count=len(rows), images=int(rows["sampled_count"].sum()))]
    seen = records_of(rows.dropna(subset=["flagged_share"]))
    if len(seen) > 1:
        ends = {
            "low": min(seen, key=lambda one: one["flagged_share"]),
            "high": max(seen, key=lambda one: one["flagged_share"]),
        }
        told: dict[str, Any] = {name: written(row["flagged_share"], "share", lang) for name, row in ends.items()}
        told |= {f"{name}_n": int(row["sampled_count"]) for name, row in ends.items()}
        told |= {f"{name}_day": day(row["day"], lang) for name, row in ends.items()}
        said.append(word("incidence.daily_ends", lang, **told))
    said.append(word("incidence.daily_hidden", lang, count=int(rows["is_hidden"].sum())))
    said.append(word("incidence.daily_note", lang))
    return " ".join(filter(None, said))
