"""A fit that jumps although the data hardly changed is refused, with the figure that jumped."""

import copy

import numpy as np
import pytest

from analytics.core.fitting import Champion, fit
from analytics.core.jumps import Comparison, compare, data_change, why_refused
from analytics.core.tests.histories import simulate

STILL = Comparison(data_change=0.01, purchases=1.0, cltv=1.0, nbd_gain=0.0, bg_nbd_gain=0.0)


@pytest.fixture(scope="module")
def book():
    return simulate(3, 300, rate=(2.0, 60.0), dropout=None)


@pytest.fixture(scope="module")
def fitted(book):
    return fit(*book.rows, as_of=729)


def refit(book, fitted, as_of=730, **changed):
    """Fit a day later beside a champion whose baseline was moved."""
    champion = Champion(copy.deepcopy(fitted.parameters), copy.deepcopy(fitted.metrics))
    champion.parameters["baseline"].update(changed)
    return fit(*book.rows, as_of=as_of, champion=champion)


def test_the_same_data_a_day_later_take_over(book, fitted):
    found = refit(book, fitted)
    assert not found.refused
    assert found.metrics["against_champion"]["purchases"] == pytest.approx(1, abs=0.02)
    assert found.metrics["against_champion"]["nbd_gain"] == pytest.approx(0, abs=1e-3)


def test_values_that_doubled_by_themselves_are_refused(book, fitted):
    half = {name: fitted.parameters["baseline"][name] / 2 for name in ("value_mean",)}
    found = refit(book, fitted, **half, value_between=0.0)
    assert found.refused
    assert "lifetime value of the same accounts would be" in found.reasons["refused"]


def test_rates_that_jump_are_refused(book, fitted):
    base = fitted.parameters["baseline"]
    found = refit(book, fitted, r=50 * base["r"], alpha=150 * base["alpha"])
    assert "times the champion's while the data changed by" in found.reasons["refused"]


def test_other_data_may_bring_other_parameters(book, fitted):
    """An import of as many accounts again, who spend four times as much: the mean value grows by 150 %."""
    account, day, value, wins = book.rows
    more = (
        np.concatenate([account, account + 10_000]), np.concatenate([day, day]),
        np.concatenate([value, 4 * value]), np.concatenate([wins, wins]),
    )  # fmt: skip
    found = fit(*more, as_of=730, champion=Champion(fitted.parameters, fitted.metrics))
    assert not found.refused
    assert found.metrics["against_champion"]["data_change"] == pytest.approx(1.5)


def test_four_hundred_days_without_a_purchase_are_data_too(book, fitted):
    found = refit(book, fitted, as_of=729 + 400)
    assert not found.refused
    assert found.metrics["against_champion"]["data_change"] > 0.1


def test_a_worse_likelihood_is_refused_whatever_the_data_did():
    sentence = why_refused(Comparison(5.0, 1.0, 1.0, nbd_gain=-0.02, bg_nbd_gain=None))
    assert "The NBD fit explains the purchases worse" in sentence


@pytest.mark.parametrize(
    ("found", "refused"),
    [
        (STILL, False),
        (Comparison(0.01, 1.5, 1 / 1.5, 0.5, 0.5), False),
        (Comparison(0.01, 1.51, 1.0, 0.0, 0.0), True),
        (Comparison(0.01, 1.0, 0.66, 0.0, 0.0), True),
        (Comparison(0.01, 1.0, 1.0, 0.51, 0.0), True),
        (Comparison(0.01, 1.0, 1.0, 0.0, 0.51), True),
        (Comparison(0.10, 9.0, 9.0, 9.0, 9.0), False),
        (Comparison(0.01, None, None, None, None), False),
    ],
)
def test_the_thresholds_of_a_jump(found, refused):
    assert (why_refused(found) is not None) is refused


def test_the_data_change_is_the_largest_and_forgives_what_was_not_kept():
    before = {"accounts": 100, "purchase_days": 1000, "mean_value": 200.0}
    now = {"accounts": 101, "purchase_days": 950, "mean_value": 206.0, "account_days": 5}
    assert data_change(now, before) == pytest.approx(0.05)
    assert data_change(now, {}) == 0


def test_without_accounts_there_is_nothing_to_compare(fitted):
    empty = fit([], [], [], [], as_of=729)
    assert not fit([], [], [], [], as_of=730, champion=Champion(empty.parameters, empty.metrics)).refused
    from analytics.core.purchases import summarise

    nobody = summarise([], [], [], [], as_of=729).summary
    assert compare(nobody, fitted.parameters, fitted.parameters, 0.0).cltv is None
