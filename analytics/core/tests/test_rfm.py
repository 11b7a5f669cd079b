import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.core.purchases import PurchaseSummary
from analytics.core.rfm import Thresholds, quantile_thresholds, score
from analytics.core.tests.histories import some_accounts

AS_OF = np.datetime64("2018-01-01")


def summary_of(rows):
    """Accounts of (recency, frequency, revenue), all bought on one day."""
    recency, frequency, monetary = (np.array(column) for column in zip(*rows, strict=True))
    return PurchaseSummary(recency, frequency, monetary, np.ones_like(recency), recency, monetary)


def test_the_real_accounts_have_the_known_quintile_edges(crm):
    edges = quantile_thresholds(crm.summary(AS_OF))
    assert edges.recency == pytest.approx((1, 2, 4, 8.2))
    assert edges.frequency == pytest.approx((34, 42.6, 50.4, 63.4))
    assert edges.monetary == pytest.approx((82_312, 100_902, 119_743, 145_576), abs=0.5)


def test_the_real_accounts_have_the_known_scores(crm):
    summary = crm.summary(AS_OF)
    scores = score(summary, quantile_thresholds(summary))
    # From R 5 down to R 1.
    assert np.bincount(scores.r)[1:].tolist() == [17, 16, 16, 18, 18]
    assert len(set(scores.code.tolist())) == 53


def test_the_most_recent_account_scores_five(crm):
    summary = crm.summary(AS_OF)
    scores = score(summary, quantile_thresholds(summary))
    assert scores.r[summary.recency.argmin()] == 5
    assert scores.r[summary.recency.argmax()] == 1
    assert scores.m[summary.monetary.argmax()] == 5


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(1, 9), st.sampled_from([0.1, 0.3, 5.0, 7.25])),
        min_size=1,
        max_size=40,
    )
)
def test_equal_values_score_equally_and_better_values_never_score_worse(rows):
    summary = summary_of(rows)
    scores = score(summary, quantile_thresholds(summary))
    for values, got in (
        (-summary.recency, scores.r),
        (summary.frequency, scores.f),
        (summary.monetary, scores.m),
    ):
        order = np.argsort(values, kind="stable")
        assert (np.diff(got[order]) >= 0).all()
        assert (np.diff(got[order])[np.diff(values[order]) == 0] == 0).all()
        assert 1 <= got.min() <= got.max() <= 5


def test_fixed_thresholds_mean_days_deals_and_money():
    summary = summary_of([(30, 10, 5000.0), (31, 9, 4999.99), (91, 4, 1500.0), (181, 1, 499.0)])
    scores = score(summary, Thresholds.fixed())
    assert scores.code.tolist() == [555, 444, 233, 111]


def test_thresholds_survive_storage_to_the_last_bit():
    edges = quantile_thresholds(some_accounts())
    assert Thresholds.from_dict(json.loads(json.dumps(edges.as_dict()))) == edges


@pytest.mark.parametrize("edges", [(1, 2, 3), (1, 2, 3, 2), (1, 2, 3, float("nan"))])
def test_thresholds_that_are_not_four_ascending_numbers_are_refused(edges):
    with pytest.raises(ValueError, match="frequency thresholds must be four numbers"):
        Thresholds((1, 2, 3, 4), edges, (1, 2, 3, 4))


def test_there_are_no_quantiles_of_nobody():
    nobody = some_accounts().take(np.array([], dtype=int))
    with pytest.raises(ValueError, match="at least one account"):
        quantile_thresholds(nobody)
    assert len(score(nobody, Thresholds.fixed())) == 0
