"""Shares corrected for a detector that misses and over-flags: Rogan-Gladen and its intervals.

A detector with sensitivity Se and specificity Sp flags q = pSe + (1-p)(1-Sp) of a population in which p have the
trait; Rogan and Gladen (1978) turn this round: p = (q + Sp - 1) / (Se + Sp - 1).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from etl.intervals.estimate import Estimate, UnusableInputs, need_counts, within
from etl.intervals.proportions import proportion_limits


@dataclass(frozen=True)
class Validation:
    """A detector's answers against human labels: true and false positives, false and true negatives."""

    tp: float
    fp: float
    fn: float
    tn: float

    @property
    def labelled_count(self) -> float:
        return self.tp + self.fp + self.fn + self.tn

    @property
    def sensitivity(self) -> float:
        return self.tp / (self.tp + self.fn)

    @property
    def specificity(self) -> float:
        return self.tn / (self.tn + self.fp)


def informative(sensitivity: float, specificity: float) -> None:
    """Raises UnusableInputs unless Se + Sp > 1: at or below, flags say nothing of the trait."""
    if not (0 <= sensitivity <= 1 and 0 <= specificity <= 1 and sensitivity + specificity > 1):
        raise UnusableInputs(
            f"sensitivity {sensitivity:g} and specificity {specificity:g} make a detector that knows nothing (their "
            "sum must exceed 1). No share was computed; check that the flags and the labels mean the same category."
        )


def rogan_gladen(share, sensitivity: float, specificity: float):
    """(share + Sp - 1) / (Se + Sp - 1), not cut at 0 and 1; a number or an array."""
    return (share + specificity - 1) / (sensitivity + specificity - 1)


def corrected_share_known(
    flagged_count: int,
    sampled_count: int,
    sensitivity: float,
    specificity: float,
    method: str = "wilson",
    level: float = 0.95,
) -> Estimate:
    """The share corrected for a sensitivity and a specificity taken as exactly known.

    The flagged share's limits (Wilson's, or those of `method`) go through the same correction, which is increasing
    (Reiczigel, Földi and Ózsvári 2010); value and limits are cut at 0 and 1, and it is said. When both limits lie
    outside on one side, the data contradict the rates: no value and no interval (`rates_do_not_fit`).
    """
    need_counts(flagged_count, sampled_count)
    informative(sensitivity, specificity)
    low, high = proportion_limits(flagged_count, sampled_count, method, level)
    raw = [float(rogan_gladen(x, sensitivity, specificity)) for x in (flagged_count / sampled_count, low, high)]
    return _cut(
        raw,
        "rogan_gladen_known",
        {"flagged_count": flagged_count, "sampled_count": sampled_count, "sensitivity": sensitivity,
         "specificity": specificity},
        ("simple_random_sample", "independent_images", "error_rates_known"),
        (),
        level,
    )  # fmt: skip # saves 4 lines


def corrected_share(flagged: Estimate, validation: Validation) -> Estimate:
    """The share corrected for error rates that were themselves estimated, the validation's own uncertainty included.

    `flagged` is the share flagged (`proportion`, `clustered_share` or `stratified_share`) with the interval it has.
    Point: Rogan and Gladen (1978), (q + Sp - 1) / (Se + Sp - 1). Interval: the shares p for which q - p Se -
    (1 - p)(1 - Sp) may be nought by the limits of q, Se and Sp, recombined by squares on each side (MOVER-R, Donner and
    Zou 2012, on Fieller's way with a ratio); exact limits below ten cases. Where the labels do not tell the detector
    from chance it runs from 0 to 1. Value and limits are cut at 0 and 1, and it is said; see corrected_share_known for
    limits that both lie outside. No interval where the flagged share has none.
    """
    positives, negatives = validation.tp + validation.fn, validation.tn + validation.fp
    if not positives or not negatives:
        raise UnusableInputs(
            f"the validation holds {positives} images with the category and {negatives} without: both kinds are needed "
            "to know how often the detector errs. Label more images of the missing kind."
        )
    share, level = flagged.value or 0.0, flagged.level
    sensitivity, specificity = validation.sensitivity, validation.specificity
    informative(sensitivity, specificity)
    of_positives = proportion_limits(validation.tp, positives, "auto", level)
    of_negatives = proportion_limits(validation.tn, negatives, "auto", level)
    ends = [share if end is None else end for end in (flagged.low, flagged.high)]
    low = _where_it_may_be_nought(share, sensitivity, specificity, ends[0], of_positives[1], of_negatives[0], -1)
    high = _where_it_may_be_nought(share, sensitivity, specificity, ends[1], of_positives[0], of_negatives[1], 1)
    flags = ["small_validation"] if min(positives, negatives) < 30 else []
    if low is None or high is None:
        flags.append("not_told_from_chance")
    value = float(rogan_gladen(share, sensitivity, specificity))
    found = _cut(
        [value, 0.0 if low is None else low, 1.0 if high is None else high],
        "rogan_gladen_fieller",
        {**{key: flagged.inputs[key] for key in ("flagged_count", "sampled_count")}, "flagged_share": share,
         "flagged_low": flagged.low, "flagged_high": flagged.high, "tp": validation.tp, "fp": validation.fp,
         "fn": validation.fn, "tn": validation.tn, "sensitivity": sensitivity, "specificity": specificity},
        (*(one for one in flagged.assumptions if one != "perfect_detector"), "error_rates_transfer"),
        tuple(flags),
        level,
    )  # fmt: skip # saves 9 lines
    return within(found, flagged)


def _where_it_may_be_nought(
    share: float, sens: float, spec: float, share_end: float, sens_end: float, spec_end: float, side: int
) -> float | None:
    """The root p, below (side -1) or above (1), of (a - pJ)² = (dq)² + (p dSe)² + ((1 - p) dSp)²; None without one.

    a = q + Sp - 1 and J = Se + Sp - 1; dq, dSe, dSp are how far the limits of that side lie from q, Se and Sp.
    """
    above, gain = share + spec - 1, sens + spec - 1
    of_share, of_sens, of_spec = (share_end - share) ** 2, (sens_end - sens) ** 2, (spec_end - spec) ** 2
    square = gain**2 - of_sens - of_spec
    if square <= 0:
        return None
    middle, rest = above * gain - of_spec, above**2 - of_share - of_spec
    return (middle + side * math.sqrt(max(0.0, middle**2 - square * rest))) / square


def sensitivity_panel(
    flagged_count: int, sampled_count: int, sensitivities: Iterable[float], specificities: Iterable[float]
) -> list[Estimate]:
    """The corrected share under every pair of plausible error rates: what to show when nothing is known of them."""
    specificities = list(specificities)
    return [corrected_share_known(flagged_count, sampled_count, se, sp) for se in sensitivities for sp in specificities]


def vanishing_specificity(flagged_count: int, sampled_count: int, level: float = 0.95) -> float:
    """The specificity at or below which the share can no longer be told from zero: 1 - the flagged share's low limit.

    Whatever the sensitivity: the lower limit of the corrected share is 0 as soon as 1 - Sp reaches Wilson's low limit.
    """
    need_counts(flagged_count, sampled_count)
    return 1 - proportion_limits(flagged_count, sampled_count, "wilson", level)[0]


def f1_bounds(flagged_share: float, f1: float) -> tuple[float, float]:
    """The true shares compatible with a flagged share and an F1 measured on that same population.

    True share = flagged share x precision / recall, and F1 alone leaves that ratio anywhere between F1/(2 - F1) and
    its inverse. F1 is no substitute for a sensitivity and a specificity.
    """
    if not (0 < f1 <= 1 and 0 <= flagged_share <= 1):
        raise UnusableInputs(
            f"an F1 of {f1:g} with a flagged share of {flagged_share:g} is impossible: both are shares."
        )
    ratio = f1 / (2 - f1)
    return flagged_share * ratio, min(1.0, flagged_share / ratio)


def _cut(raw: list[float], method: str, inputs: dict, assumptions: tuple, warnings: tuple, level: float) -> Estimate:
    if raw[2] < 0 or raw[1] > 1:  # the data say that the error rates cannot be so: neither a share nor an interval
        return Estimate(None, None, None, method, inputs, assumptions, (*warnings, "rates_do_not_fit"), level)
    value, low, high = (min(1.0, max(0.0, x)) for x in raw)
    flags = list(warnings)
    if raw[0] <= 0:
        flags.append("no_more_than_false_positives")
    elif low == 0:
        flags.append("not_told_from_zero")
    if raw[0] >= 1:
        flags.append("no_less_than_everything")
    is_truncated = [value, low, high] != raw
    if is_truncated:
        flags.append("truncated")
    return Estimate(value, low, high, method, inputs, assumptions, tuple(flags), level, is_truncated)
