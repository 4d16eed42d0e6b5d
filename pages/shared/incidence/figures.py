"""The tree of the first study, the volumes of images, and the same figures under other assumptions."""

from functools import partial

from figures.charts import forest, tree
from figures.words import number, percent, word
from pages.shared.incidence.common import SOURCES, VOCABULARIES, columns, dates, named, share, window
from pages.shared.query import label, load
from pages.shared.show import show


def branches(selection, lang):
    """The first study's tree: each share under the one it is a share of."""
    rows = load("incidence_tree")
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
    title, unit = word("incidence.tree", lang, producer=rows["producer"].iloc[0]), word("incidence.tree_unit", lang)
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
    show(
        "incidence.tree",
        partial(
            tree.tree, rows, label="named", detail="of", overall="overall_share", depth="depth", derived="is_derived",
            hollow="is_low", low="overall_low", high="overall_high", unit=word("incidence.share_axis", lang),
        ),
        rows,
        selection=selection,
        title=title,
        summary=word("incidence.tree_summary", lang, n=n, parts=parts),
        alt=forest.alt(rows, lang, label="named", value="overall_share", title=title),
        sources=SOURCES,
        producers=(rows["producer"].iloc[0],),
        unit=unit,
        columns=columns(
            lang,
            "category share parent_category overall_share overall_low overall_high is_derived confidence frame_* "
            "source_publisher source_url measurement_id",
        ),
        vocabularies=VOCABULARIES,
    )  # fmt: skip


def volumes(selection, lang):
    """How many images a day, estimate by estimate, on a logarithmic axis."""
    rows = load("incidence_volumes", **dates(selection))
    if rows.empty:
        return
    rows["named"] = [named(row, lang) for row in rows.to_dict("records")]
    rows["group"] = [label("quantity", code, lang) for code in rows["quantity"]]
    rows["detail"] = [
        word(f"incidence.volumes_detail.{unit}", lang, value=row["value"], when=window(row, lang))
        for row in rows.to_dict("records")
        for unit in [row["unit"]]
    ]
    title, unit = word("incidence.volumes", lang), word("incidence.volumes_unit", lang)
    limits = {"lowest": int(rows["per_day"].min()), "highest": int(rows["per_day"].max())}
    show(
        "incidence.volumes",
        partial(
            forest.forest, rows, label="named", detail="detail", group="group", value="per_day", low="per_day_low",
            high="per_day_high", ours="is_ours", kind="number", unit=word("incidence.volumes_axis", lang), log=True,
        ),
        rows,
        selection=selection,
        title=title,
        summary=word("incidence.volumes_summary", lang, count=len(rows), **limits),
        alt=forest.alt(rows, lang, label="named", value="per_day", title=title, kind="number"),
        sources=SOURCES,
        unit=unit,
        producers=tuple(rows["producer"].unique()),
        columns=columns(
            lang,
            "producer category quantity value unit window_start_date window_end_date per_day per_day_low per_day_high "
            "frame_* confidence source_publisher source_url measurement_id",
        ),
        vocabularies=VOCABULARIES,
    )  # fmt: skip


def doubts(selection, lang):
    """The same shares under other assumptions than simple sampling."""
    rows = load("incidence_doubts", **dates(selection))
    if rows.empty:
        return
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
    title = word("incidence.doubts", lang)
    show(
        "incidence.doubts",
        partial(
            forest.forest, rows, label="treated", detail="note", group="group", value="value", low="value_low",
            high="value_high", ours="is_ours", unit=word("incidence.share_axis", lang),
        ),
        rows,
        selection=selection,
        title=title,
        summary=word(
            "incidence.doubts_summary",
            lang,
            f1=percent(rows.loc[rows["treatment"] == "f1", "parameter"].max(), lang),
            times=number(rows["times_sampling"].max(), lang, 0),
        ),
        alt=forest.alt(rows, lang, label="group", value="value", title=title),
        sources=SOURCES,
        unit=word("incidence.share_unit", lang),
        producers=tuple(rows["producer"].unique()),
        columns=columns(
            lang,
            "producer category treatment parameter value value_low value_high method assumptions note_* measurement_id",
        ),
        vocabularies=VOCABULARIES,
    )  # fmt: skip
