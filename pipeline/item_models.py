"""The lines of a deal: several products, each with its quantity, price and discount."""

from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.db.models.lookups import LessThan

from pipeline.rules import TOO_MUCH
from teams.audit import audited

CENT = Decimal("0.01")
# Wide enough for any product of the two; of round values Django would ask the database for a product of integers.
WIDE = models.DecimalField(max_digits=30, decimal_places=2)


@audited()
class LineItem(models.Model):
    """A product in a deal that has more than one, or one at a price of its own. A deal's amount is their sum."""

    opportunity = models.ForeignKey("pipeline.Opportunity", on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey("pipeline.Product", on_delete=models.PROTECT, related_name="line_items")
    quantity = models.PositiveIntegerField(
        default=1, validators=[MinValueValidator(1, message="Enter a quantity of 1 or more.")]
    )
    unit_price = models.DecimalField(
        max_digits=14, decimal_places=2, validators=[MinValueValidator(0, message="Enter a price of 0 or more.")]
    )
    discount = models.DecimalField(
        "discount, %",
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[
            MinValueValidator(0, message="Enter a discount from 0 to 100."),
            MaxValueValidator(100, message="Enter a discount from 0 to 100."),
        ],
    )

    objects: ClassVar[models.Manager["LineItem"]] = models.Manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="lineitem_quantity_positive",
                violation_error_message="Enter a quantity of 1 or more.",
            ),
            models.CheckConstraint(
                condition=Q(unit_price__gte=0) & Q(unit_price__lt=TOO_MUCH),
                name="lineitem_price_not_negative",
                violation_error_message="Enter a price of 0 or more, below 1,000,000,000,000.",
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=0) & Q(discount__lte=100),
                name="lineitem_discount_percent",
                violation_error_message="Enter a discount from 0 to 100.",
            ),
            models.CheckConstraint(
                condition=LessThan(Cast("unit_price", WIDE) * F("quantity"), Decimal(TOO_MUCH)),
                name="lineitem_total_fits",
                violation_error_message="Quantity × price must stay below $1,000,000,000,000.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity:,} × {self.product}"

    @property
    def total(self) -> Decimal:
        """Quantity × price, less the discount, in whole cents."""
        whole = self.quantity * self.unit_price
        # Each line is rounded by itself: the sum is then the sum of what is shown.
        return (whole * (1 - self.discount / 100)).quantize(CENT, rounding=ROUND_HALF_UP)
