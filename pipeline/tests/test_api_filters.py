"""Filters of the deals' list."""

from datetime import date
from decimal import Decimal

import pytest

from pipeline.tests.factories import OpportunityFactory

DEALS = "/api/v1/opportunities"


@pytest.fixture
def found(alice, api, deal):
    OpportunityFactory(owner=alice, won=True, code="WONDEAL", close_date=date(2025, 3, 4), close_value=Decimal(900))
    client = api(alice)

    def ask(query):
        answer = client.get(f"{DEALS}?{query}")
        assert answer.status_code == 200, answer.content
        return {row["stage_type"] for row in answer.json()["results"]}

    return ask


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("stage_type=won", {"won"}), ("stage_type=lost", set()), ("code=WONDEAL", {"won"}),
        ("close_date_from=2025-03-04&close_date_to=2025-03-04", {"won"}), ("close_date_to=2025-03-03", set()),
        ("engage_date_from=2025-01-07", {"open", "won"}), ("engage_date_to=2025-01-06", set()),
        ("expected_close_date_from=2025-01-01", set()), ("value_from=900&value_to=900.00", {"won"}),
        ("value_from=4821", {"open"}), ("value_to=899.99", set()), ("ordering=id", {"open", "won"}),
    ],
)  # fmt: skip
def test_filters(found, query, kinds):
    assert found(query) == kinds


def test_filters_by_reference(found, deal, charlie):
    for name in ("stage", "account", "product"):
        assert found(f"{name}={getattr(deal, name).pk}") == {"open"}
    assert found(f"owner={deal.owner_id}") == {"open", "won"}
    assert found(f"owner={charlie.pk}") == set()


@pytest.mark.parametrize(
    "query",
    [
        "stage=x", "stage=-1", f"stage={10**30}", "stage_type=open%00", "code=%00", "value_from=NaN",
        "value_from=1e99999", "value_to=Infinity", "close_date_from=2025-02-30", "close_date_to=99999-01-01",
        "stagetype=won", "ordering=amount",
    ],
)  # fmt: skip
def test_wrong_filters_are_refused_by_name(alice, api, query):
    refused = api(alice).get(f"{DEALS}?{query}")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [query.split("=")[0]])


def test_a_deal_takes_no_filters(alice, api, deal):
    assert api(alice).get(f"{DEALS}/{deal.code}?stage_type=won").status_code == 400


def test_newest_first(alice, api, deal):
    later = OpportunityFactory(owner=alice)
    codes = [row["code"] for row in api(alice).get(DEALS).json()["results"]]
    assert codes == [later.code, deal.code]
