"""Shares and rates from plain counts, and the exact comparison of two shares."""

import math

import numpy as np
from scipy import special

from etl.intervals.estimate import Estimate, UnusableInputs, need_counts, quantile

METHODS = ("wilson", "clopper_pearson", "jeffreys")
FEW = 10  # below ten cases or non-cases Wilson's interval holds in as few as 92 of 100 samples: the exact one is taken


def proportion_limits(flagged_count, sampled_count, method: str = "wilson", level: float = 0.95):
    """Low and high limits of flagged/sampled, as shares; numbers or arrays.

    `method`: wilson (1927), clopper_pearson (1934, never below its level), jeffreys (with the ends 0 and 1 closed when
    no or every image is flagged, as Brown, Cai and DasGupta 2001 do), auto: exact below ten cases or non-cases, else
    Wilson's. Counts may be those of an effective sample, hence no whole numbers (Korn and Graubard 1998).
    """
    k, n, tail = np.asarray(flagged_count, float), np.asarray(sampled_count, float), (1 - level) / 2
    if method == "auto":
        both = [proportion_limits(k, n, one, level) for one in ("clopper_pearson", "wilson")]
        low, high = (np.where(np.minimum(k, n - k) < FEW, *pair) for pair in zip(*both, strict=True))
        return (float(low), float(high)) if low.ndim == 0 else (low, high)
    # From scipy.special: statsmodels has the same three, but takes most of a second to load.
    if method == "wilson":
        z = quantile(level)
        middle, half = (k + z**2 / 2) / (n + z**2), z * np.sqrt(k * (n - k) / n + z**2 / 4) / (n + z**2)
        low, high = middle - half, middle + half
    elif method == "clopper_pearson":
        low, high = special.betaincinv(k, n - k + 1, tail), special.betaincinv(k + 1, n - k, 1 - tail)
    else:
        low, high = special.betaincinv(k + 0.5, n - k + 0.5, tail), special.betaincinv(k + 0.5, n - k + 0.5, 1 - tail)
    low, high = np.where(k == 0, 0.0, low), np.where(k == n, 1.0, high)
    return (float(low), float(high)) if low.ndim == 0 else (low, high)


def limits_from_variance(value: float, variance: float, level: float = 0.95) -> tuple[float, float]:
    """Limits of a share known with a variance that is not a simple sample's, through its effective size p(1-p)/var.

    At a share of 0 or 1 the effective size says nothing: Wald's limits, cut at 0 and 1.
    """
    if 0 < value < 1:
        size = value * (1 - value) / variance
        return proportion_limits(value * size, size, "auto", level)
    wald = quantile(level) * math.sqrt(variance)
    return max(0.0, value - wald), min(1.0, value + wald)


def rule_of_three(sampled_count: float, level: float = 0.95) -> float:
    """The largest share compatible with no case among `sampled_count`: exact one-sided limit 1 - (1 - level)^(1/n).

    3/n is its well-known approximation at 95 % (Hanley and Lippman-Hand 1983).
    """
    need_counts(0, sampled_count)
    return float(-np.expm1(np.log1p(-level) / sampled_count))


def proportion(flagged_count: int, sampled_count: int, method: str = "auto", level: float = 0.95) -> Estimate:
    """The share flagged, with an interval for sampling error only.

    `auto` is the rule of three when nothing was flagged, Clopper-Pearson below ten cases or non-cases, else Wilson.
    """
    need_counts(flagged_count, sampled_count)
    rare = min(flagged_count, sampled_count - flagged_count) < FEW
    chosen = method if method != "auto" else "clopper_pearson" if rare else "wilson"
    if method == "auto" and flagged_count == 0:
        chosen, low, high = "rule_of_three", 0.0, rule_of_three(sampled_count, level)
    elif chosen in METHODS:
        low, high = proportion_limits(flagged_count, sampled_count, chosen, level)
    else:
        raise UnusableInputs(f"no interval is called '{method}'. Known: auto, {', '.join(METHODS)}.")
    return Estimate(
        flagged_count / sampled_count,
        low,
        high,
        chosen,
        {"flagged_count": flagged_count, "sampled_count": sampled_count},
        ("simple_random_sample", "independent_images", "perfect_detector"),
        (("few_cases",) if rare else ()),
        level,
    )


def rate(count: int, exposure: float, level: float = 0.95) -> Estimate:
    """Events per unit of exposure with the exact Poisson interval (Garwood 1936, through chi-square quantiles)."""
    if not (0 <= count < math.inf and 0 < exposure < math.inf):
        raise UnusableInputs(f"{count:g} events over {exposure:g} hours is impossible: check count and duration.")
    low = special.gammaincinv(count, (1 - level) / 2) if count else 0.0
    high = special.gammaincinv(count + 1, (1 + level) / 2)
    return Estimate(
        count / exposure,
        float(low) / exposure,
        float(high) / exposure,
        "exact_poisson",
        {"count": count, "exposure": exposure},
        ("constant_rate", "independent_images"),
        (("few_cases",) if count < FEW else ()),
        level,
    )


def compared(flagged_a: int, sampled_a: int, flagged_b: int, sampled_b: int) -> dict[str, float]:
    """Fisher's exact two-sided p-value for two shares, with their difference (b - a) and its Newcombe interval.

    Only for two runs of the same design; the caller decides that, from the frames.
    """
    from scipy.stats import fisher_exact  # slow to load; nothing else needs it

    need_counts(flagged_a, sampled_a)
    need_counts(flagged_b, sampled_b)
    table = [[flagged_a, sampled_a - flagged_a], [flagged_b, sampled_b - flagged_b]]
    share_a, share_b = flagged_a / sampled_a, flagged_b / sampled_b
    (low_a, high_a), (low_b, high_b) = proportion_limits(flagged_a, sampled_a), proportion_limits(flagged_b, sampled_b)
    difference = share_b - share_a  # Newcombe 1998, method 10: from Wilson's limits of both
    return {
        "p_value": float(fisher_exact(table).pvalue),
        "difference": difference,
        "difference_low": difference - math.hypot(share_b - low_b, high_a - share_a),
        "difference_high": difference + math.hypot(high_b - share_b, share_a - low_a),
    }
