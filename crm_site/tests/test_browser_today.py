"""A morning in a real browser: sign in, tick off, put off, note a call and mention somebody, who sees the bell."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from pipeline.models import Task
from teams.models import Notification

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tasks(alice, deal):
    today = timezone.localdate()
    titles = ("Call Ann", "Send the quote", "Book the demo")
    return [Task.objects.create(title=title, owner=alice, opportunity=deal, due_on=today) for title in titles]


def test_a_morning(sign_in, live_server, alice, bob, deal, tasks):
    from playwright.sync_api import expect

    bobs = sign_in(bob)
    expect(bobs.locator("#bell")).to_have_text("Notifications")

    page = sign_in(alice)
    assert page.url == f"{live_server.url}/today/"
    expect(page.get_by_text("0 overdue, 3 today, 0 later")).to_be_visible()

    # By the button.
    page.get_by_role("button", name="Done: Call Ann").click()
    expect(page.get_by_role("button", name="Open again: Call Ann")).to_be_focused()
    expect(page.get_by_text("0 overdue, 2 today, 0 later")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("Call Ann done")

    # By the keyboard, which stays where it was.
    page.get_by_role("button", name="Done: Send the quote").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Open again: Send the quote")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Done: Send the quote")).to_be_focused()

    # Put off.
    page.get_by_text("Put off: Book the demo").locator("xpath=ancestor::summary").click()
    page.get_by_role("button", name="Tomorrow").click()
    expect(page.get_by_text("0 overdue, 1 today, 1 later")).to_be_visible()
    assert Task.objects.get(title="Book the demo").due_on == timezone.localdate() + timedelta(days=1)

    # A call with a mention.
    page.get_by_role("link", name="GTX Pro for Acme").first.click()
    page.get_by_label("Text").fill("Ann wants 5 %. @Bob Berg, may I?")
    page.get_by_text("Call", exact=True).click()
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator("#toasts")).to_contain_text("Call saved. Bob Berg was told")
    expect(page.locator(".mention")).to_have_text("@Bob Berg")

    # He sees it in the bell, opens it, and is at the deal.
    bobs.reload()
    expect(bobs.locator("#bell")).to_contain_text("1 unread")
    bobs.locator("#bell").click()
    bobs.get_by_role("button", name=re.compile("^Alice Ames mentioned you")).click()
    expect(bobs.get_by_role("heading", level=1)).to_have_text("GTX Pro for Acme")
    assert not Notification.objects.unread().exists()
    assert [*page.evaluate("window.blocked"), *bobs.evaluate("window.blocked")] == []


def test_it_works_without_javascript(chromium, live_server, client, alice, deal, tasks):
    client.force_login(alice)
    context = chromium.new_context(java_script_enabled=False)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/today/")
    page.get_by_role("button", name="Done: Call Ann").click()
    assert page.url == f"{live_server.url}/today/"
    assert "Call Ann done" in page.content()
    page.get_by_role("button", name="Undo").click()
    assert Task.objects.get(title="Call Ann").done_at is None
    page.get_by_role("link", name="Show the figures").first.click()
    assert "Without a next step" in page.content()
    context.close()
