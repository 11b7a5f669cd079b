import numpy as np
import pytest

from analytics.core.holdout import back_test
from analytics.core.purchases import collect


def days_of(rows, as_of):
    account, day, value = (np.array(column) for column in zip(*rows, strict=True))
    return collect(account, day, value, np.ones(len(rows), dtype=int), as_of)


def test_the_last_quarter_is_held_out():
    test = back_test(days_of([(1, 0, 5.0), (1, 300, 5.0), (2, 200, 5.0)], 365), 365)
    assert (test.days, test.calibrated_until, test.accounts) == (92, "1970-10-01", 2)


def test_a_short_window_holds_out_a_third():
    test = back_test(days_of([(1, 10, 5.0), (1, 100, 5.0)], 130), 130)
    assert (test.days, test.calibrated_until) == (40, "1970-04-01")


def test_accounts_that_came_later_could_not_be_predicted():
    test = back_test(days_of([(1, 0, 5.0), (2, 290, 5.0)], 300), 300)
    assert test.accounts == 1
    # Account 1 bought nothing: the error is what was expected of it, and there is no total to compare with.
    assert test.baseline.purchases_mae > 0
    assert test.baseline.purchases_total_error is None


def test_errors_are_measured_against_what_happened():
    regular = [(account, day, 10.0) for account in range(40) for day in range(account % 5, 300, 10)]
    test = back_test(days_of(regular, 299), 299)
    assert test.baseline.purchases_mae < 0.5
    assert test.baseline.revenue_mae == pytest.approx(10 * test.baseline.purchases_mae, rel=0.01)
    assert abs(test.baseline.revenue_total_error) < 0.05


def test_a_window_of_a_day_or_of_nothing_is_not_tested():
    assert back_test(days_of([(1, 5, 5.0)], 5), 5) is None
    assert back_test(days_of([(1, 5, 5.0)], 4), 4) is None


def test_the_champion_has_no_say_where_it_could_not_be_fitted():
    test = back_test(days_of([(1, 0, 5.0), (1, 50, 5.0)], 300), 300)
    assert test.champion is None
    assert not test.champion_wins_purchases
    assert not test.champion_wins_revenue
