import warnings
from dataclasses import astuple

import numpy as np
import pytest

from analytics.core import estimation
from analytics.core.estimation import (
    bg_nbd_log_likelihood,
    compress,
    fit_bg_nbd,
    fit_gamma_gamma,
    fit_nbd,
    nbd_log_likelihood,
    patterns,
    value_spread,
)
from analytics.core.lifetime_value import BgNbd
from analytics.core.purchases import collect
from analytics.core.tests.histories import simulate

CRM_DAY, CDNOW_DAY = np.datetime64("2018-01-01"), np.datetime64("1997-09-30")
WEEK = 7


def test_cdnow_gives_the_published_bg_nbd(cdnow):
    found = fit_bg_nbd(patterns(cdnow.summary(CDNOW_DAY))).model
    # Published in weeks, and to these digits.
    assert (found.r, found.alpha / WEEK) == pytest.approx((0.243, 4.414), abs=6e-4)
    assert (found.a, found.b) == pytest.approx((0.793, 2.426), abs=1.5e-3)


def test_cdnow_gives_the_published_gamma_gamma(cdnow):
    summary = cdnow.summary(CDNOW_DAY)
    found = fit_gamma_gamma(summary.repeats, summary.repeat_value)
    assert (found.p, found.q, found.v) == pytest.approx((6.25, 3.74, 15.44), rel=2e-3)


@pytest.mark.parametrize(("penalizer", "r", "alpha"), [(0.005, 5.045, 34.20), (0.05, 2.050, 13.90)])
def test_the_real_accounts_give_the_known_penalised_bg_nbd(crm, penalizer, r, alpha):
    data = patterns(crm.summary(CRM_DAY))
    assert len(data.count) < data.count.sum() == 85
    found = fit_bg_nbd(data, penalizer).model
    assert (found.r, found.alpha) == pytest.approx((r, alpha), rel=1e-3)
    assert found.mean_dropout < 1e-6


def test_the_real_accounts_give_the_known_penalised_gamma_gamma(crm):
    summary = crm.summary(CRM_DAY)
    found = fit_gamma_gamma(summary.repeats, summary.repeat_value, penalizer=0.05)
    assert (found.p, found.v) == pytest.approx((1.185, 1.179), rel=1e-3)
    # Printed with three digits.
    assert found.q == pytest.approx(0.140, abs=5e-4)


def test_the_real_accounts_give_the_known_gamma_gamma_without_a_penalty(crm):
    summary = crm.summary(CRM_DAY)
    found = fit_gamma_gamma(summary.repeats, summary.repeat_value)
    assert (found.p, found.q, found.v) == pytest.approx((2.914, 34.74, 30_072), rel=1e-3)


def test_a_simulated_dropout_is_recovered(leaving):
    data = patterns(leaving.summary(729))
    found = fit_bg_nbd(data, start=fit_nbd(data)).model
    assert (found.r, found.alpha) == pytest.approx((1.5, 30.0), rel=0.15)
    assert found.mean_dropout == pytest.approx(1 / 6, abs=0.03)


def test_simulated_rates_without_dropout_are_recovered(staying):
    found = fit_nbd(patterns(staying.summary(729)))
    assert (found.r, found.alpha) == pytest.approx((1.5, 30.0), rel=0.15)


def test_simulated_values_are_recovered():
    rng = np.random.default_rng(3)
    repeats = rng.integers(1, 12, 6000)
    scale = 1 / rng.gamma(5.0, 1 / 800.0, 6000)
    found = fit_gamma_gamma(repeats, rng.gamma(4.0 * repeats, scale / repeats))
    assert (found.p, found.q, found.v) == pytest.approx((4.0, 5.0, 800.0), rel=0.15)


def test_patterns_carry_the_whole_likelihood(leaving):
    summary = leaving.summary(729)
    data, model = patterns(summary), BgNbd(1.5, 30.0, 1.0, 5.0)
    each = [
        bg_nbd_log_likelihood(patterns(summary.take(np.array([position]))), model) for position in range(len(summary))
    ]
    assert bg_nbd_log_likelihood(data, model) == pytest.approx(sum(each), rel=1e-12)


def test_our_likelihood_is_the_one_that_lifetimes_maximises(cdnow):
    data = patterns(cdnow.summary(CDNOW_DAY))
    # Published for weeks: -9582.4. In days it is less by log 7 for every repeat purchase.
    found = fit_bg_nbd(data)
    in_weeks = found.log_likelihood + np.log(WEEK) * float(data.count @ data.repeats)
    assert in_weeks == pytest.approx(-9582.4, abs=0.1)


def test_without_dropout_the_two_likelihoods_meet(staying):
    data = patterns(staying.summary(729))
    gone = bg_nbd_log_likelihood(data, BgNbd(1.5, 30.0, 1e-12, 1.0))
    assert gone == pytest.approx(nbd_log_likelihood(data, 1.5, 30.0), abs=1e-6)


def test_nbd_parameters_are_a_maximum(crm):
    data = patterns(crm.summary(CRM_DAY))
    found = fit_nbd(data)
    for r, alpha in ((1.01, 1), (0.99, 1), (1, 1.01), (1, 0.99)):
        assert nbd_log_likelihood(data, found.r * r, found.alpha * alpha) < found.log_likelihood


def test_equal_rates_stop_at_the_bound_with_the_right_mean():
    history = simulate(4, 200, (1e6, 2e7), None)
    data = patterns(history.summary(729))
    found = fit_nbd(data)
    assert found.r / found.alpha == pytest.approx(data.count @ data.repeats / (data.count @ data.T), rel=0.01)


def test_nobody_who_bought_again_is_no_model():
    history = simulate(4, 50, (1e-9, 1e3), None)
    summary = history.summary(729)
    assert fit_nbd(patterns(summary)) is None
    assert fit_gamma_gamma(summary.repeats, summary.repeat_value) is None


def test_rows_are_compressed_to_the_distinct_ones():
    first, count = compress(np.array([2, 1, 2, 2]), np.array([5, 5, 5, 6]))
    assert first.tolist() == [1, 0, 3]
    assert count.tolist() == [1, 2, 1]


def test_the_spread_of_values_is_recovered():
    rng = np.random.default_rng(8)
    own = rng.normal(1000, 200, 400)
    account = np.repeat(np.arange(400), rng.integers(1, 30, 400))
    value = rng.normal(own[account], 300)
    day = np.concatenate([np.arange(size) for size in np.bincount(account)])
    spread = value_spread(purchase_days(account, day, value))
    assert spread.mean == pytest.approx(1000, rel=0.03)
    assert np.sqrt([spread.within, spread.between]) == pytest.approx([300, 200], rel=0.1)


def test_one_account_has_its_own_mean_and_nobody_has_none():
    nothing = np.array([], dtype=int)
    assert value_spread(purchase_days(np.array([1, 1]), np.array([1, 2]), np.array([4.0, 6.0]))).mean == 5.0
    assert value_spread(purchase_days(nothing, nothing, nothing)).mean == 0.0


def purchase_days(account, day, value):
    return collect(account, day, value, np.ones(len(account), dtype=int), as_of=10_000)


def test_a_fit_leaves_no_trace(crm, capsys):
    before = list(warnings.filters)
    # The first search of these two ends without success, about which lifetimes warns and prints.
    summary = crm.summary(CRM_DAY)
    fit_bg_nbd(patterns(summary))
    fit_gamma_gamma(summary.repeats, summary.repeat_value)
    assert warnings.filters == before
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("part", [300, 150])
def test_a_search_that_begins_with_a_part_ends_at_the_same_maximum(leaving, monkeypatch, part):
    data = patterns(leaving.summary(729))
    everything = fit_bg_nbd(data)
    monkeypatch.setattr(estimation, "MANY", len(data.count) - 1)
    monkeypatch.setattr(estimation, "PART", part)
    found = fit_bg_nbd(data)
    assert found.log_likelihood == pytest.approx(everything.log_likelihood, rel=1e-9)
    assert astuple(found.model) == pytest.approx(astuple(everything.model), rel=1e-3)


def test_a_part_keeps_the_order_and_the_counts(leaving, monkeypatch):
    data = patterns(leaving.summary(729))
    monkeypatch.setattr(estimation, "PART", 100)
    part = data.part()
    assert 50 <= len(part.count) <= 100
    assert (part.T[0], part.count[1]) == (data.T[0], data.count[-(-len(data.count) // 100)])


def test_where_the_part_leads_nowhere_everything_is_searched(leaving, monkeypatch):
    data = patterns(leaving.summary(729))
    everything = fit_bg_nbd(data)
    monkeypatch.setattr(estimation, "MANY", 0)
    monkeypatch.setattr(estimation, "_refined", lambda *args: None)
    assert fit_bg_nbd(data) == everything
