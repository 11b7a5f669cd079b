"""A quota is of one person and one quarter."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from teams.models import Quota
from teams.quota_models import quarter_end, quarter_of


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2025, 12, 31), date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_the_quarter_of_a_day(day, first, last):
    assert (quarter_of(day), quarter_end(day)) == (first, last)


@pytest.mark.parametrize(
    "wrong", [{"quarter": date(2026, 2, 1)}, {"quarter": date(2026, 1, 2)}, {"amount": 0}, {"amount": -1}]
)
def test_what_cannot_be_is_refused_by_form_and_table(alice, wrong):
    quota = Quota(**{"user": alice, "quarter": date(2026, 1, 1), "amount": Decimal(1000)} | wrong)
    with pytest.raises(ValidationError):
        quota.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        quota.save()


def test_a_quarter_has_one(alice):
    fields = {"user": alice, "quarter": date(2026, 1, 1), "amount": Decimal(1000)}
    Quota.objects.create(**fields)
    with pytest.raises(ValidationError, match="has a quota"):
        Quota(**fields).full_clean()
