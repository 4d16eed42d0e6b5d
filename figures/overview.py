"""What happened, who acted, and what the law provides: the affair in the chosen period."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from figures import affair, counting
from figures.asked import Asked
from figures.charts import spine, timeline
from figures.charts.values import written
from figures.data import label, load
from figures.drawn import Drawn, authorities, figure, headings, nothing
from figures.records import records_of
from figures.words import dated, lowered, word

WHEN = "start_date end_date date_precision"
SOURCES = ("detections", "platform_statements", "enforcement_actions", "law")


def answer(asked: Asked) -> str:
    """The page's answer: acts, where, with what force, and fines."""
    found = records_of(load("enforcement_summary", **asked.filters))[0]
    return affair.answer(found, asked.lang, asked.end, asked.data_date, partial(label, lang=asked.lang))


def leading(asked: Asked) -> list[affair.Told]:
    """The figures the page leads with: what was measured, the law's maximum, the first act, what was reported."""
    found = records_of(load("overview_figures", **asked.filters))[0]
    months = records_of(load("overview_reports"))
    told = affair.figures_told(found, months, asked.lang, partial(label, lang=asked.lang), law_of(asked))
    usual = load("period").iloc[0]
    moved = {
        "period": (asked.start, asked.end) != (usual["start_date"].date(), usual["end_date"].date()),
        "jurisdictions": bool(asked.jurisdictions),
    }
    apart = word("overview.card.unfiltered", asked.lang)
    return [
        replace(one, note=f"{one.note} · {apart}")
        if any(moved[name] for name in moved if name not in one.follows)
        else one
        for one in told
    ]


def law_of(asked: Asked) -> dict[str, Any] | None:
    """The maximum of the first jurisdiction chosen whose law was read, when the facts were; None: the reference."""
    facts = load("affair").iloc[0]
    known = set(load("law_jurisdictions")["code"])
    place = next((code for code in asked.jurisdictions if code in known), None)
    if place is None or place == facts["reference_jurisdiction"]:
        return None
    rows = load("law_compare", date=facts["facts_day"], jurisdictions=(place,), act="online_publication")
    rows = rows[~rows["is_reference"].astype(bool)].assign(law_date=facts["facts_day"])
    return next(iter(records_of(rows)), None)


@figure("overview.spine", brief=1)
def line(asked: Asked) -> Drawn:
    """The affair on one line, with its key events named. Grain: one row per event of the timeline."""
    lang = asked.lang
    rows = load("overview_timeline", **asked.filters)
    flags = load("key_events", **asked.period).dropna(subset=["event_date"])
    blocks = load("enforcement_blocks", **asked.filters)
    columns = headings("overview", f"{WHEN} lane jurisdiction actor_* text_* source_url row_id", lang)
    if rows.empty:
        count = lambda other: len(load("overview_timeline", **other.filters))  # noqa: E731
        return nothing(asked, count, word("overview.timeline", lang), columns=columns, rows=rows, sources=SOURCES)
    rows["told"] = [affair.mark_text(row, lang, partial(label, lang=lang)) for row in records_of(rows)]
    lanes = {"incidence": "measured", "enforcement": "done", "statements": "said", "provisions": "law"}
    flags = flags[flags["row_id"].isin(rows["row_id"])]
    flags = flags.assign(label=[affair.event_name(row, lang) for row in records_of(flags)])
    rows["key_event"] = rows["row_id"].map(dict(zip(flags["row_id"], flags["label"], strict=True)))
    flags = flags.assign(lane=[lanes.get(one, "") for one in flags["relation"]])
    inside = rows[(rows["lane"] == "done") & rows["is_counted"].astype(bool) & (rows["place"] == "inside")]
    binding = int(inside["is_binding"].astype(bool).sum())
    months = word("overview.spine_months", lang) if (inside["date_precision"] == "month").any() else ""
    measured = load("overview_measured", **asked.period)
    bars = [
        (row["window_start_date"], row["window_end_date"], studied(row, lang), "measured", "")
        for row in records_of(measured)
    ]
    bars += [
        (row["block_date"], last_day(row, asked.end), blocked(row, lang), "done",
         label("jurisdiction", row["jurisdiction"], lang))
        for row in records_of(blocks)
    ]  # fmt: skip # saves 5 lines
    title = counting.title(len(inside), binding, lang)
    days = [dated(row["event_date"], row["date_precision"], lang) for row in records_of(flags)]
    lanes_named = {lane: word(f"overview.lane.{lane}", lang) for lane in affair.LANES}
    rows["where"] = [label("jurisdiction", code, lang) for code in rows["jurisdiction"]]
    rows["deed"] = [deed(row, lang) for row in records_of(rows)]
    return Drawn(
        title,
        rows,
        columns,
        unit=word("overview.spine_unit", lang),
        is_upright=True,
        summary=word("overview.spine_summary", lang, count=len(flags)) + months,
        numbers={"acts": len(inside), "binding": binding, "flags": len(flags)},
        chart=partial(
            spine.spine,
            flags[["event_date", "label", "lane", "row_id"]],
            rows,
            pd.DataFrame(bars, columns=["first", "last", "label", "lane", "where"]),
            start=asked.start,
            end=asked.end,
        ),
        alt=f"{title}. " + "; ".join(f"{when}: {name}" for when, name in zip(days, flags["label"], strict=True)),
        sources=SOURCES,
        producers=tuple(measured["producer"].unique()),
        collected=authorities(asked),
        vocabularies={
            "jurisdiction": "jurisdiction",
            "lane": lanes_named,
            "date_precision": "date_precision",
            f"actor_{lang}": "name",
        },
    )


def deed(row: dict[str, Any], lang: str) -> str:
    """`European Union: order to preserve documents`: where and what, of an act that has no name as a key event."""
    if row["lane"] != "done":
        return str(row["where"])
    measure = label("measure", row["code"], lang)
    return f"{row['where']}{word('record.colon', lang)}{lowered(measure)}"


def blocked(row: dict[str, Any], lang: str) -> str:
    """`Indonesia: blocked 22 days`; without the days while it is not over, or where nobody said when it ended."""
    place = label("jurisdiction", row["jurisdiction"], lang)
    if affair.is_unknown(row["days"]):
        return word("overview.blocked_over" if row["is_over"] else "overview.blocked_still", lang, place=place)
    key = "overview.blocked_most" if row["is_most"] else "overview.blocked"
    return word(key, lang, place=place, count=int(row["days"]))


def last_day(row: dict[str, Any], end: date) -> Any:
    """The last day of a block's bar: the one it ended on, its first where nobody said when, `end` while it holds."""
    if not affair.is_unknown(row["lifted_date"]):
        return row["lifted_date"]
    return row["block_date"] if row["is_over"] else end


def studied(row: dict[str, Any], lang: str) -> str:
    """A measured share in a few words: value, category, who measured."""
    category = label("detection_category", row["category"], lang)
    return f"{written(row['value'], 'share', lang)} {category.lower()} · {row['producer']}"


@figure("overview.timeline")
def events(asked: Asked) -> Drawn:
    """What was measured, said, done and came into force, on one axis of time. Grain: one row per event."""
    lang, title = asked.lang, word("overview.timeline", asked.lang)
    rows = load("overview_timeline", **asked.filters)
    columns = headings(
        "overview",
        f"{WHEN} lane jurisdiction actor_* text_* confidence source_publisher source_url row_id",
        lang,
    )
    if rows.empty:
        count = lambda other: len(load("overview_timeline", **other.filters))  # noqa: E731
        return nothing(asked, count, title, columns=columns, rows=rows, sources=SOURCES)
    rows["told"] = [affair.mark_text(row, lang, partial(label, lang=lang)) for row in records_of(rows)]
    rows["is_low"] = rows["confidence"] == "low"
    rows["is_apart"] = ~rows["is_counted"].astype(bool)
    bound = rows["is_binding"].eq(True) | ~rows["lane"].eq("done")
    rows["tone"] = rows["lane"].where(bound, "pale")  # a lane is called as its colour is
    names = {lane: word(f"overview.lane.{lane}", lang) for lane in affair.LANES}
    inside = rows[rows["place"] == "inside"]
    counts = {lane: int((inside["lane"] == lane).sum()) for lane in affair.LANES}
    parts = [word(f"overview.short.{lane}", lang, count=count) for lane, count in counts.items() if count]
    title = word("overview.timeline_title", lang, parts=parts)
    title = title[:1].upper() + title[1:]
    counted = int(load("enforcement_summary", **asked.filters)["act_count"].iloc[0])
    return Drawn(
        title,
        rows,
        columns,
        summary=word("overview.timeline_summary", lang, count=counted),
        numbers={**counts, "counted": counted},
        chart=partial(
            timeline.timeline,
            rows,
            lane="lane",
            when="start_date",
            until="end_date",
            precision="date_precision",
            text="told",
            binding="is_binding",
            hollow="is_low",
            apart="is_apart",
            tone="tone",
            names=names,
            lanes=affair.LANES,
            start=asked.start,
            end=asked.end,
        ),
        alt=timeline.alt(rows, lang, lane="lane", when="start_date", title=title, names=names),
        sources=SOURCES,
        vocabularies={
            "jurisdiction": "jurisdiction",
            "confidence": "confidence",
            "lane": names,
            "date_precision": "date_precision",
            f"actor_{lang}": "name",
        },
    )
