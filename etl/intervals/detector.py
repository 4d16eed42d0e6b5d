"""Shares corrected for a detector that misses and over-flags: Rogan-Gladen and its intervals.

A detector with sensitivity Se and specificity Sp flags q = pSe + (1-p)(1-Sp) of a population in which p have the
trait; Rogan and Gladen (1978) turn this round: p = (q + Sp - 1) / (Se + Sp - 1).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from etl.intervals.estimate import Estimate, UnusableInputs, need_counts, quantile
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
    )  # fmt: skip


def corrected_share(
    flagged_count: float, sampled_count: float, validation: Validation, level: float = 0.95
) -> Estimate:
    """The share corrected for error rates that were themselves estimated, the validation's own uncertainty included.

    Point: Rogan and Gladen (1978). Interval: Lang and Reiczigel (2014, eq. 4, 6, 7, 16, 17): each binomial is shrunk
    (z²/2 added to the sample, one success and one failure to each validation group), the variance taken by the delta
    method, and the interval shifted by dP. Value and limits are cut at 0 and 1, and it is said; see
    corrected_share_known for limits that both lie outside.
    """
    need_counts(flagged_count, sampled_count)
    positives, negatives = validation.tp + validation.fn, validation.tn + validation.fp
    if not positives or not negatives:
        raise UnusableInputs(
            f"the validation holds {positives} images with the category and {negatives} without: both kinds are needed "
            "to know how often the detector errs. Label more images of the missing kind."
        )
    informative(validation.sensitivity, validation.specificity)
    low, high = lang_reiczigel_limits(
        flagged_count, sampled_count, validation.tp, positives, validation.tn, negatives, level
    )
    value = rogan_gladen(flagged_count / sampled_count, validation.sensitivity, validation.specificity)
    return _cut(
        [float(value), float(low), float(high)],
        "rogan_gladen_lang_reiczigel",
        {"flagged_count": flagged_count, "sampled_count": sampled_count, "tp": validation.tp, "fp": validation.fp,
         "fn": validation.fn, "tn": validation.tn, "sensitivity": validation.sensitivity,
         "specificity": validation.specificity},
        ("simple_random_sample", "independent_images", "error_rates_transfer"),
        (("small_validation",) if min(positives, negatives) < 30 else ()),
        level,
    )  # fmt: skip


def lang_reiczigel_limits(flagged, sampled, true_positives, positives, true_negatives, negatives, level: float = 0.95):
    """The two limits of Lang and Reiczigel (2014) before they are cut at 0 and 1; numbers or arrays."""
    z = quantile(level)
    share = (flagged + z**2 / 2) / (sampled + z**2)
    sens, sens_size = (true_positives + 1) / (positives + 2), positives + 2
    spec, spec_size = (true_negatives + 1) / (negatives + 2), negatives + 2
    gain = sens + spec - 1
    value = (share + spec - 1) / gain
    from_sens = sens * (1 - sens) / sens_size
    from_spec = spec * (1 - spec) / spec_size
    shift = 2 * z**2 * (value * from_sens - (1 - value) * from_spec)
    variance = share * (1 - share) / (sampled + z**2) + value**2 * from_sens + (1 - value) ** 2 * from_spec
    half = z * np.sqrt(variance) / gain
    return value + shift - half, value + shift + half


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
