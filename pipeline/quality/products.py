"""What a good product of the catalogue is."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from pipeline.models import Product
from pipeline.quality.rule import Dimension, RecordRule, Severity, Table
from pipeline.quality.spelling import misspelt


def _sold(day: date) -> QuerySet[Any]:
    return Product.objects.filter(status=Product.Status.ACTIVE)


def _spelt_twice(day: date) -> Q:
    names = Product.objects.order_by().values_list("name", flat=True)
    return Q(name__in=list(misspelt(dict.fromkeys(names, 1))))


PRODUCT_RULES = [
    RecordRule(
        key="product_has_price",
        name="A product that is sold has a list price above 0",
        table=Table.PRODUCTS,
        dimension=Dimension.VALIDITY,
        severity=Severity.ERROR,
        checked=_sold,
        fails=lambda day: Q(list_price=0),
        field="list_price",
        fix="Enter the price; open deals of the product are worth nothing in sums until then.",
    ),
    RecordRule(
        key="product_has_series",
        name="A product belongs to a series",
        table=Table.PRODUCTS,
        dimension=Dimension.COMPLETENESS,
        severity=Severity.NOTE,
        checked=lambda day: Product.objects.all(),
        fails=lambda day: Q(series=""),
        field="series",
        fix="Enter the series.",
    ),
    RecordRule(
        key="product_is_entered_once",
        name="A product is not another one spelt differently",
        table=Table.PRODUCTS,
        dimension=Dimension.SPELLING,
        severity=Severity.WARNING,
        checked=lambda day: Product.objects.all(),
        fails=_spelt_twice,
        field="name",
        fix="Retire one of them, and offer the other in its open deals.",
    ),
]
