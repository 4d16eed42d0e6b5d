"""Studies side by side: the shares of one quantity, what is no such share, and the tests designed to provoke."""

from functools import partial

from figures.charts import forest
from figures.charts.values import interval
from figures.words import number, word
from pages.shared.incidence.common import SOURCES, VOCABULARIES, columns, dates, figure, missing, named, window
from pages.shared.query import label, load
from pages.shared.show import empty_notice, show

FEW = 12  # rows of a long table that are shown at once; the files hold all


def studies(selection, lang, key, counts, group, quantity, title, summary="", own=None):
    """The forest of one quantity's shares, if there are any, and a table of all that is no such share."""
    rows = load("incidence_rows", **dates(selection), groups=(group,))
    if rows.empty:
        empty_notice(selection, lambda one: len(load("incidence_rows", **dates(one), groups=(group,))), placed=False)
        return
    each = rows.to_dict("records")
    rows["named"] = [named(row, lang) for row in each]
    rows["interval"] = [interval(row["value_low"], row["value_high"], "share", lang) or None for row in each]
    rows["figure"] = [figure(row, lang) for row in each]
    rows["examined"] = [examined(row, lang) for row in each]
    is_share = (rows["unit"] == "share") & (rows["quantity"] == quantity) & rows["value"].notna()
    shares, others = rows[is_share].sort_values("value", ascending=False), rows[~is_share]
    heads = columns(
        lang,
        "producer category figure interval examined value value_low value_high unit flagged_count sampled_count "
        "sampled_count_kind quantity window_start_date window_end_date published_date frame_* sampling detector "
        "interval_method is_existence_only "
        "description_* confidence source_publisher source_url measurement_id",
    )
    shared = {"selection": selection, "sources": SOURCES, "columns": heads, "vocabularies": VOCABULARIES,
              "own": own}  # fmt: skip
    shared["shown"] = ("producer", f"description_{lang}", "figure", "interval", "examined", "category", "confidence",
                       "source_url")  # fmt: skip
    if len(shares):
        unit = word("incidence.share_unit", lang)
        show(
            key,
            partial(
                forest.forest,
                shares, label="named", detail="examined", value="value", low="value_low", high="value_high",
                ours="is_ours", unit=word("incidence.share_axis", lang),
            ),
            shares,
            title=title,
            summary=summary
            or word("incidence.shares_summary", lang, count=len(shares), ours=int(shares["is_ours"].sum())),
            alt=forest.alt(shares, lang, label="named", value="value", title=title),
            unit=unit,
            producers=tuple(shares["producer"].unique()),
            **shared,
        )  # fmt: skip
    if len(others):
        show(
            counts,
            None,
            others,
            title=word(counts, lang, quantity=label("quantity_group", group, lang)),
            summary=word(
                "incidence.counts_summary", lang, count=len(others), without=int(others["is_existence_only"].sum())
            ),
            alt="",
            producers=tuple(others["producer"].unique()),
            most=FEW,
            **shared,
        )


def examined(row, lang):
    """n spelled out, and the days when known."""
    return ", ".join(part for part in (counted(row, lang), window(row, lang)) if part)


def counted(row, lang):
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


def retests(selection, lang):
    """Adversarial tests, apart, with the exact test of the only repeated design."""
    pairs = load("incidence_comparisons").to_dict("records")
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
        for pair in pairs
    ]
    title = word("incidence.retests", lang)
    summary = " ".join(said or [word("incidence.retests_none", lang)])
    studies(
        selection, lang, "incidence.retests", "incidence.retests_counts", "test", "adversarial_test", title, summary
    )
