"""The market and the book of the warehouse's tests, and the real data set imported once for all tests of a module."""

from analytics.tests.conftest import book, market, pinned_day, real_run, two_books, win

__all__ = ["book", "market", "pinned_day", "real_run", "two_books", "win"]
"""Worlds to ask about: the analytics' own, and two books of deals that other connections can read."""

import pytest

from accounts.tests.factories import AccountFactory
from analytics import services
from analytics.tests.conftest import book, market, pinned_day, real_run, win
from assistant import fence
from pipeline.tests.factories import OpportunityFactory

__all__ = ["book", "market", "pinned_day", "real_run", "win"]


@pytest.fixture
def two_books(alice, charlie, gtx):
    """Two wins of alice's with Secretive Ltd, one of charlie's with Open Corp.

    For transactional tests: the assistant's role reads on a connection of its own, which sees what is committed.
    """
    secret, public = AccountFactory(name="Secretive Ltd"), AccountFactory(name="Open Corp")
    for value in (100, 200):
        OpportunityFactory(won=True, owner=alice, account=secret, product=gtx, close_value=value)
    OpportunityFactory(won=True, owner=charlie, account=public, product=gtx, close_value=7)
    services.fit_and_rescore()
    fence._known.clear()
