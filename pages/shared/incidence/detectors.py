"""Estimates from detector results that the operator of this installation added."""

from pages.shared.charts import forest
from pages.shared.incidence.common import VOCABULARIES, columns, dates
from pages.shared.query import label, load
from pages.shared.show import show
from pages.shared.words import word


def detectors(selection, lang):
    """Estimates from the operator's own detector results, when there are any."""
    rows = load("incidence_detectors", **dates(selection))
    if rows.empty:
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
    title, unit = word("incidence.detectors", lang), word("incidence.share_unit", lang)
    said = [word("incidence.detectors_summary", lang, count=len(seen))]
    said.append(word("incidence.detectors_hidden", lang, count=hidden))
    show(
        "incidence.detectors",
        (lambda look: forest.forest(
            seen, look, label="step_named", detail="detail", group="group", value="value", low="value_low",
            high="value_high", ours="is_ours", unit=word("incidence.share_axis", lang),
        )) if len(seen) else None,
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
