import time

import numpy as np
import pytest

from analytics.core.fitting import fit
from analytics.core.rfm import Thresholds
from analytics.core.scoring import score_all
from analytics.core.segments import Rule
from analytics.core.tests.histories import some_accounts

PARAMETERS = {
    "thresholds": Thresholds.fixed().as_dict(),
    "bg_nbd": {"r": 0.243, "alpha": 30.9, "a": 0.793, "b": 2.426},
    "gamma_gamma": {"p": 6.25, "q": 3.74, "v": 1544.0},
    "baseline": {"r": 2.0, "alpha": 60.0, "value_mean": 900.0, "value_within": 4e5, "value_between": 1e5},
    "shown": "bg_nbd",
    "p_alive_shown": True,
}
MANY_LEAVE = PARAMETERS | {"bg_nbd": {"r": 2.0, "alpha": 20.0, "a": 9.0, "b": 80.0}}
BASELINE = PARAMETERS | {"shown": "baseline", "p_alive_shown": False}
COLUMNS = ("r", "f", "m", "segment", "purchases", "p_alive", "cltv")


def columns(scored):
    return [getattr(scored, name) for name in COLUMNS if getattr(scored, name) is not None]


@pytest.mark.parametrize("parameters", [PARAMETERS, MANY_LEAVE, BASELINE], ids=["model", "quadrature", "baseline"])
def test_an_account_scores_the_same_alone_and_in_a_batch(parameters):
    summary = some_accounts(101)
    together = columns(score_all(summary, parameters))
    for size in (1, 3, 64):
        parts = [
            columns(score_all(summary.take(np.arange(start, min(start + size, 101))), parameters))
            for start in range(0, 101, size)
        ]
        for column, pieces in zip(together, zip(*parts, strict=True), strict=True):
            assert column.tolist() == np.concatenate(pieces).tolist()


def test_the_order_of_accounts_does_not_matter():
    summary = some_accounts(300)
    order = np.random.default_rng(2).permutation(300)
    straight, mixed = score_all(summary, PARAMETERS), score_all(summary.take(order), PARAMETERS)
    for a, b in zip(columns(straight), columns(mixed), strict=True):
        assert a[order].tolist() == b.tolist()


def test_a_hidden_probability_is_not_given_out():
    assert score_all(some_accounts(), BASELINE).p_alive is None
    assert score_all(some_accounts(), PARAMETERS).p_alive is not None


def test_the_probability_can_be_shown_beside_the_baseline():
    summary = some_accounts()
    scored = score_all(summary, BASELINE | {"p_alive_shown": True})
    assert scored.p_alive.tolist() == score_all(summary, PARAMETERS).p_alive.tolist()
    assert scored.cltv.tolist() == score_all(summary, BASELINE).cltv.tolist()


def test_scores_are_rounded_as_they_are_stored():
    scored = score_all(some_accounts(), PARAMETERS)
    assert (np.round(scored.cltv, 2) == scored.cltv).all()
    assert (np.round(scored.purchases, 4) == scored.purchases).all()


def test_the_rules_decide_on_the_segment():
    summary = some_accounts()
    scored = score_all(summary, PARAMETERS, rules=[Rule("top", m=(5, 5)), Rule("rest")])
    assert ((scored.segment == "top") == (scored.m == 5)).all()


def test_the_real_accounts_fall_into_eight_segments(crm):
    as_of = np.datetime64("2018-01-01")
    scored = score_all(crm.summary(as_of), fit(*crm.rows, as_of=as_of).parameters)
    counts = dict(zip(*np.unique(scored.segment, return_counts=True), strict=True))
    assert counts == {
        "champions": 22,
        "loyal": 6,
        "growing": 11,
        "recent_small": 3,
        "steady": 10,
        "slipping": 6,
        "lapsing": 20,
        "quiet": 7,
    }
    assert 9_000_000 < scored.cltv.sum() < 12_000_000


def test_fifty_thousand_accounts_take_less_than_a_second():
    summary = some_accounts(50_000)
    score_all(summary.take(np.arange(10)), PARAMETERS)
    start = time.perf_counter()
    score_all(summary, PARAMETERS)
    assert time.perf_counter() - start < 1.0
