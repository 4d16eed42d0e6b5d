"""staging.detector_estimates: shares from the store's detector results: raw, with accounts, corrected by people.

An image that came in two files of a detector counts once, as in the later file. Codings of the same images by people,
when the store has them, correct the detector's share, on the assumption that they are a random part. Grain: one row per
detector, category and step (raw, accounts, corrected).
"""

import json
import math
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from etl import intervals as iv

TYPES = {
    **dict.fromkeys(("detector", "family", "population", "category", "step", "method"), pa.string()),
    **dict.fromkeys(("sampled_count", "flagged_count", "account_count", "labelled_count"), pa.int64()),
    **dict.fromkeys(("flag_at", "value", "value_low", "value_high"), pa.float64()),
    **dict.fromkeys(("assumptions", "warnings"), pa.list_(pa.string())),
    **dict.fromkeys(("first_day", "last_day"), pa.date32()),
    "has_coders": pa.bool_(),
}
LABELLED_LEAST = 30  # fewer images coded by people say nothing dependable of the detector's errors
PERSONS_LEAST = 10  # as in staging.shown_cells: fewer persons are not shown, and nothing is made from so few
# A detector's image and category: flagged, or what most coders said; ties are left out.
DECIDED = """
    create or replace temp table decided as
    with latest as (
        select detector, image, max(file) as file from raw.detector_images join raw.detector_files using (file)
        group by detector, image
    )
    select detector, category, image, any_value(account) as account, any_value(day) as day,
        2 * count(*) filter (is_flagged) > count(*) as flag
    from latest join raw.detector_images using (file, image) join raw.detector_scores using (file, number)
    group by detector, category, image
    having 2 * count(*) filter (is_flagged) <> count(*)"""


def rows(connection) -> tuple[list[dict], dict]:
    """The rows and their types; none without a store."""
    about = {}
    for detector, family, population, thresholds, has_coders, first, last in connection.execute("""
            select detector, any_value(family),
                string_agg(distinct nullif(population, ''), '; ' order by nullif(population, '')), max(thresholds),
                bool_or(has_coders), min(first_day), max(last_day)
            from raw.detector_files group by detector order by detector""").fetchall():
        about[detector] = {"family": family, "population": population, "has_coders": has_coders, "first_day": first,
                           "last_day": last, "thresholds": json.loads(thresholds)}  # fmt: skip # saves 6 lines
    if not about:
        return [], TYPES
    connection.execute(DECIDED).fetchall()
    counts = connection.execute("""
        select detector, category, count(*), count(*) filter (flag), count(distinct account) from decided
        group by all order by all""").fetchall()
    found = []
    for detector, category, sampled, flagged, accounts in counts:
        told = about[detector]
        shared = {
            **{name: told[name] for name in ("family", "population", "has_coders", "first_day", "last_day")},
            "detector": detector, "category": category, "sampled_count": sampled, "flagged_count": flagged,
            "account_count": accounts, "flag_at": told["thresholds"].get(category),
        }  # fmt: skip # saves 4 lines
        for step, estimate, labelled in steps(connection, detector, category, sampled, flagged, accounts, told):
            found.append(shared | {
                "step": step, "labelled_count": labelled, "method": estimate.method, "value": estimate.value,
                "value_low": estimate.low, "value_high": estimate.high, "assumptions": list(estimate.assumptions),
                "warnings": list(estimate.warnings),
            })  # fmt: skip # saves 8 lines
    return found, TYPES


def steps(
    connection, detector: str, category: str, sampled: int, flagged: int, accounts: int, told: dict
) -> Iterator[tuple[str, iv.Estimate, int]]:
    """(step, estimate, images coded by people) for one detector and category.

    Counts that may be of persons are shown rounded to five, or not at all: all that is published beside them is made
    from what may be shown, or it would give the exact ones back. The interval is that of the rounded count, widened for
    accounts in steps of a tenth, and not there for accounts that are themselves too few to be counted; the estimate
    corrected by people is that of rounded codings, and not there where one of them counts too few.
    """
    is_rounded = category.startswith("appears")
    shown = min(5 * (sampled // 5), 5 * round(flagged / 5)) if is_rounded else flagged
    best, effect = iv.proportion(shown, sampled), 1.0
    yield "raw", best, 0
    if accounts > 1:
        groups = connection.execute("""
            select count(*) filter (flag), count(*) from decided where detector = ? and category = ?
            group by coalesce('a' || account, 'i' || image)""", [detector, category]).fetchnumpy(
        )  # fmt: skip # saves 2 lines
        best = iv.clustered_share(*groups.values())
        if is_rounded:
            best = rounded(best, shown, sampled, accounts)
        effect = best.inputs["widening"]
        yield "accounts", best, 0
    if not told["has_coders"]:
        cells = connection.execute(
            """
            with people as (
                select category, image, bool_or(flag) as label from decided
                where detector in (select detector from raw.detector_files where has_coders)
                group by category, image having bool_or(flag) = bool_and(flag)
            )
            select count(*) filter (flag and label), count(*) filter (flag and not label),
                count(*) filter (not flag and label), count(*) filter (not flag and not label)
            from decided join people using (category, image) where detector = ? and category = ?""",
            [detector, category],
        ).fetchall()[0]
        labelled = iv.Validation(*map(int, cells))
        if is_rounded:
            labelled = shown_codings(labelled)
        if labelled.labelled_count >= LABELLED_LEAST:
            corrected = iv.difference_share(best, labelled, design_effect=effect)
            yield "corrected", corrected, int(labelled.labelled_count)


def rounded(clustered: iv.Estimate, shown: int, sampled: int, accounts: int) -> iv.Estimate:
    """The estimate with accounts as it may be shown: of the rounded count, at an effective size that is rounded too."""
    widening = math.ceil(10 * clustered.inputs["widening"]) / 10
    told = replace(clustered, value=shown / sampled, inputs={**clustered.inputs, "widening": widening})
    if accounts < PERSONS_LEAST:
        return replace(told, low=None, high=None, warnings=("accounts_hidden",))
    if clustered.low is None:
        return told
    size = sampled / widening
    low, high = iv.proportion_limits(shown / sampled * size, size, "auto")
    return replace(told, low=low, high=high)


def shown_codings(exact: iv.Validation) -> iv.Validation:
    """Codings of images that may be of persons, each count rounded to five; none at all where one is too small."""
    seen = (exact.tp, exact.fp, exact.fn)
    if min(seen) < PERSONS_LEAST:
        return iv.Validation(0, 0, 0, 0)
    tp, fp, fn = (5 * round(count / 5) for count in seen)
    return iv.Validation(tp, fp, fn, max(0, int(exact.labelled_count) - tp - fp - fn))
