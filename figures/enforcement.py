"""Who acted, how fast, with what force, and what came of it."""

from functools import partial
from typing import Any

import pandas as pd

from figures import counting
from figures.asked import Asked, Choice
from figures.charts import bars, spans, steps, timeline
from figures.charts import ladder as rungs
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings, nothing
from figures.within import FIND, READ, narrowed
from figures.words import day, listed, word

STEPS = ("request", "investigative_step", "investigation", "measure", "decision", "other")
RUNGS = STEPS[:-1]
HARMED = {"minors": ("csam", "both"), "adults": ("ncii", "ncii_adult", "both")}  # whom an act is for → codes of harm
CODES = {
    "date_precision": "date_precision",
    "jurisdiction": "jurisdiction",
    "measure": "measure",
    "harm": "harm",
    "status": "action_status",
    "confidence": "confidence",
}
GROUPINGS = ("jurisdiction", "authority_kind")
SOURCES = ("enforcement_actions",)
STEP = Choice(
    "step",
    "enforcement.steps",
    "several",
    usual=(),
    options=lambda asked: {code: label("ladder_step", code, asked.lang) for code in STEPS},
)
FORCE = Choice(
    "force",
    "enforcement.force.label",
    "one",
    usual="all",
    options=lambda asked: {code: word(f"enforcement.force.{code}", asked.lang) for code in ("all", "binding", "plain")},
    listed=True,
    hint="enforcement.force_hint",
)
WHOM = Choice(
    "whom",
    "enforcement.whom.label",
    "one",
    usual="all",
    options=lambda asked: {code: word(f"enforcement.whom.{code}", asked.lang) for code in ("all", *HARMED)},
    listed=True,
)
NARROWING = (STEP, FORCE, WHOM, READ, FIND)
CASES = Choice(
    "cases",
    "enforcement.grouping",
    "one",
    usual="jurisdiction",
    options=lambda asked: {code: word(f"enforcement.grouping_{code}", asked.lang) for code in GROUPINGS},
)
CLOCK = Choice(
    "clock",
    "enforcement.clock",
    "one",
    usual=lambda asked: next(iter(clocks(asked.lang)), ""),
    listed=True,
    options=lambda asked: clocks(asked.lang),
)


def clocks(lang: str) -> dict[str, str]:
    """Clock → what it counts from, with its day, the usual one first."""
    rows = load("clocks").dropna(subset=["clock_date"]).to_dict("records")
    days = {row["clock"]: day(row["clock_date"], lang) for row in rows}
    return {clock: word(f"enforcement.clock_{clock}", lang, day=first) for clock, first in days.items()}


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
    ]
    return " ".join(parts)


def told(row: dict[str, Any], lang: str) -> str:
    """An act in one line: authority, kind of measure, our summary."""
    return (
        f"{label('name', row['authority'], lang)} · {label('measure', row['measure'], lang)} — {row[f'summary_{lang}']}"
    )


def chosen(asked: Asked) -> pd.DataFrame:
    """The acts that the reader's choices leave. Grain: one row per act."""
    rows = load("enforcement_acts", **asked.filters, steps=asked["step"])
    if asked["force"] != "all":
        rows = rows[rows["is_binding"].astype(bool) == (asked["force"] == "binding")]
    if asked["whom"] != "all":
        rows = rows[rows["harm"].isin(HARMED[asked["whom"]])]
    texts = ("authority", "target", "legal_basis", f"summary_{asked.lang}", "source_publisher", "action_id")
    return narrowed(rows, asked, (*CODES, *texts), CODES)


@figure("enforcement.acts", choices=NARROWING)
def acts(asked: Asked) -> Drawn:
    """Lanes per jurisdiction on the time axis, and the acts themselves. Grain: one row per act."""
    lang, title = asked.lang, word("enforcement.acts", asked.lang)
    rows = chosen(asked)
    columns = headings(
        "enforcement",
        "action_date date_precision jurisdiction authority summary_* measure is_binding harm target legal_basis status "
        "amount currency is_counted exclusion_reason_* confidence document_read document_publisher document_url "
        "source_publisher source_url action_id",
        lang,
    )
    if rows.empty:
        return nothing(
            asked,
            lambda other: len(chosen(other)),
            title,
            columns=columns,
            rows=rows,
            sources=SOURCES,
        )
    rows["told"] = [told(row, lang) for row in rows.to_dict("records")]
    rows["row_id"] = rows["action_id"]
    rows["is_low"] = rows["confidence"] == "low"
    rows["is_apart"] = ~rows["is_counted"]
    dated = rows.dropna(subset=["action_date"])
    kept = rows["is_counted"].astype(bool)
    binding = int((kept & rows["is_binding"].astype(bool) & (rows["place"] == "inside")).sum())
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
    if counted:
        title = word(
            "enforcement.acts_title", lang, count=counted, binding=word("enforcement.of_binding", lang, count=binding)
        )
    return Drawn(
        title,
        rows,
        columns,
        summary=" ".join(said),
        numbers={"rows": len(rows), "counted": counted, "without_day": without_day, "binding": binding},
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
            tones=("done", "pale"),
            names=names,
            start=asked.start,
            end=asked.end,
        ),
        alt=timeline.alt(dated, lang, lane="jurisdiction", when="action_date", title=title, names=names),
        sources=SOURCES,
        vocabularies=CODES,
        shown=("action_date", "jurisdiction", "authority", f"summary_{lang}", "measure", "source_url"),
    )


@figure("enforcement.survival", choices=(CASES,))
def survival(asked: Asked) -> Drawn:
    """How many had got to each step by a day. Grain: one row per step, group and day on which the number grew."""
    lang, grouping = asked.lang, asked["cases"]
    rows = load("enforcement_survival", grouping=grouping)
    if grouping == "authority_kind":
        rows = rows[rows["step"] == "first_act"]
    series = "step" if grouping == "jurisdiction" else "group_code"
    names = labels("survival_step" if series == "step" else "authority_kind", lang)
    columns = headings("enforcement", "step group_code days day event_count reached_count case_count", lang)
    if rows.empty:
        return nothing(asked, lambda other: 0, word("enforcement.survival", lang), columns=columns, rows=rows)
    ends = rows.drop_duplicates(series, keep="last").set_index(series)
    count, until = int(ends["case_count"].max()), ends["day"].max()
    if series == "step":
        numbers = {code: int(ends["reached_count"].get(code, 0)) for code in ("investigation", "binding", "decision")}
        parts = {code: word(f"enforcement.reached_{code}", lang, count=number) for code, number in numbers.items()}
        title = word("enforcement.survival_title", lang, count=count, day=day(until, lang), parts=list(parts.values()))
    else:
        numbers = {code: int(ends["reached_count"][code]) for code in ends.index}
        first, second = (names[code] for code in [*ends.index, ends.index[0]][:2])
        title = word("enforcement.survival_kinds", lang, first=first.lower(), second=second.lower())
    return Drawn(
        title,
        rows,
        columns,
        summary=word("enforcement.survival_summary", lang),
        numbers={"cases": count, **numbers},
        scope=word("enforcement.everything", lang),
        chart=partial(steps.steps, rows, x="day", y="reached_count", most="case_count", series=series, names=names),
        alt=word("enforcement.survival_alt", lang, title=title, names=[names[code] for code in rows[series].unique()]),
        sources=SOURCES,
        vocabularies={"step": "survival_step", "group_code": "authority_kind"},
        shown=("step", "day", "days", "event_count", "reached_count", "case_count"),
        is_upright=True,
    )


@figure("enforcement.ladder", choices=(CLOCK,))
def ladder(asked: Asked) -> Drawn:
    """Days to each step. Grain: one row per jurisdiction."""
    lang = asked.lang
    rows = load("enforcement_ladder", **asked.filters, clock=asked["clock"])
    columns = headings(
        "enforcement",
        "jurisdiction days_to_request days_to_investigative_step days_to_investigation days_to_measure "
        "days_to_decision days_to_first_act days_to_binding first_measure first_authority_kind days_from_measurement "
        "act_count open_count has_month_dates",
        lang,
    )
    if rows.empty:
        return nothing(
            asked,
            lambda other: len(load("enforcement_ladder", **other.filters, clock=asked["clock"])),
            word("enforcement.ladder", lang),
            columns=columns,
            rows=rows,
            sources=SOURCES,
        )
    names, days = labels("jurisdiction", lang), int(rows["days_known"].iloc[0])
    shortest = int(rows["days_to_first_act"].min())
    first = [names[code] for code in rows.loc[rows["days_to_first_act"] == shortest, "jurisdiction"]]
    title = word(
        "enforcement.ladder_title" if len(first) <= 4 else "enforcement.ladder_title_many",
        lang,
        names=first,
        count=len(first),
        days=word("enforcement.days", lang, count=shortest),
    )
    numbers = {
        "jurisdictions": len(rows),
        "days": days,
        "shortest": shortest,
        "first": len(first),
        "opened": int(rows["days_to_investigation"].notna().sum()),
        "decided": int(rows["days_to_decision"].notna().sum()),
    }
    return Drawn(
        title,
        rows,
        columns,
        summary=word(
            "enforcement.ladder_summary",
            lang,
            days=days,
            all=len(rows),
            opened=word("enforcement.reached_investigation", lang, count=numbers["opened"]),
            decided=word("enforcement.reached_decision", lang, count=numbers["decided"]),
        ),
        unit=word("enforcement.ladder_clock", lang, clock=clocks(lang).get(asked["clock"], "")),
        numbers=numbers,
        chart=partial(rungs.ladder, rows, steps=RUNGS, names=names, step_names=labels("ladder_step", lang)),
        alt=rungs.alt(rows, lang, title=title, names=names),
        sources=SOURCES,
        vocabularies={
            "jurisdiction": "jurisdiction",
            "first_measure": "measure",
            "first_authority_kind": "authority_kind",
        },
        shown=("jurisdiction", *(f"days_to_{step}" for step in RUNGS)),
        is_upright=True,
    )


@figure("enforcement.harms")
def harms(asked: Asked) -> Drawn:
    """Whom the acts are for. Grain: one row per kind of harm."""
    rows, lang = load("enforcement_harms", **asked.filters), asked.lang
    rows["named"] = [label("harm", code, lang) for code in rows["harm"]]
    count = int(rows["act_count"].sum())
    title = word("enforcement.harms", lang)
    if count:
        most = rows.iloc[0]
        harm, most_count = most["named"].lower(), int(most["act_count"])
        title = word(
            "enforcement.harms_title", lang, count=most_count, all=word("counting.acts", lang, count=count), harm=harm
        )
    return Drawn(
        title,
        rows,
        headings("enforcement", "harm act_count binding_count jurisdiction_count", lang),
        summary=word("enforcement.harms_summary", lang, count=count),
        numbers={"acts": count},
        chart=partial(
            bars.bars, rows, label="named", value="act_count", unit=word("enforcement.acts_unit", lang), tone="done"
        ),
        alt=bars.alt(rows, lang, label="named", value="act_count", title=title, kind="number"),
        sources=SOURCES,
        vocabularies={"harm": "harm"},
    )


@figure("enforcement.blocks")
def blocks(asked: Asked) -> Drawn:
    """The blocks of the service with their length. Grain: one row per block."""
    rows, lang = load("enforcement_blocks", **asked.filters), asked.lang
    columns = headings(
        "enforcement", "jurisdiction authority block_date lifted_date days obtained_* source_publisher source_url", lang
    )
    if rows.empty:
        return nothing(
            asked,
            lambda other: len(load("enforcement_blocks", **other.filters)),
            word("enforcement.blocks", lang),
            columns=columns,
            rows=rows,
            sources=SOURCES,
        )
    rows["named"] = [label("jurisdiction", code, lang) for code in rows["jurisdiction"]]
    over = rows.dropna(subset=["days"])
    lengths = [word("enforcement.days", lang, count=int(count)) for count in over["days"]]
    ended = "enforcement.blocks_lifted" if lengths else "enforcement.blocks_last"
    lifted = word(ended, lang, count=len(over), days=listed(lengths, lang))
    title = word("enforcement.blocks_title", lang, count=len(rows), lifted=lifted)
    return Drawn(
        title,
        rows,
        columns,
        unit=word("enforcement.lasted", lang),
        numbers={"blocks": len(rows), "lifted": len(over), "days": [int(count) for count in over["days"]]},
        chart=partial(spans.spans, rows, label="named", first="block_date", last="lifted_date", end=asked.end),
        alt=title,
        sources=SOURCES,
        vocabularies={"jurisdiction": "jurisdiction"},
    )
