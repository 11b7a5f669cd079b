"""Several people change one deal at the same moment: one of them does, the others are told what happened."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from pipeline.models import Activity, Opportunity, Task

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_once(alice):
    """Post several (name of the address, fields) at the same moment; return the statuses."""

    def post_all(deal, posts):
        start, clients = Barrier(len(posts)), [Client() for _ in posts]
        for client in clients:
            client.force_login(alice)

        def post(client, name, fields):
            start.wait(timeout=10)
            try:
                return client.post(reverse(f"pipeline:{name}", args=[deal.code]), fields).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(len(posts)) as threads:
            return list(threads.map(post, clients, *zip(*posts, strict=True)))

    return post_all


def test_all_but_one_move_are_refused_as_stale(at_once, deal, stages):
    posts = [("deal_move", {"version": deal.version, "stage": stages["Prospecting"].pk})] * 4
    assert sorted(at_once(deal, posts)) == [302, 409, 409, 409]
    assert Opportunity.objects.get().version == deal.version + 1


def test_a_deal_that_is_deleted_takes_no_more_notes(at_once, deal):
    note, task = {"kind": "note", "text": "Called"}, {"title": "Call", "due_on": "2026-01-02"}
    posts = [("deal_delete", {"version": deal.version}), ("activity_log", note), ("task_add", task)]
    deleted, *others = at_once(deal, posts)
    assert deleted == 302
    assert set(others) <= {302, 404}
    assert (Opportunity.objects.count(), Activity.objects.count(), Task.objects.count()) == (0, 0, 0)
