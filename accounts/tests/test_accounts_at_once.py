"""Two people change accounts at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Account


def test_what_the_caller_did_not_change_stays_as_others_left_it(alice, bob, acme):
    read = Account.objects.get(pk=acme.pk)
    services.edit_account(acme, by=bob, country="Norway")
    services.edit_account(read, by=alice, sector="retail")
    acme.refresh_from_db()
    assert (acme.country, acme.sector) == ("Norway", "retail")


def test_a_name_that_was_taken_in_between_is_refused_by_its_rule(alice, acme, monkeypatch):
    checks = iter([lambda account: None, Account.full_clean])
    monkeypatch.setattr(Account, "full_clean", lambda account: next(checks)(account))
    with pytest.raises(ValidationError, match="There is an account of this name"):
        services.create_account(by=alice, name="ACME")


@pytest.mark.django_db(transaction=True)
def test_four_at_once_make_one_account(alice):
    start, url = Barrier(4), reverse("accounts:account_create")
    clients = [Client() for _ in range(4)]
    for client in clients:
        client.force_login(alice)

    def post(client):
        start.wait(timeout=10)
        try:
            return client.post(url, {"name": "New", "type": "prospect", "status": "active"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(post, clients)) == [302, 422, 422, 422]
    assert Account.objects.count() == 1
