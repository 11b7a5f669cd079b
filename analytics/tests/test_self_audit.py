"""The self-audit names what differs from its deals, and nothing that is only late."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AccountChange
from analytics import audit, history, nightly, services
from analytics.models import AccountMetrics, AccountMonth, AccountToReplay, RescoreChunk, SelfAudit
from pipeline.models import Opportunity, ReportingDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(market):
    history.replay()
    return market


def test_where_nothing_differs_it_says_how_many_it_compared(book):
    found = audit.audit()
    assert (found.accounts, found.wrong, found.wrong_count, found.is_alert) == (17, [], 0, False)


def test_wrong_metrics_and_wrong_months_are_named_and_logged(book, caplog):
    AccountMetrics.objects.filter(account=book[2]).update(cltv=1)
    AccountMonth.objects.filter(account=book[5]).update(frequency=99)
    AccountMetrics.objects.filter(account=book[7]).delete()
    found = audit.audit()
    assert found.wrong == sorted(book[n].pk for n in (2, 5, 7))
    assert found.is_alert
    assert "the stored figures of 3 accounts differ" in caplog.text
    assert caplog.records[-1].levelname == "ERROR"


def test_what_is_on_a_log_is_late_and_not_wrong(book, monkeypatch):
    Opportunity.objects.filter(account=book[2]).update(close_value=7)
    monkeypatch.setattr(services, "drain_account_changes", lambda: 0)
    monkeypatch.setattr(history, "replay", lambda: 0)
    assert services.differences() == [book[2].pk]
    assert AccountChange.objects.filter(account_id=book[2].pk).exists()
    assert audit.audit().wrong == []


def test_what_a_new_champion_has_still_to_score_is_late_too(book, monkeypatch):
    AccountMetrics.objects.filter(account=book[2]).update(cltv=1)
    monkeypatch.setattr(services, "CHUNK", 1)
    services.start_rescoring()
    monkeypatch.setattr(services, "drain_account_changes", lambda: 0)
    assert RescoreChunk.objects.exists()
    assert audit.audit().wrong == []


def test_before_a_reporting_day_is_stored_there_is_nothing_to_compare(book):
    ReportingDay.objects.all().delete()
    assert audit.audit() is None


def test_only_the_first_are_kept_by_number(book, monkeypatch):
    monkeypatch.setattr(audit, "NAMED", 2)
    AccountMetrics.objects.update(monetary=1)
    found = audit.audit()
    assert (len(found.wrong), found.wrong_count) == (2, 17)


def test_recomputing_heals_and_says_by_whom(book, anna):
    AccountMetrics.objects.filter(account=book[2]).update(cltv=1)
    AccountMonth.objects.filter(account=book[3]).delete()
    found = audit.audit()
    assert audit.recompute(found, by=anna) is True
    assert (found.healed_by, found.is_alert) == (anna, False)
    assert (services.differences(), history.differences()) == ([], [])


def test_who_does_not_see_everything_recomputes_nothing(book, bob):
    AccountMetrics.objects.filter(account=book[2]).update(cltv=1)
    with pytest.raises(PermissionDenied):
        audit.recompute(audit.audit(), by=bob)
    assert services.differences() == [book[2].pk]


def test_what_cannot_be_computed_stays_an_alert(book, anna, monkeypatch):
    AccountMetrics.objects.filter(account=book[2]).update(cltv=1)
    found = audit.audit()
    monkeypatch.setattr(services, "store", lambda *args: 0)
    assert audit.recompute(found, by=anna) is False
    assert found.is_alert


def test_an_account_that_was_deleted_since_heals(book, anna):
    AccountMetrics.objects.filter(account=book[2]).update(cltv=1)
    found = audit.audit()
    book[2].opportunities.all().delete()
    book[2].delete()
    assert audit.recompute(found, by=anna) is True


def test_the_night_finds_what_differs_before_it_computes_anew(book):
    AccountMetrics.objects.filter(account=book[2]).update(cltv=1)
    nightly.run_nightly()
    found = SelfAudit.objects.get()
    assert found.wrong == [book[2].pk]
    assert found.is_alert is False
    assert services.differences() == []


def test_months_that_are_marked_are_late_and_not_wrong(book, monkeypatch):
    AccountMonth.objects.filter(account=book[2]).update(frequency=99)
    AccountToReplay.objects.create(account_id=book[2].pk)
    monkeypatch.setattr(history, "replay", lambda: 0)
    assert audit.audit().wrong == []
