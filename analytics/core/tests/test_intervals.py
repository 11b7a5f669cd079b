import json

import numpy as np
import pytest

from analytics.core.fitting import fit
from analytics.core.intervals import Draws, cltv_interval, revenue_interval
from analytics.core.lifetime_value import (
    Baseline,
    BgNbd,
    GammaGamma,
    baseline_forecast,
    baseline_value,
    bg_nbd_forecast,
    probability_alive,
)
from analytics.core.purchases import summarise
from analytics.core.scoring import forecast_all
from analytics.core.tests.histories import simulate, some_accounts

RATE, DROPOUT, VALUE = (3.0, 60.0), (0.6, 12.0), (6.0, 4.0, 1500.0)
TODAY, HORIZON = 729, 360
BASELINE = Draws.of("baseline", Baseline(1.5, 30.0, 800.0, 90_000.0, 40_000.0))
CHAMPION = Draws.of("bg_nbd", BgNbd(*RATE, *DROPOUT), GammaGamma(*VALUE))


def known_then(history, days):
    """What was known of each account on TODAY, and what it brought in the days after."""
    found = summarise(*history.rows, as_of=TODAY)
    late = (history.day > TODAY) & (history.day <= TODAY + days)
    place = np.searchsorted(found.accounts, history.account[late])
    revenue = np.bincount(place, weights=history.value[late], minlength=len(found.accounts))
    return found.summary, revenue


def share_inside(interval, revenue):
    return float(((interval.low <= revenue) & (revenue <= interval.high)).mean())


@pytest.fixture(scope="module")
def leaving_later():
    return simulate(31, 900, RATE, DROPOUT, window=TODAY + HORIZON + 1)


@pytest.fixture(scope="module")
def staying_later():
    return simulate(32, 900, (6.0, 60.0), None, window=TODAY + HORIZON + 1, value=(6.0, 20.0, 4000.0))


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_baselines_interval_holds_as_often_as_it_says(staying_later, level):
    fitted = fit(*staying_later.rows, as_of=TODAY)
    summary, revenue = known_then(staying_later, HORIZON)
    assert fitted.parameters["shown"] == "baseline"
    # Undiscounted, as what happened is.
    interval = revenue_interval(summary, Draws.from_dict(fitted.parameters["draws"]), HORIZON, level)
    assert share_inside(interval, revenue) == pytest.approx(level, abs=0.04)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_models_interval_holds_as_often_as_it_says(leaving_later, level):
    fitted = fit(*leaving_later.rows, as_of=TODAY)
    summary, revenue = known_then(leaving_later, HORIZON)
    assert fitted.parameters["shown"] == "bg_nbd"
    interval = revenue_interval(summary, Draws.from_dict(fitted.parameters["draws"]), HORIZON, level)
    # Of those who may have left, most bring nothing and are certain to lie in an interval that begins at 0.
    alive = interval.low > 0
    assert alive.sum() > 100
    assert share_inside(interval, revenue) >= level - 0.02
    inside = (interval.low[alive] <= revenue[alive]) & (revenue[alive] <= interval.high[alive])
    assert inside.mean() == pytest.approx(level, abs=0.06)


@pytest.mark.parametrize("draws", [BASELINE, CHAMPION], ids=["baseline", "bg_nbd"])
def test_an_account_has_the_same_interval_alone_and_in_any_batch(draws):
    summary = some_accounts(60)
    every = revenue_interval(summary, draws, HORIZON, monthly_discount=0.01)
    for place in (0, 7, 59):
        alone = revenue_interval(summary.take(np.array([place])), draws, HORIZON, monthly_discount=0.01)
        assert (alone.low[0], alone.high[0]) == (every.low[place], every.high[place])


@pytest.mark.parametrize("draws", [BASELINE, CHAMPION], ids=["baseline", "bg_nbd"])
def test_another_seed_moves_the_ends_by_chance_alone(draws):
    summary = some_accounts(40)
    one, other = (revenue_interval(summary, draws, HORIZON, seed=seed) for seed in (1, 2))
    assert not np.array_equal(one.high, other.high)
    assert one.high.sum() == pytest.approx(other.high.sum(), rel=0.08)


def expected(simulate_one, draws, summary, place):
    """The mean of what the intervals are the quantiles of."""
    from analytics.core import intervals

    drawn, account = draws.repeated(60_000), intervals._accounts(summary)[place]
    return getattr(intervals, simulate_one)(np.random.default_rng(3), drawn.columns, account, 360, 0.01).mean()


def test_simulated_revenue_is_the_lifetime_value_on_average():
    history = simulate(33, 60, RATE, DROPOUT)
    summary = history.summary(TODAY)
    alive = np.flatnonzero(probability_alive(summary, BgNbd(*RATE, *DROPOUT)) > 0.3)[:4]
    base, model = Baseline(1.5, 30.0, 800.0, 90_000.0, 40_000.0), BgNbd(*RATE, *DROPOUT)
    for place in alive:
        one = summary.take(np.array([place]))
        assert expected("_by_baseline", BASELINE, summary, place) == pytest.approx(
            baseline_forecast(one, base).cltv[0], rel=0.02
        )
        assert expected("_by_bg_nbd", CHAMPION, summary, place) == pytest.approx(
            bg_nbd_forecast(one, model, GammaGamma(*VALUE)).cltv[0], rel=0.04
        )


def test_a_higher_level_is_wider():
    summary = some_accounts(50)
    narrow, wide = (revenue_interval(summary, BASELINE, HORIZON, level) for level in (0.8, 0.95))
    assert (wide.low <= narrow.low).all()
    assert (wide.high >= narrow.high).all()


@pytest.mark.parametrize("level", [0.0, 1.0, 80])
def test_a_level_that_is_no_chance_is_refused(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        revenue_interval(some_accounts(20), BASELINE, HORIZON, level)


def test_where_values_do_not_vary_only_purchases_do():
    summary = some_accounts(30)
    draws = Draws.of("baseline", Baseline(1.5, 30.0, 800.0, 0.0, 0.0))
    found = revenue_interval(summary, draws, HORIZON)
    assert (baseline_value(summary, Baseline(1.5, 30.0, 800.0, 0.0, 0.0)) == 800).all()
    # An end between two simulated values is a part of the next.
    assert np.allclose(found.high / 80, np.round(found.high / 80))


def test_an_older_fit_without_draws_has_no_interval():
    assert cltv_interval(some_accounts(20), {"shown": "baseline"}) is None


@pytest.mark.parametrize("accounts", [1, 3, 30])
@pytest.mark.parametrize("purchases", [[50], [50, 60], [50, 50], [50, 60, 70]])
@pytest.mark.parametrize("as_of", [70, 100_000])
def test_odd_data_have_an_interval_too(accounts, purchases, as_of):
    day = np.repeat(purchases, accounts)
    rows = np.tile(np.arange(accounts), len(purchases)), day, np.full(len(day), 10.0), np.ones(len(day), dtype=int)
    fitted = fit(*rows, as_of=as_of)
    stored = json.loads(json.dumps(fitted.parameters, allow_nan=False))
    found = cltv_interval(summarise(*rows, as_of).summary, stored)
    assert np.isfinite(found.high).all()
    assert (found.low >= 0).all()
    assert (found.low <= found.high).all()


@pytest.mark.parametrize("later", [0, 400])
def test_an_account_with_a_fifth_of_all_purchases_has_an_interval_like_others(later):
    """Also 400 days after anything happened."""
    history = simulate(34, 60, RATE, None)
    days = np.arange(0, 729, 729 / (len(history.day) / 4)).astype(int)
    rows = (
        np.concatenate([history.account, np.full(len(days), 1000)]), np.concatenate([history.day, days]),
        np.concatenate([history.value, np.full(len(days), 500.0)]), np.ones(len(history.day) + len(days), dtype=int),
    )  # fmt: skip
    fitted, found = fit(*rows, as_of=TODAY + later), summarise(*rows, as_of=TODAY + later)
    interval, large = cltv_interval(found.summary, fitted.parameters), found.accounts == 1000
    expected = forecast_all(found.summary, fitted.parameters).cltv[large][0]
    assert interval.low[large][0] < expected < interval.high[large][0]
    assert np.isfinite(interval.high).all()
