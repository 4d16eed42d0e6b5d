"""Studies side by side: the shares of one quantity, what is no such share, and the tests designed to provoke."""

import re
from functools import partial
from typing import Any

import pandas as pd

from figures.asked import Asked, Choice
from figures.charts import labelled, trials
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings, nothing
from figures.incidence.common import (
    SOURCES,
    VOCABULARIES,
    dated,
    first_heading,
    headed,
    is_unknown,
    margin,
    named,
    published,
    share,
    short,
    window,
)
from figures.options import coded
from figures.records import records_of
from figures.words import listed, lowered, number, word

GROUPS = {"output": "output", "request": "request", "report": "report_received", "enforcement": "enforcement"}
# What the code of a category holds when somebody judged an age or a gender by its looks.
JUDGED = {"age": re.compile("appear|apparent|minor|under_\\d"), "gender": re.compile(r"(^|_)(wo)?men(_|$)")}
MOST_NAMED = 3  # shares a title names one by one; of more, the lowest and the highest
FEW_TRIALS = 10  # below these, an interval of a share covers most of what is possible
COUNTED = Choice("counted", "incidence.group", "one", usual="output", options=coded("quantity_group", GROUPS))


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


def judged(asked: Asked) -> str:
    """That apparent age, gender or both are judgements, whichever a measurement in view speaks of; '' for neither."""
    lang = asked.lang
    known = load("incidence_rows", **asked.period, groups=tuple(labels("quantity_group", lang)))["category"].unique()
    found = [kind for kind, sign in JUDGED.items() if any(sign.search(code) for code in known)]
    kind = found[0] if len(found) == 1 else "both"
    return word(f"incidence.judged.{kind}", lang) if found else ""


def rows_of(asked: Asked, group: str) -> pd.DataFrame:
    """The measurements of a group of quantities, with their figures as they are read."""
    rows, lang = load("incidence_rows", **asked.period, groups=(group,)), asked.lang
    each = records_of(rows)
    rows["named"] = [named(row, lang) for row in each]
    rows["short"] = [short(row, lang) for row in each]
    rows["interval"] = [margin(row, lang) or None for row in each]
    rows["figure"] = [published(row, lang) for row in each]
    rows["examined"] = [examined(row, lang) for row in each]
    rows["of_how_many"] = [counted(row, lang) for row in each]
    return rows


def is_share(rows: pd.DataFrame, quantity: str) -> pd.Series:
    """Which rows are shares of that quantity."""
    return (rows["unit"] == "share") & (rows["quantity"] == quantity) & rows["value"].notna()


def table(lang: str) -> dict[str, Any]:
    """What every list of studies has in common."""
    shown = "producer description_* figure interval examined category confidence source_url".replace("*", lang).split()
    return {"sources": SOURCES, "columns": columns(lang), "vocabularies": VOCABULARIES, "shown": shown}


def compared(asked: Asked, group: str, quantity: str) -> Drawn:
    """The shares of one quantity under their headings, highest first; the title says those of the first heading."""
    lang, rows = asked.lang, rows_of(asked, group)
    unit, named = word("incidence.share_unit", lang), label("quantity_group", group, lang)
    if rows.empty:
        count = lambda one: len(load("incidence_rows", **one.period, groups=(group,)))  # noqa: E731
        title = word("incidence.shares", lang, quantity=named)
        return nothing(asked, count, title, rows=rows, placed=False, unit=unit, **table(lang))
    rows = headed(rows[is_share(rows, quantity)].sort_values("value", ascending=False), lang)
    heading = first_heading(lang)
    leading = rows[rows["heading"] == heading] if (rows["heading"] == heading).any() else rows
    rows["headline_study"] = rows["producer"].where(rows.index.isin(leading.index))
    rows["headline_definition"] = rows["category"].where(rows.index.isin(leading.index))
    numbers = {
        "count": len(rows),
        "ours": int(rows["is_ours"].sum()),
        "studies": int(leading["producer"].nunique()),
        "definitions": int(leading["category"].nunique()),
    }
    values = sorted(leading["value"])
    told: dict[str, Any] = {"studies": numbers["studies"], "definitions": numbers["definitions"]}
    key = "few" if len(leading) <= MOST_NAMED else "many"
    title = word("incidence.shares", lang, quantity=named)
    if len(leading):
        shares = word(
            f"incidence.shares_{key}",
            lang,
            shares=[share(value, lang) for value in values],
            first=share(values[0], lang),
            last=share(values[-1], lang),
        )
        told |= {"what": listed(list(map(lowered, leading["heading"].unique())), lang), "quantity": named}
        key = "output" if quantity == "output" else "found"
        title = word(f"incidence.shares_{key}", lang, count=numbers["studies"], shares=shares, **told)
        title = title[:1].upper() + title[1:]
    undated = int(rows[["window_start_date", "window_end_date"]].isna().all(axis=1).sum())
    said = [word("incidence.shares_summary", lang, count=len(rows))]
    said += [word("incidence.shares_undated", lang, count=undated)] if undated else []
    return Drawn(
        title,
        rows,
        summary=" ".join(said),
        numbers=numbers,
        chart=partial(
            labelled.labelled,
            rows,
            label="short",
            written="figure",
            behind="examined",
            briefly="of_how_many",
            group="heading" if rows["heading"].nunique() > 1 else "",
            ours="is_ours",
            row_id="measurement_id",
        )
        if len(rows)
        else None,
        alt=labelled.alt(rows, lang, label="short", value="value", title=title),
        unit=word("incidence.shares_unit", lang, count=len(rows)),
        scope=dated(rows, lang),
        is_upright=True,
        producers=tuple(rows["producer"].unique()),
        **table(lang),
    )


def others(asked: Asked, group: str, quantity: str, title: str) -> Drawn:
    """A table of all that is no such share."""
    rows = rows_of(asked, group)
    rows = rows[~is_share(rows, quantity)]
    numbers = {"count": len(rows), "without": int(rows["is_existence_only"].sum())}
    without = word("incidence.counts_without", asked.lang, count=numbers["without"])
    return Drawn(
        title,
        rows,
        summary=word("incidence.counts_summary", asked.lang, count=numbers["count"], without=without),
        numbers=numbers,
        producers=tuple(rows["producer"].unique()),
        **table(asked.lang),
    )


@figure("incidence.shares", choices=(COUNTED,), brief=2)
def shares(asked: Asked) -> Drawn:
    """Published shares of one quantity, with intervals. Grain: one row per measurement."""
    return compared(asked, asked["counted"], GROUPS[asked["counted"]])


@figure("incidence.counts", choices=(COUNTED,))
def counts(asked: Asked) -> Drawn:
    """What was published of one quantity and is no share. Grain: one row per measurement."""
    group = asked["counted"]
    title = word("incidence.counts", asked.lang, quantity=label("quantity_group", group, asked.lang))
    return others(asked, group, GROUPS[group], title)


TESTED = ("p_value", "difference_low", "difference_high")  # of a design run twice, beside its second run


@figure("incidence.retests")
def retests(asked: Asked) -> Drawn:
    """Tests meant to provoke: asked, made, refused; whether a repeated one tells a change. Grain: a row per test."""
    lang, rows = asked.lang, rows_of(asked, "test")
    rows = rows[is_share(rows, "adversarial_test")].sort_values("sampled_count", ascending=False, na_position="last")
    unit, title = word("incidence.retests_unit", lang), word("incidence.retests", lang)
    if rows.empty:
        count = lambda one: len(load("incidence_rows", **one.period, groups=("test",)))  # noqa: E731
        return nothing(asked, count, title, rows=rows, placed=False, unit=unit, **table(lang))
    rows["told"] = [tried(row, lang) for row in records_of(rows)]
    rows["tester"] = [
        " · ".join(filter(None, (label("name", row["producer"], lang), window(row, lang)))) for row in records_of(rows)
    ]
    if len(rows) == 1:  # the heading above it names the kind
        (one,) = rows[["producer", "told"]].to_dict("records")
        title = word("incidence.retests_one", lang, producer=label("name", one["producer"], lang), told=one["told"])
    pairs = load("incidence_comparisons")
    drawn = rows["measurement_id"]  # a design is told of when both its runs are drawn
    both = pairs[pairs["first_measurement_id"].isin(drawn) & pairs["second_measurement_id"].isin(drawn)]
    exact = both[["second_measurement_id", *TESTED]].rename(columns={"second_measurement_id": "measurement_id"})
    rows, pairs = rows.merge(exact, how="left", on="measurement_id"), records_of(both)
    said = [
        word(
            "incidence.retests_answer",
            lang,
            p=number(pair["p_value"], lang, 2),
            low=number(100 * pair["difference_low"], lang, 0),
            high=number(100 * pair["difference_high"], lang, 0),
        )
        for pair in pairs
    ]
    if pairs:
        counts = {
            f"{letter}{n}": pairs[0][f"{place}_{name}_count"]
            for n, place in ((1, "first"), (2, "second"))
            for letter, name in (("k", "flagged"), ("n", "sampled"))
        }
        verdict = label("comparison_verdict", pairs[0]["verdict"], lang)
        title = word("incidence.retests_found", lang, verdict=lowered(verdict), **counts)
    return Drawn(
        title,
        rows,
        summary=" ".join([word("incidence.retests_note", lang), *said]),
        said=word("incidence.retests_said", lang),
        numbers={"count": len(rows)},
        chart=partial(trials.trials, rows, unit=word("incidence.retests_axis", lang)),
        alt=f"{title}. " + "; ".join(f"{row['tester']}: {row['told']}" for row in records_of(rows)),
        unit=unit,
        scope=dated(rows, lang),
        is_upright=True,
        producers=tuple(rows["producer"].unique()),
        **{**table(lang), "columns": {**columns(lang), **headings("incidence", TESTED, lang)}},
    )


def tried(row: dict[str, Any], lang: str) -> str:
    """`45 of 55 made, 10 refused`; of a few trials that they are too few, of an unknown number the share."""
    category = label("detection_category", row["category"], lang)
    if is_unknown(row["sampled_count"]) or is_unknown(row["flagged_count"]) or not row["sampled_count"]:
        return f"{word('incidence.tried_unknown', lang, share=row['figure'])} · {category}"
    asked_for, made = int(row["sampled_count"]), int(row["flagged_count"])
    refused = word("incidence.tried_refused", lang, count=asked_for - made)
    told = f"{word('incidence.tried', lang, n=asked_for, count=made)}, {refused}"
    return f"{told} · {word('incidence.tried_few', lang)}" if asked_for < FEW_TRIALS else told


@figure("incidence.retests_counts")
def retests_counts(asked: Asked) -> Drawn:
    """What adversarial tests published that is no share. Grain: one row per test."""
    lang = asked.lang
    title = word("incidence.retests_counts", lang, quantity=label("quantity_group", "test", lang))
    return others(asked, "test", "adversarial_test", title)


def examined(row: dict[str, Any], lang: str) -> str:
    """n spelled out, and the days when known."""
    days = window(row, lang) or word("incidence.undated", lang)
    return " · ".join(part for part in (counted(row, lang), days) if part)


def counted(row: dict[str, Any], lang: str) -> str:
    """How many were examined, and whether the number of cases was published; '' for what is no share."""
    if not row["unit"].startswith("share"):
        return ""
    kind, n = row["sampled_count_kind"], row["sampled_count"]
    if is_unknown(n):
        return word("incidence.n.unknown", lang)
    if kind in ("rounded", "floor", "population"):
        return word(f"incidence.n.{kind}", lang, n=int(n))
    if not is_unknown(row["flagged_count"]):
        return word("incidence.n.exact", lang, count=int(n), k=int(row["flagged_count"]), n=int(n))
    return word("incidence.n.exact_only", lang, count=int(n), n=int(n))
