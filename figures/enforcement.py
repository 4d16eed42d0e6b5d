"""Who acted, how fast, with what force, and what came of it."""

from functools import partial
from typing import Any

from figures import counting
from figures.asked import Asked, Choice
from figures.charts import bars, steps, timeline
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings, nothing
from figures.words import day, word

STEPS = ("request", "investigation", "measure", "decision", "other")
GROUPINGS = ("jurisdiction", "authority_kind")
SOURCES = ("enforcement_actions",)
STEP = Choice(
    "step",
    "enforcement.steps",
    "several",
    usual=(),
    options=lambda asked: {code: label("ladder_step", code, asked.lang) for code in STEPS},
)
CASES = Choice(
    "cases",
    "enforcement.grouping",
    "one",
    usual="jurisdiction",
    options=lambda asked: {code: word(f"enforcement.grouping_{code}", asked.lang) for code in GROUPINGS},
)


def answer(asked: Asked) -> str:
    """The page's answer in a few sentences, with what it leaves out."""
    found, lang = load("enforcement_summary", **asked.filters).to_dict("records")[0], asked.lang
    if not found["act_count"] + found["month_only_count"]:
        return " ".join([word("enforcement.answer_none", lang), *counting.apart(found, lang)])
    last = found["last_date"].date()
    parts = [
        word(
            "enforcement.answer",
            lang,
            acts=counting.acts(found, lang),
            places=counting.places(found, lang, partial(label, lang=lang)),
            until=day(min(asked.end, last), lang),
        ),
        counting.force(found, lang),
        counting.decided(found, lang),
        counting.fines(found, lang),
        *counting.apart(found, lang),
        word(
            "enforcement.left_out",
            lang,
            context=word("enforcement.context", lang, count=int(found["context_count"])),
            others=word("enforcement.others", lang, count=int(found["excluded_count"])),
        ),
    ]
    return " ".join(parts)


def told(row: dict[str, Any], lang: str) -> str:
    """An act in one line: authority, kind of measure, our summary."""
    return f"{row['authority']} · {label('measure', row['measure'], lang)} — {row[f'summary_{lang}']}"


@figure("enforcement.acts", choices=(STEP,))
def acts(asked: Asked) -> Drawn:
    """Lanes per jurisdiction on the time axis, and the acts themselves. Grain: one row per act."""
    lang, title = asked.lang, word("enforcement.acts", asked.lang)
    rows = load("enforcement_acts", **asked.filters, steps=asked["step"])
    columns = headings(
        "enforcement",
        "action_date date_precision jurisdiction authority summary_* measure is_binding harm target legal_basis status "
        "amount currency is_counted exclusion_reason_* confidence source_publisher source_url action_id",
        lang,
    )
    if rows.empty:
        return nothing(
            asked,
            lambda other: len(load("enforcement_acts", **other.filters, steps=asked["step"])),
            title,
            columns=columns,
            rows=rows,
            sources=SOURCES,
        )
    rows["told"] = [told(row, lang) for row in rows.to_dict("records")]
    rows["is_low"] = rows["confidence"] == "low"
    rows["is_apart"] = ~rows["is_counted"]
    dated = rows.dropna(subset=["action_date"])
    kept = rows["is_counted"].astype(bool)
    counted, without_day = (int((kept & (rows["place"] == place)).sum()) for place in ("inside", "undated"))
    names = labels("jurisdiction", lang)
    said = [
        word(
            "enforcement.acts_summary",
            lang,
            count=len(rows),
            counted=word("enforcement.acts_counted", lang, count=counted),
        )
    ]
    said += [word("counting.undated", lang, count=without_day)] if without_day else []
    return Drawn(
        title,
        rows,
        columns,
        summary=" ".join(said),
        numbers={"rows": len(rows), "counted": counted, "without_day": without_day},
        chart=partial(
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
            start=asked.start,
            end=asked.end,
        ),
        alt=timeline.alt(dated, lang, lane="jurisdiction", when="action_date", title=title, names=names),
        sources=SOURCES,
        vocabularies={
            "date_precision": "date_precision",
            "jurisdiction": "jurisdiction",
            "measure": "measure",
            "harm": "harm",
            "status": "action_status",
            "confidence": "confidence",
        },
        most=120,
    )


@figure("enforcement.survival", choices=(CASES,))
def survival(asked: Asked) -> Drawn:
    """How long until each step, with the cases that are still open. Grain: one row per step, group and day."""
    lang, grouping = asked.lang, asked["cases"]
    rows = load("enforcement_survival", grouping=grouping)
    if grouping == "authority_kind":
        rows = rows[rows["step"] == "first_act"]
    series = "step" if grouping == "jurisdiction" else "group_code"
    names = labels("survival_step" if series == "step" else "authority_kind", lang)
    count = int(rows.drop_duplicates(series)["case_count"].max())
    title = word(f"enforcement.survival_{grouping}", lang)
    return Drawn(
        title,
        rows,
        headings(
            "enforcement",
            "step group_code days not_yet_share not_yet_low not_yet_high at_risk_count event_count case_count",
            lang,
        ),
        summary=word("enforcement.survival_summary", lang, count=count),
        numbers={"cases": count},
        scope=word("enforcement.everything", lang),
        chart=partial(
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
        alt=word("enforcement.survival_alt", lang, title=title, names=[names[code] for code in rows[series].unique()]),
        sources=SOURCES,
        vocabularies={"step": "survival_step", "group_code": "authority_kind"},
    )


@figure("enforcement.ladder")
def ladder(asked: Asked) -> Drawn:
    """Days to each step. Grain: one row per jurisdiction."""
    rows, lang = load("enforcement_ladder", **asked.filters), asked.lang
    days = int(rows["days_known"].iloc[0]) if len(rows) else 0
    return Drawn(
        word("enforcement.ladder", lang),
        rows,
        headings(
            "enforcement",
            "jurisdiction days_to_first_act days_to_investigation days_to_binding days_to_decision first_measure "
            "first_authority_kind days_from_measurement act_count open_count has_month_dates",
            lang,
        ),
        summary=word("enforcement.ladder_summary", lang, days=days) if len(rows) else "",
        numbers={"days": days},
        sources=SOURCES,
        vocabularies={
            "jurisdiction": "jurisdiction",
            "first_measure": "measure",
            "first_authority_kind": "authority_kind",
        },
    )


@figure("enforcement.harms")
def harms(asked: Asked) -> Drawn:
    """Whom the acts are for. Grain: one row per kind of harm."""
    rows, lang = load("enforcement_harms", **asked.filters), asked.lang
    rows["named"] = [label("harm", code, lang) for code in rows["harm"]]
    title, count = word("enforcement.harms", lang), int(rows["act_count"].sum())
    return Drawn(
        title,
        rows,
        headings("enforcement", "harm act_count binding_count jurisdiction_count", lang),
        summary=word("enforcement.harms_summary", lang, count=count),
        numbers={"acts": count},
        chart=partial(bars.bars, rows, label="named", value="act_count", unit=word("enforcement.acts_unit", lang)),
        alt=bars.alt(rows, lang, label="named", value="act_count", title=title, kind="number"),
        sources=SOURCES,
        vocabularies={"harm": "harm"},
    )


@figure("enforcement.blocks")
def blocks(asked: Asked) -> Drawn:
    """The blocks of the service with their length. Grain: one row per block."""
    rows, lang = load("enforcement_blocks", **asked.filters), asked.lang
    return Drawn(
        word("enforcement.blocks", lang),
        rows,
        headings(
            "enforcement",
            "jurisdiction authority block_date lifted_date days obtained_* source_publisher source_url",
            lang,
        ),
        summary=word("enforcement.blocks_summary", lang, count=len(rows)),
        numbers={"blocks": len(rows)},
        sources=SOURCES,
        vocabularies={"jurisdiction": "jurisdiction"},
    )
