"""Who comes in to the API: tokens, their hashes, expiry and scope."""

from datetime import timedelta

from django.utils import timezone
from rest_framework.test import APIClient

from teams.models import ApiToken

ACCOUNTS = "/api/v1/accounts"


def with_token(token):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def test_nobody_comes_in_without_a_token(db):
    refused = APIClient().get(ACCOUNTS)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Token")


def test_only_the_hash_of_a_token_is_stored(alice):
    stored, token = ApiToken.objects.create(alice, label="Export")
    assert with_token(token).get(ACCOUNTS).status_code == 200
    assert token not in str(ApiToken.objects.values().get(pk=stored.pk))


def test_the_stored_hash_does_not_sign_in(alice):
    stored, _ = ApiToken.objects.create(alice, label="Export")
    assert with_token(stored.digest).get(ACCOUNTS).status_code == 401


def test_a_token_with_another_end_is_refused(alice):
    _, token = ApiToken.objects.create(alice, label="Export")
    other = token[:-1] + ("0" if token[-1] != "0" else "1")
    assert with_token(other).get(ACCOUNTS).status_code == 401


def test_an_expired_token_is_refused(alice):
    stored, token = ApiToken.objects.create(alice, label="Export")
    ApiToken.objects.filter(pk=stored.pk).update(expiry=timezone.now() - timedelta(seconds=1))
    assert with_token(token).get(ACCOUNTS).status_code == 401


def test_the_token_of_someone_who_left_is_refused(alice, api):
    client = api(alice)
    alice.is_active = False
    alice.save()
    assert client.get(ACCOUNTS).status_code == 401


def test_what_cannot_be_a_token_is_refused(db):
    for nonsense in ("\xff", "dwr_\0", "a b", "", "dwr_" + "0" * 65):
        assert with_token(nonsense).get(ACCOUNTS).status_code == 401, nonsense


def test_a_reading_token_reads(alice, api):
    assert api(alice, scope="read").get(ACCOUNTS).status_code == 200


def test_a_reading_token_changes_nothing(alice, api, deal):
    client = api(alice, scope="read")
    address = f"/api/v1/opportunities/{deal.code}"
    answers = [client.post(ACCOUNTS, {"name": "New"}), client.patch(address, {}), client.delete(address)]
    answers += [client.put(address, {}), client.post(f"{address}/move", {}), client.post("/api/v1/tokens", {})]
    assert [answer.status_code for answer in answers] == [403] * 6


def test_a_session_writes_only_with_its_csrf_token(alice):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.get(ACCOUNTS).status_code == 200
    assert client.post(ACCOUNTS, {"name": "New"}).status_code == 403
