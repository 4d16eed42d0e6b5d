"""95 % intervals contain the truth in 93 to 97 of 100 samples: 2,500 seeded samples each, from populations we made."""

import numpy as np
import pytest

from benchmarks import coverage
from etl import intervals as iv
from etl.intervals.proportions import limits_from_variance

RUNS = 2500
SHARES = (0.02, 0.1, 0.53)
DETECTORS = ((0.95, 0.95), (0.8, 0.985))


def covered(low, high, truth):
    return float(np.mean((np.asarray(low) <= truth) & (truth <= np.asarray(high))))


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("method", ["wilson", "clopper_pearson", "jeffreys"])
def test_plain_intervals_cover(method, share):
    flagged = np.random.default_rng(1).binomial(20_000, share, RUNS)
    assert 0.93 <= covered(*iv.proportion_limits(flagged, 20_000, method), share) <= 0.97


@pytest.mark.parametrize("share", SHARES)
def test_wilson_covers_in_a_small_sample_too(share):
    flagged = np.random.default_rng(2).binomial(600, share, RUNS)
    assert 0.93 <= covered(*iv.proportion_limits(flagged, 600), share) <= 0.97


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("detector", DETECTORS)
def test_intervals_cover_when_the_detector_errs_and_its_errors_were_estimated(share, detector):
    sensitivity, specificity = detector
    random = np.random.default_rng(3)
    flagged = random.binomial(20_000, share * sensitivity + (1 - share) * (1 - specificity), RUNS)
    hits = random.binomial(400, sensitivity, RUNS)
    rejections = random.binomial(1000, specificity, RUNS)
    found = [
        iv.corrected_share(iv.proportion(int(k), 20_000), iv.Validation(int(h), 1000 - int(r), 400 - int(h), int(r)))
        for k, h, r in zip(flagged, hits, rejections, strict=True)
    ]
    assert 0.93 <= covered([one.low for one in found], [one.high for one in found], share) <= 0.97
    naive_low, naive_high = iv.proportion_limits(flagged, 20_000)
    if share != 0.53:  # there, by chance, misses and false alarms almost cancel
        assert covered(naive_low, naive_high, share) < 0.5


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("detector", DETECTORS)
def test_intervals_cover_when_people_labelled_a_part_of_the_file(share, detector):
    cells = cells_of(share, *detector)
    random = np.random.default_rng(4)
    labelled = random.multinomial(2000, cells, RUNS)
    rest = random.multinomial(18_000, cells, RUNS)
    limits = []
    for part, others in zip(labelled, rest, strict=True):
        flagged = part[0] + part[1] + others[0] + others[1]
        found = iv.difference_share(iv.proportion(int(flagged), 20_000), iv.Validation(*map(int, part)))
        limits.append((found.low, found.high))
    assert 0.93 <= covered(*np.transpose(limits), share) <= 0.97


@pytest.mark.parametrize("share", SHARES)
def test_prediction_powered_intervals_cover(share):
    cells = cells_of(share, 0.8, 0.985)
    random = np.random.default_rng(5)
    labelled, others = random.multinomial(2000, cells, RUNS), random.multinomial(18_000, cells, RUNS)
    limits = []
    for part, other in zip(labelled, others, strict=True):
        found = iv.separate_sample_share(int(other[0] + other[1]), 18_000, iv.Validation(*map(int, part)))
        limits.append((found.low, found.high))
    assert 0.93 <= covered(*np.transpose(limits), share) <= 0.97


def cells_of(share, sensitivity, specificity):
    """Probabilities of tp, fp, fn, tn."""
    return [share * sensitivity, (1 - share) * (1 - specificity), share * (1 - sensitivity), (1 - share) * specificity]


def accounts(random, share, count, correlation):
    """Flagged and image counts of accounts with 1 to 6 images, correlated within accounts (beta-binomial)."""
    sizes = random.choice([1, 2, 3, 6], p=[0.4, 0.3, 0.2, 0.1], size=count)
    strength = 1 / correlation - 1
    return random.binomial(sizes, random.beta(share * strength, (1 - share) * strength, size=count)), sizes


@pytest.mark.parametrize("share", SHARES)
def test_intervals_cover_when_images_of_an_account_resemble_each_other(share):
    random = np.random.default_rng(6)
    limits, naive = [], []
    for _ in range(RUNS):
        flagged, sizes = accounts(random, share, 2000, 0.5)
        found = iv.clustered_share(flagged, sizes)
        limits.append((found.low, found.high))
        naive.append((flagged.sum(), sizes.sum()))
    assert 0.93 <= covered(*np.transpose(limits), share) <= 0.97
    assert covered(*iv.proportion_limits(*np.transpose(naive)), share) < 0.90


@pytest.mark.parametrize("share", SHARES)
def test_intervals_cover_when_volumes_differ_between_days(share):
    random = np.random.default_rng(8)
    volumes, factors, sizes = np.array([33, 489, 200]), np.array([0.3, 1.2, 1.0]), np.array([400, 800, 600])
    weights = volumes / volumes.sum()
    shares = share * factors / (weights @ factors)
    flagged = random.binomial(sizes, shares, (RUNS, 3))
    limits = []
    for run in flagged:
        days = [iv.Stratum("", int(k), int(n), v) for k, n, v in zip(run, sizes, volumes, strict=True)]
        found = iv.stratified_share(days)
        limits.append((found.low, found.high))
    assert 0.93 <= covered(*np.transpose(limits), share) <= 0.98  # of rare images it errs to the wide side


def test_totals_cover_when_the_population_is_an_estimate():
    random = np.random.default_rng(9)
    population, spread = 4.6e6, 2.3e5
    flagged, sizes = random.binomial(20_000, 0.1, RUNS), random.normal(population, spread, RUNS)
    limits = [
        (found.low, found.high)
        for k, size in zip(flagged, sizes, strict=True)
        for found in [iv.total_delta(iv.proportion(int(k), 20_000), size, spread)]
    ]
    assert 0.93 <= covered(*np.transpose(limits), 0.1 * population) <= 0.97
    assert limits_from_variance(0.1, 0.1 * 0.9 / 20_000)[0] < 0.1


@pytest.mark.parametrize("labelled", [100, 300])
def test_intervals_cover_when_hardly_any_label_contradicts_the_flags(labelled):
    cells = cells_of(0.1, 0.99, 0.995)
    random = np.random.default_rng(9)
    hits = 0
    for part, others in zip(
        random.multinomial(labelled, cells, RUNS), random.multinomial(20_000 - labelled, cells, RUNS), strict=True
    ):
        flagged = int(part[0] + part[1] + others[0] + others[1])
        found = iv.difference_share(iv.proportion(flagged, 20_000), iv.Validation(*map(int, part)))
        hits += found.low <= 0.1 <= found.high
    assert hits / RUNS >= 0.93


@pytest.mark.parametrize("accounts", [15, 20, 30])
def test_intervals_cover_with_few_accounts(accounts):
    random = np.random.default_rng(10)
    tendency = random.beta(0.3 * 4, 0.7 * 4, (RUNS, accounts))
    flagged = random.binomial(6, tendency)
    limits = [iv.clustered_share(row, np.full(accounts, 6)) for row in flagged]
    assert 0.93 <= covered([found.low for found in limits], [found.high for found in limits], 0.3) <= 0.98


HARD = {name: draw for name, _, draw in coverage.regimes()}


FEW = [name for name in HARD if name.endswith("-8")]


@pytest.mark.parametrize(
    "name", [name for name in HARD if name.split("-")[0] not in coverage.UNEVEN and name not in FEW]
)
def test_intervals_that_are_given_cover_where_accounts_labels_or_images_are_few(name):
    given, covered = coverage.measured(HARD[name], 4000 if name.startswith("plain") else 1000)
    assert covered >= 0.93 and given > (0.5 if name.startswith("rates") else 0.95)  # too wide, never too narrow
    assert covered <= 0.985 or not name.startswith(("equal", "near", "labelled-0", "validated"))


@pytest.mark.parametrize("name", FEW)
def test_eight_accounts_are_too_few_for_an_interval(name):
    assert coverage.measured(HARD[name], 20)[0] == 0


@pytest.mark.parametrize("name", [name for name in HARD if name.split("-")[0] in coverage.UNEVEN])
def test_where_accounts_differ_in_size_an_interval_is_refused(name):
    given, covered = coverage.measured(HARD[name], 1000)
    assert given <= 0.12  # to those of one size by chance
    assert covered >= 0.93 if given * 1000 >= coverage.LEAST else given * (1 - covered if given else 0) <= 0.005


def test_one_flagged_account_of_sixteen_says_nothing_of_how_much_the_others_may_hold():
    sizes = np.full(16, 50)
    none, one = (iv.clustered_share([count, *[0] * 15], sizes) for count in (0, 1))
    assert none.high > 0.16 and one.high > 0.16  # one image more makes no interval narrow
    all_but_one = iv.clustered_share([49, *[50] * 15], sizes)
    assert all_but_one.low < 0.84


def test_two_accounts_that_stand_out_among_false_alarms_say_nothing_of_how_many_others_may():
    even = [2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    found = iv.clustered_share([40, 35, *even], np.full(20, 50))
    share = found.value
    assert found.high >= iv.proportion_limits(20 * share, 20, "auto")[1]


def test_a_side_without_a_label_widens_the_interval_by_its_whole_weight():
    found = iv.difference_share(
        iv.proportion(1000, 10_000), iv.Validation(0, 0, 3, 57)
    )  # a tenth was flagged, none of it labelled
    part = 0.9 * iv.proportion_limits(3, 60, "jeffreys")[0]
    assert found.low <= part and found.high >= 0.1 + 0.9 * 3 / 60
