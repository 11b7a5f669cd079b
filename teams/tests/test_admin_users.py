"""Administrators make users, set their passwords, make tokens and revoke them."""

import pytest
from django.urls import reverse

from teams.models import ApiToken, User


@pytest.fixture
def admin_client(client, dana):
    client.force_login(dana)
    return client


def test_a_new_user_can_sign_in(admin_client, west):
    secret = "a long enough pass phrase"
    admin_client.post(
        reverse("admin:teams_user_add"),
        {"email": "New@Example.com", "name": "Nina New", "role": "rep", "team": west.pk,
         "usable_password": "true", "password1": secret, "password2": secret},
    )  # fmt: skip
    user = User.objects.get(name="Nina New")
    assert (user.email, user.team) == ("new@example.com", west)
    assert admin_client.login(username="new@example.com", password=secret)


def test_an_address_in_use_is_refused(admin_client, alice):
    answer = admin_client.post(
        reverse("admin:teams_user_add"),
        {"email": "ALICE@example.com", "name": "Twin", "role": "rep", "usable_password": "false"},
    )
    assert answer.status_code == 200
    assert not User.objects.filter(name="Twin").exists()


def test_a_password_can_be_set(admin_client, alice):
    secret = "another long pass phrase"
    url = reverse("admin:auth_user_password_change", args=[alice.pk])
    admin_client.post(url, {"usable_password": "true", "password1": secret, "password2": secret})
    alice.refresh_from_db()
    assert alice.check_password(secret)


def test_a_user_is_moved_to_another_team(admin_client, alice, east):
    url = reverse("admin:teams_user_change", args=[alice.pk])
    answer = admin_client.post(
        url, {"email": alice.email, "name": alice.name, "role": "rep", "team": east.pk, "is_active": "on"}
    )
    assert answer.status_code == 302
    alice.refresh_from_db()
    assert alice.team == east


def test_a_token_is_shown_once_and_works(admin_client, alice, client):
    url = reverse("admin:teams_apitoken_add")
    answer = admin_client.post(url, {"user": alice.pk, "label": "ERP", "scope": "read"}, follow=True)
    token = next(word for word in answer.text.split() if word.startswith("dwr_")).rstrip(".")
    client.logout()
    headers = {"Authorization": f"Token {token}"}
    assert client.get(reverse("api:account-list"), headers=headers).status_code == 200


def test_a_token_is_never_shown_again(admin_client, alice):
    token, plain = ApiToken.objects.create(alice, label="ERP")
    for name, args in [("changelist", []), ("change", [token.pk])]:
        text = admin_client.get(reverse(f"admin:teams_apitoken_{name}", args=args)).text
        assert plain not in text
