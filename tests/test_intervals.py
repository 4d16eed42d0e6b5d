"""Every estimator against an outside truth: a published example, or the formula worked out another way."""

import itertools
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import scipy  # its parts are loaded when they are named
import yaml

from etl import intervals as iv
from etl.intervals.clusters import are_uneven
from etl.yaml_text import LOADER

Z = 1.959963984540054  # the 0.975 quantile of the normal, from tables


def close(found, expected, tolerance=1e-6):
    assert found == pytest.approx(expected, abs=tolerance)


# -- plain shares and rates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flagged", "sampled", "wilson", "exact"),
    [  # Newcombe (1998), Statistics in Medicine 17:857, table I, methods 3 and 5
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_wilson_and_clopper_pearson_give_newcombes_published_table(flagged, sampled, wilson, exact):
    close(iv.proportion_limits(flagged, sampled, "wilson"), wilson, 5e-5)
    close(iv.proportion_limits(flagged, sampled, "clopper_pearson"), exact, 5e-5)


@pytest.mark.parametrize(("flagged", "sampled"), [(3, 40), (101, 500), (53, 100)])
def test_the_three_limits_solve_the_equations_that_define_them(flagged, sampled):
    share = flagged / sampled
    for limit in iv.proportion_limits(flagged, sampled, "wilson"):  # where the score test just rejects
        close(abs(share - limit) / math.sqrt(limit * (1 - limit) / sampled), Z)
    low, high = iv.proportion_limits(flagged, sampled, "clopper_pearson")  # where each tail is 2.5 %
    close(math.fsum(binomial(sampled, i, low) for i in range(flagged, sampled + 1)), 0.025)
    close(math.fsum(binomial(sampled, i, high) for i in range(flagged + 1)), 0.025)
    low, high = iv.proportion_limits(flagged, sampled, "jeffreys")  # tails of x^(k-1/2) (1-x)^(n-k-1/2)
    peak = flagged / sampled

    def density(x):
        return (x / peak) ** (flagged - 0.5) * ((1 - x) / (1 - peak)) ** (sampled - flagged - 0.5)

    points = {"limit": 400, "epsabs": 1e-13}
    whole = scipy.integrate.quad(density, 0, 1, points=[peak], **points)[0]
    close(scipy.integrate.quad(density, 0, low, **points)[0] / whole, 0.025)
    close(scipy.integrate.quad(density, high, 1, **points)[0] / whole, 0.025)


def binomial(size, count, share):
    return math.comb(size, count) * share**count * (1 - share) ** (size - count)


def test_no_case_in_n_images_leaves_the_rule_of_three():
    close(iv.rule_of_three(100), 1 - 0.05 ** (1 / 100))
    close(iv.rule_of_three(1000), 3 / 1000, 1e-5)
    none_found = iv.proportion(0, 300)
    assert (none_found.low, none_found.method) == (0, "rule_of_three")
    close((1 - none_found.high) ** 300, 0.05)


@pytest.mark.parametrize(
    ("flagged", "method"),
    [(1, "clopper_pearson"), (9, "clopper_pearson"), (10, "wilson"), (490, "wilson"), (491, "clopper_pearson")],
)
def test_below_ten_cases_or_non_cases_the_exact_interval_is_taken(flagged, method):
    found = iv.proportion(flagged, 500)
    assert found.method == method and ("few_cases" in found.warnings) == (method == "clopper_pearson")
    limits = iv.proportion_limits(flagged, 500, method)
    assert (found.low, found.high) == limits == iv.proportion_limits(flagged, 500, "auto")


def test_poisson_limits_give_garwoods_table_and_scale_with_the_time_watched():
    ten = iv.rate(10, 1)  # Garwood (1936): 4.795, 18.39
    close((ten.low, ten.high), (4.795389, 18.390356))
    for limit, kept in ((ten.low, range(10)), (ten.high, range(11))):
        tail = math.fsum(math.exp(-limit) * limit**i / math.factorial(i) for i in kept)
        close(tail, 0.975 if limit == ten.low else 0.025)
    close(iv.rate(0, 2).high, -math.log(0.025) / 2)
    hourly = iv.rate(90, 5 / 60)
    close(hourly.value, 1080)


# -- comparison ------------------------------------------------------------------------------------------------------


def test_fishers_tea_and_newcombes_difference():
    close(iv.compared(3, 4, 1, 4)["p_value"], 34 / 70)  # Fisher (1935), two-sided
    found = iv.compared(48, 80, 56, 70)  # Newcombe (1998), 17:873, table II (a), method 10
    close((found["difference_low"], found["difference_high"]), (0.0524, 0.3339), 5e-5)


def test_the_reuters_retests_are_no_evidence_of_change():
    found = iv.compared(45, 55, 29, 43)
    ways = [math.comb(55, i) * math.comb(43, 74 - i) for i in range(31, 56)]
    seen = ways[45 - 31]
    close(found["p_value"], float(Fraction(sum(w for w in ways if w <= seen), sum(ways))))
    close(found["p_value"], 0.15, 0.01)
    assert found["difference_low"] < 0 < found["difference_high"]


# -- detector error --------------------------------------------------------------------------------------------------


def test_corrected_shares_of_the_epir_manual():
    herd = iv.corrected_share_known(23, 150, 0.96, 0.89)  # brucellosis: 5.1 per 100 (0 to 13)
    close(herd.value, float(Fraction(23, 150) - Fraction(11, 100)) / 0.85)
    close(herd.value, 0.051, 5e-4)
    pylori = iv.corrected_share_known(6, 151, 0.964, 0.927, "clopper_pearson")  # 0 per 100 (0 to 1.3)
    assert (pylori.value, pylori.low, pylori.is_truncated) == (0, 0, True)
    close(pylori.high, 0.013, 5e-4)
    assert "no_more_than_false_positives" in pylori.warnings


@pytest.mark.parametrize(
    "counts",
    [(20, 263, 78, 89, 122, 134), (400, 20_000, 80, 100, 985, 1000), (60, 200, 40, 50, 90, 100)],
)
def test_the_limits_of_a_corrected_share_are_where_it_may_just_be_by_those_of_its_three_shares(counts):
    k, n, tp, positives, tn, negatives = counts
    shares = [(k, n), (tp, positives), (tn, negatives)]
    (q, sens, spec), ends = (a / b for a, b in shares), [iv.proportion_limits(*pair, "wilson") for pair in shares]
    found = iv.corrected_share(iv.proportion(k, n), iv.Validation(tp, negatives - tn, positives - tp, tn))
    close(found.value, max(0, (q + spec - 1) / (sens + spec - 1)))
    for limit, (dq, of_sens, of_spec) in ((found.low, (0, 1, 0)), (found.high, (1, 0, 1))):  # Donner and Zou (2012)
        if limit == 0:
            continue
        parts = (ends[0][dq] - q, limit * (ends[1][of_sens] - sens), (1 - limit) * (ends[2][of_spec] - spec))
        close(abs(q - limit * sens - (1 - limit) * (1 - spec)), math.hypot(*parts))


@pytest.mark.parametrize("cells", [(27, 25, 23, 25), (4, 4, 3, 5)])
def test_labels_that_do_not_tell_a_detector_from_chance_say_nothing_of_the_share(cells):
    found = iv.corrected_share(iv.proportion(500, 1000), iv.Validation(*cells))
    assert (found.low, found.high) == (0, 1) and "not_told_from_chance" in found.warnings


def test_a_correction_starts_from_the_interval_of_the_step_before():
    flagged, sizes = np.array([30, 2, 1, 0, 4, 2, 0, 1] * 3), np.full(24, 50)
    cells = iv.Validation(8 * 10**8, 10**7, 2 * 10**8, 99 * 10**7)  # rates as good as known
    accounts = iv.clustered_share(flagged, sizes)
    found = iv.corrected_share(accounts, cells)
    close(
        (found.low, found.high), [(x + 0.99 - 1) / 0.79 if x > 0.01 else 0 for x in (accounts.low, accounts.high)], 1e-4
    )
    assert "clusters_at_random" in found.assumptions and "perfect_detector" not in found.assumptions
    none = iv.clustered_share([40, 1, 1, 1], [5000, 10, 10, 10])
    for corrected in (iv.corrected_share(none, cells), iv.difference_share(none, iv.Validation(9, 3, 1, 17))):
        assert (corrected.low, corrected.high) == (None, None) and "one_account_dominates" in corrected.warnings


def test_an_endless_validation_leaves_only_the_sampling_error():
    known = iv.corrected_share_known(1000, 10_000, 0.8, 0.95)
    learnt = iv.corrected_share(iv.proportion(1000, 10_000), iv.Validation(8 * 10**8, 5 * 10**7, 2 * 10**8, 95 * 10**7))
    close((learnt.low, learnt.high), (known.low, known.high), 1e-4)


def test_a_detector_that_knows_nothing_is_refused():
    with pytest.raises(iv.UnusableInputs, match="knows nothing"):
        iv.corrected_share_known(10, 100, 0.4, 0.6)
    with pytest.raises(iv.UnusableInputs, match="both kinds"):
        iv.corrected_share(iv.proportion(10, 100), iv.Validation(0, 3, 0, 97))


# -- human labels on a part ------------------------------------------------------------------------------------------


def arrays(table):
    flag = np.repeat([1, 1, 0, 0], [table.tp, table.fp, table.fn, table.tn]).astype(float)
    label = np.repeat([1, 0, 1, 0], [table.tp, table.fp, table.fn, table.tn]).astype(float)
    return flag, label


def test_double_sampling_is_tenenbeins_estimator_with_the_limits_of_both_sides_recombined():
    found = iv.difference_share(iv.proportion(2500, 20_000), iv.Validation(90, 30, 10, 870))
    close(found.value, 0.125 * 90 / 120 + 0.875 * 10 / 880)  # Tenenbein (1970)
    sides = [(0.125, 90, 120), (0.875, 10, 880)]
    limits = [scipy.stats.beta.ppf((0.025, 0.975), k + 0.5, n - k + 0.5) for _, k, n in sides]
    whole = iv.proportion_limits(2500, 20_000)
    for side, limit in ((0, found.low), (1, found.high)):  # Zou and Donner (2008), squares on each side
        drift = ((90 / 120 - 10 / 880) * (whole[side] - 0.125)) ** 2
        squares = sum((w * (k / n - pair[side])) ** 2 for (w, k, n), pair in zip(sides, limits, strict=True))
        close(abs(limit - found.value), math.sqrt(squares + drift))


def test_prediction_powered_estimates_follow_the_papers():
    table = iv.Validation(90, 30, 10, 870)
    flag, label = arrays(table)
    plain = iv.separate_sample_share(2500, 20_000, table, is_tuned=False)
    close(plain.value, 0.125 + (label - flag).mean())
    tuned = iv.separate_sample_share(2500, 20_000, table)
    weight = np.cov(label, flag)[0, 1] / ((1 + 1000 / 20_000) * flag.var(ddof=1))
    close(tuned.value, label.mean() + weight * (0.125 - flag.mean()))
    assert tuned.high - tuned.low <= plain.high - plain.low


# -- clusters and strata ---------------------------------------------------------------------------------------------


def test_the_ngos_accounts_inflate_the_variance_by_1_14_to_1_68():
    mean_size = 20_000 / 8_500
    close((iv.design_effect(mean_size, 0.1), iv.design_effect(mean_size, 0.5)), (1.14, 1.68), 5e-3)
    close(iv.design_effect(4, 0.2, size_variation=0.5), 1 + (1.25 * 4 - 1) * 0.2)


def test_clusters_of_one_image_are_a_simple_sample():
    flagged = np.repeat([1, 0], [200, 800])
    found, simple = iv.clustered_share(flagged, np.ones(1000)), iv.proportion(200, 1000, "wilson")
    close((found.low, found.high), (simple.low, simple.high), 2e-4)  # Student's quantile of 999
    close(iv.intraclass_correlation(flagged, np.ones(1000)), 0)


def test_accounts_that_always_repeat_themselves_count_once():
    flagged, sizes = np.repeat([4, 0], [50, 50]), np.full(100, 4)
    found = iv.clustered_share(flagged, sizes)
    close(found.inputs["design_effect"], 4 * 100 / 99)
    close(iv.intraclass_correlation(flagged, sizes), 1)


def test_the_variance_between_accounts_leaves_out_one_account_at_a_time():
    random = np.random.default_rng(11)
    sizes = random.integers(1, 9, 60)
    flagged = random.binomial(sizes, random.beta(1, 2, 60))
    found, share = iv.clustered_share(flagged, sizes), flagged.sum() / sizes.sum()
    left_out = [(flagged.sum() - f) / (sizes.sum() - s) for f, s in zip(flagged, sizes, strict=True)]
    variance = 59 / 60 * sum((one - share) ** 2 for one in left_out)  # Cochran (1977), 6.17
    close(found.inputs["design_effect"] * share * (1 - share) / sizes.sum(), variance)
    images = np.repeat(flagged, sizes) > np.concatenate([np.arange(size) for size in sizes])
    import statsmodels.api as sm  # nothing else needs it

    fit = sm.OLS(images.astype(float), np.ones(len(images))).fit(
        cov_type="cluster", cov_kwds={"groups": np.repeat(np.arange(60), sizes)}
    )
    assert float(fit.bse[0]) ** 2 < variance < 1.1 * float(fit.bse[0]) ** 2  # a little above the linearised one


def test_few_accounts_widen_by_students_quantile_and_alike_accounts_never_narrow():
    flagged, sizes = np.array([1, 4, 2, 3, 5] * 4), np.full(20, 6)
    found, share = iv.clustered_share(flagged, sizes), 60 / 120
    variance = 19 / 20 * sum(((60 - f) / 114 - share) ** 2 for f in flagged)
    freedom = min(20, 2 + 60**2 / (4 * 55)) - 1
    size = share * (1 - share) / variance * (Z / scipy.stats.t.ppf(0.975, freedom)) ** 2
    close((found.low, found.high), iv.proportion_limits(share * size, size, "auto"))
    alike = iv.clustered_share(np.full(200, 2), np.full(200, 5))
    size = 1000 * (Z / scipy.stats.t.ppf(0.975, 199)) ** 2
    close((alike.low, alike.high), iv.proportion_limits(0.4 * size, size))
    assert alike.inputs["design_effect"] == 1


def test_where_one_account_dominates_there_is_no_interval():
    flagged, sizes = [2046, *[9] * 2, *[0] * 42], [5000, *[10] * 44]
    found = iv.clustered_share(flagged, sizes)
    close(found.value, 2064 / 5440)
    assert (found.low, found.high, found.warnings) == (None, None, ("one_account_dominates",))
    close(found.inputs["effective_clusters"], 5440**2 / (5000**2 + 44 * 100))
    with pytest.raises(iv.UnusableInputs, match="no interval"):
        iv.total_delta(found, 1e6, 1e4)


@pytest.mark.parametrize("sign", [1, 0, -1])
def test_where_accounts_are_of_different_sizes_there_is_no_interval_whatever_their_shares_seem_to_do(sign):
    sizes = np.array([4] * 40 + [40] * 20 + [200] * 15)
    flagged = np.round(sizes * (0.4 - 0.35 * sign + 0.1 * sign * np.log(sizes)))
    found = iv.clustered_share(flagged, sizes)
    assert (found.low, found.high, found.warnings) == (None, None, ("uneven_accounts",))
    close(found.value, flagged.sum() / sizes.sum())
    many = iv.clustered_share(np.tile(flagged, 20), np.tile(sizes, 20))  # none of 1,500 has a hundredth of the images
    assert many.low is not None and many.low < many.value < many.high


def test_accounts_of_nearly_one_size_have_an_interval_and_those_that_differ_more_have_none():
    flagged = np.array([1, 0, 2, 0, 3, 1, 4, 5] * 4)
    assert iv.clustered_share(flagged, [10, 11, 10, 12, 10, 11, 9, 10] * 4).low is not None
    assert iv.clustered_share(flagged, [4, 5, 5, 6, 8, 9, 12, 30] * 4).warnings == ("uneven_accounts",)
    assert iv.clustered_share(np.zeros(32), [4, 5, 5, 6, 8, 9, 12, 30] * 4).low is None  # none flagged says no more


def test_fourteen_accounts_by_weight_have_no_interval_and_fifteen_do():
    fourteen, fifteen = (iv.clustered_share(np.arange(count) % 3, np.full(count, 9)) for count in (14, 15))
    assert (fourteen.low, fourteen.warnings) == (None, ("one_account_dominates",))
    assert fifteen.low is not None and "few_clusters" in fifteen.warnings


def test_none_flagged_is_never_told_with_certainty():
    accounts = iv.clustered_share(np.zeros(25), np.full(25, 4))
    close((accounts.low, accounts.high), (0, 1 - 0.05 ** (1 / 25)))
    every = iv.clustered_share(np.full(25, 4), np.full(25, 4))
    close((every.low, every.high), (0.05 ** (1 / 25), 1))
    days = iv.stratified_share([iv.Stratum("a", 0, 50, 900), iv.Stratum("b", 0, 50, 100)])
    one = 0.9**2 / 50 + 0.1**2 / 50
    size = (one / (1 + one)) * (1 / (1 + one)) / (one / (1 + one)) ** 2 - 1
    mean = one / (1 + one)
    close((days.value, days.low, days.high), (0, 0, scipy.stats.beta.ppf(0.975, mean * size, (1 - mean) * size)))
    labels = iv.difference_share(iv.proportion(400, 1000), iv.Validation(0, 3, 0, 47))
    close((labels.value, labels.low), (0, 0))
    assert 1 - 0.05 ** (1 / 50) < labels.high < 0.4  # three of the flagged fifth were read: more may hide there
    positive = iv.difference_share(iv.proportion(400, 1000), iv.Validation(50, 0, 0, 0))
    close((positive.value, positive.high), (0.4 + 0.6 / 2, 1))  # nobody read an unflagged image: it may be anything
    assert positive.low < 0.4 < 0.45 < positive.value
    total = iv.total_simulated(iv.proportion(0, 1000), 1e6, 1e5)
    assert total.low == 0 and total.high == pytest.approx(1e6 * 3 / 1000, rel=0.05)


def test_labels_that_never_contradict_the_flags_still_leave_the_detector_in_doubt():
    five = iv.difference_share(iv.proportion(400, 1000), iv.Validation(2, 0, 0, 3))
    many = iv.difference_share(iv.proportion(400, 1000), iv.Validation(200, 0, 0, 300))
    raw = iv.proportion(400, 1000)
    assert five.high - five.low > 0.5 and many.high - many.low > raw.high - raw.low
    close(many.value, 0.4)
    assert "few_disagreements" in many.warnings


def test_accounts_widen_a_share_weighted_by_days():
    days = [iv.Stratum("before", 10, 100, 33_000), iv.Stratum("after", 120, 200, 489_000)]
    plain, wider = iv.stratified_share(days), iv.stratified_share(days, design_effect=1.5)
    close(wider.inputs["effective_count"], plain.inputs["effective_count"] / 1.5)
    assert wider.low < plain.low and wider.high > plain.high and "clusters_at_random" in wider.assumptions


@pytest.mark.parametrize("volume", [-1, math.nan, math.inf])
def test_an_impossible_volume_is_refused(volume):
    with pytest.raises(iv.UnusableInputs, match="impossible"):
        iv.stratified_share([iv.Stratum("day", 1, 10, volume), iv.Stratum("next", 1, 10, 5)])
    with pytest.raises(iv.UnusableInputs, match="impossible"):
        iv.total_delta(iv.proportion(1, 10), volume)


def test_days_are_weighted_by_their_volume():
    days = [iv.Stratum("before", 10, 100, 33_000), iv.Stratum("after", 120, 200, 489_000)]
    found = iv.stratified_share(days)
    weight = 33 / 522
    close(found.value, weight * 0.1 + (1 - weight) * 0.6)
    variance = weight**2 * 0.09 / 99 + (1 - weight) ** 2 * 0.24 / 199  # Cochran 5.14
    one = weight**2 / 100 + (1 - weight) ** 2 / 200  # what an image weighs in the mean
    for limit, share in ((found.high, found.value), (1 - found.low, 1 - found.value)):
        # Fay and Feuer (1997): with one image more of that kind
        mean, spread = (share + one) / (1 + one), (variance + one**2) / (1 + one) ** 2
        size = mean * (1 - mean) / spread - 1
        close(scipy.stats.beta.cdf(limit, mean * size, (1 - mean) * size), 0.975)
    with pytest.raises(iv.UnusableInputs, match="Merge it"):
        iv.stratified_share([*days, iv.Stratum("unseen", 0, 0, 1000)])


# -- extrapolation ---------------------------------------------------------------------------------------------------


def test_totals_carry_the_error_of_the_population_too():
    share = iv.proportion(101, 20_000)
    exact, rough = iv.total_delta(share, 4.62e6), iv.total_delta(share, 4.62e6, 4.62e5)
    spread = (share.high - share.low) / (2 * Z)
    close(rough.high - rough.value, Z * math.sqrt((4.62e6 * spread) ** 2 + (share.value * 4.62e5) ** 2), 1e-3)
    assert "population_taken_as_exact" in exact.warnings and "population_taken_as_exact" not in rough.warnings
    drawn = iv.total_simulated(share, 4.62e6, 4.62e5)
    assert drawn == iv.total_simulated(share, 4.62e6, 4.62e5)
    close((drawn.low / rough.low, drawn.high / rough.high), (1, 1), 0.06)
    assert (rough.method, drawn.method, exact.method) == ("delta", "monte_carlo", "scaled_interval")
    close((exact.low, exact.high), (4.62e6 * share.low, 4.62e6 * share.high))


def test_81_per_cent_of_the_53_per_cent_is_43_per_cent_of_all():
    chain = iv.chained_share([iv.proportion(10_600, 20_000), iv.proportion(8_586, 10_600)])
    close(chain.value, 0.53 * 0.81)
    direct = iv.proportion(8_586, 20_000)  # the same images counted in one step
    close((chain.low, chain.high), (direct.low, direct.high), 2e-4)


def test_figures_are_rounded_to_what_their_interval_supports():
    assert iv.to_uncertainty(23_338, 19_200, 28_300) == 23_000
    assert iv.to_uncertainty(3_003_000, 2_972_000, 3_034_000) == 3_000_000
    assert iv.to_uncertainty(23_338, 9_000, 37_700) == 20_000
    assert iv.to_uncertainty(0.5298, 0.523, 0.537) == 0.53
    assert iv.to_uncertainty(0.00505, 0.00416, 0.00613) == 0.005
    assert iv.to_uncertainty(23_338, 23_300, 23_376) == iv.to_uncertainty(23_338, 23_338, 23_338) == 23_000
    assert iv.to_uncertainty(0.53012, 0.53011, 0.53013) == 0.53


# -- agreement -------------------------------------------------------------------------------------------------------

KRIPPENDORFF_C = [  # Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: 4 observers, 12 units
    [1, 2, 3, 3, 2, 1, 4, 1, 2, math.nan, math.nan, math.nan],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, math.nan, 3],
    [math.nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, math.nan],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, math.nan],
]


@pytest.mark.parametrize(("metric", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_of_krippendorffs_own_example(metric, published):
    close(iv.krippendorff_alpha(KRIPPENDORFF_C, metric).value, published, 5e-4)


def test_alpha_is_one_minus_observed_over_expected_disagreement_pair_by_pair():
    units = [[c for c in column if not math.isnan(c)] for column in zip(*KRIPPENDORFF_C, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [code for unit in units for code in unit]
    observed = sum(sum(a != b for a, b in itertools.permutations(unit, 2)) / (len(unit) - 1) for unit in units) / len(
        pooled
    )
    expected = sum(a != b for a, b in itertools.permutations(pooled, 2)) / (len(pooled) * (len(pooled) - 1))
    close(iv.krippendorff_alpha(KRIPPENDORFF_C).value, 1 - observed / expected)


def test_alpha_of_two_coders_of_ten_images():  # Krippendorff (2011), section A
    a, b = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    close(iv.krippendorff_alpha([a, b]).value, 0.095, 5e-4)


def test_kappa_of_fifty_proposals():
    found = iv.cohen_kappa([[20, 5], [10, 15]])
    close(found.value, (0.7 - 0.5) / 0.5)
    with pytest.raises(iv.UnusableInputs):
        iv.cohen_kappa([[50, 0], [0, 0]])


# -- what the notes on this affair derived ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flagged", "sampled", "share", "low", "high"),
    [  # per cent, as they may be printed
        pytest.param(12_995, 20_000, 65.0, 64.3, 65.6, id="sexualised, of 20,000"),
        pytest.param(101, 20_000, 0.505, 0.416, 0.613, id="likely children, of 20,000"),
        pytest.param(29, 101, 29, 21, 38, id="still accessible, of 101"),
        pytest.param(10_600, 20_000, 53, 52.3, 53.7, id="minimal attire, of 20,000"),
        pytest.param(400, 20_000, 2, 1.8, 2.2, id="looking 18 or younger, of 20,000"),
        pytest.param(45, 55, 82, 70, 90, id="first retest"),
        pytest.param(29, 43, 67, 53, 80, id="second retest"),
    ],
)
def test_sampling_error_of_the_published_studies(flagged, sampled, share, low, high):
    found = iv.proportion(flagged, sampled, "wilson")
    digits = 3 if share < 1 else 1 if not isinstance(share, int) or sampled == 20_000 else 0
    assert round(found.value * 100, digits) == pytest.approx(share)
    close((found.low * 100, found.high * 100), (low, high), 10**-digits * 0.6)


def test_ccdh_totals_with_the_population_taken_as_exact():
    population = 23_338 / 0.00505
    close(population, 4_621_400, 100)
    for (flagged, low, high), place in (((12_995, 2.97e6, 3.03e6), 1e4), ((101, 19_200, 28_300), 100)):
        share = iv.proportion(flagged, 20_000)
        close((share.low * population / place, share.high * population / place), (low / place, high / place), 0.6)


def test_f1_of_95_per_cent_leaves_58_8_to_71_8_per_cent_sexualised():
    low, high = iv.f1_bounds(0.65, 0.95)
    close((low, high), (0.588, 0.718), 5e-4)
    close((low * 4.6214, high * 4.6214), (2.72, 3.32), 6e-3)
    sampling = iv.proportion(12_995, 20_000)
    assert (high - low) / (sampling.high - sampling.low) > 9


def test_2_per_cent_looking_18_or_younger_vanishes_with_2_per_cent_of_false_alarms():
    shares = {sp: iv.corrected_share_known(400, 20_000, 0.8, sp) for sp in (0.995, 0.99, 0.985, 0.98)}
    close([round(100 * shares[sp].value, 1) for sp in shares], [1.9, 1.3, 0.6, 0.0], 1e-9)
    assert shares[0.98].low == 0 and "no_more_than_false_positives" in shares[0.98].warnings
    edge = iv.vanishing_specificity(400, 20_000)
    close(edge, 0.982, 5e-4)
    assert iv.corrected_share_known(400, 20_000, 0.8, edge + 1e-4).low > 0
    assert iv.corrected_share_known(400, 20_000, 0.8, edge - 1e-4).low == 0


def test_a_common_category_is_less_fragile():
    close(iv.corrected_share_known(10_600, 20_000, 0.95, 0.95).value, 0.533, 5e-4)
    close(iv.corrected_share_known(10_600, 20_000, 0.90, 0.95).value, 0.565, 5e-4)
    panel = iv.sensitivity_panel(10_600, 20_000, (0.9, 0.95), (0.95, 0.99))
    assert len(panel) == 4 and all(0.5 < estimate.value < 0.6 for estimate in panel)


def test_53_and_55_per_cent_are_of_different_images():
    close(0.55 * 0.94, 0.517, 1e-9)
    assert 0.555 * 0.945 < 0.525  # no rounding reconciles them


def test_a_root_of_the_correction_is_the_vanishing_point():
    def lower(sp):
        return iv.rogan_gladen(iv.proportion_limits(400, 20_000)[0], 0.8, sp)

    close(scipy.optimize.brentq(lower, 0.97, 0.995), iv.vanishing_specificity(400, 20_000))


def test_every_code_an_estimate_carries_is_said_in_both_languages():
    labels = yaml.load(Path("data/reference/codes.yml").read_text(encoding="utf-8"), LOADER)
    table = iv.Validation(9, 3, 1, 17)
    made = [
        iv.proportion(0, 9),
        iv.proportion(2, 90),
        iv.proportion(200, 900),
        iv.proportion(2, 90, "jeffreys"),
        iv.rate(3, 2),
        iv.corrected_share_known(0, 90, 0.9, 0.9),
        iv.corrected_share_known(10, 90, 0.9, 0.9),
        iv.corrected_share_known(90, 90, 0.9, 0.9),
        iv.corrected_share(iv.proportion(9, 90), table),
        iv.corrected_share(iv.proportion(45, 90), iv.Validation(5, 4, 4, 5)),
        iv.difference_share(iv.proportion(9, 90), table),
        *(iv.separate_sample_share(9, 90, table, tuned) for tuned in (True, False)),
        iv.corrected_share_known(0, 300, 0.8, 0.95),
        iv.clustered_share([1, 0], [2, 2]),
        iv.clustered_share([1, 0, 1, 0, 1] * 4, [2, 2, 2, 2, 2] * 4),
        iv.clustered_share([0, 0, 1, 0, 3, 9, 12, 21, 25, 40] * 4, [2, 3, 4, 5, 12, 30, 35, 40, 45, 60] * 4),
        iv.corrected_share(iv.proportion(89, 90), iv.Validation(27, 1, 3, 29)),
        iv.stratified_share([iv.Stratum("a", 1, 9, 10)]),
        iv.total_delta(iv.proportion(2, 90), 100),
        iv.total_delta(iv.proportion(2, 90), 100, 10),
        iv.total_simulated(iv.proportion(2, 90), 100, 10),
        iv.chained_share([iv.proportion(2, 90)]),
        iv.cohen_kappa([[4, 1], [1, 4]]),
        *(iv.krippendorff_alpha(KRIPPENDORFF_C, metric) for metric in ("nominal", "ordinal", "interval")),
    ]
    used = {
        "estimation_method": {estimate.method for estimate in made},
        "estimation_assumption": {code for estimate in made for code in estimate.assumptions},
        "estimation_warning": {code for estimate in made for code in estimate.warnings},
    }
    used["estimation_method"] |= {"linearised_clusters"}  # of a published measurement, at a design effect one assumes
    used["estimation_method"].add("f1_bounds")  # two bounds, not an estimate of this package
    used["estimation_assumption"].add("f1_holds_here")
    used["estimation_warning"].add("accounts_hidden")  # said by the select that shows an estimate of few accounts
    for kind, codes in used.items():
        assert codes == set(labels[kind])
        assert all(labels[kind][code]["en"] and labels[kind][code]["fr"] for code in codes)


@pytest.mark.parametrize(
    ("sizes", "is_uneven"),
    [
        ([10] * 8, False),
        ([19, 21] * 4, False),  # eight accounts: a squared coefficient of variation of 0.0025, at most 0.008
        ([9, 11] * 4, True),  # 0.01
        ([9, 11] * 30, False),  # sixty accounts: 0.01, at most 0.02
        ([8, 12] * 30, True),  # 0.04
        ([1, 3] * 60, True),  # the largest hold 1.25 % of the images each
        ([1, 3] * 100, False),  # 0.75 %
    ],
)
def test_accounts_are_uneven_by_their_sizes_and_by_what_the_largest_hold(sizes, is_uneven):
    assert are_uneven(sizes) == is_uneven


def test_error_rates_that_the_data_contradict_on_either_side_give_no_estimate():
    for flagged in (0, 1000):  # with no more false alarms than none, and more misses than there are images
        found = iv.corrected_share_known(flagged, 1000, 0.8, 0.9)
        assert (found.value, found.low, found.high) == (None, None, None) and "rates_do_not_fit" in found.warnings
    for flagged in (100, 800):  # at the edge they may just be so
        found = iv.corrected_share_known(flagged, 1000, 0.8, 0.9)
        assert found.value == pytest.approx((flagged / 1000 - 0.1) / 0.7) and "rates_do_not_fit" not in found.warnings


def test_agreement_on_every_image_is_no_certainty_and_no_limit_lies_beyond_one():
    """Of 30 images, the rule of three leaves 9.5 % on which the two may differ; by chance alone they would on 4/9."""
    found = iv.cohen_kappa([[20, 0], [0, 10]])
    close(found.value, 1)
    close(found.low, 1 - (1 - 0.05 ** (1 / 30)) / (4 / 9))
    close(found.high, 1)
    assert iv.cohen_kappa([[20, 0], [1, 9]]).high == 1  # the asymptotic limit is 1.07
    apart = iv.cohen_kappa([[0, 5], [5, 0]])
    assert apart.low == -1 < apart.high
    alike = [[1.0, 2.0] * 20, [1.0, 2.0] * 20]
    for metric in ("nominal", "ordinal", "interval"):
        found = iv.krippendorff_alpha(alike, metric)
        # 40 images, a share s of them apart, 1 and 2 as often in all: alpha = 1 - 79 s / 40.
        close(found.low, 1 - 79 * (1 - 0.05 ** (1 / 40)) / 40, 1e-9)
        assert found.value == found.high == 1


def test_a_chain_with_a_link_that_may_be_none_may_be_none():
    found = iv.chained_share([iv.proportion(0, 100), iv.proportion(81, 100)])
    assert found.value == found.low == 0 < found.high < iv.proportion(0, 100).high


@pytest.mark.parametrize(
    "asked",
    [
        lambda: iv.proportion(5, float("inf")),
        lambda: iv.proportion(float("nan"), 5),
        lambda: iv.rate(float("nan"), 5),
        lambda: iv.rate(1, float("inf")),
        lambda: iv.f1_bounds(0.5, 0),
        lambda: iv.f1_bounds(0.5, 1.2),
    ],
)
def test_numbers_that_are_none_are_refused(asked):
    with pytest.raises(iv.UnusableInputs):
        asked()
