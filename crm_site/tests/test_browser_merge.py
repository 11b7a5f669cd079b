"""Two accounts of one company in a real browser: looked at, merged, and taken apart again."""

import re

import pytest

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from pipeline.models import Opportunity

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes"), pytest.mark.django_db(transaction=True)]


def test_a_merge_and_its_undo(sign_in, live_server, dana, deal, acme):
    from playwright.sync_api import expect

    double = AccountFactory(name="ACME, Inc.", country="Norway")
    page = sign_in(dana)
    page.goto(f"{live_server.url}/accounts/{double.pk}/")
    page.get_by_role("link", name="Merge…").click()
    expect(page.get_by_text("the same but for punctuation or legal form")).to_be_visible()
    page.get_by_role("link", name="Merge… with Acme").click()
    page.get_by_role("link", name="Keep Acme instead").click()
    expect(page.get_by_role("heading", name="Merge ACME, Inc. into Acme")).to_be_visible()
    page.get_by_role("radio", name="Office location: Norway").check()
    page.get_by_role("button", name="Merge into Acme").click()

    expect(page.locator("#toasts")).to_contain_text("ACME, Inc. merged into Acme")
    expect(page.get_by_role("link", name="Merged from ACME, Inc.")).to_be_visible()
    assert Account.objects.get().country == "Norway"

    # The old address still leads there.
    page.goto(f"{live_server.url}/accounts/{double.pk}/")
    expect(page).to_have_url(re.compile(rf"/accounts/{acme.pk}/$"))

    page.get_by_role("link", name="Merged from ACME, Inc.").click()
    page.get_by_role("link", name="ACME, Inc. into Acme").click()
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_text(re.compile("^Undone .* by Dana Dorn"))).to_be_visible()
    assert set(Account.objects.values_list("name", "country")) == {("Acme", "United States"), ("ACME, Inc.", "Norway")}
    assert Opportunity.objects.get().account == acme
    assert page.evaluate("window.blocked || []") == []
