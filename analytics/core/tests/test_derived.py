import numpy as np
import pytest

from analytics.core.derived import (
    average_transaction_value,
    engagement,
    ranges,
    realised_value,
    recency_frequency_ratio,
)
from analytics.core.tests.histories import some_accounts

CRM_DAY = np.datetime64("2018-01-01")


def of_crm(crm, since=None):
    """Realised value of the real accounts, since their own first purchase or since a day."""
    days = crm.days(CRM_DAY)
    first = np.array([days.day[days.owner == place].min() for place in range(len(days.accounts))])
    since = first if since is None else np.full(len(first), since)
    return realised_value(days.owner, days.day, days.value, since, len(first))


def test_the_real_accounts_have_the_known_realised_value_per_deal(crm):
    # The forerunner discounted from the first purchase of anybody; all revenue by the last purchase it had 9,080,633.
    assert of_crm(crm, since=int(crm.day.astype("datetime64[D]").astype(int).min())).sum() == pytest.approx(
        9_560_185, abs=1
    )


def test_buying_later_adds_to_realised_value():
    owner, value, since = np.array([0, 0, 1]), np.array([100.0, 50.0, 100.0]), np.array([0, 0])
    both = realised_value(owner, np.array([0, 300, 0]), value, since, 2)
    assert both[0] == pytest.approx(100 + 50 / 1.01**10)
    assert both[1] == 100


def test_the_real_accounts_have_the_known_range_of_engagement(crm):
    summary = crm.summary(CRM_DAY)
    found = engagement(summary, ranges(summary))
    assert (found.min(), found.max()) == pytest.approx((-0.07, 0.80), abs=0.005)


def test_engagement_does_not_move_with_the_neighbours(crm):
    summary = crm.summary(CRM_DAY)
    known = ranges(summary)
    alone = [engagement(summary.take(np.array([place])), known)[0] for place in range(5)]
    assert alone == engagement(summary, known)[:5].tolist()


def test_engagement_beyond_the_known_ranges_is_their_end():
    summary = some_accounts(50)
    tight = {"recency": [10, 20], "frequency": [1, 2], "monetary": [10.0, 11.0]}
    found = engagement(summary, tight)
    assert found.min() >= -0.2
    assert found.max() <= 0.8


def test_equal_accounts_have_no_engagement_rather_than_a_division_by_zero():
    one = some_accounts(30).take(np.array([8, 8, 8]))
    assert engagement(one, ranges(one)).tolist() == [0, 0, 0]
    assert ranges(one.take(np.array([], dtype=int))) == {}


def test_ratios_follow_their_definition():
    summary = some_accounts(40)
    assert average_transaction_value(summary) * summary.frequency == pytest.approx(summary.monetary)
    assert recency_frequency_ratio(summary) * (summary.frequency + 1) == pytest.approx(summary.recency)
