"""Two requests with one key at the same moment: one effect, one answer for both."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Account
from teams.models import IdempotencyKey

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_at_once_have_one_effect(alice, api):
    clients, start = [api(alice) for _ in range(4)], Barrier(4)

    def post(client):
        start.wait(timeout=10)
        try:
            return client.post("/api/v1/accounts", {"name": "New"}, headers={"Idempotency-Key": "once"})
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(post, clients))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 3
    assert (Account.objects.count(), IdempotencyKey.objects.count()) == (1, 1)
