"""Estimates from detector results that the operator of this installation added, in all and day by day."""

from functools import partial
from typing import Any

from figures.charts import daily, forest, lines
from figures.charts.values import written
from figures.words import day, number, word
from pages.shared import controls
from pages.shared.incidence.common import VOCABULARIES, columns, dates
from pages.shared.query import label, load
from pages.shared.shell import small
from pages.shared.show import show


def detectors(selection, lang):
    """Estimates from the operator's own detector results, and their days; a sentence when there are none."""
    rows = load("incidence_detectors", **dates(selection))
    if rows.empty:
        small(word("incidence.detectors_none", lang))
        return
    hidden = int(rows["is_hidden"].sum())
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
        for row in seen.to_dict("records")
    ]
    title, unit = word("incidence.detectors_chart", lang), word("incidence.share_unit", lang)
    said = [word("incidence.detectors_summary", lang, count=len(seen))]
    said.append(word("incidence.detectors_hidden", lang, count=hidden))
    show(
        "incidence.detectors",
        partial(
            forest.forest, seen, label="step_named", detail="detail", group="group", value="value", low="value_low",
            high="value_high", ours="is_ours", unit=word("incidence.share_axis", lang),
        ) if len(seen) else None,
        rows,
        selection=selection,
        title=title,
        summary=" ".join(said).strip(),
        alt=forest.alt(seen, lang, label="step_named", value="value", title=title),
        sources=("detector_outputs",),
        unit=unit,
        columns=columns(
            lang,
            "detector category step value value_low value_high flagged_count sampled_count account_count "
            "labelled_count flag_at method assumptions warnings population is_hidden",
        ),
        vocabularies=VOCABULARIES,
    )  # fmt: skip
    days(selection, lang)


def days(selection, lang):
    """One frame day by day: a detector, a category, a population and a threshold. Frames are never joined."""
    rows = load("incidence_detector_days", **dates(selection))
    if rows.empty:
        small(word("incidence.daily_none", lang))
        return
    frames = {
        row["frame_code"]: frame_named(row, lang) for row in rows.drop_duplicates("frame_code").to_dict("records")
    }
    picked = next(iter(frames))
    if len(frames) > 1:
        picked = controls.one(
            "daily", word("incidence.daily_frame", lang), frames, default=picked, selection=selection, listed=True
        )
    chosen = rows[rows["frame_code"] == picked]
    title = word("incidence.daily", lang, frame=frames[picked])
    show(
        "incidence.daily",
        partial(
            daily.daily, chosen, x="day", share="flagged_share", low="share_low", high="share_high",
            count="sampled_count",
            unit=word("incidence.daily_share", lang), counted=word("incidence.daily_images", lang),
        ),
        chosen,
        selection=selection,
        title=title,
        summary=days_said(chosen, lang),
        alt=lines.alt(chosen, lang, x="day", y="flagged_share", title=title, kind="share"),
        sources=("detector_outputs",),
        unit=word("incidence.share_unit", lang),
        columns=columns(
            lang,
            "day detector population category flag_at flagged_share share_low share_high flagged_count sampled_count "
            "is_hidden",
        ),
        vocabularies=VOCABULARIES,
        own={"daily": picked},
    )  # fmt: skip


def frame_named(row, lang):
    """What was looked for, by which detector, in which images, from which score on."""
    parts = [f"{label('detection_category', row['category'], lang)} — {row['detector']}", row["population"]]
    if row["flag_at"] == row["flag_at"]:
        parts.append(word("incidence.daily_from", lang, score=number(row["flag_at"], lang)))
    return ", ".join(part for part in parts if part)


def days_said(rows, lang):
    """Days and images counted, the lowest and the highest day with their denominators, and what is hidden."""
    said = [word("incidence.daily_summary", lang, count=len(rows), images=int(rows["sampled_count"].sum()))]
    seen = rows.dropna(subset=["flagged_share"]).to_dict("records")
    if len(seen) > 1:
        ends = {"low": min(seen, key=lambda one: one["flagged_share"]),
                "high": max(seen, key=lambda one: one["flagged_share"])}  # fmt: skip
        told: dict[str, Any] = {name: written(row["flagged_share"], "share", lang) for name, row in ends.items()}
        told |= {f"{name}_n": int(row["sampled_count"]) for name, row in ends.items()}
        told |= {f"{name}_day": day(row["day"], lang) for name, row in ends.items()}
        said.append(word("incidence.daily_ends", lang, **told))
    said.append(word("incidence.daily_hidden", lang, count=int(rows["is_hidden"].sum())))
    said.append(word("incidence.daily_note", lang))
    return " ".join(filter(None, said))
