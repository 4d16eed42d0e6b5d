"""The acts on one time axis, how fast each step came, whom the acts are for, and the blocks."""

from functools import partial

import streamlit as st

from figures.charts import bars, steps, timeline
from figures.words import word
from pages.shared import controls
from pages.shared.query import label, labels, load
from pages.shared.show import empty_notice, show

GROUPINGS = ("jurisdiction", "authority_kind")
SOURCES = ("enforcement_actions",)


def chosen_filters(selection):
    """The filters every query of this page takes."""
    return {"start": selection.start, "end": selection.end, "jurisdictions": selection.jurisdictions}


def told(row, lang):
    """An act in one line: authority, kind of measure, our summary."""
    return f"{row['authority']} · {label('measure', row['measure'], lang)} — {row[f'summary_{lang}']}"


def heading(name, lang):
    return word(f"enforcement.column.{name}", lang)


def acts(selection, lang, picked):
    """Lanes per jurisdiction on the time axis, and the acts themselves."""
    rows = load("enforcement_acts", **chosen_filters(selection), steps=picked)
    if rows.empty:
        empty_notice(selection, lambda other: len(load("enforcement_acts", **chosen_filters(other), steps=picked)))
        return
    rows["told"] = [told(row, lang) for row in rows.to_dict("records")]
    rows["is_low"] = rows["confidence"] == "low"
    rows["is_apart"] = ~rows["is_counted"]
    dated = rows.dropna(subset=["action_date"])
    title = word("enforcement.acts", lang)
    counted = rows["is_counted"].astype(bool)
    inside, without_day = (int((counted & (rows["place"] == place)).sum()) for place in ("inside", "undated"))
    names = labels("jurisdiction", lang)
    show(
        "enforcement.acts",
        partial(
            timeline.timeline,
            dated,
            lane="jurisdiction",
            when="action_date",
            precision="date_precision",
            text="told",
            binding="is_binding",
            hollow="is_low",
            apart="is_apart",
            names=names,
            start=selection.start,
            end=selection.end,
        ),
        rows,
        selection=selection,
        title=title,
        summary=word(
            "enforcement.acts_summary",
            lang,
            count=len(rows),
            counted=word("enforcement.acts_counted", lang, count=inside),
        )
        + (" " + word("counting.undated", lang, count=without_day) if without_day else ""),
        alt=timeline.alt(dated, lang, lane="jurisdiction", when="action_date", title=title, names=names),
        sources=SOURCES,
        columns={
            name: heading(name, lang)
            for name in (
                "action_date", "date_precision", "jurisdiction", "authority", f"summary_{lang}", "measure",
                "is_binding", "harm", "target", "legal_basis", "status", "amount", "currency", "is_counted",
                f"exclusion_reason_{lang}", "confidence", "source_publisher", "source_url", "action_id",
            )
        },
        vocabularies={
            "date_precision": "date_precision",
            "jurisdiction": "jurisdiction",
            "measure": "measure",
            "harm": "harm",
            "status": "action_status",
            "confidence": "confidence",
        },
        own={"step": picked},
        most=120,
    )  # fmt: skip


def speed(selection, lang):
    """How long until each step, with the cases that are still open."""
    st.header(word("enforcement.speed", lang), anchor=False)
    grouping = controls.one(
        "cases",
        word("enforcement.grouping", lang),
        {code: word(f"enforcement.grouping_{code}", lang) for code in GROUPINGS},
        default="jurisdiction",
        selection=selection,
    )
    rows = load("enforcement_survival", grouping=grouping)
    if grouping == "authority_kind":
        rows = rows[rows["step"] == "first_act"]
    series = "step" if grouping == "jurisdiction" else "group_code"
    names = labels("survival_step" if series == "step" else "authority_kind", lang)
    counts = rows.drop_duplicates(series)["case_count"]
    title = word(f"enforcement.survival_{grouping}", lang)
    show(
        f"enforcement.survival_{grouping}",
        partial(
            steps.steps,
            rows,
            x="days",
            y="not_yet_share",
            series=series,
            low="not_yet_low",
            high="not_yet_high",
            names=names,
            unit=word("enforcement.days_unit", lang),
        ),
        rows,
        selection=selection,
        scope=word("enforcement.everything", lang),
        title=title,
        summary=word("enforcement.survival_summary", lang, count=int(counts.max())),
        alt=word("enforcement.survival_alt", lang, title=title, names=[names[code] for code in rows[series].unique()]),
        sources=SOURCES,
        columns={
            name: heading(name, lang)
            for name in (
                "step", "group_code", "days", "not_yet_share", "not_yet_low", "not_yet_high", "at_risk_count",
                "event_count", "case_count",
            )
        },
        vocabularies={"step": "survival_step", "group_code": "authority_kind"},
        own={"cases": grouping},
    )  # fmt: skip
    ladder = load("enforcement_ladder", **chosen_filters(selection))
    if not ladder.empty:
        show(
            "enforcement.ladder",
            None,
            ladder,
            selection=selection,
            title=word("enforcement.ladder", lang),
            summary=word("enforcement.ladder_summary", lang, days=int(ladder["days_known"].iloc[0])),
            alt="",
            sources=SOURCES,
            columns={
                name: heading(name, lang)
                for name in (
                    "jurisdiction", "days_to_first_act", "days_to_investigation", "days_to_binding", "days_to_decision",
                    "first_measure", "first_authority_kind", "days_from_measurement", "act_count", "open_count",
                    "has_month_dates",
                )
            },
            vocabularies={
                "jurisdiction": "jurisdiction",
                "first_measure": "measure",
                "first_authority_kind": "authority_kind",
            },
        )  # fmt: skip


def force(selection, lang):
    """Whom the acts are for, and the blocks with their length."""
    harms = load("enforcement_harms", **chosen_filters(selection))
    if not harms.empty:
        title = word("enforcement.harms", lang)
        harms["named"] = [label("harm", code, lang) for code in harms["harm"]]
        show(
            "enforcement.harms",
            partial(bars.bars, harms, label="named", value="act_count", unit=word("enforcement.acts_unit", lang)),
            harms,
            selection=selection,
            title=title,
            summary=word("enforcement.harms_summary", lang, count=int(harms["act_count"].sum())),
            alt=bars.alt(harms, lang, label="named", value="act_count", title=title, kind="number"),
            sources=SOURCES,
            columns={
                name: heading(name, lang) for name in ("harm", "act_count", "binding_count", "jurisdiction_count")
            },
            vocabularies={"harm": "harm"},
        )
    blocks = load("enforcement_blocks", **chosen_filters(selection))
    if not blocks.empty:
        show(
            "enforcement.blocks",
            None,
            blocks,
            selection=selection,
            title=word("enforcement.blocks", lang),
            summary=word("enforcement.blocks_summary", lang, count=len(blocks)),
            alt="",
            sources=SOURCES,
            columns={
                name: heading(name, lang)
                for name in (
                    "jurisdiction", "authority", "block_date", "lifted_date", "days", f"obtained_{lang}",
                    "source_publisher", "source_url",
                )
            },
            vocabularies={"jurisdiction": "jurisdiction"},
        )  # fmt: skip
