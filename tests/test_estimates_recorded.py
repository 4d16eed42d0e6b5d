"""Every estimate over a grid of inputs: its value, both ends, inputs, assumptions and warnings, as recorded.

What an estimate must be is held by published values and simulations (test_intervals, test_coverage); here each field of
each stands, at every edge of the rules: nothing flagged, everything, few, none labelled, rates that do not fit, a
population without an error, and what is refused with its words.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from recording import as_recorded

from etl import intervals as iv

COUNTS = ((0, 50), (1, 50), (9, 50), (10, 50), (40, 50), (41, 50), (50, 50), (300, 1000), (5, 4), (-1, 5), (0, 0))
RATES = ((0.8, 0.99), (1.0, 1.0), (0.5, 0.5), (0.9, 0.2), (0.7, 0.7))
LABELS = (iv.Validation(30, 0, 0, 30), iv.Validation(20, 5, 4, 31), iv.Validation(8, 2, 20, 30), iv.Validation(0, 0, 0, 60),
          iv.Validation(60, 0, 0, 0), iv.Validation(1, 0, 0, 1), iv.Validation(30, 30, 10, 10)
)  # fmt: skip # saves 8 lines
ACCOUNTS = (([1, 0, 2, 1], [3, 3, 3, 3]), ([0, 0, 0], [1, 1, 1]), ([5, 0, 0, 1, 0, 2], [9, 1, 1, 2, 1, 3]), ([2], [4]),
            ([1] * 20 + [0] * 30, [2] * 50), ([3] * 40, [3] * 40))  # fmt: skip # saves 6 lines
FLAGGED = {name: iv.proportion(*counts) for name, counts in (("some", (300, 1000)), ("few", (3, 200)), ("none", (0, 80)),
                                                             ("all", (80, 80)))}  # fmt: skip # saves 4 lines


def calls() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Name → what is asked."""
    for counts in COUNTS:
        yield f"proportion {counts}", lambda counts=counts: iv.proportion(*counts)
        yield f"proportion at 99 {counts}", lambda counts=counts: iv.proportion(*counts, level=0.99)
        for method in ("wilson", "clopper_pearson", "jeffreys") if 0 <= counts[0] <= counts[1] > 0 else ():
            yield f"{method} {counts}", lambda counts=counts, method=method: iv.proportion_limits(*counts, method)
        yield f"vanishing {counts}", lambda counts=counts: iv.vanishing_specificity(*counts)
        for rates in RATES:
            yield (
                f"known {counts} {rates}",
                lambda counts=counts, rates=rates: iv.corrected_share_known(*counts, *rates),
            )
    for n, hours in product((0, 1, 25), (1.0, 2.5, 0.0)):
        yield f"rate {n} {hours}", lambda n=n, hours=hours: iv.rate(n, hours)
    for n in (1, 50, 0):
        yield f"rule of three {n}", lambda n=n: iv.rule_of_three(n)
    for share, f1 in product((0.0, 0.2, 0.9, 1.1), (0.0, 0.5, 1.0)):
        yield f"f1 {share} {f1}", lambda share=share, f1=f1: iv.f1_bounds(share, f1)
    for place, labels in enumerate(LABELS):
        for name, flagged in FLAGGED.items():
            yield f"corrected {name} {place}", lambda one=flagged, labels=labels: iv.corrected_share(one, labels)
            yield f"difference {name} {place}", lambda one=flagged, labels=labels: iv.difference_share(one, labels, 1.5)
        for counts in COUNTS[1:8]:
            yield (
                f"apart {counts} {place}",
                lambda counts=counts, labels=labels: iv.separate_sample_share(*counts, labels),
            )
            yield f"apart untuned {counts} {place}", lambda counts=counts, labels=labels: iv.separate_sample_share(
                *counts, labels, False)  # fmt: skip # saves 2 lines
    for place, (flagged, sizes) in enumerate(ACCOUNTS):
        yield f"clustered {place}", lambda flagged=flagged, sizes=sizes: iv.clustered_share(flagged, sizes)
        yield f"correlation {place}", lambda flagged=flagged, sizes=sizes: iv.intraclass_correlation(flagged, sizes)
        yield f"effective {place}", lambda sizes=sizes: iv.effective_number(sizes)
        yield f"corrected of accounts {place}", lambda flagged=flagged, sizes=sizes: iv.corrected_share(
            iv.clustered_share(flagged, sizes), LABELS[1])  # fmt: skip # saves 2 lines
    for name, one in FLAGGED.items():
        for population, se in ((10_000, 0), (10_000, 500), (0, 0), (-1, 0), (float("inf"), 0), (100, float("nan"))):
            yield f"total {name} {population} {se}", lambda one=one, n=population, se=se: iv.total_delta(one, n, se)
        yield f"simulated {name}", lambda one=one: iv.total_simulated(one, 10_000, 500, 2000)
        yield f"chained {name}", lambda one=one: iv.chained_share([one, FLAGGED["some"]], 2000)
    yield "chained nothing", lambda: iv.chained_share([])
    for given in (
        (23_338, 19_200, 28_300),
        (0.0371, 0.031, 0.044),
        (0, 0, 1),
        (5, 5, 5),
        (12, -3, 40),
        (7, 6, float("inf")),
    ):
        yield f"rounded {given}", lambda given=given: iv.to_uncertainty(*given)
    for strata in (
        ((10, 50, 1000), (0, 20, 5000)),
        ((0, 30, 10), (0, 30, 90)),
        ((30, 30, 10),),
        ((1, 2, 0), (3, 9, 4)),
    ):
        yield f"strata {strata}", lambda strata=strata: iv.stratified_share(
            [iv.Stratum(f"day {n}", *one) for n, one in enumerate(strata)])  # fmt: skip # saves 2 lines
    for table in (((20, 5), (3, 22)), ((25, 0), (0, 25)), ((50, 0), (0, 0)), ((0, 25), (25, 0))):
        yield f"kappa {table}", lambda table=table: iv.cohen_kappa(table)
    nan = float("nan")
    for place, codes in enumerate(([[1, 1, 0, 0, 1], [1, 0, 0, 0, 1]], [[1, 1, 0], [1, 1, 0]], [[1, 1, 1], [1, 1, 1]],
                                   [[1, nan, 0, 1], [1, 1, nan, 0], [nan, 1, 0, 0]])):  # fmt: skip # saves 6 lines
        for metric in ("nominal", "ordinal", "interval"):
            yield (
                f"alpha {place} {metric}",
                lambda codes=codes, metric=metric: iv.krippendorff_alpha(codes, metric, 200),
            )


def plain(found: Any) -> Any:
    """A number at six figures, an estimate as its fields."""
    if isinstance(found, iv.Estimate):
        numbers = {name: plain(value) for name, value in sorted(found.inputs.items())}
        ends = [plain(one) for one in (found.value, found.low, found.high, found.level)]
        return [*ends, found.method, numbers, *map(list, (found.assumptions, found.warnings)), found.is_truncated]
    if isinstance(found, tuple | list):
        return [plain(one) for one in found]
    return found if isinstance(found, str | bool | None) else f"{float(found):.6g}"


def answer(ask: Callable[[], Any]) -> Any:
    try:
        return plain(ask())
    except iv.UnusableInputs as refused:
        return f"refused: {refused}"


def test_every_estimate_is_as_recorded():
    found = {name: answer(ask) for name, ask in calls()}
    assert len(found) > 300 and sum(str(one).startswith("refused") for one in found.values()) > 20
    as_recorded("estimates.json", "estimates", found)


@pytest.mark.parametrize(
    ("counts", "rates", "warned"),
    [
        ((300, 1000), (0.8, 0.99), ()),
        ((12, 1000), (0.8, 0.99), ("not_told_from_zero",)),
        ((9, 1000), (0.8, 0.99), ("no_more_than_false_positives",)),
        ((3, 1000), (0.8, 0.99), ("rates_do_not_fit",)),
        ((82, 100), (0.8, 0.99), ("no_less_than_everything",)),
        ((999, 1000), (0.8, 0.99), ("rates_do_not_fit",)),
    ],
)
def test_a_share_that_false_alarms_may_explain_is_warned_of(counts, rates, warned):
    known = ("no_more_than_false_positives", "not_told_from_zero", "no_less_than_everything", "rates_do_not_fit")
    found = iv.corrected_share_known(*counts, *rates)
    assert tuple(one for one in found.warnings if one in known) == warned
    assert (found.value is None) == ("rates_do_not_fit" in warned)
