"""Worlds to ask about: the warehouse's tests' own, the real data set, and books that other connections can read."""

import pytest
from django.urls import reverse

from accounts.tests.factories import AccountFactory
from analytics import gold, services
from analytics.tests.conftest import book, market, pinned_day, real_run, two_books, win
from assistant import asking, executor, fence
from assistant.models import Turn
from assistant.tests.ledger import ledger
from assistant.tests.told import ANSWERED, Told
from pipeline.tests.factories import OpportunityFactory

__all__ = ["book", "ledger", "market", "pinned_day", "real_run", "two_books", "win"]


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


@pytest.fixture
def read_within(monkeypatch):
    """Run queries on the test's own connection: what is not committed, the assistant's role cannot see."""

    def run(text, *, user, cap=1000, seconds=None):
        rows = gold.query(text, user=user)
        return executor.Answer(rows.columns, rows.rows[:cap], len(rows.rows) > cap, 1)

    monkeypatch.setattr(executor, "run", run)


@pytest.fixture
def told(monkeypatch):
    told = Told()
    for name in ("ask", "answer_intent", "answer_sql"):
        monkeypatch.setattr(asking, name, getattr(told, name))
    return told


@pytest.fixture
def hers(client, alice, told):
    """Alice, signed in, asks: `hers("Won value by region", answer=REFUSED)`; gives the conversation."""
    client.force_login(alice)

    def ask(*questions, answer=ANSWERED, to=None):
        for question in questions:
            told.answer = answer
            client.post(_address(to), {"question": question})
            to = Turn.objects.latest("pk").conversation
        told.asked.clear()
        return to

    return ask


def _address(conversation):
    if conversation is None:
        return reverse("assistant:ask")
    return reverse("assistant:conversation_ask", args=[conversation.pk])
