"""Every page in a real browser: none is wider than its window, from a phone to a large screen."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from analytics import services
from crm_site.tests.matrix import ROUTES
from crm_site.tests.test_matrix import address_of, build
from pipeline.models import Opportunity, Task
from pipeline.tests.factories import OpportunityFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes"), pytest.mark.django_db(transaction=True)]

WIDTHS = (360, 768, 1024, 1440, 1920)
# Files, and pages that are not ours: the API's documents are drawn by Swagger UI.
NO_PAGES = {"schema", "api_docs", "pipeline:attachment_file"}
PAGES = [
    name
    for name, route in ROUTES.items()
    if route.methods.get("GET", {}).get("dana") == 200 or route.methods.get("GET", {}).get("alice") == 200
    if "extension" not in route.args and name not in NO_PAGES and not name.startswith(("api:", "health"))
]


@pytest.fixture
def world(db) -> SimpleNamespace:
    """Alice's world of the matrix, with deals in every stage, tasks, and a year of wins behind the charts."""
    world = build()
    alice, deal = world.people["alice"], Opportunity.objects.get(code=world.code)
    today = timezone.localdate()
    shared = {"owner": alice, "account": deal.account, "product": deal.product}
    for number in range(24):
        closed = today - timedelta(days=15 * number)
        dates = {"engage_date": closed - timedelta(days=9), "close_date": closed}
        if number % 3:
            OpportunityFactory(won=True, **shared, **dates, close_value=Decimal(4000 + number))
        else:
            OpportunityFactory(lost=True, **shared, **dates)
        OpportunityFactory(**shared, engage_date=closed, expected_close_date=today + timedelta(days=number - 5))
        Task.objects.create(title=f"Call {number}", opportunity=deal, owner=alice, due_on=closed)
    services.fit_and_rescore()
    return world


def pages(world, sign_in, base):
    """Each page, loaded, in the window of somebody who reads it."""
    from playwright.sync_api import expect

    windows = {who: sign_in(world.people[who]) for who in ("alice", "dana")}
    for name in PAGES:
        who = "alice" if ROUTES[name].methods["GET"]["alice"] == 200 else "dana"
        page = windows[who]
        page.goto(base + address_of(name, world))
        if page.locator("main").count() == 0:
            continue  # what a page asks for by itself to put it into itself
        expect(page.locator("[data-loading]:visible, .htmx-request"), name).to_have_count(0)
        yield name, page


def test_no_page_runs_sideways(world, sign_in, live_server):
    wrong = {}
    for name, page in pages(world, sign_in, live_server.url):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                wrong[name, width] = wide
    assert wrong == {}
