"""Every way to write a deal appends the accounts that it touches to the log, in the same transaction."""

import pytest
from django.db import connection

from accounts.models import AccountChange
from accounts.tests.factories import AccountFactory
from pipeline.models import Opportunity
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def log(deal):
    AccountChange.objects.all().delete()
    return lambda: set(AccountChange.objects.values_list("account_id", flat=True))


def test_a_new_account_is_logged(log):
    account = AccountFactory()
    assert log() == {account.pk}


def test_a_new_deal_is_logged(log, acme):
    OpportunityFactory(account=acme)
    assert log() == {acme.pk}


def test_a_deal_without_account_is_not_logged(log, deal):
    OpportunityFactory(account=None)
    assert log() == set()


def test_a_bulk_update_logs_every_account(log, deal):
    other = OpportunityFactory()
    AccountChange.objects.all().delete()
    Opportunity.objects.update(next_step="Call")
    assert log() == {deal.account_id, other.account_id}


def test_moving_a_deal_logs_both_accounts(log, deal):
    old, new = deal.account_id, AccountFactory()
    AccountChange.objects.all().delete()
    deal.account = new
    deal.save()
    assert log() == {old, new.pk}


def test_raw_sql_is_logged(log, deal):
    with connection.cursor() as cursor:
        cursor.execute("update pipeline_opportunity set amount = 5 where id = %s", [deal.pk])
    assert log() == {deal.account_id}


def test_deleting_a_deal_is_logged(log, deal):
    deal.delete()
    assert log() == {deal.account_id}


def test_a_cascade_is_logged(log, acme):
    pk = acme.pk
    acme.delete()
    assert log() == {pk}


def test_a_truncate_is_logged(log, acme):
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("truncate pipeline_opportunity cascade")
    assert log() == {acme.pk}


def test_copy_is_logged(log, deal):
    row = (
        Opportunity.objects.filter(pk=deal.pk)
        .values("account_id", "owner_id", "product_id", "stage_id", "engage_date")
        .get()
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "copy pipeline_opportunity (code, quantity, next_step, version, created_at, account_id, owner_id,"
            " product_id, stage_id, engage_date) from stdin"
        ) as copy,
    ):
        copy.write_row(["COPY0001", 1, "", 1, "2025-01-01T00:00:00Z", *row.values()])
    assert log() == {deal.account_id}
