"""Shares weighted to known volumes per day (or any stratum), because the sample's days are not the population's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from etl.intervals.estimate import Estimate, UnusableInputs, limits_from_variance, need_counts
from etl.intervals.proportions import rule_of_three


@dataclass(frozen=True)
class Stratum:
    """A day's flagged and sampled images, and how many images the population holds that day."""

    name: str
    flagged_count: int
    sampled_count: int
    population_count: float


def stratified_share(strata: Sequence[Stratum], level: float = 0.95, design_effect: float = 1.0) -> Estimate:
    """The population's share: sum of W_h p_h, variance sum of W_h² p_h (1 - p_h) / (n_h - 1) (Cochran 1977, chapter 5).

    No finite population correction: samples here are small parts. The variance is multiplied by the design effect of
    accounts. When no image or every image is flagged, the rule of three is taken at the effective number of images
    1 / sum of W_h² / n_h (Kish 1965). Raises UnusableInputs for a day with volume but fewer than two images, rather
    than inventing its share.
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
    value = variance = 0.0
    for stratum in used:
        weight = stratum.population_count / volume
        share = stratum.flagged_count / stratum.sampled_count
        value += weight * share
        variance += weight**2 * share * (1 - share) / (stratum.sampled_count - 1)
    effect = max(1.0, design_effect)
    if variance > 0:
        size = value * (1 - value) / (variance * effect)
        low, high = (float(x) for x in limits_from_variance(value, variance * effect, level))
    else:
        size = 1 / sum((s.population_count / volume) ** 2 / s.sampled_count for s in used) / effect
        edge = rule_of_three(size, level)
        low, high = (0.0, edge) if value < 0.5 else (1 - edge, 1.0)
        value = float(value > 0.5)  # sums of weights may miss 1 by a hair
    units = ("clusters_at_random",) if effect > 1 else ()
    return Estimate(
        value,
        low,
        high,
        "post_stratified",
        {"flagged_count": sum(s.flagged_count for s in used), "sampled_count": sum(s.sampled_count for s in used),
         "strata": len(used), "population_count": volume, "effective_count": size, "design_effect": effect},
        ("random_within_strata", *units, "volumes_exact", "perfect_detector"),
        (("few_per_stratum",) if min(s.sampled_count for s in used) < 30 else ()),
        level,
    )  # fmt: skip
