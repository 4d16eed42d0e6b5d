"""Measured incidence, acts and the law in force, one above the other on one axis of time."""

from functools import partial
from typing import Any

import pandas as pd

from figures.affair import event_name
from figures.asked import Asked
from figures.charts import panels
from figures.charts.base import Mark
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings, nothing
from figures.exposure.choices import ACT, VIEW
from figures.exposure.penalties import months_text
from figures.records import records_of
from figures.words import day, listed, money, span, word

LANES = 10  # more than these do not fit a page; the filter chooses others
# Fines that exist and whose text names no amount, so that a term alone would say too little.
OPEN_FINES = ("day_fines", "unlimited", "fine_category", "penalty_units", "unspecified")
VOCABULARIES = {
    "measured": "detection_category",
    "platform": "platform_stance",
    "act": "measure",
    "law": "harm",
    "ceiling": "act",
}
COLUMNS = (
    "panel start_date end_date date_precision jurisdiction actor kind article value value_low value_high "
    "max_prison_months fine_article max_fine_amount currency is_binding is_established text_* confidence "
    "source_publisher source_url row_id"
)
SHOWN = "start_date end_date jurisdiction actor article max_prison_months max_fine_amount text_* source_url"
SOURCES = ("detections", "sor_daily", "dsa", "platform_statements", "enforcement_actions", "law")


def mark_text(row: dict[str, Any], lang: str) -> str:
    """What a mark is: when, who or which article, and our summary."""
    when = day(row["start_date"], lang)
    kind = label(VOCABULARIES.get(row["panel"], ""), row["kind"], lang)
    if row["panel"] == "ceiling":
        has_other = row["fine_article"] != row["article"] and row["fine_kind"] != "none"
        articles = listed([row["article"], row["fine_article"]], lang) if has_other else row["article"]
        return panels.lines_of(f"{row['actor']}, {articles} · {inside(row, lang)}", row[f"text_{lang}"])
    if row["panel"] == "law":
        begins = word("exposure.begins", lang, day=when)
        return panels.lines_of(f"{row['actor']}, {row['article']} · {begins}", row[f"text_{lang}"])
    return panels.lines_of(f"{when} · {row['actor']} · {kind}", row[f"text_{lang}"])


def inside(row: dict[str, Any], lang: str) -> str:
    """The maximum as it is written in its bar."""
    term, fine = word("exposure.prison", lang, term=months_text(row["max_prison_months"], lang)), row["max_fine_amount"]
    if fine == fine:
        return f"{term}, {word('exposure.fine', lang, amount=money(fine, row['currency'], lang))}"
    return f"{term}, {word('exposure.fine_without_amount', lang)}" if row["fine_kind"] in OPEN_FINES else term


def paused(row: dict[str, Any], lang: str) -> str:
    """A text that a court has paused, in words: `Minn. Stat. 325E.91 paused by a court`."""
    text = row["actor"] if str(row["article"]) in row["actor"] else f"{row['actor']}, {row['article']}"
    return f"{text}: {word('exposure.paused', lang).lower()}"


def busiest(asked: Asked, lanes: int, acted: int) -> str:
    """The line under the title when the reader chose no jurisdiction: the period, and which lanes are drawn."""
    lang = asked.lang
    key = "exposure.busiest" if acted == lanes and lanes else "exposure.busiest_or_law"
    return f"{span(asked.start, asked.end, lang)} · {word(key, lang, count=lanes)}"


def producers(rows: pd.DataFrame) -> tuple[str, ...]:
    """Who made the measurements that are drawn, each once, in their order in time."""
    measured = rows[rows["panel"] == "measured"].sort_values("start_date")
    return tuple(dict.fromkeys(measured["actor"]))


@figure("exposure.time", choices=(ACT,), at=(VIEW, "time"))
def time(asked: Asked) -> Drawn:
    """What was measured, reported, announced, done, and what the law provided, on one axis. Grain: a row per mark."""
    lang, act, title = asked.lang, asked["act"], word("exposure.time_none", asked.lang)
    rows, columns = load("exposure_time", **asked.filters, most=LANES, act=act), headings("exposure", COLUMNS, lang)
    if rows.empty:
        count = lambda other: len(load("exposure_time", **other.filters, most=LANES, act=act))  # noqa: E731
        return nothing(asked, count, title, columns=columns, rows=rows, sources=SOURCES)
    rows["told"] = [mark_text(row, lang) for row in records_of(rows)]
    rows["named"] = [
        label("detection_category", kind, lang) if panel == "measured" else ""
        for panel, kind in zip(rows["panel"], rows["kind"], strict=True)
    ]
    written = {"ceiling": inside, "paused": paused}
    rows["inside"] = [written[row["panel"]](row, lang) if row["panel"] in written else "" for row in records_of(rows)]
    flags = load("key_events", **asked.period).dropna(subset=["event_date"])
    if asked.jurisdictions:
        flags = flags[flags["row_id"].isin(rows["row_id"])]
    named = {"incidence": "measured", "enforcement": "done", "statements": "said", "provisions": "law"}
    flags = flags.assign(label=[event_name(row, lang) for row in records_of(flags)])
    flags = flags.assign(lane=[named.get(one, "") for one in flags["relation"]])
    broken = load("series_breaks", series="sor_daily")
    breaks = [Mark(row["day"].date(), row[f"label_{lang}"]) for row in records_of(broken)]
    counts = {panel: int((rows["panel"] == panel).sum()) for panel in VOCABULARIES}
    lanes = int(rows["jurisdiction"].dropna().nunique())
    act_name = label("act", act, lang)
    affair = load("affair").iloc[0]
    reported = [str(affair["dsa_platform"] or ""), label("sor_code", affair["dsa_category"], lang)]
    texts = panels.Texts(
        measured=word("exposure.panel.measured", lang),
        reported=word("exposure.panel.reported", lang, platform=reported[0], category=reported[1])
        if reported[0]
        else "",
        announced=word("exposure.panel.announced", lang),
        lanes=word("exposure.panel.lanes", lang, act=act_name.lower()),
        nothing=word("exposure.panel.nothing", lang),
        unread=word("exposure.panel.unread", lang),
        read=frozenset(load("law_jurisdictions")["code"]),
        names=labels("jurisdiction", lang),
    )
    kinds = {
        kind: label(VOCABULARIES.get(panel, "sor_code"), kind, lang)
        for panel, kind in zip(rows["panel"], rows["kind"], strict=True)
    }
    sure = int(rows[(rows["panel"] == "ceiling") & rows["is_established"]]["jurisdiction"].nunique())
    acted = int(rows[rows["panel"] == "act"]["jurisdiction"].nunique())
    where, established = (word("exposure.time_places", lang, count=count) for count in (acted, sure))
    parents = load("jurisdictions").set_index("code")["parent"]
    shown = set(rows["jurisdiction"].dropna())
    is_read = not set(load("law_jurisdictions")["code"]).isdisjoint(shown | set(parents.reindex(list(shown)).dropna()))
    title = word("exposure.time" if is_read or not shown else "exposure.time_unread", lang, count=counts["act"],
                 places=where, sure=established, act=act_name.lower())  # fmt: skip # saves 6 lines
    return Drawn(
        title,
        rows,
        columns,
        summary=word("exposure.time_note", lang),
        unit=word("exposure.time_unit", lang),
        numbers={**counts, "sure": sure, "lanes": lanes, "acted": acted},
        scope="" if asked.jurisdictions else busiest(asked, lanes, acted),
        is_upright=True,
        chart=partial(
            panels.panels,
            rows,
            texts=texts,
            start=asked.start,
            end=asked.end,
            breaks=breaks,
            flags=flags[["event_date", "label", "lane"]],
        ),
        alt=word("exposure.time_alt", lang, title=title, start=asked.start, end=asked.end, **counts),
        sources=tuple(one for one in SOURCES if one not in ("sor_daily", "dsa") or reported[0]),
        producers=producers(rows),
        shown=SHOWN.replace("*", lang).split(),
        vocabularies={
            "jurisdiction": "jurisdiction",
            "confidence": "confidence",
            "date_precision": "date_precision",
            "panel": {panel: word(f"exposure.lane.{panel}", lang) for panel in (*VOCABULARIES, "reported", "paused")},
            "kind": kinds,
        },
    )
