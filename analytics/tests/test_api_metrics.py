"""An account's figures through the API."""

from datetime import date
from decimal import Decimal

import pytest

from analytics import services
from analytics.models import AccountMetrics, ModelRun
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def address(alice, acme, gtx):
    """Acme's figures after a win of alice's."""
    OpportunityFactory(
        won=True, owner=alice, account=acme, product=gtx, close_date=date(2025, 3, 4), close_value=Decimal(1000)
    )
    services.drain_account_changes()
    return f"/api/v1/accounts/{acme.pk}/metrics"


def test_the_figures_are_the_stored_ones(alice, api, acme, address):
    stored = AccountMetrics.objects.select_related("segment").get(account=acme)
    shown = api(alice).get(address).json()
    assert (shown["account_name"], shown["frequency"], shown["monetary"]) == ("Acme", 1, "1000.00")
    assert shown["segment"] == {
        "key": stored.segment.key,
        "name": stored.segment.name,
        "action": stored.segment.action,
    }
    assert (shown["cltv"], shown["as_of"]) == (str(stored.cltv), stored.as_of.isoformat())
    assert (shown["recency"], shown["r_score"], shown["model_run"]) == (
        stored.recency,
        stored.r_score,
        stored.model_run_id,
    )


def test_a_missing_p_alive_says_why(alice, api, acme, address):
    AccountMetrics.objects.filter(account=acme).update(p_alive=None)
    ModelRun.objects.update(reasons={"p_alive": "Nobody left."})
    shown = api(alice).get(address).json()
    assert (shown["p_alive"], shown["p_alive_note"]) == (None, "Nobody left.")


def test_a_p_alive_needs_no_note(alice, api, acme, address):
    AccountMetrics.objects.filter(account=acme).update(p_alive=Decimal("0.75"))
    shown = api(alice).get(address).json()
    assert (shown["p_alive"], shown["p_alive_note"]) == ("0.7500", None)


def test_charlie_does_not_see_them(charlie, api, address):
    assert api(charlie).get(address).status_code == 404


def test_what_is_not_computed_yet_is_said(alice, api, acme):
    answer = api(alice).get(f"/api/v1/accounts/{acme.pk}/metrics")
    assert (answer.status_code, answer.json()["detail"]) == (
        404,
        "The figures of this account have not been computed yet.",
    )


def test_figures_are_not_written(dana, api, address):
    assert [api(dana).put(address, {}).status_code, api(dana).delete(address).status_code] == [405, 405]


def test_accounts_are_filtered_by_segment(alice, api, acme, address):
    key = AccountMetrics.objects.get(account=acme).segment.key
    for query, count in ((key, 1), ("nothing", 0)):
        assert len(api(alice).get(f"/api/v1/accounts?segment={query}").json()["results"]) == count


def test_the_figures_cost_a_fixed_number_of_queries(alice, api, address, django_assert_num_queries):
    client = api(alice)
    # The token, the user's other tokens, the account, its figures; twice day, model, segments, sums for the intervals.
    with django_assert_num_queries(12):
        client.get(address)
