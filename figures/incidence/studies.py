"""Studies side by side: the shares of one quantity, what is no such share, and the tests designed to provoke."""

from functools import partial
from typing import Any

import pandas as pd

from figures.asked import Asked, Choice
from figures.charts import forest
from figures.charts.values import interval
from figures.data import label, load
from figures.drawn import Drawn, figure, headings, nothing
from figures.incidence.common import SOURCES, VOCABULARIES, missing, named, published, window
from figures.words import number, word

GROUPS = {"output": "output", "request": "request", "report": "report_received", "enforcement": "enforcement"}
COUNTED = Choice(
    "counted",
    "incidence.group",
    "one",
    usual="output",
    options=lambda asked: {code: label("quantity_group", code, asked.lang) for code in GROUPS},
)


def columns(lang: str) -> dict[str, str]:
    """What the files of a list of studies hold."""
    return headings(
        "incidence",
        "producer category figure interval examined value value_low value_high unit flagged_count sampled_count "
        "sampled_count_kind quantity window_start_date window_end_date published_date frame_* sampling detector "
        "interval_method is_existence_only description_* confidence document_read document_publisher document_url "
        "source_publisher source_url measurement_id",
        lang,
    )


def rows_of(asked: Asked, group: str) -> pd.DataFrame:
    """The measurements of a group of quantities, with their figures as they are read."""
    rows, lang = load("incidence_rows", **asked.period, groups=(group,)), asked.lang
    each = rows.to_dict("records")
    rows["named"] = [named(row, lang) for row in each]
    rows["interval"] = [interval(row["value_low"], row["value_high"], "share", lang) or None for row in each]
    rows["figure"] = [published(row, lang) for row in each]
    rows["examined"] = [examined(row, lang) for row in each]
    return rows


def is_share(rows: pd.DataFrame, quantity: str) -> pd.Series:
    """Which rows are shares of that quantity."""
    return (rows["unit"] == "share") & (rows["quantity"] == quantity) & rows["value"].notna()


def table(lang: str) -> dict[str, Any]:
    """What every list of studies has in common."""
    shown = "producer description_* figure interval examined category confidence source_url".replace("*", lang).split()
    return {"sources": SOURCES, "columns": columns(lang), "vocabularies": VOCABULARIES, "shown": shown}


def compared(asked: Asked, group: str, quantity: str, title: str, summary: str = "") -> Drawn:
    """The forest of one quantity's shares, highest first; their number and how many intervals are ours in words."""
    lang, rows = asked.lang, rows_of(asked, group)
    unit = word("incidence.share_unit", lang)
    if rows.empty:
        count = lambda one: len(load("incidence_rows", **one.period, groups=(group,)))  # noqa: E731
        return nothing(asked, count, title, rows=rows, placed=False, unit=unit, **table(lang))
    rows = rows[is_share(rows, quantity)].sort_values("value", ascending=False)
    numbers = {"count": len(rows), "ours": int(rows["is_ours"].sum())}
    return Drawn(
        title,
        rows,
        summary=summary or word("incidence.shares_summary", lang, **numbers),
        numbers=numbers,
        chart=partial(
            forest.forest,
            rows,
            label="named",
            detail="examined",
            value="value",
            low="value_low",
            high="value_high",
            ours="is_ours",
            unit=word("incidence.share_axis", lang),
        ),
        alt=forest.alt(rows, lang, label="named", value="value", title=title),
        unit=unit,
        producers=tuple(rows["producer"].unique()),
        **table(lang),
    )


def others(asked: Asked, group: str, quantity: str, title: str) -> Drawn:
    """A table of all that is no such share."""
    rows = rows_of(asked, group)
    rows = rows[~is_share(rows, quantity)]
    numbers = {"count": len(rows), "without": int(rows["is_existence_only"].sum())}
    return Drawn(
        title,
        rows,
        summary=word("incidence.counts_summary", asked.lang, **numbers),
        numbers=numbers,
        producers=tuple(rows["producer"].unique()),
        **table(asked.lang),
    )


@figure("incidence.shares", choices=(COUNTED,))
def shares(asked: Asked) -> Drawn:
    """Published shares of one quantity, with intervals. Grain: one row per measurement."""
    group = asked["counted"]
    title = word("incidence.shares", asked.lang, quantity=label("quantity_group", group, asked.lang))
    return compared(asked, group, GROUPS[group], title)


@figure("incidence.counts", choices=(COUNTED,))
def counts(asked: Asked) -> Drawn:
    """What was published of one quantity and is no share. Grain: one row per measurement."""
    group = asked["counted"]
    title = word("incidence.counts", asked.lang, quantity=label("quantity_group", group, asked.lang))
    return others(asked, group, GROUPS[group], title)


@figure("incidence.retests")
def retests(asked: Asked) -> Drawn:
    """Adversarial tests, with the exact test of each repeated design. Grain: one row per test."""
    lang = asked.lang
    said = [
        word(
            "incidence.retests_answer",
            lang,
            k1=pair["first_flagged_count"],
            n1=pair["first_sampled_count"],
            k2=pair["second_flagged_count"],
            n2=pair["second_sampled_count"],
            p=number(pair["p_value"], lang, 2),
            verdict=label("comparison_verdict", pair["verdict"], lang),
            low=number(100 * pair["difference_low"], lang, 0),
            high=number(100 * pair["difference_high"], lang, 0),
        )
        for pair in load("incidence_comparisons").to_dict("records")
    ]
    summary = " ".join(said or [word("incidence.retests_none", lang)])
    return compared(asked, "test", "adversarial_test", word("incidence.retests", lang), summary)


@figure("incidence.retests_counts")
def retests_counts(asked: Asked) -> Drawn:
    """What adversarial tests published that is no share. Grain: one row per test."""
    lang = asked.lang
    title = word("incidence.retests_counts", lang, quantity=label("quantity_group", "test", lang))
    return others(asked, "test", "adversarial_test", title)


def examined(row: dict[str, Any], lang: str) -> str:
    """n spelled out, and the days when known."""
    return ", ".join(part for part in (counted(row, lang), window(row, lang)) if part)


def counted(row: dict[str, Any], lang: str) -> str:
    """How many were examined, and whether the number of cases was published; '' for what is no share."""
    if not row["unit"].startswith("share"):
        return ""
    kind, n = row["sampled_count_kind"], row["sampled_count"]
    if missing(n):
        return word("incidence.n.unknown", lang)
    if kind in ("rounded", "floor", "population"):
        return word(f"incidence.n.{kind}", lang, n=int(n))
    if not missing(row["flagged_count"]):
        return word("incidence.n.exact", lang, count=int(n), k=int(row["flagged_count"]), n=int(n))
    return word("incidence.n.exact_only", lang, count=int(n), n=int(n))
