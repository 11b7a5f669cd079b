"""Amounts that are no amounts."""

import pytest
from django.db import IntegrityError, connection, transaction

from pipeline.models import Opportunity
from pipeline.tests.factories import OpportunityFactory


@pytest.mark.parametrize("column", ["close_value", "amount"])
def test_the_database_refuses_what_is_not_a_number(alice, column):
    deal = OpportunityFactory(won=True, owner=alice)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update pipeline_opportunity set {column} = 'NaN' where id = %s", [deal.pk])
    assert Opportunity.objects.won().filter(pk=deal.pk, close_value=1000).exists()
