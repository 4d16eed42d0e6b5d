"""The tree of the first study, the volumes of images, and the same figures under other assumptions."""

from functools import partial

from figures.asked import Asked
from figures.charts import forest
from figures.charts import tree as trees
from figures.data import label, load
from figures.drawn import Drawn, figure, headings
from figures.incidence.common import SOURCES, VOCABULARIES, named, share, window
from figures.words import number, percent, word


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
        return Drawn(word("incidence.tree", lang, producer="–"), rows, columns, unit=unit, sources=SOURCES)
    n = int(rows["sampled_count"].iloc[0])
    rows["named"] = [label("detection_category", code, lang) for code in rows["category"]]
    rows["of"] = [
        word(
            "incidence.tree_of_parent",
            lang,
            share=share(row["share"], lang),
            parent=label("detection_category", row["parent_category"], lang),
        )
        if row["is_derived"]
        else word("incidence.tree_of_all", lang, n=n)
        for row in rows.to_dict("records")
    ]
    title = word("incidence.tree", lang, producer=rows["producer"].iloc[0])
    caveats = load("caveats", page="incidence")  # those whose row is in view
    own = list(caveats[caveats["row_id"].isin(rows["measurement_id"])][f"text_{lang}"])
    parts = [
        word(
            "incidence.tree_part_of" if row["is_derived"] else "incidence.tree_part",
            lang,
            category=row["named"],
            share=share(row["overall_share"], lang),
            **({"parent": label("detection_category", row["parent_category"], lang)} if row["is_derived"] else {}),
        )
        for row in rows.to_dict("records")
    ]
    return Drawn(
        title,
        rows,
        columns,
        summary=" ".join([word("incidence.tree_summary", lang, n=n, parts=parts), *own]),
        numbers={"n": n},
        chart=partial(
            trees.tree,
            rows,
            label="named",
            detail="of",
            overall="overall_share",
            depth="depth",
            derived="is_derived",
            hollow="is_low",
            low="overall_low",
            high="overall_high",
            unit=word("incidence.share_axis", lang),
        ),
        alt=forest.alt(rows, lang, label="named", value="overall_share", title=title),
        sources=SOURCES,
        producers=(rows["producer"].iloc[0],),
        unit=unit,
        vocabularies=VOCABULARIES,
    )


@figure("incidence.volumes")
def volumes(asked: Asked) -> Drawn:
    """How many images a day, estimate by estimate, on a logarithmic axis. Grain: one row per estimate."""
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
    rows["named"] = [named(row, lang) for row in rows.to_dict("records")]
    rows["group"] = [label("quantity", code, lang) for code in rows["quantity"]]
    rows["detail"] = [
        word(f"incidence.volumes_detail.{unit_code}", lang, value=row["value"], when=window(row, lang))
        for row in rows.to_dict("records")
        for unit_code in [row["unit"]]
    ]
    # A logarithmic axis has no place for zero: what is none a day is in the table, and said.
    drawable = rows[rows["per_day"] > 0]
    zeros = len(rows) - len(drawable)
    limits = {"lowest": int(rows["per_day"].min()), "highest": int(rows["per_day"].max())}
    return Drawn(
        title,
        rows,
        columns,
        summary=word("incidence.volumes_summary", lang, count=len(rows), **limits),
        numbers={"count": len(rows), **limits},
        notes=(word("charts.zeros", lang, count=zeros),) if zeros else (),
        chart=partial(
            forest.forest,
            drawable,
            label="named",
            detail="detail",
            group="group",
            value="per_day",
            low="per_day_low",
            high="per_day_high",
            ours="is_ours",
            kind="number",
            unit=word("incidence.volumes_axis", lang),
            log=True,
        ),
        alt=forest.alt(rows, lang, label="named", value="per_day", title=title, kind="number"),
        sources=SOURCES,
        unit=unit,
        producers=tuple(rows["producer"].unique()),
        vocabularies=VOCABULARIES,
    )


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
        for row in rows.to_dict("records")
        for treatment in [row["treatment"]]
    ]
    rows["group"] = [named(row, lang) for row in rows.to_dict("records")]
    rows["is_ours"] = True
    f1, times = rows.loc[rows["treatment"] == "f1", "parameter"].max(), rows["times_sampling"].max()
    return Drawn(
        title,
        rows,
        columns,
        summary=word("incidence.doubts_summary", lang, f1=percent(f1, lang), times=number(times, lang, 0)),
        numbers={"f1": f1, "times": times},
        chart=partial(
            forest.forest,
            rows,
            label="treated",
            detail="note",
            group="group",
            value="value",
            low="value_low",
            high="value_high",
            ours="is_ours",
            unit=word("incidence.share_axis", lang),
        ),
        alt=forest.alt(rows, lang, label="group", value="value", title=title),
        sources=SOURCES,
        unit=unit,
        producers=tuple(rows["producer"].unique()),
        vocabularies=VOCABULARIES,
    )
