"""The tree of the first study, the volumes of images, and the same figures under other assumptions."""

from functools import partial

import pandas as pd

from figures.asked import Asked
from figures.charts import labelled
from figures.charts import tree as trees
from figures.charts.values import written
from figures.data import label, load
from figures.drawn import Drawn, figure, headings
from figures.incidence.common import SOURCES, VOCABULARIES, dated, headed, named, share, short, window
from figures.records import records_of
from figures.words import lowered, number, percent, word


@figure("incidence.tree")
def tree(asked: Asked) -> Drawn:
    """The first study's tree: each share under the one it is a share of. Grain: one row per share."""
    lang, rows = asked.lang, load("incidence_tree")
    columns = headings(
        "incidence",
        "category share parent_category overall_share overall_low overall_high is_derived confidence frame_* "
        "source_publisher source_url measurement_id",
        lang,
    )
    unit = word("incidence.tree_unit", lang)
    if rows.empty:
        return Drawn(word("incidence.tree_none", lang), rows, columns, unit=unit, sources=SOURCES)
    n, kind = rows["sampled_count"].iloc[0], rows["sampled_count_kind"].iloc[0]
    kind = kind if kind in ("rounded", "floor") else "exact"
    of_all = word(f"incidence.tree_of_all.{kind}", lang, n=int(n))
    rows["named"] = [label("detection_category", code, lang) for code in rows["category"]]
    rows["parent_share"] = [
        row["overall_share"] / row["share"] if row["is_derived"] and row["share"] else None for row in records_of(rows)
    ]
    rows["value_told"] = [share(value, lang) for value in rows["share"]]
    rows["told"] = [
        word("incidence.tree_of_parent", lang, parent=share(row["parent_share"], lang),
             overall=share(row["overall_share"], lang)) if row["is_derived"] else of_all
        for row in records_of(rows)
    ]  # fmt: skip # saves 6 lines
    caveats = load("caveats", page="incidence")  # those whose row is in view
    own = list(caveats[caveats["row_id"].isin(rows["measurement_id"])][f"text_{lang}"])
    title = tree_title(rows, of_all, lang)
    return Drawn(
        title,
        rows,
        columns,
        summary=" ".join([word("incidence.tree_summary", lang), *own]),
        said=" ".join([word("incidence.tree_said", lang), *own]),
        numbers={"n": int(n)},
        chart=partial(trees.tree, rows),
        alt=labelled.alt(rows, lang, label="named", value="overall_share", title=title),
        sources=SOURCES,
        producers=(rows["producer"].iloc[0],),
        unit=unit + (word("incidence.tree_hollow", lang) if rows["is_low"].any() else ""),
        scope=dated(rows, lang),
        is_upright=True,
        vocabularies=VOCABULARIES,
    )


def tree_title(rows: pd.DataFrame, of_all: str, lang: str) -> str:
    """The affair's first share and the part of it shown beside; the highest share where the tree holds neither."""
    affair = load("affair").iloc[0]
    found = {row["measurement_id"]: row for row in records_of(rows)}
    first = found.get(affair["headline_id"]) or next(iter(found.values()))
    told = {"share": first["value_told"], "of": of_all, "category": first["named"]}
    part = found.get(affair["part_id"])
    if part is None or not part["is_derived"]:
        return word("incidence.tree", lang, **told)
    return word("incidence.tree_parts", lang, part=part["value_told"], part_category=part["named"], **told)


@figure("incidence.volumes")
def volumes(asked: Asked) -> Drawn:
    """How many images a day, estimate by estimate. Grain: one row per estimate."""
    lang, rows = asked.lang, load("incidence_volumes", **asked.period)
    title, unit = word("incidence.volumes", lang), word("incidence.volumes_unit", lang)
    columns = headings(
        "incidence",
        "producer category quantity value unit window_start_date window_end_date per_day per_day_low per_day_high "
        "frame_* confidence source_publisher source_url measurement_id",
        lang,
    )
    if rows.empty:
        return Drawn(title, rows, columns, unit=unit, sources=SOURCES)
    rows = headed(rows.sort_values("per_day", ascending=False), lang)
    rows["short"] = [short(row, lang) for row in records_of(rows)]
    rows["about_per_day"] = [rounded(value) for value in rows["per_day"]]
    rows["told"] = [both_ways(value, lang) for value in rows["per_day"]]
    rows["told_day"] = [both_ways(value, lang).split("·")[-1].strip() for value in rows["per_day"]]
    rows["when"] = [window(row, lang) or word("incidence.undated", lang) for row in records_of(rows)]
    # What the affair is about alone: other kinds are of other days, and their least may be below its least.
    heading = rows["heading"].iloc[0]
    about = rows.loc[rows["heading"] == heading, "about_per_day"]
    least, most = int(about.min()), int(about.max())
    title = word(
        "incidence.volumes_found",
        lang,
        heading=lowered(heading),
        least=number(least, lang),
        most=number(most, lang),
        count=1 if least == most else len(about),
    )
    return Drawn(
        title,
        rows,
        columns,
        summary=word("incidence.volumes_summary", lang),
        numbers={"count": len(rows), "first": len(about), "least": least, "most": most},
        chart=partial(
            labelled.labelled,
            rows,
            label="short",
            value="per_day",
            low="per_day_low",
            high="per_day_high",
            written="told",
            shortly="told_day",
            behind="when",
            group="heading" if rows["heading"].nunique() > 1 else "",
            row_id="measurement_id",
            kind="number",
        ),
        alt=labelled.alt(rows, lang, label="short", value="per_day", title=title, kind="number"),
        sources=SOURCES,
        unit=unit,
        scope=dated(rows, lang),
        is_upright=True,
        producers=tuple(rows["producer"].unique()),
        vocabularies=VOCABULARIES,
    )


def rounded(value: float) -> int:
    """A daily mean to three figures: it is no more exact than that."""
    digits = len(str(int(value)))
    return int(round(value, 3 - digits)) if digits > 3 else round(value)


def both_ways(per_day: float, lang: str) -> str:
    """`190 a minute · 273,000 a day`; an hour where a minute has less than one."""
    unit, times = ("minute", 1440) if per_day >= 1440 else ("hour", 24)
    often = number(float(f"{per_day / times:.2g}"), lang)
    return word(f"incidence.a_{unit}", lang, often=often, day=number(rounded(per_day), lang))


@figure("incidence.doubts")
def doubts(asked: Asked) -> Drawn:
    """The same shares under other assumptions than simple sampling. Grain: one row per share and assumption."""
    lang, rows = asked.lang, load("incidence_doubts", **asked.period)
    title, unit = word("incidence.doubts", lang), word("incidence.share_unit", lang)
    columns = headings(
        "incidence",
        "producer category treatment parameter value value_low value_high method assumptions note_* measurement_id",
        lang,
    )
    if rows.empty:
        return Drawn(title, rows, columns, unit=unit, sources=SOURCES)
    rows["treated"] = [label("incidence_treatment", code, lang) for code in rows["treatment"]]
    rows[f"note_{lang}"] = rows[f"note_{lang}"].fillna(word("incidence.sampling_note", lang))
    rows["note"] = [
        word(
            f"incidence.doubts_detail.{treatment}",
            lang,
            low=percent(row["value_low"], lang, 1),
            high=percent(row["value_high"], lang, 1),
            parameter=row["parameter"],
        )
        for row in records_of(rows)
        for treatment in [row["treatment"]]
    ]
    rows["group"] = [named(row, lang) for row in records_of(rows)]
    rows["is_ours"] = True
    rows["told"] = [written(value, "share", lang) for value in rows["value"]]
    widest = rows[rows["treatment"] == "f1"].nlargest(1, "times_sampling")  # none where no study in view has an F1
    numbers = {"f1": widest["parameter"].iloc[0], "times": widest["times_sampling"].iloc[0]} if len(widest) else {}
    said = ""
    if numbers:
        said = word(
            "incidence.doubts_f1", lang, f1=percent(numbers["f1"], lang), times=number(numbers["times"], lang, 0)
        )
    return Drawn(
        title,
        rows,
        columns,
        summary=word("incidence.doubts_summary", lang, f1=said),
        numbers=numbers,
        chart=partial(
            labelled.labelled,
            rows,
            label="treated",
            written="told",
            behind="note",
            group="group",
            ours="is_ours",
            unit=word("incidence.share_axis", lang),
        ),
        alt=labelled.alt(rows, lang, label="group", value="value", title=title),
        sources=SOURCES,
        unit=unit,
        is_upright=True,
        producers=tuple(rows["producer"].unique()),
        vocabularies=VOCABULARIES,
    )
