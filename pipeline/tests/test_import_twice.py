"""The same folder again changes nothing; a changed file changes the rows that it changed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from accounts.models import Account
from pipeline.models import LostReason, Opportunity, Product, ReportingDay


def snapshot():
    """The version of every row of every table but the imports' own: xmin differs as soon as a row is written."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            if not table.startswith("pipeline_import"):
                cursor.execute(f'select xmin::text, ctid::text from "{table}" order by 2')
                rows[table] = cursor.fetchall()
    return rows


def test_the_same_folder_again_writes_no_row(crm_folder):
    crm_folder.load()
    before = snapshot()
    report = crm_folder.load()
    assert {name: counts.unchanged for name, counts in report.counts.items()} == {
        "products.csv": 2,
        "sales_teams.csv": 2,
        "accounts.csv": 2,
        "sales_pipeline.csv": 4,
    }
    assert report.changed_rows == 0
    assert snapshot() == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("accounts", "2822", "2823"),
        ("products", "4821", "4822"),
        ("sales_pipeline", "4514", "4515"),
        ("sales_pipeline", "ENGAGED1,Ann Lee", "ENGAGED1,Bo Ray"),
    ],
)
def test_a_changed_row_is_the_only_one_written(crm_folder, name, old, new):
    crm_folder.load()
    before = snapshot()
    crm_folder.replace(name, old, new)
    report = crm_folder.load()
    assert {file: counts.changed for file, counts in report.counts.items() if counts.changed} == {f"{name}.csv": 1}
    table = {"accounts": Account, "products": Product, "sales_pipeline": Opportunity}[name]._meta.db_table
    assert len(set(snapshot()[table]) - set(before[table])) == 1


def test_a_changed_deal_counts_as_an_edit(crm_folder):
    crm_folder.load()
    crm_folder.replace("sales_pipeline", "4514", "4515")
    crm_folder.load()
    deal = Opportunity.objects.get(code="WON00001")
    assert (deal.version, deal.close_value) == (2, Decimal(4515))


def test_a_deal_that_is_gone_from_the_file_stays(crm_folder):
    crm_folder.load()
    crm_folder.replace("sales_pipeline", "ENGAGED1,Ann Lee,GTX Pro,,Engaging,2017-05-01,,\n", "")
    crm_folder.load()
    assert Opportunity.objects.count() == 4


def test_what_the_files_do_not_hold_stays(crm_folder):
    crm_folder.load()
    reason = LostReason.objects.get(name="Price")
    Opportunity.objects.filter(code="LOST0001").update(lost_reason=reason, next_step="Ask again", quantity=3)
    assert crm_folder.load().changed_rows == 0
    deal = Opportunity.objects.get(code="LOST0001")
    assert (deal.lost_reason, deal.next_step, deal.quantity) == (reason, "Ask again", 3)


def test_the_reporting_day_is_pinned(crm_folder):
    crm_folder.load()
    crm_folder.load(as_of=date(2018, 1, 1))
    day = ReportingDay.objects.get()
    assert (day.day, day.pinned) == (date(2018, 1, 1), True)
