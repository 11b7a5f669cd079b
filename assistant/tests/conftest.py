"""Worlds to ask about: the warehouse's tests' own, the real data set, and books that other connections can read."""

import pytest

from accounts.tests.factories import AccountFactory
from analytics import services
from analytics.tests.conftest import book, market, pinned_day, real_run, two_books, win
from assistant import fence
from pipeline.tests.factories import OpportunityFactory

__all__ = ["book", "market", "pinned_day", "real_run", "two_books", "win"]


@pytest.fixture
def committed_books(alice, charlie, gtx):
    """Two wins of alice's with Secretive Ltd, one of charlie's with Open Corp.

    For transactional tests: the assistant's role reads on a connection of its own, which sees what is committed.
    """
    secret, public = AccountFactory(name="Secretive Ltd"), AccountFactory(name="Open Corp")
    for value in (100, 200):
        OpportunityFactory(won=True, owner=alice, account=secret, product=gtx, close_value=value)
    OpportunityFactory(won=True, owner=charlie, account=public, product=gtx, close_value=7)
    services.fit_and_rescore()
    fence._known.clear()
