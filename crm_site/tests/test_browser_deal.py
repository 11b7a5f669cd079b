"""The deal's page in a real browser: lines, people and files are changed in place; what is typed elsewhere stays."""

import re

import pytest

from accounts.tests.factories import ContactFactory
from pipeline.models import Competitor, LineItem
from pipeline.tests import files

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(sign_in, live_server, alice, deal):
    page = sign_in(alice)
    page.goto(f"{live_server.url}{deal.get_absolute_url()}")
    return page


def test_a_line_becomes_the_amount_and_a_note_in_the_making_stays(page, deal):
    from playwright.sync_api import expect

    page.get_by_label("Text").fill("She asks for two")
    page.get_by_role("link", name=re.compile("^Products")).click()
    expect(page.locator("#deal-tab").get_by_label("Product", exact=True)).to_have_value(str(deal.product_id))
    page.get_by_label("Quantity").fill("2")
    page.get_by_label("Discount, %").fill("10")
    page.get_by_role("button", name="Add line").click()
    expect(page.locator("#deal-tab tfoot")).to_contain_text("$8,677.80")
    expect(page.locator("#deal-head")).to_contain_text("$8,677.80")
    expect(page.get_by_label("Text")).to_have_value("She asks for two")
    page.get_by_role("link", name="Change GTX Pro").click()
    page.locator("td.edit input").first.fill("3")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#deal-head")).to_contain_text("$13,016.70")
    # Nothing on the page is older than what was saved: the deal can be moved at once.
    page.get_by_role("button", name="Prospecting").click()
    expect(page.locator("#deal-steps [aria-current=step]")).to_contain_text("Prospecting")


def test_a_refused_line_keeps_what_was_typed_and_gets_the_focus(page):
    from playwright.sync_api import expect

    page.get_by_role("link", name=re.compile("^Products")).click()
    page.get_by_label("Discount, %").fill("120")
    page.get_by_role("button", name="Add line").click()
    expect(page.get_by_text("Enter a discount from 0 to 100.")).to_be_visible()
    expect(page.get_by_label("Discount, %")).to_be_focused()
    assert not LineItem.objects.exists()


def test_people_competitors_and_files_are_named_in_place(sign_in, live_server, alice, deal):
    from playwright.sync_api import expect

    ContactFactory(account=deal.account, name="Maren Holt")
    Competitor.objects.create(name="Contoso")
    page = sign_in(alice)
    page.goto(f"{live_server.url}{deal.get_absolute_url()}")
    page.get_by_text("Name somebody").click()
    page.get_by_label("Contact", exact=True).select_option(label="Maren Holt")
    page.locator("#person-add").click()
    expect(page.locator("#deal-people")).to_contain_text("Decision maker")
    page.locator("#deal-people summary", has_text="Role of Maren Holt").click()
    page.get_by_role("button", name="Blocker").click()
    expect(page.locator("#deal-people .main").first).to_contain_text("Blocker")
    page.get_by_text("Name a competitor").click()
    page.get_by_label("Competitor", exact=True).select_option(label="Contoso")
    page.locator("#rival-add").click()
    expect(page.locator("#deal-rivals")).to_contain_text("Contoso")
    page.get_by_role("link", name=re.compile("^Files")).click()
    page.locator("input[type=file]").set_input_files({"name": "a.pdf", "mimeType": "x", "buffer": files.PROGRAM})
    page.get_by_label(re.compile("^What it is")).fill("Offer of May")
    page.locator("#file-add").click()
    expect(page.get_by_text("what is in it is something else")).to_be_visible()
    expect(page.get_by_label(re.compile("^What it is"))).to_have_value("Offer of May")
    page.locator("input[type=file]").set_input_files({"name": "a.pdf", "mimeType": "x", "buffer": files.PDF})
    page.locator("#file-add").click()
    expect(page.get_by_role("link", name="a.pdf")).to_be_visible()


def test_a_fact_that_is_edited_in_place_moves_the_whole_page_on(page, deal):
    from playwright.sync_api import expect

    page.locator(f"#cell-{deal.code}-next_step").click()
    page.locator(f"input#cell-{deal.code}-next_step").fill("Call on Monday")
    page.keyboard.press("Enter")
    expect(page.locator("#deal-tab")).to_contain_text("changed next step")
    page.get_by_role("button", name="Prospecting").click()
    expect(page.locator("#deal-steps [aria-current=step]")).to_contain_text("Prospecting")


def test_the_insights_load_by_themselves(page):
    from playwright.sync_api import expect

    expect(page.locator("#deal-insights")).to_contain_text("No model estimates it")
