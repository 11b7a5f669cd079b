"""Attacks are many and of every class; benign queries run today."""

import re
from collections import Counter

import pytest
from django.db import Error, transaction

from analytics import gold
from assistant.evals.made_attacks import DEEP, LONG, made
from assistant.evals.statements import Statement, read
from teams.models import User


def are_distinct(found: list[Statement]) -> bool:
    return len({one.id for one in found}) == len({one.sql for one in found}) == len(found)


def test_there_are_attacks_enough_of_every_class():
    attacks = read("hostile.sql")
    assert are_distinct([*attacks, *made()])
    assert len(attacks) >= 200
    classes = Counter(re.sub(r"-\d+$", "", attack.id) for attack in attacks)
    assert len(classes) >= 20
    assert min(classes.values()) >= 4
    assert [attack.id for attack in attacks if not attack.why] == []


@pytest.mark.parametrize("name", LONG)
def test_long_attacks_are_long(name: str):
    assert len(LONG[name].encode()) > 10_000


@pytest.mark.parametrize("name", DEEP)
def test_deep_attacks_are_not_caught_by_their_length_alone(name: str):
    assert len(DEEP[name]) <= 10_000


def test_there_are_benign_queries_enough():
    benign = read("benign.sql")
    assert are_distinct(benign)
    assert len(benign) >= 60


@pytest.mark.django_db
def test_every_benign_query_runs(book: None, dora: User):
    failed = {}
    for statement in read("benign.sql"):
        try:
            with transaction.atomic():
                gold.query(statement.sql, user=dora)
        except Error as error:
            failed[statement.id] = str(error)
    assert failed == {}
