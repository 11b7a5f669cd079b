"""Intents about rows: what members did, how many there are, their places, and means over them."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.compiler import Problem, Viewer, compile_intent
from assistant.intent import Filter, Intent, Never, Order
from assistant.tests.asking import ask, table

pytestmark = pytest.mark.django_db

GTX = Never("won", (Filter("product", "is", ("GTX Pro",)),))
MINI = Never("won", (Filter("product", "is", ("MG Mini",)),))
LARGE = Filter("revenue", "at_least", (4000,))


def test_members_that_did_one_and_another(ledger, acme, dora):
    assert table(Intent((), ("account",), ever=(GTX, MINI)), dora, "account") == [(acme.name,)]
    assert table(Intent((), ("account",), ever=(GTX,), never=MINI), dora, "account") == [("Beta",)]
    assert table(Intent(("accounts",), ever=(GTX,)), dora, "accounts") == [(2,)]


def test_what_happened_is_what_the_asker_sees(ledger, acme, alice):
    """Charlie's wins are not Alice's to see."""
    mine = Intent((), ("account",), ever=(Never("won", (Filter("agent", "is", ("Charlie Cole",)),)),))
    assert ask(mine, alice) == []


def test_rows_are_counted(ledger, dora):
    large = Intent(("revenue",), ("account",), having=(LARGE,), tally=True)
    assert ask(large, dora) == [{"how_many": 2}]
    larger = Intent(("revenue",), ("account",), having=(Filter("revenue", "more_than", (4000,)),), tally=True)
    assert ask(larger, dora) == [{"how_many": 1}]


def test_a_place_is_that_among_all(ledger, dora):
    beta = Intent(("revenue",), ("account",), (Filter("account", "is", ("Beta",)),), ranked=True)
    (row,) = ask(beta, dora)
    assert (row["account"], row["place"], row["of_all"]) == ("Beta", 2, 2)


def test_my_own_place(ledger, alice, dora):
    mine = Intent(("wins",), ("agent",), person="me", ranked=True)
    (row,) = ask(mine, alice)
    assert (row["agent"], row["wins"], row["place"]) == ("Alice Ames", 3, 1)


def test_a_mean_over_members(ledger, dora):
    (row,) = ask(Intent(("wins",), mean_over="account"), dora)
    assert (row["wins"], row["how_many"]) == (2, 2)  # three of one, one of the other
    by_product = table(Intent(("wins",), ("product",), mean_over="account"), dora, "product", "wins", "how_many")
    assert by_product == [("GTX Pro", 1.5, 2), ("MG Mini", 1, 1)]


def test_places_after_the_first(ledger, dora):
    second = Intent(("revenue",), ("account",), order=(Order("revenue"),), limit=2, skip=1)
    assert table(second, dora, "account", "place") == [("Beta", 2)]
    last_but_one = replace(second, order=(Order("revenue", descending=False),))
    assert [row["place"] for row in ask(last_but_one, dora)] == [2]
    of_each = Intent(("wins",), ("product", "account"), order=(Order("wins"),), limit=2, skip=1, within="product")
    assert {row["place"] for row in ask(of_each, dora)} <= {2}


def test_places_that_are_left_out_come_first(dora):
    for limit, skip in ((None, 1), (2, 2), (2, -1)):
        asked = Intent(("revenue",), ("account",), order=(Order("revenue"),), limit=limit, skip=skip)
        assert isinstance(compile_intent(asked, as_of=date(2018, 1, 1), viewer=Viewer(0)), Problem)
