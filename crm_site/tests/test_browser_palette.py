"""Palette, keys and quick create in a real browser."""

import re

import pytest

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from pipeline.models import Opportunity

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(sign_in, live_server, alice, deal):
    page = sign_in(alice)
    page.goto(f"{live_server.url}/accounts/")
    yield page
    assert page.evaluate("window.blocked") == []


def focused(page):
    return page.evaluate("document.activeElement.textContent").strip()


def test_a_deal_is_found_and_opened_by_the_palette(page, deal):
    from playwright.sync_api import expect

    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search or run a command")
    expect(palette.get_by_role("option", name="New deal")).to_be_visible()
    page.keyboard.type("gtx acm", delay=20)
    found = palette.get_by_role("option", name=re.compile("^GTX Pro for Acme"))
    expect(found).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(found).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowUp")
    with page.context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("GTX Pro for Acme")
    page.bring_to_front()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("GTX Pro for Acme")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Control+k")
    expect(palette.get_by_role("group", name="Seen last")).to_contain_text("GTX Pro for Acme")


def test_escape_closes_it_and_gives_the_focus_back(page):
    from playwright.sync_api import expect

    page.get_by_role("link", name="Accounts", exact=True).first.focus()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option", name="New deal")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Search or run a command")).to_be_hidden()
    assert focused(page) == "Accounts"


def test_keys_go_and_walk_and_can_be_switched_off(page, live_server, deal):
    from playwright.sync_api import expect

    AccountFactory(name="Umbra")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/deals/")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/accounts/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row]:focus")).to_contain_text("Umbra")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Acme")
    page.keyboard.press("e")
    page.wait_for_url("**/edit")
    page.get_by_label("Name").press("Escape")
    assert focused(page) == "Cancel"
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keys")
    expect(help_dialog).to_contain_text("Next row")
    page.keyboard.press("n")  # off while a dialog is open
    expect(page.get_by_role("heading", name="New deal")).to_be_hidden()
    help_dialog.get_by_role("button", name="Switch single letters off").click()
    page.keyboard.press("?")
    expect(help_dialog).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Search or run a command")).to_be_visible()


def test_slash_goes_to_the_search_and_letters_there_are_letters(page, live_server):
    from playwright.sync_api import expect

    page.keyboard.press("/")
    page.keyboard.type("gtx n acme")
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("gtx n acme")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("gtx n acme")
    expect(page.get_by_role("link", name="GTX Pro for Acme")).to_be_visible()


def test_a_deal_with_a_new_account_is_created_in_the_drawer(page, live_server, gtx):
    from playwright.sync_api import expect

    AccountFactory(name="Umbra Inc")
    page.keyboard.press("n")
    drawer = page.get_by_role("dialog", name="New record")
    account = drawer.get_by_role("combobox", name=re.compile("^Account"))
    expect(account).to_be_focused()
    account.press_sequentially("Umbra Ltd", delay=20)
    page.get_by_role("option", name="Create “Umbra Ltd”").click()
    expect(drawer.get_by_text("Is it one of these?")).to_be_visible()
    drawer.get_by_label("Sector").fill("retail")
    page.keyboard.press("Control+Enter")
    expect(drawer.get_by_text("Choose a product.")).to_be_visible()
    expect(drawer.get_by_label("Sector")).to_have_value("retail")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.keyboard.press("n")
    expect(drawer.get_by_label("Sector")).to_have_value("retail")
    drawer.get_by_label("Product").select_option(label="GTX Pro")
    page.keyboard.press("Control+Enter")
    expect(drawer).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("GTX Pro for Umbra Ltd saved")
    # The list behind has asked again.
    expect(page.locator("#account-rows")).to_contain_text("Umbra Ltd")
    assert Account.objects.get(name="Umbra Ltd").sector == "retail"
    page.locator("#toasts").get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("GTX Pro for Umbra Ltd")
    assert Opportunity.objects.count() == 2


def test_save_and_new_keeps_the_drawer_open(page, gtx):
    from playwright.sync_api import expect

    page.keyboard.press("Control+k")
    page.keyboard.type("new acc", delay=20)
    expect(page.get_by_role("option", name="New account")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="New record")
    expect(drawer.get_by_role("heading", name="New account")).to_be_visible()
    drawer.get_by_label("Name").press_sequentially("ACME, Inc", delay=20)
    expect(drawer.get_by_text("nearly this name")).to_be_visible()
    drawer.get_by_role("button", name="Save and new").click()
    expect(page.locator("#toasts")).to_contain_text("Account ACME, Inc created")
    expect(drawer.get_by_label("Name")).to_have_value("")
    expect(drawer.get_by_label("Name")).to_be_focused()


def test_accounts_are_filtered_while_one_types(page):
    from playwright.sync_api import expect

    AccountFactory(name="Umbra")
    page.get_by_role("searchbox", name="Account name contains").press_sequentially("mbr", delay=20)
    expect(page.locator("#account-rows tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?q=mbr"))
