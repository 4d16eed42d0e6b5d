"""Images of one account resemble each other: design effect, intraclass correlation, the share with accounts.

All take one flagged count and one image count per account.
"""

import numpy as np
from scipy import special

from etl.intervals.estimate import Estimate, UnusableInputs, limits_from_variance, quantile
from etl.intervals.proportions import rule_of_three

FEW_CLUSTERS = 40  # below: a word of warning
LEAST_CLUSTERS = 4  # below, by weight: no interval
SEEN = 300  # sizes are even when their squared coefficient of variation is below 1/300 of the accounts, by weight
SMALL_PART = 0.01  # of all images: when no account has more, the sample holds what large ones do
LARGER = 5  # the share among accounts so many times as large as these has to lie within the interval


def design_effect(mean_size: float, correlation: float, size_variation: float = 0.0) -> float:
    """How many times larger the variance is than a simple sample's: 1 + ((cv² + 1) m - 1) rho.

    Kish (1965), for clusters of unequal sizes. With clusters of one size this is the familiar 1 + (m - 1) rho.
    """
    return 1 + ((size_variation**2 + 1) * mean_size - 1) * correlation


def intraclass_correlation(flagged, sizes) -> float:
    """The correlation of two images of one account, by one-way analysis of variance (Donner 1986); cut at 0 and 1.

    0 when no account has two images: nothing correlates then.
    """
    flagged, sizes = _clusters(flagged, sizes)
    total, groups = sizes.sum(), len(sizes)
    if total == groups:
        return 0.0
    shares, overall = flagged / sizes, flagged.sum() / total
    within = (flagged * (1 - shares)).sum() / (total - groups)
    between = (sizes * (shares - overall) ** 2).sum() / (groups - 1)
    typical = (total - (sizes**2).sum() / total) / (groups - 1)
    denominator = between + (typical - 1) * within
    return float(np.clip((between - within) / denominator, 0, 1)) if denominator > 0 else 0.0


def effective_number(counts) -> float:
    """How many equal parts weigh as much as these: (sum of c)² / sum of c² (Kish 1965); 0 when all are zero."""
    counts = np.asarray(counts, float)
    return float(counts.sum() ** 2 / (counts**2).sum()) if counts.any() else 0.0


def size_dependence(flagged, sizes) -> tuple[float, float]:
    """How much the share flagged changes with the logarithm of an account's size: the slope, and its standard error.

    Accounts' shares on the logarithm of their sizes, weighted by s / (1 + (s - 1) rho) (Williams 1982), with the
    jackknifed sandwich variance (MacKinnon and White 1985). Both 0 when all accounts are of one size or of one share.
    """
    flagged, sizes = _clusters(flagged, sizes)
    scale, shares = np.log(sizes), flagged / sizes
    if np.ptp(scale) == 0 or np.ptp(shares) == 0:
        return 0.0, 0.0
    weight = sizes / (1 + (sizes - 1) * intraclass_correlation(flagged, sizes))
    weight = weight / weight.sum()
    across = scale - weight @ scale
    spread = weight @ across**2
    around = shares - weight @ shares
    slope = (weight * across) @ around / spread
    leverage = weight * (1 + across**2 / spread)
    pulls = weight * across * (around - slope * across) / np.maximum(1 - leverage, 0.05)
    return float(slope), float(np.sqrt((pulls**2).sum()) / spread)


def hangs_on_size(flagged, sizes, half_width: float) -> bool:
    """Whether larger accounts than these might have a share outside an interval of this half-width.

    A sample of few accounts of different sizes mostly lacks the largest of all, which hold much of the population's
    images. It speaks for them only when it shows that the share does not change much with the size: a slope one
    standard error steeper than seen, over accounts five times as large, has to stay within the interval. Sizes that
    are even for so many accounts need no such proof, nor do accounts each of which is a small part of the sample.
    """
    effective, sizes = effective_number(sizes), np.asarray(sizes, float)
    if len(sizes) / effective - 1 < effective / SEEN or sizes.max() < SMALL_PART * sizes.sum():
        return False
    slope, error = size_dependence(flagged, sizes)
    return (abs(slope) + error) * float(np.log(LARGER)) > half_width


def clustered_share(flagged, sizes, level: float = 0.95) -> Estimate:
    """The share of images flagged, its interval allowing for accounts, or none where no interval would hold.

    Accounts are the independent units: the variance leaves one account out at a time (jackknife of the ratio, Cochran
    1977, 6.17), is never below a simple sample's, and gives Wilson limits through the effective size with Student's
    quantile. Its degrees of freedom go by what the accounts weigh: one less than their effective number, and, where
    they differ more than chance, at most one more than the effective number with flagged, or unflagged, images.

    No interval: `one_account_dominates` when the images weigh as those of fewer than four accounts, and
    `share_follows_size` when they are of different sizes and larger ones might have a share outside the interval
    (`hangs_on_size`). docs/coverage.md has the coverage by simulation, and what these rules do not see.
    When no image or every image is flagged the rule of three is taken over effective accounts.
    """
    flagged, sizes = _clusters(flagged, sizes)
    total, groups = sizes.sum(), len(sizes)
    share, weights = flagged.sum() / total, sizes / total
    simple, effective = share * (1 - share) / total, effective_number(sizes)
    low: float | None
    high: float | None
    if simple == 0:
        edge = rule_of_three(effective, level)
        low, high = (0.0, edge) if share == 0 else (1 - edge, 1.0)
        variance, wider = total / effective, 1.0
        simple = 1.0
    else:
        parts = (flagged - share * sizes) / total / (1 - weights)
        variance = max(simple, (groups - 1) / groups * (parts**2).sum())
        freedom = effective
        if variance > simple:
            freedom = min(effective, 2 + min(effective_number(flagged), effective_number(sizes - flagged)))
        wider = (special.stdtrit(freedom - 1, 0.5 + level / 2) / quantile(level)) ** 2
        low, high = (float(x) for x in limits_from_variance(share, variance * wider, level))
    warnings = ("few_clusters",) if effective < FEW_CLUSTERS else ()
    if effective < LEAST_CLUSTERS:
        low, high, warnings = None, None, ("one_account_dominates",)
    elif hangs_on_size(flagged, sizes, (high - low) / 2):
        low, high, warnings = None, None, ("share_follows_size",)
    inputs = {
        "flagged_count": int(flagged.sum()), "sampled_count": int(total), "clusters": groups,
        "effective_clusters": effective, "largest_share": float(weights.max()),
        "design_effect": float(variance / simple), "widening": float(variance * wider / simple),
    }  # fmt: skip
    return Estimate(float(share), low, high, "jackknifed_clusters", inputs, ("clusters_at_random", "perfect_detector"),
                    warnings, level)  # fmt: skip


def _clusters(flagged, sizes) -> tuple[np.ndarray, np.ndarray]:
    flagged, sizes = np.asarray(flagged, float), np.asarray(sizes, float)
    if len(sizes) < 2:
        raise UnusableInputs("one account alone shows nothing of the difference between accounts. Estimate without it.")
    if (sizes <= 0).any() or (flagged < 0).any() or (flagged > sizes).any():
        raise UnusableInputs("an account has more flagged images than images, or none at all. Check the counts.")
    return flagged, sizes
