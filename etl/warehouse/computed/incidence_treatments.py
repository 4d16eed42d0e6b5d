"""staging.incidence_treatments: what else was worked out from a published measurement, each with its interval.

data/reference/incidence_treatments.csv says which measurement, which treatment, with which parameter and why; the
statistics are those of etl.intervals. Grain: one row per line of that file.
"""

import pyarrow as pa

from etl import intervals as iv
from etl.intervals.estimate import need_counts

TYPES = {
    **dict.fromkeys(("measurement_id", "treatment", "with_measurement_id", "unit", "method"), pa.string()),
    **dict.fromkeys(("parameter", "value", "value_low", "value_high"), pa.float64()),
    "assumptions": pa.list_(pa.string()),
    **dict.fromkeys(("note_en", "note_fr"), pa.string()),
}
F1 = 0.95  # the producer's own figure, for the totals that follow from it


def rows(connection) -> tuple[list[dict], dict]:
    """The rows and their types."""
    asked = connection.execute("""
        select measurement_id, treatment, parameter::double, with_measurement_id, note_en, note_fr
        from raw.incidence_treatments""").fetchall()
    known = {name: {"n": n, "k": k, "value": value} for name, n, k, value in connection.execute("""
        select measurement_id, sampled_count, coalesce(flagged_count, round(value * sampled_count)), value
        from staging.detections""").fetchall()}  # fmt: skip # saves 3 lines
    found = []
    for name, treatment, parameter, other, note_en, note_fr in asked:
        try:
            value, low, high, method, assumptions = TREATMENTS[treatment](known, name, other, parameter)
        except iv.UnusableInputs:  # an impossible count: the checks that follow name its row
            continue
        found.append({
            "measurement_id": name, "treatment": treatment, "with_measurement_id": other, "parameter": parameter,
            "unit": "count" if treatment.startswith("total") else "share", "method": method, "value": value,
            "value_low": low, "value_high": high, "assumptions": list(assumptions), "note_en": note_en,
            "note_fr": note_fr,
        })  # fmt: skip # saves 10 lines
    return found, TYPES


def accounts(known: dict, name: str, other: str, correlation: float) -> tuple:
    """The Wilson interval at the sample size that a design effect leaves."""
    need_counts(known[name]["k"], known[name]["n"])
    one, effect = known[name], iv.design_effect(known[name]["n"] / known[other]["value"], correlation)
    low, high = iv.proportion_limits(one["k"] / effect, one["n"] / effect)
    return one["value"], low, high, "linearised_clusters", ("clusters_at_random", "perfect_detector")


def f1(known: dict, name: str, other: str | None, score: float) -> tuple:
    """(value, low, high, method, assumptions): what a detector of that F1 leaves possible."""
    low, high = iv.f1_bounds(known[name]["value"], score)
    return known[name]["value"], low, high, "f1_bounds", ("f1_holds_here",)


def chain(known: dict, name: str, other: str, parameter: float | None) -> tuple:
    """A share of a share: the first of the images sampled, the second of those it left."""
    outer = iv.proportion(int(known[other]["k"]), int(known[other]["n"]))
    size = int(known[other]["k"])
    inner = iv.proportion(round(known[name]["value"] * size), size)
    product = iv.chained_share([outer, inner])
    return known[other]["value"] * known[name]["value"], product.low, product.high, product.method, product.assumptions


def total(known: dict, name: str, other: str, population: float) -> tuple:
    """(value, low, high, method, assumptions): the share of a sample carried over to its population."""
    share = iv.proportion(int(known[other]["k"]), int(known[other]["n"]))
    found = iv.total_delta(share, population)
    return found.value, found.low, found.high, found.method, found.assumptions


def total_f1(known: dict, name: str, other: str, population: float) -> tuple:
    share, low, high, method, assumptions = f1(known, other, None, F1)
    return share * population, low * population, high * population, method, assumptions


TREATMENTS = {"accounts": accounts, "f1": f1, "chain": chain, "total": total, "total_f1": total_f1}
