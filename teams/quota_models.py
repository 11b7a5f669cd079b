"""What a seller is to win in a quarter."""

from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from teams.audit import audited
from teams.models import User


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_end(day: date) -> date:
    """The last day of the quarter."""
    return quarter_of(quarter_of(day) + timedelta(days=95)) - timedelta(days=1)


class QuotaQuerySet(models.QuerySet["Quota"]):
    def of_quarter(self, day: date) -> Self:
        """The quotas of the quarter in which the day is."""
        return self.filter(quarter=quarter_of(day))


@audited()
class Quota(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="quotas")
    quarter = models.DateField(help_text="The first day of the quarter, for example 2026-01-01.")
    amount = models.DecimalField(
        "amount, $", max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )

    objects: ClassVar[models.Manager["Quota"]] = QuotaQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "quarter"],
                name="quota_once_a_quarter",
                violation_error_message="This person has a quota for the quarter.",
            ),
            models.CheckConstraint(
                condition=Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10]),
                name="quota_from_first_of_quarter",
                violation_error_message="A quarter begins on 1 January, 1 April, 1 July or 1 October.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="quota_positive",
                violation_error_message="Enter an amount above 0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, quarter from {self.quarter}"

    def clean(self) -> None:
        if self.quarter and self.quarter != quarter_of(self.quarter):
            raise ValidationError({"quarter": f"Its quarter begins on {quarter_of(self.quarter)}."})
