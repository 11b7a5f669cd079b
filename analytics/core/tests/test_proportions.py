"""The interval of a rate."""

import pytest

from analytics.core.proportions import wilson


def test_it_agrees_with_published_values():
    # Newcombe 1998, Statistics in Medicine 17, table I: method 3.
    for successes, trials, low, high in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)]:
        found = wilson(successes, trials)
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_it_is_symmetric():
    won, lost = wilson(7, 10), wilson(3, 10)
    assert (won.low, won.high) == pytest.approx((1 - lost.high, 1 - lost.low))


def test_it_stays_between_0_and_1():
    assert wilson(0, 3).low == 0
    assert wilson(3, 3).high == 1


def test_of_nothing_there_is_none():
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("successes", "trials"), [(2, 1), (-1, 3)])
def test_impossible_counts_are_refused(successes, trials):
    with pytest.raises(ValueError, match="successes"):
        wilson(successes, trials)
