"""A deal is stale in gold exactly where the deal list says so."""

from datetime import UTC, date, datetime, timedelta

import pytest

from analytics import gold
from pipeline.models import Activity, Opportunity
from pipeline.services import set_reporting_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def rots_on(deal):
    """The last day on which the deal may be quiet, counted from when its history says that it came into its stage."""
    entered = deal.stage_changes.get().changed_at.date()
    return entered + timedelta(days=deal.stage.rot_days)


def stale(user, day: date) -> list[str]:
    set_reporting_day(day, pinned=True)
    codes = [code for (code,) in gold.query("select code from gold.stale_deal", user=user).rows]
    flagged = [code for (code,) in gold.query("select code from gold.deal where is_stale", user=user).rows]
    listed = list(Opportunity.objects.visible_to(user).stale(day).values_list("code", flat=True))
    assert codes == flagged == listed
    return codes


def test_a_deal_is_stale_from_the_day_after(deal, alice, rots_on):
    assert stale(alice, rots_on) == []
    assert stale(alice, rots_on + timedelta(days=1)) == [deal.code]


def test_an_activity_makes_it_fresh_for_as_long_again(deal, alice, rots_on):
    Activity.objects.create(
        opportunity=deal,
        author=alice,
        kind="call",
        text="Rang.",
        happened_at=datetime.combine(rots_on, datetime.min.time(), UTC),
    )
    assert stale(alice, rots_on + timedelta(days=1)) == []
    assert stale(alice, rots_on + timedelta(days=deal.stage.rot_days + 1)) == [deal.code]


def test_an_activity_after_the_day_does_not_count(deal, alice, rots_on):
    late = datetime.combine(rots_on + timedelta(days=2), datetime.min.time(), UTC)
    Activity.objects.create(opportunity=deal, author=alice, kind="call", text="Rang.", happened_at=late)
    assert stale(alice, rots_on + timedelta(days=1)) == [deal.code]
    assert stale(alice, rots_on + timedelta(days=2)) == []


def test_the_page_lists_what_gold_counts(deal, alice, rots_on, client):
    client.force_login(alice)
    assert stale(alice, rots_on + timedelta(days=1)) == [deal.code]
    page = client.get("/deals/", {"stale": "on"})
    assert [row.code for row in page.context["page"].rows] == [deal.code]


def test_a_stage_without_a_limit_has_no_stale_deals(deal, alice, rots_on):
    deal.stage.rot_days = 0
    deal.stage.save()
    assert stale(alice, rots_on + timedelta(days=500)) == []
