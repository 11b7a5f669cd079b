"""Accounts in Django admin."""

from django.urls import reverse

from accounts.models import Account
from accounts.tests.factories import AccountFactory


def test_accounts_are_marked_as_inactive(client, dana):
    chosen, other = AccountFactory(), AccountFactory()
    client.force_login(dana)
    client.post(
        reverse("admin:accounts_account_changelist"), {"action": "mark_inactive", "_selected_action": [chosen.pk]}
    )
    assert Account.objects.get(status="inactive") == chosen
    assert Account.objects.get(status="active") == other


def test_a_company_cannot_belong_to_what_it_owns(client, dana, acme):
    daughter = AccountFactory(name="Daughter", parent=acme)
    client.force_login(dana)
    answer = client.post(
        reverse("admin:accounts_account_change", args=[acme.pk]),
        {"name": "Acme", "type": "customer", "status": "active", "parent": daughter.pk,
         "contacts-TOTAL_FORMS": 0, "contacts-INITIAL_FORMS": 0},
    )  # fmt: skip
    assert "An account cannot belong to a company that belongs to it." in answer.text


def test_deleting_removes_its_contacts_and_deals(client, dana, deal):
    client.force_login(dana)
    client.post(reverse("admin:accounts_account_delete", args=[deal.account.pk]), {"post": "yes"})
    assert not Account.objects.exists()
