import pytest
from django.urls import reverse

from accounts.models import Alias


@pytest.fixture
def offered(client, alice):
    client.force_login(alice)
    return lambda typed: client.get(reverse("pipeline:account_options"), {"q": typed}).content.decode()


def test_accounts_are_offered_by_a_part_of_the_name(offered, acme):
    assert f'data-value="{acme.pk}"' in offered("CM")


def test_an_alias_offers_its_account_and_no_new_one(offered, acme):
    Alias.objects.create(kind=Alias.Kind.ACCOUNT, spelling="Akme", name="Acme")
    page = offered("akme")
    assert 'data-label="Acme"' in page
    assert "Create" not in page


def test_an_unknown_name_is_offered_as_new(offered, acme):
    assert "Create “Umbra”" in offered("Umbra")


def test_an_analyst_is_not_offered_a_new_one(client, anna, db):
    client.force_login(anna)
    assert "Create" not in client.get(reverse("pipeline:account_options"), {"q": "Umbra"}).content.decode()


@pytest.mark.parametrize("typed", ["", "\0", "x" * 5000, "%_\\"])
def test_anything_may_be_typed(offered, acme, typed):
    assert 'data-label="Acme"' not in offered(typed)


def test_the_name_is_escaped(offered, db):
    assert "<script>" not in offered("<script>")
