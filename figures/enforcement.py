"""Who acted, how fast, with what force, and what came of it."""

from functools import partial
from typing import Any

import pandas as pd

from figures import counting
from figures.asked import Asked, Choice
from figures.charts import bars, spans, timeline
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings, nothing
from figures.options import coded, worded
from figures.records import records_of
from figures.within import FIND, READ, narrowed
from figures.words import day, listed, opened, word

STEPS = ("request", "investigative_step", "investigation", "measure", "decision", "other")
HARMED = {"minors": ("csam", "both"), "adults": ("ncii", "ncii_adult", "both")}  # whom an act is for → codes of harm
CODES = {
    "date_precision": "date_precision",
    "jurisdiction": "jurisdiction",
    "measure": "measure",
    "harm": "harm",
    "status": "action_status",
    "confidence": "confidence",
}
SOURCES = ("enforcement_actions",)
STEP = Choice("step", "enforcement.steps", "several", usual=(), options=coded("ladder_step", STEPS))
FORCE = Choice(
    "force",
    "enforcement.force.label",
    "one",
    usual="all",
    options=worded("enforcement.force.", ("all", "binding", "plain")),
    listed=True,
    hint="enforcement.force_hint",
)
WHOM = Choice(
    "whom",
    "enforcement.whom.label",
    "one",
    usual="all",
    options=worded("enforcement.whom.", ("all", *HARMED)),
    listed=True,
)
NARROWING = (STEP, FORCE, WHOM, READ, FIND)


def answer(asked: Asked) -> str:
    """The page's answer in a few sentences, with what it leaves out."""
    found, lang = records_of(load("enforcement_summary", **asked.filters))[0], asked.lang
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
    return opened(" ".join(parts), lang)


def act_line(row: dict[str, Any], lang: str) -> str:
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


def documents_read(rows: pd.DataFrame, lang: str) -> list[str]:
    """Of how many rows the original was read, then on how many confidence is high without it; without what is none.

    Grain of `rows`: one row per act.
    """
    counts = {
        "original": int((rows["document_read"] == "original").sum()),
        "excerpt": int((rows["document_read"] == "excerpt").sum()),
        "unread": int(rows["is_unread"].sum()),
    }
    parts = [word(f"enforcement.originals.{kind}", lang, count=count) for kind, count in counts.items() if count]
    high = {"count": int((rows["confidence"] == "high").sum()), "unread": int(rows["is_high_unread"].sum())}
    told = [word("enforcement.originals.told", lang, parts=word("enforcement.originals.and", lang).join(parts))]
    return told + ([word("enforcement.originals.high", lang, **high)] if high["unread"] else [])


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
    rows["told"] = [act_line(row, lang) for row in records_of(rows)]
    rows["row_id"] = rows["action_id"]
    rows["is_low"] = rows["confidence"] == "low"
    rows["is_apart"] = ~rows["is_counted"]
    rows["is_unread"] = ~rows["document_read"].isin(["original", "excerpt"])
    rows["is_high_unread"] = rows["is_unread"] & (rows["confidence"] == "high")
    dated = rows.dropna(subset=["action_date"])
    kept = rows["is_counted"].astype(bool)
    binding = int((kept & rows["is_binding"].astype(bool) & (rows["place"] == "inside")).sum())
    counted, without_day = (int((kept & (rows["place"] == place)).sum()) for place in ("inside", "undated"))
    names = labels("jurisdiction", lang)
    said = [
        word("enforcement.acts_summary", lang, count=len(rows)),
        word("enforcement.acts_counted", lang, count=counted),
    ]
    said += [word("counting.undated", lang, count=without_day)] if without_day else []
    read = documents_read(rows, lang) if len(rows) > 1 else []
    if counted:
        title = counting.title(counted, binding, lang)
    return Drawn(
        title,
        rows,
        columns,
        summary=" ".join([*said, *read]),
        said="".join(read[:1]),
        numbers={
            "rows": len(rows),
            "counted": counted,
            "without_day": without_day,
            "binding": binding,
            "unread": int(rows["is_unread"].sum()),
            "high_unread": int(rows["is_high_unread"].sum()),
        },
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
        told = word("counting.acts", lang, count=count)
        title = word("enforcement.harms_title", lang, count=most_count, all=told, harm=harm)
        title = word("enforcement.harms_single", lang, harm=harm) if count == 1 else title
        title = title[:1].upper() + title[1:]  # it may open with "un acte"
    return Drawn(
        title,
        rows,
        headings("enforcement", "harm act_count binding_count jurisdiction_count", lang),
        summary=word("enforcement.harms_key", lang) if rows["harm"].isin(sum(HARMED.values(), ())).any() else "",
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
    lengths = [
        word("enforcement.days_most" if row["is_most"] else "enforcement.days", lang, count=int(row["days"]))
        for row in records_of(over)
    ]
    ended = "lifted" if lengths else "over" if rows["is_over"].any() else "last"
    lifted = word(f"enforcement.blocks_{ended}", lang, count=len(over), days=listed(lengths, lang))
    title = word("enforcement.blocks_title", lang, count=rows["jurisdiction"].nunique(), lifted=lifted)
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
