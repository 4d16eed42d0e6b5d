"""From a share to a number of images, from a chain of shares to one, and how many digits that deserves."""

import math
from collections.abc import Sequence

import numpy as np

from etl.intervals.estimate import Estimate, UnusableInputs, limits, quantile


def total_delta(share: Estimate, population: float, population_se: float = 0.0) -> Estimate:
    """N x p with var = N² var(p) + p² var(N), by the delta method; the share's error is half its interval over z.

    `population_se` is the standard error of N; 0 says N is taken as exact: the share's limits are scaled, and a warning
    says it.
    """
    _need_population(population, population_se)
    if not population_se:
        return _scaled(share, population)
    z = quantile(share.level)
    middle, share_low, share_high = limits(share)
    share_se = (share_high - share_low) / (2 * z)
    value = population * middle
    half = z * math.sqrt((population * share_se) ** 2 + (middle * population_se) ** 2)
    return _total(value, max(0.0, value - half), value + half, "delta", share, population, population_se, {})


def total_simulated(
    share: Estimate, population: float, population_se: float = 0.0, draws: int = 100_000, seed: int = 1
) -> Estimate:
    """N x p by Monte Carlo: a normal (cut at 0) for N, for p the Beta whose mean and spread are the estimate's.

    For a rare share and an uncertain N, whose product is skewed; the same seed gives the same interval.
    """
    _need_population(population, population_se)
    if not population_se:
        return _scaled(share, population)
    random = np.random.default_rng(seed)
    sizes = np.maximum(random.normal(population, population_se, draws), 0)
    middle, share_low, _ = limits(share)
    totals = sizes * _beta(share, random, draws)
    low, high = np.quantile(totals, [(1 - share.level) / 2, (1 + share.level) / 2])
    if share_low == 0:  # what may be none stays so
        low, high = 0.0, high if middle else np.quantile(totals, share.level)
    more = {"draws": draws, "seed": seed}
    return _total(population * middle, float(low), float(high), "monte_carlo", share, population, population_se, more)


def chained_share(shares: Sequence[Estimate], draws: int = 100_000, seed: int = 1) -> Estimate:
    """The product of a share, a share *of that*, and so on: 81 % of the 53 % is 43 % of all images.

    Each link is drawn from a Beta with its mean and spread, independently: right when each link is estimated within the
    images of the one before.
    """
    if not shares:
        raise UnusableInputs("an empty chain of shares has no product. Give at least one share.")
    random = np.random.default_rng(seed)
    product, value = np.ones(draws), 1.0
    for share in shares:
        product, value = product * _beta(share, random, draws), value * limits(share)[0]
    level = shares[0].level
    low, high = np.quantile(product, [(1 - level) / 2, (1 + level) / 2])
    if any(limits(share)[1] == 0 for share in shares):  # what may be none stays so
        low, high = 0.0, high if value else np.quantile(product, level)
    return Estimate(
        value,
        float(low),
        float(high) if value < 1 else 1.0,
        "chain_monte_carlo",
        {"links": [share.value for share in shares], "draws": draws, "seed": seed},
        tuple(dict.fromkeys([*(a for share in shares for a in share.assumptions), "links_independent"])),
        tuple(dict.fromkeys(w for share in shares for w in share.warnings)),
        level,
        any(share.is_truncated for share in shares),
    )


def to_uncertainty(value: float, low: float, high: float) -> float:
    """The value rounded at the first digit of the interval's half-width, and never to more than two figures.

    23,338 (19,200 to 28,300) is 23,000; 3,003,000 (2,972,000 to 3,034,000) is 3,000,000.
    """
    if value == 0 or not all(map(math.isfinite, (value, low, high))):
        return value
    two_figures = math.floor(math.log10(abs(value))) - 1
    half = (high - low) / 2
    place = max(two_figures, math.floor(math.log10(half))) if half > 0 else two_figures
    return float(round(value / 10**place) * 10**place) if place >= 0 else round(value, -place)


def _beta(share: Estimate, random: np.random.Generator, draws: int) -> np.ndarray:
    value, low, high = limits(share)
    spread = (high - low) / (2 * quantile(share.level))
    middle = min(max(value, 1e-9), 1 - 1e-9)
    if spread <= 0:
        return np.full(draws, value)
    if value == 0 or value == 1:  # one-sided: a Beta whose outer quantile is the interval's open end
        rest = math.log1p(-share.level) / math.log1p(-(high if value == 0 else 1 - low))
        drawn = random.beta(1, max(rest, 1e-3), draws)
        return drawn if value == 0 else 1 - drawn
    size = max(middle * (1 - middle) / spread**2 - 1, 1e-3)
    return random.beta(middle * size, (1 - middle) * size, draws)


def _scaled(share: Estimate, population: float) -> Estimate:
    value, low, high = (population * limit for limit in limits(share))
    return _total(value, low, high, "scaled_interval", share, population, 0.0, {})


def _need_population(population: float, population_se: float) -> None:
    if not (0 < population < math.inf and 0 <= population_se < math.inf):
        raise UnusableInputs(f"a population of {population:g} (standard error {population_se:g}) is impossible.")


def _total(value, low, high, method, share, population, population_se, more) -> Estimate:
    return Estimate(
        value,
        low,
        high,
        method,
        {"share": share.value, "share_low": share.low, "share_high": share.high, "population_count": population,
         "population_se": population_se, **more},
        (*share.assumptions, "sample_represents_population"),
        (*share.warnings, *(() if population_se else ("population_taken_as_exact",))),
        share.level,
        share.is_truncated,
    )  # fmt: skip # saves 6 lines
