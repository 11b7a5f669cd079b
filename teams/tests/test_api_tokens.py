"""One's own tokens: made, listed without the secret, revoked."""

from rest_framework.test import APIClient

from teams.models import ApiToken, IdempotencyKey

TOKENS = "/api/v1/tokens"


def test_a_new_token_is_shown_once(alice, api):
    client = api(alice)
    made = client.post(TOKENS, {"label": "ERP export"}).json()
    listed = client.get(TOKENS).json()
    assert made["token"].startswith(made["id"])
    assert made["id"] in [token["id"] for token in listed]
    assert made["token"] not in str(listed)


def test_a_new_token_signs_in(alice, api):
    made = api(alice).post(TOKENS, {"label": "ERP", "scope": "read", "expires_in_days": 7}).json()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {made['token']}")
    assert client.get("/api/v1/stages").status_code == 200


def test_a_new_token_reads_only_unless_asked(alice, api):
    assert api(alice).post(TOKENS, {"label": "ERP export"}).json()["scope"] == "read"


def test_a_wrong_scope_is_refused(alice, api):
    refused = api(alice).post(TOKENS, {"label": "x", "scope": "all", "expires_in_days": 0})
    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == {"scope", "expires_in_days"}


def test_a_revoked_token_is_refused(alice, api):
    client = api(alice)
    [own] = client.get(TOKENS).json()
    assert client.delete(f"{TOKENS}/{own['id']}").status_code == 204
    assert client.get(TOKENS).status_code == 401


def test_charlie_does_not_revoke_alices_token(alice, charlie, api):
    api(alice)
    [token] = ApiToken.objects.filter(user=alice)
    assert api(charlie).delete(f"{TOKENS}/{token.token_key}").status_code == 404
    assert ApiToken.objects.filter(pk=token.pk).exists()


def test_an_unknown_token_is_404(alice, api):
    assert api(alice).delete(f"{TOKENS}/dwr_%00").status_code == 404


def test_a_replayed_answer_has_no_token(alice, api):
    client, key = api(alice), {"Idempotency-Key": "one"}
    made = client.post(TOKENS, {"label": "ERP"}, headers=key).json()
    again = client.post(TOKENS, {"label": "ERP"}, headers=key).json()
    assert again == {**made, "token": None}
    assert made["token"] not in str(list(IdempotencyKey.objects.values()))
