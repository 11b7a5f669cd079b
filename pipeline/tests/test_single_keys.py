"""Single-letter keys can be switched off, by each for themselves."""

import pytest

URL = "/keys"


def test_they_are_on_and_can_be_switched_off_and_on(client, alice):
    client.force_login(alice)
    assert " data-keys>" in client.get("/deals/").text
    client.post(URL, {"single_keys": "off"})
    assert " data-keys>" not in client.get("/deals/").text
    client.post(URL, {"single_keys": "on"})
    assert " data-keys>" in client.get("/deals/").text


def test_they_stay_on_for_everybody_else(client, alice, bob):
    client.force_login(alice)
    client.post(URL, {"single_keys": "off"})
    bob.refresh_from_db()
    assert bob.single_keys


@pytest.mark.parametrize(
    ("back", "to"),
    [
        ("http://testserver/deals/?type=open", "http://testserver/deals/?type=open"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("", "/"),
    ],
)
def test_one_comes_back_to_where_one_was(client, alice, back, to):
    client.force_login(alice)
    assert client.post(URL, {"single_keys": "off"}, headers={"Referer": back}).url == to


def test_every_page_lists_the_keys(client, alice):
    client.force_login(alice)
    page = client.get("/accounts/").text
    assert 'data-key="g d"' in page
    assert 'data-key="?"' in page
    assert "Switch single letters off" in page


def test_rows_can_be_walked(client, alice, deal):
    client.force_login(alice)
    for address in ("/accounts/", "/search/?q=acme"):
        page = client.get(address).text
        assert "data-row" in page
        assert "data-open" in page
