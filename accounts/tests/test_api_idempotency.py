"""A write sent twice with one key has one effect."""

import pytest

from accounts.models import Account
from teams.models import IdempotencyKey

ACCOUNTS = "/api/v1/accounts"
KEY = {"Idempotency-Key": "order-7"}


def test_the_same_request_again_gives_the_stored_answer(alice, api):
    client = api(alice)
    first = client.post(ACCOUNTS, {"name": "New", "sector": "retail"}, headers=KEY)
    again = client.post(ACCOUNTS, {"sector": "retail", "name": "New"}, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
    assert "Idempotent-Replayed" not in first
    assert Account.objects.filter(name="New").count() == 1


@pytest.mark.parametrize(("address", "body"), [(ACCOUNTS, {"name": "Other"}), (f"{ACCOUNTS}?x=1", {"name": "New"})])
def test_another_request_with_the_key_is_refused(alice, api, address, body):
    client = api(alice)
    client.post(ACCOUNTS, {"name": "New"}, headers=KEY)
    assert client.post(address, body, headers=KEY).status_code == 422
    assert Account.objects.count() == 1


def test_a_key_belongs_to_its_user(alice, charlie, api):
    answers = [
        api(user).post(ACCOUNTS, {"name": name}, headers=KEY) for user, name in ((alice, "One"), (charlie, "Two"))
    ]
    assert [answer.status_code for answer in answers] == [201, 201]


def test_a_refused_request_may_be_corrected_with_its_key(alice, api):
    client = api(alice)
    assert client.post(ACCOUNTS, {"name": ""}, headers=KEY).status_code == 400
    assert not IdempotencyKey.objects.exists()
    assert client.post(ACCOUNTS, {"name": "New"}, headers=KEY).status_code == 201


def test_effect_and_key_go_together(alice, api, monkeypatch):
    def fail(**fields):
        raise ZeroDivisionError

    monkeypatch.setattr(IdempotencyKey.objects, "create", fail)
    client = api(alice)
    with pytest.raises(ZeroDivisionError):
        client.post(ACCOUNTS, {"name": "New"}, headers=KEY)
    assert not Account.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 201, "é"])
def test_a_key_that_cannot_be_kept_is_refused(alice, api, key):
    refused = api(alice).post(ACCOUNTS, {"name": "New"}, headers={"Idempotency-Key": key})
    assert list(refused.json()["errors"]) == ["Idempotency-Key"]
    assert not Account.objects.exists()


def test_a_permission_that_was_lost_is_asked_before_the_replay(alice, api):
    client = api(alice)
    client.post(ACCOUNTS, {"name": "New"}, headers=KEY)
    alice.role = "analyst"
    alice.save()
    assert client.post(ACCOUNTS, {"name": "New"}, headers=KEY).status_code == 403
