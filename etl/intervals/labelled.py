"""Shares from a detector's flags on many images and human labels on few of them.

No sensitivity or specificity has to hold still: what the labels show of the detector's error on this very population
is added to the share it flagged.
"""

import math

from etl.intervals.detector import Validation
from etl.intervals.estimate import Estimate, UnusableInputs, need_counts, within
from etl.intervals.proportions import limits_from_variance, proportion_limits, rule_of_three

FEW_DISAGREEMENTS = 10


def difference_share(flagged: Estimate, labelled: Validation, design_effect: float = 1.0) -> Estimate:
    """The share when the labelled images are a random part *of* the flagged file: double sampling (Tenenbein 1970).

    `flagged` is the share flagged in the whole file (`proportion`, or `clustered_share`), with the interval it has.

    value = flagged share x PPV + unflagged share x (1 - NPV), both as the labels show them, which is the regression
    estimator for flags and labels of 0 and 1. Interval: Jeffreys' limits of the two label shares, each weighted,
    recombined with the flagged share's own limits by squares on each side (MOVER, Zou and Donner 2008), so that
    sixty labels do for a rare category. Counts of labels are divided by the design effect of accounts. A side nobody
    labelled may be anything: its width is added to the limits whole, not by squares. No interval where the flagged
    share has none.
    """
    sampled_count, share, level = flagged.inputs["sampled_count"], flagged.value or 0.0, flagged.level
    if labelled.labelled_count > sampled_count:
        raise UnusableInputs(
            f"{labelled.labelled_count} labelled images cannot be a part of {sampled_count} sampled. Use the estimator "
            "for a separate labelled sample, or check the files."
        )
    if labelled.labelled_count < 2:
        raise _too_few(labelled)
    effect = max(1.0, design_effect)
    sides = [(share, labelled.tp, labelled.fp), (1 - share, labelled.fn, labelled.tn)]
    value, below, above, unseen, seen = 0.0, 0.0, 0.0, 0.0, []
    for weight, found, other in sides:
        count = found + other
        middle = found / count if count else 0.5
        value += weight * middle
        seen.append(middle)
        if not count:
            unseen += weight / 2
            continue
        low, high = proportion_limits(found / effect, count / effect, "jeffreys", level)
        below += (weight * (middle - low)) ** 2
        above += (weight * (high - middle)) ** 2
    gap, ends = seen[0] - seen[1], (flagged.low, flagged.high)
    less, more = (gap * (share if end is None else end) - gap * share for end in (ends if gap > 0 else ends[::-1]))
    low, high = value - unseen - math.sqrt(below + less**2), value + unseen + math.sqrt(above + more**2)
    warnings = ["few_disagreements"] if labelled.fp + labelled.fn < FEW_DISAGREEMENTS else []
    inputs = {
        "flagged_count": flagged.inputs["flagged_count"], "sampled_count": sampled_count, "tp": labelled.tp,
        "fp": labelled.fp, "fn": labelled.fn, "tn": labelled.tn, "design_effect": effect,
    }  # fmt: skip # saves 5 lines
    units = "clusters_at_random" if "clusters_at_random" in flagged.assumptions else "independent_images"
    corrected = Estimate(value, max(0.0, low), min(1.0, high), "regression_double_sampling", inputs,
                         ("labelled_at_random", units, "labels_are_right"), tuple(warnings), level
    )  # fmt: skip # saves 7 lines
    return within(corrected, flagged)


def separate_sample_share(
    flagged_count: int, sampled_count: int, labelled: Validation, is_tuned: bool = True, level: float = 0.95
) -> Estimate:
    """The share when the labelled images are another random sample of the same population: prediction-powered.

    Angelopoulos, Bates, Fannjiang, Jordan and Zrnic (2023) for L = 1; `is_tuned` is the weight of PPI++ (Angelopoulos,
    Duchi and Zrnic 2023): L = cov(label, flag) / ((1 + labelled/sampled) var(flag)).
    """
    need_counts(flagged_count, sampled_count)
    moments = _moments(labelled)
    count = labelled.labelled_count
    weight = _slope(moments) / (1 + count / sampled_count) if is_tuned else 1.0
    share = flagged_count / sampled_count
    value = weight * share + moments["label"] - weight * moments["flag"]
    residual = _residual(labelled, weight)
    variance = weight**2 * share * (1 - share) / sampled_count + residual / count
    name = "prediction_powered_tuned" if is_tuned else "prediction_powered"
    return _estimate(value, variance, name, flagged_count, sampled_count, labelled, weight, level)


def _residual(labelled: Validation, weight: float) -> float:
    """The variance of label - L x flag; half a contradiction each way stands in where the labels show none."""
    if labelled.fp + labelled.fn == 0:
        labelled = Validation(labelled.tp, labelled.fp + 0.5, labelled.fn + 0.5, labelled.tn)
    moments = _moments(labelled)
    return moments["var_label"] - 2 * weight * moments["cov"] + weight**2 * moments["var_flag"]


def _moments(labelled: Validation) -> dict[str, float]:
    count = labelled.labelled_count
    if count < 2:
        raise _too_few(labelled)
    label, flag, both = (labelled.tp + labelled.fn) / count, (labelled.tp + labelled.fp) / count, labelled.tp / count
    spread = count / (count - 1)
    return {
        "label": label,
        "flag": flag,
        "var_label": label * (1 - label) * spread,
        "var_flag": flag * (1 - flag) * spread,
        "cov": (both - label * flag) * spread,
    }


def _too_few(labelled: Validation) -> UnusableInputs:
    return UnusableInputs(
        f"{labelled.labelled_count:g} labelled image(s) cannot show how often the detector errs. Label more images."
    )


def _slope(moments: dict[str, float]) -> float:
    return moments["cov"] / moments["var_flag"] if moments["var_flag"] > 0 else 0.0


def _estimate(
    raw: float,
    variance: float,
    name: str,
    flagged: int,
    sampled: int,
    labelled: Validation,
    weight: float,
    level: float,
) -> Estimate:
    value = min(1.0, max(0.0, raw))
    low, high = limits_from_variance(value, variance, level)
    if labelled.tp + labelled.fn in (0, labelled.labelled_count):  # nobody saw the other kind
        edge = rule_of_three(labelled.labelled_count, level)
        low, high = (0.0, max(high, edge)) if value < 0.5 else (min(low, 1 - edge), 1.0)
    warnings = []
    if labelled.fp + labelled.fn < FEW_DISAGREEMENTS:
        warnings.append("few_disagreements")
    if value != raw:
        warnings.append("truncated")
    inputs: dict[str, float] = {
        "flagged_count": flagged, "sampled_count": sampled, "tp": labelled.tp, "fp": labelled.fp, "fn": labelled.fn,
        "tn": labelled.tn, "weight": weight,
    }  # fmt: skip # saves 5 lines
    assumptions = ("labelled_at_random", "independent_images", "labels_are_right")
    return Estimate(value, low, high, name, inputs, assumptions, tuple(warnings), level, value != raw)
