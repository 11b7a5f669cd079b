"""The main job in a real browser: a representative wins a deal and sees the account's figures change."""

import re
import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.tests.factories import AccountFactory
from analytics import services
from analytics.models import AccountMetrics
from analytics.sweep import sweep
from pipeline.models import Opportunity
from pipeline.tests.factories import OpportunityFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sweeping():
    """The sweep, as the demo runs it; what it has begun has ended before the next test's books are there."""
    stop, before = threading.Event(), set(threading.enumerate())
    thread = threading.Thread(target=sweep, args=(stop, 0.2))
    thread.start()
    yield
    stop.set()
    thread.join()
    for begun in set(threading.enumerate()) - before:
        if begun.name in ("nightly", "runs", "history", "digests", "bulk"):
            begun.join(timeout=120)


@pytest.fixture
def book(alice, gtx, acme):
    """Thirty accounts that buy; Acme bought once, little and long ago."""
    today = timezone.localdate()
    for number in range(30):
        account = AccountFactory(name=f"Buyer {number:02}")
        for purchase in range(1 + number % 6):
            closed = today - timedelta(days=10 * number + 30 * purchase + 1)
            OpportunityFactory(
                won=True, owner=alice, account=account, product=gtx, engage_date=closed, close_date=closed,
                close_value=Decimal(1000 + 100 * number),
            )  # fmt: skip
    OpportunityFactory(
        won=True, owner=alice, account=acme, product=gtx, engage_date=date(2024, 1, 1), close_date=date(2024, 1, 2),
        close_value=Decimal(500),
    )  # fmt: skip
    services.fit_and_rescore()
    return acme


def figure(page, name):
    stat = page.locator(".stat", has=page.locator("dt", has_text=re.compile(f"^{name}")))
    return stat.locator("dd.figure")


def test_a_win_changes_frequency_value_and_segment_of_the_account(sign_in, live_server, book, alice, sweeping):
    from playwright.sync_api import expect

    account_page = sign_in(alice)
    account_page.goto(f"{live_server.url}/accounts/{book.pk}/")
    expect(figure(account_page, "Purchases")).to_have_text("1")
    expect(figure(account_page, "Won, all time")).to_have_text("$500")
    before = AccountMetrics.objects.get(account=book).segment.name
    expect(account_page.locator("#account-segment")).to_contain_text(before)

    deals = account_page.context.new_page()
    deals.goto(f"{live_server.url}/deals/")
    deals.get_by_role("link", name="Deal", exact=True).first.click()
    deals.get_by_role("combobox", name=re.compile("^Account")).press_sequentially("acm", delay=30)
    deals.get_by_role("option", name="Acme").click()
    deals.get_by_label("Product").select_option(label="GTX Pro")
    deals.get_by_label("Amount").fill("4500")
    deals.get_by_role("button", name="Save deal").first.click()
    expect(deals.get_by_role("heading", level=1)).to_have_text("GTX Pro for Acme")
    deals.get_by_role("button", name="Won", exact=True).click()
    expect(deals.get_by_label("Amount won")).to_have_value("4,500")
    deals.get_by_role("button", name="Mark as won").click()
    expect(deals.get_by_role("button", name="Reopen")).to_be_visible()

    # The account's page was never loaded again.
    expect(figure(account_page, "Purchases")).to_have_text("2")
    expect(figure(account_page, "Won, all time")).to_have_text("$5,000")
    after = AccountMetrics.objects.get(account=book).segment.name
    assert after != before
    expect(account_page.locator("#account-segment")).to_contain_text(after)
    assert [*account_page.evaluate("window.blocked"), *deals.evaluate("window.blocked")] == []


def test_a_representative_of_another_team_finds_nothing_there(sign_in, live_server, deal, charlie):
    page = sign_in(charlie)
    fragment = {"HX-Request": "true"}
    for path, headers in [
        (f"/deals/{deal.code}/", {}),
        (f"/deals/{deal.code}/edit", {}),
        (f"/deals/{deal.code}/won", fragment),
        (f"/deals/{deal.code}/", fragment),
        (f"/accounts/{deal.account_id}/", {}),
        (f"/accounts/{deal.account_id}/figures", fragment),
        (f"/api/v1/opportunities/{deal.code}", {}),
        (f"/api/v1/accounts/{deal.account_id}", {}),
        (f"/api/v1/accounts/{deal.account_id}/metrics", {}),
    ]:
        answer = page.request.get(f"{live_server.url}{path}", headers=headers)
        assert answer.status == 404, path
        assert "Acme" not in answer.text()
    page.goto(f"{live_server.url}/deals/")
    assert deal.code not in page.content()
    assert Opportunity.objects.count() == 1


def test_the_browser_blocks_nothing(sign_in, live_server, book, alice):
    page = sign_in(alice)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    paths = ["/deals/", "/deals/new", "/accounts/", "/accounts/new", f"/accounts/{book.pk}/", "/customers/"]
    for path in [*paths, "/data/", "/data/deal/", "/explore/?view=deal"]:
        page.goto(f"{live_server.url}{path}")
        page.wait_for_timeout(300)
        assert page.evaluate("window.blocked") == problems == [], path


def test_the_explorer_draws_what_is_chosen(sign_in, live_server, book, alice):
    from playwright.sync_api import expect

    page = sign_in(alice)
    page.goto(f"{live_server.url}/explore/")
    page.get_by_label("View").select_option("deal")
    page.get_by_label("Column", exact=True).select_option("won_value")
    expect(page.locator("#explorer-column .js-plotly-plot .bars path").first).to_be_visible()
    for second, mark in [("cycle_days", ".points path"), ("account", ".boxes path"), ("close_date", ".lines path")]:
        page.get_by_label("Against").select_option(second)
        expect(page.locator("#explorer-pair h2")).to_have_text(f"won_value and {second}")
        expect(page.locator(f"#explorer-pair .js-plotly-plot {mark}").first).to_be_attached()
    page.get_by_label("View").select_option("account_360")
    expect(page.locator("#explorer-overview h2")).to_contain_text("31 rows")
    assert page.url == f"{live_server.url}/explore/?view=account_360"
    assert page.evaluate("window.blocked") == []


FOCUSED = "document.activeElement.name || document.activeElement.textContent.trim()"


def test_a_dialog_keeps_the_keyboard_and_gives_it_back(sign_in, live_server, deal, alice):
    page = sign_in(alice)
    page.goto(f"{live_server.url}/deals/{deal.code}/")
    page.get_by_role("button", name="Lost", exact=True).press("Enter")
    page.wait_for_function("document.activeElement.name === 'lost_reason'")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED) == "Mark as lost"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "lost_reason"
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) == "Lost"


def test_a_second_click_sends_nothing_twice(sign_in, live_server, gtx, alice):
    page = sign_in(alice)
    page.goto(f"{live_server.url}/deals/new")
    page.get_by_label("Product").select_option(label="GTX Pro")
    page.evaluate("""() => {
        const form = document.querySelector("main form");
        window.sent = [0, 1].map(() => form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
    }""")
    assert page.evaluate("window.sent") == [True, False]
