"""How far coders agree beyond chance, per category."""

from collections.abc import Sequence

import numpy as np

from etl.intervals.estimate import Estimate, UnusableInputs
from etl.intervals.proportions import rule_of_three


def cohen_kappa(table) -> Estimate:
    """Cohen's kappa of two coders over a square table of counts, asymptotic interval (Cohen 1960; Fleiss 1969).

    Cut at -1 and 1. Where the coders agreed on every image, or on none, the rule of three bounds the share of images on
    which they may do otherwise.
    """
    from statsmodels.stats.inter_rater import cohens_kappa

    counts = np.asarray(table, float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not counts.sum():
        raise UnusableInputs("kappa needs a square table with at least one image coded by both coders.")
    if (counts.sum(axis=0) == counts.sum()).any() and (counts.sum(axis=1) == counts.sum()).any():
        raise UnusableInputs("both coders used one single code: agreement beyond chance is not defined.")
    found = cohens_kappa(counts)
    whole, agreed = counts.sum(), float(np.trace(counts) / counts.sum())
    low, high = float(found.kappa_low), float(found.kappa_upp)
    if agreed in (0, 1):
        by_chance = (counts.sum(axis=0) * counts.sum(axis=1)).sum() / whole**2
        reach = rule_of_three(whole) / (1 - by_chance)
        low, high = found.kappa - reach * agreed, found.kappa + reach * (1 - agreed)
    return Estimate(
        float(found.kappa), max(-1.0, float(low)), min(1.0, float(high)), "cohen_kappa",
        {"coded_count": int(whole), "observed_agreement": agreed},
        ("coders_independent",), (("few_cases",) if counts.sum() < 30 else ()),
    )  # fmt: skip # saves 4 lines


def krippendorff_alpha(
    codes: Sequence[Sequence[float]], metric: str = "nominal", draws: int = 2000, seed: int = 1
) -> Estimate:
    """Krippendorff's alpha (2011): one row per coder, one column per image, NaN where a coder did not code.

    `metric`: nominal, ordinal or interval. The interval resamples images (percentile, seeded). Where all agree, its low
    end is alpha with as many images of utter disagreement as the rule of three cannot exclude.
    """
    values = np.asarray(codes, float)
    levels = np.unique(values[~np.isnan(values)])
    if len(levels) < 2:
        raise UnusableInputs("every image has the same code: agreement beyond chance is not defined.")
    counts = np.stack([(values == level).sum(axis=0) for level in levels], axis=1).astype(float)
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        raise UnusableInputs("no image was coded twice, so agreement cannot be seen. Let two people code some images.")
    if (counts > 0).any(axis=0).sum() < 2:
        raise UnusableInputs("every image coded twice has the same code: agreement beyond chance is not defined.")
    kinds, times = np.unique(counts, axis=0, return_counts=True)
    alpha = _alpha(kinds, times[None, :], levels, metric)[0]
    drawn = np.random.default_rng(seed).multinomial(len(counts), times / len(counts), size=draws)
    spread = _alpha(kinds, drawn, levels, metric)
    low, high = np.nanquantile(spread, [0.025, 0.975])
    if (counts > 0).sum(axis=1).max() == 1:
        apart, edge = np.eye(len(levels))[[0]] + np.eye(len(levels))[[-1]], rule_of_three(len(counts))
        mixed = np.append(times * (1 - edge), len(counts) * edge)
        low = max(-1.0, _alpha(np.concatenate([kinds, apart]), mixed[None, :], levels, metric)[0])
    return Estimate(
        float(alpha), float(low), float(high), f"krippendorff_alpha_{metric}",
        {"coded_count": len(counts), "coders": len(values), "draws": draws, "seed": seed},
        ("coders_independent",), (("few_cases",) if len(counts) < 30 else ()),
    )  # fmt: skip # saves 4 lines


def _alpha(kinds: np.ndarray, times: np.ndarray, levels: np.ndarray, metric: str) -> np.ndarray:
    """alpha for each row of `times`, which says how often each kind of image (a row of `kinds`) occurs."""
    sizes = kinds.sum(axis=1)
    pairs = kinds[:, :, None] * kinds[:, None, :] - np.eye(len(levels)) * kinds[:, None, :]
    coincidences = np.tensordot(times, pairs / (sizes - 1)[:, None, None], axes=1)
    totals = coincidences.sum(axis=2)
    whole = totals.sum(axis=1)
    if metric == "ordinal":
        below = np.cumsum(totals, axis=1) - totals / 2
        squared = (below[:, :, None] - below[:, None, :]) ** 2
    else:
        gap = (levels[:, None] != levels) if metric == "nominal" else (levels[:, None] - levels) ** 2
        squared = np.broadcast_to(gap.astype(float), coincidences.shape)
    observed = (coincidences * squared).sum(axis=(1, 2))
    expected = (totals[:, :, None] * totals[:, None, :] * squared).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return 1 - (whole - 1) * observed / expected
