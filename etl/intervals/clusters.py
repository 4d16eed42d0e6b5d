"""Images of one account resemble each other: design effect, intraclass correlation, the share with accounts.

All take one flagged count and one image count per account.
"""

import numpy as np
from scipy import special

from etl.intervals.estimate import Estimate, UnusableInputs, quantile
from etl.intervals.proportions import limits_from_variance, rule_of_three

FEW_CLUSTERS = 40  # below: a word of warning
LEAST_CLUSTERS = 15  # below, by weight: no interval
EVEN = 0.001  # an account: sizes are even when their squared coefficient of variation is below that,
EVEN_AT_MOST = 0.02  # and below this
FEW_HOLDERS = 6  # when fewer accounts, by weight, make the difference, how far accounts differ cannot be seen
SMALL_PART = 0.01  # of all images: when no account has more, the sample holds what large ones do


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


def are_uneven(sizes) -> bool:
    """Whether accounts larger than these might hold much of the population's images, and have another share.

    A sample of few accounts of different sizes mostly lacks the largest of all. Whether the share changes with the size
    cannot be seen from the others: an interval given when it seems not to held in as few as a tenth of the samples of
    the populations tried. Accounts of nearly one size speak for themselves, and so do accounts none of which has more
    than a hundredth of the sample.
    """
    sizes = np.asarray(sizes, float)
    effective = effective_number(sizes)
    is_even = len(sizes) / effective - 1 < min(EVEN * effective, EVEN_AT_MOST)
    return not is_even and bool(sizes.max() >= SMALL_PART * sizes.sum())


def clustered_share(flagged, sizes, level: float = 0.95) -> Estimate:
    """The share of images flagged, its interval allowing for accounts, or none where no interval would hold.

    Accounts are the independent units: the variance leaves one account out at a time (jackknife of the ratio, Cochran
    1977, 6.17), is never below a simple sample's, and gives limits through the effective size with Student's quantile.
    Its degrees of freedom go by what the accounts weigh: one less than their effective number, and, where they differ
    more than chance, at most one more than the effective number with flagged, or unflagged, images. Where fewer than
    six accounts, by weight, and less than a fifth of all hold those images, or stand out by them, the far limit is
    that of accounts counted as single images.

    No interval: `one_account_dominates` when the images weigh as those of fewer than fifteen accounts,
    `uneven_accounts` when they are of different sizes and some hold much of the sample (`are_uneven`). docs/coverage.md
    has the coverage by simulation.
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
        low, high = limits_from_variance(share, variance * wider, level)
        low, high = _for_few_holders(low, high, flagged, sizes, variance > simple, level)
    warnings = ("few_clusters",) if effective < FEW_CLUSTERS else ()
    if effective < LEAST_CLUSTERS:
        low, high, warnings = None, None, ("one_account_dominates",)
    elif are_uneven(sizes):
        low, high, warnings = None, None, ("uneven_accounts",)
    inputs = {
        "flagged_count": int(flagged.sum()), "sampled_count": int(total), "clusters": groups,
        "effective_clusters": effective, "largest_share": float(weights.max()),
        "design_effect": float(variance / simple), "widening": float(variance * wider / simple),
    }  # fmt: skip # saves 4 lines
    return Estimate(float(share), low, high, "jackknifed_clusters", inputs, ("clusters_at_random", "perfect_detector"),
                    warnings, level)  # fmt: skip # saves 8 lines


def _for_few_holders(low: float, high: float, flagged, sizes, differ: bool, level: float) -> tuple[float, float]:
    """The limits, the far one no nearer than if accounts were single images, where few of them hold the rarer kind.

    One account in twenty with a flagged image says nothing of what others have: the next may be flagged throughout.
    Nor do three that stand out among twenty in which a detector's false alarms are spread evenly; so where accounts
    differ more than chance, those that stand out are counted too, by the square of how far.
    """
    share, effective = flagged.sum() / sizes.sum(), effective_number(sizes)
    whole = limits_from_variance(share, share * (1 - share) / effective, level)
    few, apart = min(FEW_HOLDERS, effective / 5), flagged - share * sizes

    def holders(counts, more) -> float:
        return min(effective_number(counts), effective_number(np.maximum(more, 0) ** 2) if differ else np.inf)

    if holders(flagged, apart) < few:
        high = max(high, whole[1])
    if holders(sizes - flagged, -apart) < few:
        low = min(low, whole[0])
    return low, high


def _clusters(flagged, sizes) -> tuple[np.ndarray, np.ndarray]:
    flagged, sizes = np.asarray(flagged, float), np.asarray(sizes, float)
    if len(sizes) < 2:
        raise UnusableInputs("one account alone shows nothing of the difference between accounts. Estimate without it.")
    if (sizes <= 0).any() or (flagged < 0).any() or (flagged > sizes).any():
        raise UnusableInputs("an account has more flagged images than images, or none at all. Check the counts.")
    return flagged, sizes
