"""Shares weighted to known volumes per day (or any stratum), because the sample's days are not the population's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import special

from etl.intervals.estimate import Estimate, UnusableInputs, need_counts


@dataclass(frozen=True)
class Stratum:
    """A day's flagged and sampled images, and how many images the population holds that day."""

    name: str
    flagged_count: int
    sampled_count: int
    population_count: float


def stratified_share(strata: Sequence[Stratum], level: float = 0.95, design_effect: float = 1.0) -> Estimate:
    """The population's share: sum of W_h p_h, variance sum of W_h² p_h (1 - p_h) / (n_h - 1) (Cochran 1977, chapter 5).

    Limits: Fay and Feuer's (1997) for weighted counts, with a Beta for their Gamma: each is taken with one image more
    of the other kind at the sample's mean weight (Tiwari, Clegg and Zou 2006). A day of great volume whose few images
    are all alike has no variance of its own, and the image more stands for what it may hide. No finite population
    correction: samples here are small parts. Variance and weight are multiplied by the design effect of accounts; the
    effective number of images is 1 / sum of W_h² / n_h (Kish 1965). Raises UnusableInputs for a day with volume but
    fewer than two images, rather than inventing its share.
    """
    for stratum in strata:
        if not (math.isfinite(stratum.population_count) and stratum.population_count >= 0):
            raise UnusableInputs(f"stratum {stratum.name} has a volume of {stratum.population_count:g}: impossible.")
    volume = sum(stratum.population_count for stratum in strata)
    used = [stratum for stratum in strata if stratum.population_count > 0]
    for stratum in used:
        if stratum.sampled_count < 2:
            raise UnusableInputs(
                f"stratum {stratum.name} has volume {stratum.population_count:g} but {stratum.sampled_count} sampled "
                "image(s): its share is unknown. Merge it with a neighbour and estimate again."
            )
        need_counts(stratum.flagged_count, stratum.sampled_count)
    if not volume > 0:
        raise UnusableInputs("the strata have no volume, so no weights exist. Give each day's number of images.")
    effect = max(1.0, design_effect)
    value = variance = weight_of_one = 0.0
    for stratum in used:
        weight = stratum.population_count / volume
        share = stratum.flagged_count / stratum.sampled_count
        value += weight * share
        variance += weight**2 * share * (1 - share) / (stratum.sampled_count - 1) * effect
        weight_of_one += weight**2 / stratum.sampled_count * effect
    flagged, sampled = sum(s.flagged_count for s in used), sum(s.sampled_count for s in used)
    value = float(flagged > 0) if flagged in (0, sampled) else value  # sums of weights may miss 1 by a hair
    below, above = (_upper(share, variance, weight_of_one, (1 - level) / 2) for share in (1 - value, value))
    units = ("clusters_at_random",) if effect > 1 else ()
    return Estimate(
        value,
        1 - below if flagged else 0.0,
        above if flagged < sampled else 1.0,
        "post_stratified",
        {"flagged_count": flagged, "sampled_count": sampled, "strata": len(used), "population_count": volume,
         "effective_count": 1 / weight_of_one, "design_effect": effect},
        ("random_within_strata", *units, "volumes_exact", "perfect_detector"),
        (("few_per_stratum",) if min(s.sampled_count for s in used) < 30 else ()),
        level,
    )  # fmt: skip # saves 6 lines


def _upper(value: float, variance: float, weight_of_one: float, tail: float) -> float:
    """The upper limit: the quantile of the Beta with the mean and variance of the sample and one flagged image more."""
    whole = 1 + weight_of_one
    mean, spread = (value + weight_of_one) / whole, (variance + weight_of_one**2) / whole**2
    size = mean * (1 - mean) / spread - 1
    return float(special.betaincinv(mean * size, (1 - mean) * size, 1 - tail)) if mean < 1 and size > 0 else 1.0
