"""Images of one account resemble each other: design effect, linearised variance, cluster bootstrap.

All take one flagged count and one image count per account.
"""

import numpy as np
from scipy import stats

from etl.intervals.estimate import Estimate, UnusableInputs, limits_from_variance, quantile
from etl.intervals.proportions import rule_of_three

FEW_CLUSTERS = 40


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


def clustered_share(flagged, sizes, level: float = 0.95) -> Estimate:
    """The share of images flagged, its interval allowing for accounts: ratio estimator, linearised (Cochran 1977, 6.5).

    Accounts are the independent units; the Wilson interval is taken at the effective sample size, with Student's
    quantile while accounts are few (Korn and Graubard 1998), and never narrower than that of a simple sample: accounts
    that differ less than chance would have them show nothing. When no image or every image is flagged, accounts can
    not be seen to differ, and the rule of three is taken over accounts instead of images.
    """
    flagged, sizes = _clusters(flagged, sizes)
    total, groups = sizes.sum(), len(sizes)
    share = flagged.sum() / total
    simple = share * (1 - share) / total
    if simple == 0:
        edge = rule_of_three(groups, level)
        low, high = (0.0, edge) if share == 0 else (1 - edge, 1.0)
        return _estimate(share, low, high, "linearised_clusters", flagged, sizes, level,
                         {"design_effect": float(total / groups)})  # fmt: skip
    variance = max(simple, groups / (groups - 1) * ((flagged - share * sizes) ** 2).sum() / total**2)
    wider = (stats.t.ppf(0.5 + level / 2, groups - 1) / quantile(level)) ** 2 if groups < FEW_CLUSTERS else 1.0
    low, high = (float(x) for x in limits_from_variance(share, variance * wider, level))
    return _estimate(share, low, high, "linearised_clusters", flagged, sizes, level,
                     {"design_effect": float(variance / simple)})  # fmt: skip


def cluster_bootstrap(flagged, sizes, draws: int = 2000, seed: int = 1, level: float = 0.95) -> Estimate:
    """The share of images flagged with the percentile interval over resampled accounts.

    The same seed gives the same interval. Accounts with the same two counts are alike, so the resampling draws how
    many of each kind (a multinomial), which is the same bootstrap and costs nothing more for a million accounts.
    """
    flagged, sizes = _clusters(flagged, sizes)
    _, first, times = np.unique(flagged * (sizes.max() + 1) + sizes, return_index=True, return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(len(sizes), times / len(sizes), size=draws).astype(float)
    shares = drawn @ flagged[first] / (drawn @ sizes[first])
    low, high = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2])
    share = flagged.sum() / sizes.sum()
    return _estimate(share, float(low), float(high), "cluster_bootstrap", flagged, sizes, level,
                     {"draws": draws, "seed": seed})  # fmt: skip


def _clusters(flagged, sizes) -> tuple[np.ndarray, np.ndarray]:
    flagged, sizes = np.asarray(flagged, float), np.asarray(sizes, float)
    if len(sizes) < 2:
        raise UnusableInputs("one account alone shows nothing of the difference between accounts. Estimate without it.")
    if (sizes <= 0).any() or (flagged < 0).any() or (flagged > sizes).any():
        raise UnusableInputs("an account has more flagged images than images, or none at all. Check the counts.")
    return flagged, sizes


def _estimate(share, low, high, method, flagged, sizes, level, more) -> Estimate:
    inputs = {"flagged_count": int(flagged.sum()), "sampled_count": int(sizes.sum()), "clusters": len(sizes), **more}
    warnings = ("few_clusters",) if len(sizes) < FEW_CLUSTERS else ()
    assumptions = ("clusters_at_random", "perfect_detector")
    return Estimate(float(share), low, high, method, inputs, assumptions, warnings, level)
