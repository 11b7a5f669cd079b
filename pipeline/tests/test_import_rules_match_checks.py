"""The rules asked of staged rows and PostgreSQL's checks of the table agree, whatever is NULL."""

from datetime import date
from decimal import Decimal
from itertools import product

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from pipeline.crm_import.staging import StagedDeal
from pipeline.models import Opportunity
from pipeline.rules import RULES

DATES = [None, date(2017, 3, 1), date(2017, 3, 2)]
VALUES = [None, Decimal(0), Decimal(5)]


def test_refused_rows_would_violate_and_the_others_insert(alice, acme, gtx, stages, price):
    combinations = list(product(stages.values(), [None, acme], [None, price], DATES, DATES, VALUES))
    assert len(combinations) == 432
    broken = broken_lines(combinations)
    for line, (stage, account, reason, engaged, closed, value) in enumerate(combinations):
        deal = Opportunity(
            owner=alice, product=gtx, stage=stage, account=account, lost_reason=reason,
            engage_date=engaged, close_date=closed, close_value=value,
        )  # fmt: skip
        assert inserts(deal) is (line not in broken), (stage, account, reason, engaged, closed, value)
    assert 0 < len(broken) < len(combinations)


def inserts(deal: Opportunity) -> bool:
    try:
        with transaction.atomic():
            deal.save()
    except IntegrityError:
        return False
    return True


def broken_lines(combinations: list[tuple]) -> set[int]:
    with connection.schema_editor() as editor, connection.cursor() as cursor:
        cursor.execute(f"create temp table {StagedDeal._meta.db_table} ({columns(editor)}) on commit drop")
    StagedDeal.objects.bulk_create(
        StagedDeal(
            line=line, account=account and account.pk, lost_reason=reason and reason.pk, stage_type=stage.type,
            stage_needs_engage_date=stage.needs_engage_date, quantity=1, engage_date=engaged, close_date=closed,
            close_value=value, close_entered_on=closed and timezone.localdate(),
        )
        for line, (stage, account, reason, engaged, closed, value) in enumerate(combinations)
    )  # fmt: skip
    anything = Q()
    for rule in RULES:
        anything |= Q(rule.broken)
    return set(StagedDeal.objects.filter(anything).values_list("line", flat=True))


def columns(editor) -> str:
    return ", ".join(f"{field.column} {field.db_type(editor.connection)}" for field in StagedDeal._meta.local_fields)
