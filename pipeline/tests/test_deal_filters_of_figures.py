"""The filters that a figure of a dashboard narrows its list by: they show as chips and stay when a form is sent."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.tests.factories import AccountFactory
from pipeline.tests.factories import OpportunityFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(client, dora):
    client.force_login(dora)

    def listed(query):
        response = client.get(f"/deals/?{query}")
        assert response.context["filters"].problems == []
        return {row.code for row in response.context["page"].rows}

    return listed


@pytest.fixture
def deals(alice, charlie, price, stages):
    medical = AccountFactory(sector="medical", country="Korea")
    mg = ProductFactory(series="MG")
    return {
        "lost": OpportunityFactory(owner=alice, account=medical, lost=True, lost_reason=price),
        "won": OpportunityFactory(owner=charlie, won=True, close_value=Decimal(10)),
        "open": OpportunityFactory(owner=charlie, product=mg, account=None, engage_date=date(2025, 2, 1)),
        "late": OpportunityFactory(owner=alice, expected_close_date=date(2025, 1, 9), engage_date=date(2025, 1, 1)),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type=closed", {"lost", "won"}),
        ("region=West", {"lost", "late"}),
        ("series=MG", {"open"}),
        ("sector=medical", {"lost"}),
        ("country=Korea", {"lost"}),
        ("reason=Price", {"lost"}),
        ("without_account=on", {"open"}),
        ("overdue=on", {"late"}),
        ("engaged_from=2025-01-07&engaged_to=2025-01-31", {"lost", "won"}),
        ("region=Nowhere", set()),
    ],
)
def test_each_lists_what_it_says(listed, deals, query, expected):
    assert listed(query) == {deals[name].code for name in expected}


def test_a_team_lists_its_agents_deals(listed, deals, west):
    assert listed(f"team={west.pk}") == {deals["lost"].code, deals["late"].code}


def test_the_chips_and_the_form_keep_them(client, dora, deals):
    client.force_login(dora)
    text = client.get("/deals/?region=West&type=closed&overdue=on").text
    assert "Region is <b>West</b>" in text
    assert "Won or lost" in text
    assert '<input type="hidden" name="region" value="West"' in text


def test_the_team_of_others_is_no_filter(client, alice, east):
    client.force_login(alice)
    response = client.get(f"/deals/?team={east.pk}")
    assert response.context["filters"].problems != []
