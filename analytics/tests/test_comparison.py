import pytest

from analytics.core.comparison import is_noise, mean_difference, rate_difference


def test_the_interval_of_two_rates_is_newcombes():
    """His example (a): 56 of 70 and 48 of 80, table II of the paper, method 10."""
    low, high = rate_difference(56, 70, 48, 80)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@pytest.mark.parametrize("counts", [(0, 0, 5, 10), (5, 10, 0, 0)])
def test_a_rate_of_nothing_cannot_be_compared(counts):
    assert rate_difference(*counts) is None


def test_the_interval_of_two_means():
    # 1, 2, 3 and 5, 6, 7: variance 1 each, so the standard error is the root of 2/3.
    low, high = mean_difference(6, 14, 3, 18, 110, 3)
    assert (low, high) == pytest.approx((-4 - 1.959964 * (2 / 3) ** 0.5, -4 + 1.959964 * (2 / 3) ** 0.5), abs=1e-5)


def test_one_deal_has_no_spread():
    assert mean_difference(5, 25, 1, 18, 110, 3) is None


@pytest.mark.parametrize(
    ("interval", "noise"),
    [((-0.1, 0.2), True), ((0.01, 0.2), False), ((-0.2, -0.01), False), (None, True), ((0, 0), True)],
)
def test_noise_is_what_leaves_the_order_open(interval, noise):
    assert is_noise(interval) is noise
