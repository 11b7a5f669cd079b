"""The check of data quality: once a day, of everything, the same counts as the lists, and what gold makes of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import Account
from accounts.tests.factories import AccountFactory, ContactFactory
from analytics import gold, nightly
from analytics.models import QualityCheck, QualityScore
from analytics.quality import check_quality, check_rule
from pipeline.models import Opportunity
from pipeline.quality import QUALITY_RULES
from pipeline.tests.factories import OpportunityFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)


@pytest.fixture
def deals(alice, gtx, acme, pinned_day):
    """Four engaged deals, one of them without an account."""
    for account in (acme, acme, acme, None):
        OpportunityFactory(account=account, owner=alice, product=gtx, engage_date=pinned_day)


def read(user, columns="*", where="true"):
    return gold.query(f"select {columns} from gold.data_quality where {where} order by day, rule", user=user).rows


def test_every_rule_is_kept_with_its_counts(deals, dora):
    check_quality(now=NOON)
    assert set(QualityScore.objects.values_list("rule", flat=True)) == QUALITY_RULES.keys()
    [row] = read(dora, "table_name, severity, checked, failed, score", "rule = 'engaged_deal_has_account'")
    assert row == ("deals", "error", 4, 1, Decimal("0.75"))


def test_a_second_check_of_the_day_replaces_the_first(deals):
    check_quality(now=NOON)
    Opportunity.objects.all().delete()
    check_quality(now=NOON + timedelta(hours=1))
    assert QualityCheck.objects.get().checked_at == NOON + timedelta(hours=1)
    assert QualityScore.objects.get(rule="engaged_deal_has_account").checked == 0


def test_two_days_make_a_trend(deals, acme, dora):
    check_quality(now=NOON)
    Opportunity.objects.filter(account=None).update(account=acme)
    check_quality(now=NOON + A_DAY)
    rows = read(dora, "failed, failed_change, score", "rule = 'engaged_deal_has_account'")
    assert rows == [(1, None, Decimal("0.75")), (0, -1, 1)]


def test_a_tables_score_is_weighted_by_severity(dora):
    check = QualityCheck.objects.create(day=NOON.date(), as_of=NOON.date(), checked_at=NOON, deals={})
    for rule, severity, checked, failed in (
        ("a", "error", 10, 5), ("b", "warning", 10, 10), ("c", "note", 20, 0), ("d", "error", 0, 0)
    ):  # fmt: skip
        QualityScore.objects.create(
            check_of_day=check, rule=rule, name=rule, table="deals", dimension="validity", severity=severity,
            checked=checked, failed=failed,
        )  # fmt: skip
    rows = read(dora, "rule, score, table_weighted_checked, table_weighted_failed, table_score")
    # 4·10 + 2·10 + 1·20 = 80 weighted checks, of which 4·5 + 2·10 = 40 fail.
    assert rows == [("a", Decimal("0.5"), 80, 40, Decimal("0.5")), ("b", 0, 80, 40, Decimal("0.5")),
                    ("c", 1, 80, 40, Decimal("0.5")), ("d", None, 80, 40, Decimal("0.5"))]  # fmt: skip


def test_more_cannot_fail_than_were_checked(dora):
    check = QualityCheck.objects.create(day=NOON.date(), as_of=NOON.date(), checked_at=NOON, deals={})
    with pytest.raises(IntegrityError), transaction.atomic():
        QualityScore.objects.create(
            check_of_day=check, rule="a", name="a", table="deals", dimension="validity", severity="note",
            checked=1, failed=2,
        )  # fmt: skip


def test_counts_are_the_same_for_everybody_and_nothing_without_a_viewer(deals, alice, charlie, anna, dora):
    check_quality(now=NOON)
    columns = "day, rule, checked, failed, score, table_score"
    assert read(alice, columns) == read(charlie, columns) == read(anna, columns) == read(dora, columns)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from gold.data_quality")
        assert cursor.fetchone() == (0,)


def test_spellings_are_for_who_sees_everything(alice, bob, anna, dora, gtx):
    for sector in ("technology", "technology", "technolgy"):
        OpportunityFactory(account=AccountFactory(sector=sector), owner=alice, product=gtx)
    check_quality(now=NOON)
    seen = {user.role: read(user, "examples", "rule = 'account_sector_is_known'") for user in (alice, bob, anna, dora)}
    assert seen["director"] == seen["analyst"] == [("technolgy (1)",)]
    assert seen["rep"] == seen["manager"] == [("",)]


def test_the_nightly_run_checks(deals):
    nightly.run_nightly(NOON)
    assert QualityCheck.objects.get().day == NOON.date()


def test_one_rule_is_asked_again_after_a_repair(deals, acme):
    check_quality(now=NOON)
    Opportunity.objects.filter(account=None).update(account=acme)
    check_rule(QUALITY_RULES["engaged_deal_has_account"])
    assert QualityScore.objects.get(rule="engaged_deal_has_account").failed == 0
    assert QualityScore.objects.count() == len(QUALITY_RULES)


def test_before_any_check_there_is_nothing_to_ask_again(deals):
    check_rule(QUALITY_RULES["engaged_deal_has_account"])
    assert not QualityScore.objects.exists()


@pytest.mark.parametrize("who", ["alice", "bob", "anna"])
def test_who_may_not_start_it(who, request):
    with pytest.raises(PermissionDenied):
        check_quality(by=request.getfixturevalue(who))
    assert not QualityCheck.objects.exists()


def test_the_command_lists_what_fails(deals, capsys):
    call_command("check_quality")
    printed = capsys.readouterr().out
    assert "error: deals: engaged_deal_has_account: 1 of 4 fail" in printed


def test_it_costs_the_same_at_any_size(deals, alice, gtx, django_assert_max_num_queries):
    for _ in range(20):
        OpportunityFactory(owner=alice, product=gtx)
        ContactFactory(account=Account.objects.order_by("-pk").first())
    with django_assert_max_num_queries(3 * len(QUALITY_RULES) + 10):
        check_quality(now=NOON)
