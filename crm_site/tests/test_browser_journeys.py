"""What people come for, from the first page to the last: a rep's morning, a manager's clearing up, two at one deal."""

import re

import pytest
from django.utils import timezone

from accounts.models import Account
from pipeline.models import Opportunity, Task
from pipeline.tests.factories import OpportunityFactory
from teams.tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def window(sign_in):
    """Sign somebody in, and hold at the end that nothing was blocked and nothing complained."""
    opened = []

    def of(user):
        page = sign_in(user)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        # What the browser says of an answer with an error's number, a form that asks again, is no error of a script.
        page.on("console", lambda said: said.type == "error" and "status of 4" not in said.text
                and page.problems.append(said.text))  # fmt: skip
        opened.append(page)
        return page

    yield of
    for page in opened:
        assert (page.evaluate("window.blocked"), page.problems) == ([], [])


def column(page, name):
    return page.locator(".board-column", has=page.get_by_role("heading", name=name))


def test_a_morning_of_a_representative(window, live_server, alice, deal):
    from playwright.sync_api import expect

    Task.objects.create(title="Call Ann", owner=alice, opportunity=deal, due_on=timezone.localdate())
    page = window(alice)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="Done: Call Ann").click()
    expect(page.locator("#toasts")).to_contain_text("Call Ann done")

    page.get_by_role("link", name="GTX Pro for Acme").first.click()
    page.get_by_label("Text").fill("She takes two.")
    page.get_by_text("Call", exact=True).click()
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator("#deal-tab")).to_contain_text("She takes two.")

    # By the pointer, by a key, by the menu.
    page.goto(f"{live_server.url}/deals/board")
    card, link = f"#deal-{deal.code}", page.locator(f"#open-{deal.code}")
    page.drag_and_drop(card, ".board-column >> nth=0")
    expect(column(page, "Prospecting").locator(card)).to_be_visible()
    link.press("]")
    expect(column(page, "Engaging").locator(card)).to_be_visible()
    expect(link).to_be_focused()
    page.locator(f"#move-{deal.code}").click()
    page.get_by_role("dialog", name="Move to another stage").get_by_role("button", name="Lost").click()
    lost = page.get_by_role("dialog", name="Mark as lost")
    lost.get_by_label("Reason").select_option(label="Price")
    lost.get_by_role("button", name="Mark as lost").click()
    expect(page.locator(card)).to_have_count(0)
    page.get_by_role("button", name="Undo").last.click()
    expect(column(page, "Engaging").locator(card)).to_be_visible()

    # A deal with an account that nobody knew, and found again.
    page.keyboard.press("n")
    drawer = page.get_by_role("dialog", name="New record")
    drawer.get_by_role("combobox", name=re.compile("^Account")).press_sequentially("Umbra", delay=20)
    page.get_by_role("option", name="Create “Umbra”").click()
    drawer.get_by_label("Product").select_option(label="GTX Pro")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("GTX Pro for Umbra saved")
    page.keyboard.press("Control+k")
    page.keyboard.type("umbra", delay=20)
    palette = page.get_by_role("dialog", name="Search or run a command")
    palette.get_by_role("option", name=re.compile("^GTX Pro for Umbra")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("GTX Pro for Umbra")
    assert Opportunity.objects.get(pk=deal.pk).stage.name == "Engaging"


def test_a_manager_gives_twenty_deals_away_and_takes_them_back(window, live_server, bob, west, alice, acme, gtx):
    from playwright.sync_api import expect

    amy = UserFactory(name="Amy", team=west)
    for _ in range(20):
        OpportunityFactory(owner=alice, account=acme, product=gtx)
    page = window(bob)
    page.goto(f"{live_server.url}/deals/?type=open")
    bar = page.locator("#deal-bulk")
    expect(bar).to_be_hidden()
    boxes = page.locator("[data-select]")
    boxes.nth(2).check()
    boxes.nth(5).click(modifiers=["Shift"])
    expect(bar).to_contain_text("4 selected")
    page.get_by_label("Select all rows on this page").check()
    expect(bar).to_contain_text("20 selected")
    bar.get_by_role("button", name="Owner").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change owner: 20 deals")
    page.get_by_role("button", name="Change owner").click()
    expect(page.get_by_text("Choose the new owner.")).to_be_visible()
    page.get_by_label("New owner").select_option(label="Amy")
    page.get_by_role("button", name="Change owner").click()
    toast = page.locator("[data-toast]")
    expect(toast).to_contain_text("20 deals given to their new owner")
    assert Opportunity.objects.filter(owner=amy).count() == 20
    toast.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-toast]")).to_contain_text("20 deals put back")
    assert Opportunity.objects.filter(owner=alice).count() == 20


def test_two_people_edit_one_deal_and_nothing_is_lost(window, live_server, alice, bob, deal):
    from playwright.sync_api import expect

    hers, his = window(alice), window(bob)
    for page in (hers, his):
        page.goto(f"{live_server.url}/deals/{deal.code}/edit")
    his.get_by_label("Amount").fill("4000")
    his.get_by_role("button", name="Save deal").click()
    expect(his.get_by_role("heading", level=1)).to_have_text("GTX Pro for Acme")
    hers.get_by_label("Amount").fill("4500")
    hers.get_by_role("button", name="Save deal").click()
    told = hers.get_by_role("alert")
    expect(told).to_contain_text("Bob Berg changed this deal")
    expect(told.get_by_role("row", name=re.compile("^Amount"))).to_contain_text("$4,000")
    expect(hers.get_by_label("Amount")).to_have_value("4500")
    assert Opportunity.objects.get().amount == 4000
    hers.get_by_role("button", name="Save mine over it").click()
    expect(hers.get_by_role("heading", level=1)).to_have_text("GTX Pro for Acme")
    assert Opportunity.objects.get().amount == 4500


def test_a_day_without_javascript(chromium, live_server, alice, deal, gtx):
    from playwright.sync_api import expect

    Task.objects.create(title="Call Ann", owner=alice, opportunity=deal, due_on=timezone.localdate())
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_label("E-mail").fill(alice.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Done: Call Ann").click()
    expect(page.locator("#toasts")).to_contain_text("Call Ann done")

    # Create, with an account that nobody knew.
    page.goto(f"{live_server.url}/deals/new")
    page.get_by_role("textbox", name=re.compile("^Account")).fill("Umbra")
    page.get_by_label("Product").select_option(label="GTX Pro")
    page.get_by_role("button", name="Save deal").click()
    page.get_by_label("Create the account “Umbra”").check()
    page.get_by_role("button", name="Save deal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("GTX Pro for Umbra")
    new = Opportunity.objects.get(account=Account.objects.get(name="Umbra"))

    # Note, task, stage, edit, won.
    page.get_by_label("Text").fill("She takes two.")
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator("main")).to_contain_text("She takes two.")
    page.get_by_text("Plan a task").click()
    page.get_by_label("Task").first.fill("Send the quote")
    page.get_by_role("button", name="Add task").click()
    expect(page.locator("main")).to_contain_text("Send the quote")
    page.locator("#deal-steps").get_by_role("button", name="Engaging").click()
    expect(page.locator("#deal-steps [aria-current=step]")).to_contain_text("Engaging")
    page.goto(f"{live_server.url}/deals/{new.code}/edit")
    page.get_by_label("Amount").fill("4,100")
    page.get_by_role("button", name="Save deal").click()
    expect(page.locator("#deal-head")).to_contain_text("$4,100")
    page.get_by_role("link", name="Won", exact=True).or_(page.get_by_role("button", name="Won", exact=True)).click()
    page.get_by_role("button", name="Mark as won").click()
    assert Opportunity.objects.get(pk=new.pk).close_value == 4100

    # Search, and the bulk change of what is ticked.
    page.goto(f"{live_server.url}/search/?q=umbra")
    expect(page.get_by_role("link", name="GTX Pro for Umbra").first).to_be_visible()
    page.goto(f"{live_server.url}/deals/?type=open")
    page.locator("[data-select]").first.check()
    page.locator("#deal-bulk").get_by_role("button", name="Stage").click()
    page.get_by_label("Stage", exact=True).select_option(label="Prospecting")
    page.get_by_role("button", name="Move", exact=True).click()
    assert Opportunity.objects.get(pk=deal.pk).stage.name == "Prospecting"
    context.close()
