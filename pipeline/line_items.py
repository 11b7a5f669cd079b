"""Changes of a deal's line items. Each is a change of the deal: it has its version, and its amount is their sum."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from pipeline.models import LineItem, Opportunity, Product
from pipeline.rules import TOO_MUCH
from pipeline.services import locked_deal, store_deal
from teams.models import User

MOST_ITEMS = 100
FIELDS = frozenset(["product", "quantity", "unit_price", "discount"])


@transaction.atomic
def add_item(
    deal: Opportunity, *, by: User, version: int, product: Product, unit_price: Decimal | None = None, **fields: Any
) -> LineItem:
    """Add a line; without a price at the product's own. Raise StaleDeal, or ValidationError for a broken rule."""
    current = _open_deal(deal, by=by, version=version)
    if current.items.count() >= MOST_ITEMS:
        raise ValidationError(f"A deal has {MOST_ITEMS} lines at most.")
    price = product.list_price if unit_price is None else unit_price
    item = LineItem(opportunity=current, product=product, unit_price=price)
    _store(item, current, by=by, fields=fields | {"product": product})
    return item


@transaction.atomic
def change_item(item: LineItem, *, by: User, version: int, **fields: Any) -> LineItem:
    """Change a line of a deal as it was at `version`."""
    current = _open_deal(item.opportunity, by=by, version=version)
    if fields.get("unit_price", Decimal(0)) is None:
        fields["unit_price"] = fields.get("product", item.product).list_price
    if any(getattr(item, name) != value for name, value in fields.items()):
        _store(item, current, by=by, fields=fields)
    return item


@transaction.atomic
def remove_item(item: LineItem, *, by: User, version: int) -> Opportunity:
    """Remove a line; after the last one the deal is worth list price × quantity again."""
    current = _open_deal(item.opportunity, by=by, version=version)
    item.delete()
    return _sum_up(current, by=by)


def sum_of(items: list[LineItem]) -> Decimal:
    return sum((item.total for item in items), Decimal(0))


def _open_deal(deal: Opportunity, *, by: User, version: int) -> Opportunity:
    current = locked_deal(deal, by=by, version=version)
    if not current.is_open:
        raise ValidationError("The lines of a closed deal stay as they were. Reopen it to change them.")
    return current


def _store(item: LineItem, deal: Opportunity, *, by: User, fields: dict[str, Any]) -> None:
    unknown = fields.keys() - FIELDS
    if unknown:
        raise ValidationError(f"These fields of a line cannot be edited: {', '.join(sorted(unknown))}.")
    product = fields.get("product", item.product)
    if product.status == Product.Status.RETIRED and (item.pk is None or product.pk != item.product_id):
        raise ValidationError({"product": f"{product} is retired. Choose a product that is sold."})
    for name, value in fields.items():
        setattr(item, name, value)
    item.full_clean()
    item.save()
    _sum_up(deal, by=by)


def _sum_up(deal: Opportunity, *, by: User) -> Opportunity:
    items = list(deal.items.all())
    total = sum_of(items)
    if total >= TOO_MUCH:
        raise ValidationError("The lines come to more than a deal can hold. Keep the sum below $1,000,000,000,000.")
    deal.amount = total if items else None
    store_deal(deal, by=by)
    return deal
