"""Shares weighted to known volumes per day (or any stratum), because the sample's days are not the population's."""

from collections.abc import Sequence
from dataclasses import dataclass

from etl.intervals.estimate import Estimate, UnusableInputs, limits_from_variance, need_counts


@dataclass(frozen=True)
class Stratum:
    """A day's flagged and sampled images, and how many images the population holds that day."""

    name: str
    flagged_count: int
    sampled_count: int
    population_count: float


def stratified_share(strata: Sequence[Stratum], level: float = 0.95) -> Estimate:
    """The population's share: sum of W_h p_h, variance sum of W_h² p_h (1 - p_h) / (n_h - 1) (Cochran 1977, chapter 5).

    No finite population correction: samples here are small parts. Raises UnusableInputs for a day with volume but fewer
    than two images, rather than inventing its share.
    """
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
    low, high = (float(x) for x in limits_from_variance(value, variance, level))
    return Estimate(
        value,
        low,
        high,
        "post_stratified",
        {"flagged_count": sum(s.flagged_count for s in used), "sampled_count": sum(s.sampled_count for s in used),
         "strata": len(used), "population_count": volume},
        ("random_within_strata", "volumes_exact", "perfect_detector"),
        (("few_per_stratum",) if min(s.sampled_count for s in used) < 30 else ()),
        level,
    )  # fmt: skip
