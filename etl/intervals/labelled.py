"""Shares from a detector's flags on many images and human labels on few of them.

No sensitivity or specificity has to hold still: what the labels show of the detector's error on this very population
is added to the share it flagged.
"""

from etl.intervals.detector import Validation
from etl.intervals.estimate import Estimate, UnusableInputs, limits_from_variance, need_counts
from etl.intervals.proportions import rule_of_three

FEW_DISAGREEMENTS = 10


def difference_share(
    flagged_count: int,
    sampled_count: int,
    labelled: Validation,
    is_tuned: bool = True,
    level: float = 0.95,
    design_effect: float = 1.0,
) -> Estimate:
    """The share when the labelled images are a random part *of* the flagged file: double sampling.

    value = L x (flagged share) + mean(label - L x flag) over the labelled. L = 1 is the difference estimator (Cochran
    1977, section 12.9); `is_tuned` takes the L of least variance, the regression estimator, which
    for flags and labels of 0 and 1 is flagged share x PPV + unflagged share x (1 - NPV) (Tenenbein 1970).
    Variance: S²(label - L x flag) x (1/labelled - 1/sampled) + S²(label)/sampled, times the design effect of accounts.
    Labels that never contradict the flags still allow for some that would: see `_residual`.
    """
    need_counts(flagged_count, sampled_count)
    if labelled.labelled_count > sampled_count:
        raise UnusableInputs(
            f"{labelled.labelled_count} labelled images cannot be a part of {sampled_count} sampled. Use the estimator "
            "for a separate labelled sample, or check the files."
        )
    moments = _moments(labelled)
    weight = _slope(moments) if is_tuned else 1.0
    value = weight * flagged_count / sampled_count + moments["label"] - weight * moments["flag"]
    residual = _residual(labelled, weight)
    count = labelled.labelled_count
    variance = residual * (1 / count - 1 / sampled_count) + moments["var_label"] / sampled_count
    variance *= max(1.0, design_effect)
    name = "regression_double_sampling" if is_tuned else "difference_double_sampling"
    units = "clusters_at_random" if design_effect > 1 else "independent_images"
    return _estimate(value, variance, name, flagged_count, sampled_count, labelled, weight, level, units, design_effect)


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
        raise UnusableInputs(f"{count} labelled image(s) cannot show how often the detector errs. Label more images.")
    label, flag, both = (labelled.tp + labelled.fn) / count, (labelled.tp + labelled.fp) / count, labelled.tp / count
    spread = count / (count - 1)
    return {
        "label": label,
        "flag": flag,
        "var_label": label * (1 - label) * spread,
        "var_flag": flag * (1 - flag) * spread,
        "cov": (both - label * flag) * spread,
    }


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
    units: str = "independent_images",
    design_effect: float = 1.0,
) -> Estimate:
    value = min(1.0, max(0.0, raw))
    low, high = (float(limit) for limit in limits_from_variance(value, variance, level))
    if labelled.tp + labelled.fn in (0, labelled.labelled_count):  # nobody saw the other kind
        edge = rule_of_three(labelled.labelled_count / max(1.0, design_effect), level)
        low, high = (0.0, max(high, edge)) if value < 0.5 else (min(low, 1 - edge), 1.0)
    warnings = []
    if labelled.fp + labelled.fn < FEW_DISAGREEMENTS:
        warnings.append("few_disagreements")
    if value != raw:
        warnings.append("truncated")
    inputs: dict[str, float] = {
        "flagged_count": flagged, "sampled_count": sampled, "tp": labelled.tp, "fp": labelled.fp, "fn": labelled.fn,
        "tn": labelled.tn, "weight": weight,
    }  # fmt: skip
    assumptions = ("labelled_at_random", units, "labels_are_right")
    return Estimate(value, low, high, name, inputs, assumptions, tuple(warnings), level, value != raw)
