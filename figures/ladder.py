"""How fast: the days from a clock to each step of the ladder, and how many had got to each by a day."""

from functools import partial

import pandas as pd

from figures.asked import Asked, Choice, everywhere, whole_period
from figures.charts import ladder as rungs
from figures.charts import steps
from figures.data import label, labels, load
from figures.drawn import Drawn, authorities, figure, headings, nothing
from figures.enforcement import SOURCES, STEPS
from figures.options import worded
from figures.records import records_of
from figures.words import day, listed, word

RUNGS = STEPS[:-1]
GROUPINGS = ("jurisdiction", "authority_kind")
CASES = Choice(
    "cases", "enforcement.grouping", "one", usual="jurisdiction", options=worded("enforcement.grouping_", GROUPINGS)
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
    """Clock → what it counts from, with its day, the usual one first; without any, the facts."""
    rows = records_of(load("clocks").dropna(subset=["clock_date"]))
    days = {row["clock"]: day(row["clock_date"], lang) for row in rows}
    days = days or {"facts": day(load("affair")["facts_from"].iloc[0], lang)}
    return {clock: word(f"enforcement.clock_{clock}", lang, day=first) for clock, first in days.items()}


@figure("enforcement.survival", choices=(CASES,))
def survival(asked: Asked) -> Drawn:
    """How many had got to each step by a day. Grain: one row per step, group and day on which the number grew."""
    lang, grouping = asked.lang, asked["cases"]
    rows = load("enforcement_survival", grouping=grouping)
    if grouping == "authority_kind":
        rows = rows[rows["step"] == "first_act"]
    series = "step" if grouping == "jurisdiction" else "group_code"
    names = labels("survival_step" if series == "step" else "authority_kind", lang)
    columns = headings("enforcement", "step group_code days day event_count month_count reached_count case_count", lang)
    if rows.empty:
        return nothing(asked, lambda other: 0, word("enforcement.survival", lang), columns=columns, rows=rows)
    ends = rows.drop_duplicates(series, keep="last").set_index(series)
    count, until = int(ends["case_count"].max()), ends["day"].max()
    if series == "step":
        numbers = {code: int(ends["reached_count"].get(code, 0)) for code in ("investigation", "binding", "decision")}
        got = [word(f"enforcement.reached_{code}", lang, count=number) for code, number in numbers.items()]
        title = word("enforcement.survival_title", lang, count=count, day=day(until, lang), parts=got)
    else:
        numbers = {code: int(ends["reached_count"][code]) for code in ends.index}
        first, second = (names[code] for code in [*ends.index, ends.index[0]][:2])
        title = word("enforcement.survival_kinds", lang, first=first.lower(), second=second.lower())
    parts = not_independent(lang)
    said = [word("enforcement.survival_summary", lang, parts=f" {parts}" if parts else "")]
    said += [word("enforcement.survival_month", lang)] if rows["month_count"].any() else []
    return Drawn(
        title,
        rows,
        columns,
        summary=" ".join(said),
        said=parts,
        numbers={"cases": count, **numbers},
        scope=word("enforcement.everything", lang),
        chart=partial(steps.steps, rows, x="day", y="reached_count", most="case_count", series=series, names=names),
        alt=word("enforcement.survival_alt", lang, title=title, names=[names[code] for code in rows[series].unique()]),
        sources=SOURCES,
        collected=authorities(everywhere(whole_period(asked))),
        vocabularies={"step": "survival_step", "group_code": "authority_kind"},
        shown=("step", "day", "days", "event_count", "month_count", "reached_count", "case_count"),
        is_upright=True,
    )


def not_independent(lang: str) -> str:
    """That a whole and its parts, when authorities of both acted, are not apart from each other; '' for none."""
    rows = load("jurisdictions")
    acted = rows[rows["action_count"] > 0]
    wholes = [label("jurisdiction", code, lang) for code in acted["code"] if (acted["parent"] == code).any()]
    return word("enforcement.survival_parts", lang, wholes=listed(wholes, lang)) if wholes else ""


@figure("enforcement.ladder", choices=(CLOCK,))
def ladder(asked: Asked) -> Drawn:
    """Days to each step. Grain: one row per jurisdiction."""
    lang = asked.lang
    rows = load("enforcement_ladder", **asked.filters, clock=asked["clock"])
    columns = headings(
        "enforcement",
        "jurisdiction days_to_request days_to_investigative_step days_to_investigation days_to_measure "
        "days_to_decision days_to_first_act days_to_binding first_measure first_authority_kind days_from_measurement "
        "act_count open_count has_month_dates month_steps over_steps",
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
    fastest = rows[rows["days_to_first_act"] == shortest]
    first = [names[code] for code in fastest["jurisdiction"]]
    counted_from = load("clocks").set_index("clock")["clock_date"].get(asked["clock"])
    is_within = bool(pd.notna(counted_from)) and asked.start > counted_from.date()  # earlier acts are out of the period
    first_day = counted_from if pd.notna(counted_from) else load("affair")["facts_from"].iloc[0]
    after = "enforcement.ladder_after_most" if fastest["is_first_month"].any() else "enforcement.ladder_after"
    after = "enforcement.ladder_before" if shortest < 0 else after
    few, many = (
        ("enforcement.ladder_within", "enforcement.ladder_within_many")
        if is_within
        else ("enforcement.ladder_title", "enforcement.ladder_title_many")
    )
    title = word(
        few if len(first) <= 4 else many,
        lang,
        names=first,
        count=len(first),
        when=word(after, lang, count=abs(shortest), day=first_day),
    )
    for step in RUNGS:  # a table says what the chart does: at most, ended
        rows[f"days_to_{step}_told"] = [
            rungs.told(row, step, lang) if pd.notna(row[f"days_to_{step}"]) else None for row in records_of(rows)
        ]
    numbers = {
        "jurisdictions": len(rows),
        "days": days,
        "shortest": shortest,
        "first": len(first),
        "opened": int(rows["days_to_investigation"].notna().sum()),
        "decided": int(rows["days_to_decision"].notna().sum()),
    }
    said = [
        word(
            "enforcement.ladder_summary",
            lang,
            days=days,
            count=len(rows),
            opened=word("enforcement.reached_investigation", lang, count=numbers["opened"]),
            decided=word("enforcement.reached_decision", lang, count=numbers["decided"]),
        )
    ]
    said += (
        [word("enforcement.ladder_month", lang)]
        if any(map(len, [*rows["month_steps"], *rows["binding_month_steps"]]))
        else []
    )
    said += [word("enforcement.ladder_over", lang)] if any(map(len, rows["over_steps"])) else []
    return Drawn(
        title,
        rows,
        columns,
        summary=" ".join(said),
        said=word("enforcement.ladder_said", lang, days=days),
        unit=word("enforcement.ladder_clock", lang, clock=clocks(lang).get(asked["clock"], "")),
        numbers=numbers,
        chart=partial(rungs.ladder, rows, steps=RUNGS, names=names, step_names=labels("ladder_step", lang)),
        alt=rungs.alt(rows, lang, title=title, names=names),
        sources=SOURCES,
        collected=authorities(asked),
        vocabularies={
            "jurisdiction": "jurisdiction",
            "first_measure": "measure",
            "first_authority_kind": "authority_kind",
            "month_steps": "ladder_step",
            "over_steps": "ladder_step",
        },
        shown=("jurisdiction", *(f"days_to_{step}" for step in RUNGS)),
        is_upright=True,
    )
