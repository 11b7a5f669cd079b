"""The dashboards in a real browser: every chart is drawn, nothing is blocked, a click lists what the mark counts."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.tests.factories import AccountFactory
from analytics import services
from analytics.dashboards import DASHBOARDS
from pipeline.tests.factories import OpportunityFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def year(alice, charlie, gtx):
    """A year of deals, open ones too."""
    today = timezone.localdate()
    accounts = [AccountFactory(sector="retail", country="Korea") for _ in range(6)]
    for number in range(60):
        closed = today - timedelta(days=6 * number)
        shared = {"owner": (alice, charlie)[number % 2], "account": accounts[number % 6], "product": gtx}
        dates = {"engage_date": closed - timedelta(days=9), "close_date": closed}
        if number % 3:
            OpportunityFactory(won=True, **shared, **dates, close_value=Decimal(4000 + number))
        else:
            OpportunityFactory(lost=True, **shared, **dates)
        if number % 5 == 0:
            OpportunityFactory(**shared, engage_date=closed)
    services.fit_and_rescore()


@pytest.mark.parametrize("board", DASHBOARDS, ids=[board.key for board in DASHBOARDS])
def test_every_chart_is_drawn_and_nothing_is_blocked(sign_in, live_server, year, dora, board):
    from playwright.sync_api import expect

    page, problems = sign_in(dora), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{live_server.url}/dashboards/{board.key}/?period=all")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    drawn = page.locator("[data-chart]")
    expect(page.locator("[data-chart].js-plotly-plot")).to_have_count(drawn.count())
    assert page.locator("[data-failure]:visible").count() == 0
    assert (page.evaluate("window.blocked"), problems) == ([], [])


def test_a_click_on_a_bar_lists_its_deals(sign_in, live_server, year, dora):
    page = sign_in(dora)
    page.goto(f"{live_server.url}/dashboards/sales/?period=all")
    card = page.locator("#won-and-lost-by-month")
    card.locator(".js-plotly-plot .plot-container").wait_for()
    card.get_by_text("Table").click()
    link = card.locator("tbody td a").first
    count = int(link.inner_text())
    link.click()
    page.wait_for_url(re.compile("/deals/"))
    assert page.get_by_text(f"{count} deal", exact=False).first.is_visible()


def test_a_mark_itself_is_a_link(sign_in, live_server, year, dora):
    page = sign_in(dora)
    page.goto(f"{live_server.url}/dashboards/sales/?period=all")
    bar = page.locator("#revenue-by-product .js-plotly-plot .bars .point path").last
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator("#revenue-by-product .hovertext").wait_for()
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url(re.compile(r"/deals/\?.*type=won"))
    assert "40 deals" in page.locator("main").inner_text()
