from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from pipeline import services
from pipeline.models import Opportunity


def test_a_won_deal_keeps_its_date_and_value(alice, deal, stages):
    moved = services.move_deal(
        deal,
        by=alice,
        version=deal.version,
        to=stages["Won"],
        close_date=date(2025, 2, 1),
        close_value=Decimal(4500),
    )
    moved.refresh_from_db()
    assert (moved.stage_type, moved.close_date, moved.close_value) == ("won", date(2025, 2, 1), Decimal(4500))


def test_a_won_deal_needs_a_value(alice, deal, stages):
    with pytest.raises(ValidationError, match="value above 0"):
        services.move_deal(deal, by=alice, version=deal.version, to=stages["Won"])


def test_a_lost_deal_needs_a_reason(alice, deal, stages):
    with pytest.raises(ValidationError, match="needs a reason"):
        services.move_deal(deal, by=alice, version=deal.version, to=stages["Lost"])


def test_a_lost_deal_has_the_value_0(alice, deal, stages, price):
    moved = services.move_deal(deal, by=alice, version=deal.version, to=stages["Lost"], lost_reason=price)
    assert moved.close_value == 0


def test_reopening_clears_what_closed_it(alice, deal, stages, price):
    lost = services.move_deal(deal, by=alice, version=deal.version, to=stages["Lost"], lost_reason=price)
    opened = services.move_deal(lost, by=alice, version=lost.version, to=stages["Engaging"])
    assert (opened.close_date, opened.close_value, opened.lost_reason) == (None, None, None)


def test_engaging_sets_the_engage_date(alice, deal, stages):
    Opportunity.objects.filter(pk=deal.pk).update(stage=stages["Prospecting"], engage_date=None)
    deal.refresh_from_db()
    moved = services.move_deal(deal, by=alice, version=deal.version, to=stages["Engaging"])
    assert moved.engage_date == timezone.localdate()


def test_no_close_after_today(alice, deal, stages):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="after the day"):
        services.move_deal(
            deal,
            by=alice,
            version=deal.version,
            to=stages["Won"],
            close_date=tomorrow,
            close_value=Decimal(1),
        )


def test_a_stale_move_is_refused(alice, deal, stages):
    Opportunity.objects.filter(pk=deal.pk).update(next_step="Call")
    with pytest.raises(services.StaleDeal) as refused:
        services.move_deal(deal, by=alice, version=deal.version, to=stages["Prospecting"])
    assert refused.value.current.next_step == "Call"


def test_charlie_may_not_move_it(charlie, deal, stages):
    with pytest.raises(Opportunity.DoesNotExist):
        services.move_deal(deal, by=charlie, version=deal.version, to=stages["Prospecting"])


def test_an_analyst_may_read_but_not_move_it(anna, deal, stages):
    with pytest.raises(PermissionDenied):
        services.move_deal(deal, by=anna, version=deal.version, to=stages["Prospecting"])


def test_the_imported_reason_cannot_be_chosen(alice, deal, stages):
    from pipeline.models import LostReason

    unknown = LostReason.objects.get(imported_only=True)
    with pytest.raises(ValidationError, match="imported history"):
        services.move_deal(deal, by=alice, version=deal.version, to=stages["Lost"], lost_reason=unknown)
