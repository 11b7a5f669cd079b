"""Moves between segments, with numbers by hand."""

from datetime import date

import pytest

from accounts.tests.factories import AccountFactory
from analytics import gold, history, services
from analytics.models import ModelRun
from pipeline.services import set_reporting_day

pytestmark = pytest.mark.django_db

MOVES = (
    "select month, segment_before, segment_after, accounts, monetary from gold.segment_migration"
    " where segment_before <> segment_after or month = '2025-12-01' order by 1, 2, 3"
)


@pytest.fixture
def moves(acme, alice, charlie, win):
    """As of 31 December 2025, thresholds 30/60/90/180 days and 2/4/7/10 wins:

    Acme bought on 4 July (new till 2 October) and not again: R 3 at the end of September, R 2 at October's,
    and ever after: on 31 December its 180 days are on the edge, which gets the better score.
    Beta bought from alice and charlie on 12 December: new.
    """
    from analytics.core.rfm import Thresholds

    win(acme, 180, value=100)
    beta = AccountFactory(name="Beta")
    win(beta, 19, owner=alice, value=10)
    win(beta, 19, owner=charlie, value=1)
    services.drain_account_changes()
    run = ModelRun.objects.get()
    run.parameters["thresholds"] = Thresholds.fixed().as_dict()
    run.save()
    services.rescore_all()
    history.replay()


def test_moves_by_hand(moves, alice):
    assert gold.query(MOVES, user=alice).rows == [
        (date(2025, 7, 1), "Not yet a customer", "New", 1, 100),
        (date(2025, 10, 1), "New", "Quiet", 1, 100),
        (date(2025, 12, 1), "Not yet a customer", "New", 1, 11),
        (date(2025, 12, 1), "Quiet", "Quiet", 1, 100),
    ]


def test_a_viewer_sees_moves_of_accounts_that_they_see_and_those_whole(moves, charlie):
    rows = gold.query(MOVES, user=charlie).rows
    assert rows == [(date(2025, 12, 1), "Not yet a customer", "New", 1, 11)]


def test_months_of_an_account(moves, alice):
    rows = gold.query(
        "select as_of, is_complete, recency, r_score, segment, is_move from gold.account_month"
        " where account = 'Acme' order by month",
        user=alice,
    ).rows
    assert rows == [
        (date(2025, 7, 31), True, 27, 5, "New", True),
        (date(2025, 8, 31), True, 58, 4, "New", False),
        (date(2025, 9, 30), True, 88, 3, "New", False),
        (date(2025, 10, 31), True, 119, 2, "Quiet", True),
        (date(2025, 11, 30), True, 149, 2, "Quiet", False),
        (date(2025, 12, 31), True, 180, 2, "Quiet", False),
    ]


def test_a_day_moved_back_hides_what_comes_after_it_at_once(moves, alice):
    set_reporting_day(date(2025, 12, 10), pinned=True)
    text = "select max(month), bool_and(is_complete) from gold.account_month"
    assert gold.query(text, user=alice).rows == [(date(2025, 11, 1), True)]
    services.rescore_all()
    history.replay()
    assert gold.query(text, user=alice).rows == [(date(2025, 12, 1), False)]
