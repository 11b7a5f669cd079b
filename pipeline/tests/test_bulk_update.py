"""A bulk statement costs as many steps as it has rows, also in a session that began with single rows."""

import pytest
from django.db import connection

from pipeline.models import Opportunity


@pytest.mark.django_db
def test_no_trigger_joins_its_rows_in_nested_loops(deal):
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgname, proconfig from pg_trigger join pg_proc on pg_proc.oid = tgfoid"
            " where tgnewtable is not null or tgoldtable is not null"
        )
        found = dict(cursor.fetchall())
    assert len(found) >= 12
    assert all(config == ["enable_nestloop=off", "jit=off"] for config in found.values()), found


def test_every_row_of_a_bulk_update_is_audited(deal):
    Opportunity.objects.update(next_step="Call")
    Opportunity.objects.update(next_step="Write")
    steps = deal.events.order_by("pgh_id").values_list("next_step", flat=True)
    assert list(steps) == ["", "Call", "Write"]
