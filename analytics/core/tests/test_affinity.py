"""Product affinity: a planted pair is found, independent purchases give nothing, and odd data say so."""

from math import sqrt

import numpy as np
import pytest
from scipy.stats import hypergeom

from analytics.core.affinity import pairs, tally

PRODUCTS = 8


def simulate(seed, accounts=3000, planted=0.0, products=PRODUCTS):
    """Purchases of accounts of very different size; whoever has product 0 has product 1 more often by `planted`."""
    chance = np.random.default_rng(seed)
    bands = chance.integers(0, 5, accounts)
    rates = np.linspace(0.1, 0.4, products)[None, :] + 0.1 * bands[:, None]
    bought = chance.random((accounts, products)) < rates
    bought[:, 1] |= bought[:, 0] & (chance.random(accounts) < planted)
    return bands, bought


def found_in(bands, bought):
    return pairs(tally(bands, bought, np.ones(len(bands))))


def test_a_planted_pair_is_found_and_nothing_else():
    found = found_in(*simulate(seed=1, planted=0.3))
    assert [(pair.first, pair.second) for pair in found if pair.attracts] == [(0, 1)]
    assert found[0].low > 1


def test_its_lift_is_the_planted_one():
    bands, bought = simulate(seed=2, accounts=200_000, planted=0.3)
    rates = np.linspace(0.1, 0.4, PRODUCTS)[:2][None, :] + 0.1 * np.arange(5)[:, None]
    have, other = rates[:, 0], rates[:, 1] + (1 - rates[:, 1]) * rates[:, 0] * 0.3
    both = have * (rates[:, 1] + (1 - rates[:, 1]) * 0.3)
    (found,) = [pair for pair in found_in(bands, bought) if (pair.first, pair.second) == (0, 1)]
    assert found.lift == pytest.approx(both.sum() / (have * other).sum(), rel=0.01)
    assert found.low < both.sum() / (have * other).sum() < found.high


def test_independent_purchases_give_nothing():
    """In 60 sets of 28 pairs each a false pair is expected in three at most; in nine, once in a thousand times."""
    wrong = sum(any(pair.attracts for pair in found_in(*simulate(seed))) for seed in range(60))
    assert wrong < 9


def test_size_alone_would_have_looked_like_affinity():
    """The planted trap: in one band, every pair of the same independent purchases seems to attract."""
    bands, bought = simulate(seed=3)
    assert all(pair.attracts for pair in found_in(np.zeros(len(bands)), bought))
    assert not any(pair.attracts for pair in found_in(bands, bought))


def test_deals_of_a_blind_choice_give_nothing_although_one_deal_is_one_product():
    chance = np.random.default_rng(4)
    deals = chance.poisson(chance.gamma(1, 5, 20_000)) + 1
    bought = np.array([chance.multinomial(n, [0.3, 0.3, 0.2, 0.1, 0.1]) for n in deals]) > 0
    bands = np.searchsorted(np.quantile(deals, [0.2, 0.4, 0.6, 0.8]), deals)
    assert not any(pair.attracts for pair in found_in(bands, bought))
    assert all(pair.attracts for pair in found_in(np.zeros(len(bands)), bought))


def test_a_product_that_drives_another_away_is_no_prospect():
    bands, bought = simulate(seed=4)
    bought[:, 1] &= ~bought[:, 0] | (np.random.default_rng(5).random(len(bands)) < 0.5)
    (pair,) = [pair for pair in found_in(bands, bought) if (pair.first, pair.second) == (0, 1)]
    assert pair.high < 1
    assert not pair.attracts


def test_the_interval_holds_the_true_lift_in_19_of_20():
    chance, true, hits = np.random.default_rng(6), 0.12 / (0.3 * 0.25), 0
    for _ in range(400):
        cells = chance.multinomial(800, [0.12, 0.18, 0.13, 0.57])
        bought = np.array([[1, 1], [1, 0], [0, 1], [0, 0]], dtype=bool)
        (pair,) = pairs(tally([0] * 4, bought, cells))
        hits += pair.low < true < pair.high
    assert abs(hits / 400 - 0.95) < 4 * sqrt(0.95 * 0.05 / 400)


@pytest.mark.parametrize("cells", [(12, 3, 5, 30), (0, 6, 4, 20), (7, 0, 2, 9)])
def test_in_one_band_the_test_is_fishers(cells):
    bought = np.array([[1, 1], [1, 0], [0, 1], [0, 0]], dtype=bool)
    (pair,) = pairs(tally([0] * 4, bought, cells))
    known = hypergeom(pair.accounts, pair.with_first, pair.with_second)
    assert pair.p == pytest.approx(known.sf(pair.both - 1))


def test_many_accounts_have_the_normal_distribution():
    counts = tally([0] * 4, np.array([[1, 1], [1, 0], [0, 1], [0, 0]], dtype=bool), [2600, 2400, 2400, 2600])
    known = hypergeom(10_000, 5000, 5000)
    assert pairs(counts)[0].p == pytest.approx(known.sf(2599), rel=0.02)


def test_confidence_reads_both_ways():
    (pair,) = pairs(tally([0] * 3, np.array([[1, 1], [1, 0], [0, 0]], dtype=bool), [10, 30, 60]))
    assert (pair.support, pair.confidence.rate, pair.confidence_back.rate) == (0.1, 0.25, 1.0)
    assert pair.confidence.low < 0.25 < pair.confidence.high
    assert pair.lift == pytest.approx(2.5)


def test_what_everybody_or_nobody_bought_is_not_found_in():
    bought = np.array([[1, 0, 1], [1, 0, 0], [1, 0, 1], [1, 0, 0]], dtype=bool)
    found = pairs(tally([0, 0, 1, 1], bought, [5, 5, 5, 5]))
    assert [pair.p for pair in found] == [None] * 3
    assert not any(pair.attracts for pair in found)


def test_holm_corrects_for_the_pairs_that_were_tested():
    found = [pair for pair in found_in(*simulate(seed=7, planted=0.06)) if pair.p is not None]
    assert found[0].adjusted == pytest.approx(min(1, found[0].p * len(found)))
    assert [pair.adjusted for pair in found] == sorted(pair.adjusted for pair in found)


@pytest.mark.parametrize(
    ("bands", "bought", "accounts"),
    [
        ([], np.zeros((0, 3), dtype=bool), []),
        ([0], np.zeros((1, 3), dtype=bool), [0]),
        ([0], np.ones((1, 1), dtype=bool), [4]),
    ],
)
def test_without_accounts_or_with_one_product_there_are_no_pairs(bands, bought, accounts):
    assert pairs(tally(bands, bought, accounts)) == []


def test_one_account_says_nothing():
    found = pairs(tally([0], np.array([[1, 1, 0]], dtype=bool), [1]))
    assert [(pair.both, pair.p, pair.attracts) for pair in found] == [
        (1, None, False),
        (0, None, False),
        (0, None, False),
    ]


def test_counts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="same length"):
        tally([0, 1], np.ones((1, 2), dtype=bool), [1])
