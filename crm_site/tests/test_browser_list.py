"""The deal list in a real browser: a view is kept, a fact edited in place, a choice cleared and exported."""

import re

import pytest

from pipeline.models import Opportunity, SavedView
from pipeline.tests.factories import OpportunityFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def twenty(alice, acme, gtx):
    return [OpportunityFactory(owner=alice, account=acme, product=gtx) for _ in range(20)]


def test_a_view_is_saved_and_opens_again(sign_in, live_server, alice, deal):
    from playwright.sync_api import expect

    OpportunityFactory(won=True, owner=alice)
    page = sign_in(alice)
    page.goto(f"{live_server.url}/deals/?type=open&owner=me")
    page.get_by_text("Save view", exact=True).first.click()
    page.get_by_label("Name").fill("My open deals")
    page.get_by_label("Open it first").check()
    page.get_by_role("button", name="Save view").click()
    tab = page.get_by_role("link", name="My open deals")
    expect(tab).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Amount", exact=True).click()
    expect(page.get_by_text("View changed")).to_be_visible()
    page.goto(f"{live_server.url}/deals/")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(page.locator("[data-row]")).to_have_count(1)
    assert SavedView.objects.get().is_default
    assert page.evaluate("window.blocked") == []


def test_a_fact_is_edited_in_place_by_the_keyboard(sign_in, live_server, alice, deal):
    from playwright.sync_api import expect

    page = sign_in(alice)
    page.goto(f"{live_server.url}/deals/?type=open")
    value = page.locator(f"#cell-{deal.code}-amount")
    value.press("Enter")
    field = page.get_by_role("textbox", name=re.compile("^Amount of"))
    expect(field).to_be_focused()
    field.fill("much")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Enter an amount, for example 4,821.50.")
    expect(field).to_be_focused()
    expect(field).to_have_value("much")
    field.fill("4500")
    field.press("Enter")
    expect(value).to_contain_text("$4,500")
    expect(value).to_be_focused()
    expect(page.locator("#live")).to_contain_text("Amount of GTX Pro for Acme saved")
    value.press("Enter")
    expect(field).to_be_focused()
    field.fill("9")
    field.press("Escape")
    expect(value).to_contain_text("$4,500")
    expect(value).to_be_focused()
    assert page.evaluate("window.blocked") == []


def test_leaving_a_field_saves_it_once(sign_in, live_server, alice, deal):
    from playwright.sync_api import expect

    page = sign_in(alice)
    page.goto(f"{live_server.url}/deals/?columns=next_step,owner")
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    value = page.locator(f"#cell-{deal.code}-next_step")
    value.click()
    page.get_by_role("textbox", name=re.compile("^Next step of")).fill("Send the quote")
    page.get_by_role("heading", name="Deals", exact=True).click()
    expect(value).to_contain_text("Send the quote")
    value.click()
    expect(page.get_by_role("textbox", name=re.compile("^Next step of"))).to_be_focused()
    page.get_by_role("heading", name="Deals", exact=True).click()
    expect(value).to_contain_text("Send the quote")
    assert len(posts) == 1
    assert Opportunity.objects.get().version == 2


def test_a_selection_is_cleared_and_exported(sign_in, live_server, alice, twenty):
    from playwright.sync_api import expect

    page = sign_in(alice)
    page.goto(f"{live_server.url}/deals/")
    page.locator("[data-select]").first.check()
    bar = page.locator("#deal-bulk")
    for _ in range(2):  # a download leaves the page as it is, so it can be asked for again
        bar.get_by_text("Export").click()
        with page.expect_download() as download:
            bar.get_by_role("button", name="CSV").click()
        assert download.value.suggested_filename.endswith(".csv")
        page.keyboard.press("Escape")
    bar.get_by_role("button", name="Clear selection").click()
    expect(bar).to_be_hidden()
    assert page.locator("[data-select]:checked").count() == 0


def test_columns_are_put_in_order_in_the_drawer(sign_in, live_server, alice, deal):
    from playwright.sync_api import expect

    page = sign_in(alice)
    page.goto(f"{live_server.url}/deals/?columns=owner,stage")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("button", name="Move Stage up").click()
    expect(page.get_by_role("button", name="Move Stage up")).to_be_focused()
    page.get_by_label("Quantity").check()
    page.get_by_role("button", name="Show columns").click()
    page.wait_for_url(lambda url: "columns=stage%2Cowner%2Cquantity" in url)
    expect(page.locator("thead th[scope=col]")).to_have_text(["Deal", "Stage", "Owner", "Quantity"])
    assert page.evaluate("window.blocked") == []
