"""What a good deal is, by its stage. Stages are told by type and flag, never by name."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window

from pipeline.models import Opportunity, Product, Task
from pipeline.quality.rule import Dimension, RecordRule, Severity, Table

LOW, HIGH = Decimal("0.5"), Decimal("1.5")  # of list price × quantity; the wins of a healthy book lie within


def _open(day: date) -> QuerySet[Any]:
    return Opportunity.objects.open()


def _early(day: date) -> QuerySet[Any]:
    return Opportunity.objects.open().filter(stage_needs_engage_date=False)


def _engaged(day: date) -> QuerySet[Any]:
    return Opportunity.objects.open().filter(stage_needs_engage_date=True)


def _far_from_list(field: str) -> Q:
    list_value = F("product__list_price") * F("quantity")
    return Q(**{f"{field}__lt": list_value * LOW}) | Q(**{f"{field}__gt": list_value * HIGH})


def _planned() -> QuerySet[Any]:
    """The deals that somebody has a task for."""
    return Task.objects.filter(opportunity__isnull=False, done_at=None).values("opportunity")


def _repeated(day: date) -> Q:
    alike = Window(Count("pk"), partition_by=["account", "product", "owner"])
    deals = Opportunity.objects.open().filter(account__isnull=False).order_by().annotate(alike=alike)
    return Q(pk__in=deals.filter(alike__gt=1).values("pk"))


DEAL_RULES = [
    RecordRule(
        key="engaged_deal_has_account",
        name="A deal that is engaged has an account",
        table=Table.DEALS,
        dimension=Dimension.COMPLETENESS,
        severity=Severity.ERROR,
        checked=_engaged,
        fails=lambda day: Q(account__isnull=True),
        field="account",
        fix="Name the account. It cannot be closed without one, and counts for no account until then.",
    ),
    RecordRule(
        key="early_deal_has_account",
        name="A deal before engagement has an account",
        table=Table.DEALS,
        dimension=Dimension.COMPLETENESS,
        severity=Severity.NOTE,
        checked=_early,
        fails=lambda day: Q(account__isnull=True),
        field="account",
        fix="Name the account as soon as it is known; from engagement on it matters.",
    ),
    RecordRule(
        key="engaged_deal_has_expected_close",
        name="A deal that is engaged has an expected close date",
        table=Table.DEALS,
        dimension=Dimension.COMPLETENESS,
        severity=Severity.WARNING,
        checked=_engaged,
        fails=lambda day: Q(expected_close_date__isnull=True),
        field="expected_close_date",
        fix="Enter when it is expected to close; the forecast leaves it out until then.",
    ),
    RecordRule(
        key="expected_close_is_ahead",
        name="The expected close date of an open deal is not past",
        table=Table.DEALS,
        dimension=Dimension.TIMELINESS,
        severity=Severity.WARNING,
        checked=lambda day: _open(day).filter(expected_close_date__isnull=False),
        fails=lambda day: Q(expected_close_date__lt=day),
        field="expected_close_date",
        fix="Close it, or enter the day that is expected now.",
    ),
    RecordRule(
        key="engaged_deal_has_next_step",
        name="A deal that is engaged has a next step or a task",
        table=Table.DEALS,
        dimension=Dimension.COMPLETENESS,
        severity=Severity.NOTE,
        checked=_engaged,
        fails=lambda day: Q(next_step="") & ~Q(pk__in=_planned()),
        field="next_step",
        fix="Write down the next step, or plan a task.",
    ),
    RecordRule(
        key="open_deal_is_not_stale",
        name="Something happens in an open deal within its stage's days",
        table=Table.DEALS,
        dimension=Dimension.TIMELINESS,
        severity=Severity.WARNING,
        checked=lambda day: _open(day).filter(stage__rot_days__gt=0),
        fails=lambda day: Q(pk__in=Opportunity.objects.stale(day).values("pk")),
        field="engage_date",
        fix="Log what happened, move it or close it.",
    ),
    RecordRule(
        key="engage_date_is_past",
        name="An engage date is not after the reporting day",
        table=Table.DEALS,
        dimension=Dimension.VALIDITY,
        severity=Severity.WARNING,
        checked=lambda day: Opportunity.objects.filter(engage_date__isnull=False),
        fails=lambda day: Q(engage_date__gt=day),
        field="engage_date",
        fix="Correct the engage date.",
    ),
    RecordRule(
        key="won_value_near_list",
        name="A won deal's value is between half and one and a half of list price",
        table=Table.DEALS,
        dimension=Dimension.VALIDITY,
        severity=Severity.WARNING,
        checked=lambda day: Opportunity.objects.won().filter(product__list_price__gt=0),
        fails=lambda day: _far_from_list("close_value"),
        field="close_value",
        fix="Correct the value or the quantity, or leave it if it was so.",
    ),
    RecordRule(
        key="amount_near_list",
        name="An open deal's amount is between half and one and a half of list price",
        table=Table.DEALS,
        dimension=Dimension.VALIDITY,
        severity=Severity.NOTE,
        checked=lambda day: _open(day).filter(amount__isnull=False, product__list_price__gt=0),
        fails=lambda day: _far_from_list("amount"),
        field="amount",
        fix="Correct the amount or the quantity, or leave it if it is meant so.",
    ),
    RecordRule(
        key="lost_deal_says_why",
        name="A lost deal has a reason that says something",
        table=Table.DEALS,
        dimension=Dimension.COMPLETENESS,
        severity=Severity.NOTE,
        checked=lambda day: Opportunity.objects.lost(),
        fails=lambda day: Q(lost_reason__imported_only=True),
        field="lost_reason",
        fix="Choose the reason if anybody remembers it.",
    ),
    RecordRule(
        key="open_deal_owner_is_active",
        name="An open deal's owner is active",
        table=Table.DEALS,
        dimension=Dimension.REFERENCE,
        severity=Severity.ERROR,
        checked=_open,
        fails=lambda day: Q(owner__is_active=False),
        field="owner",
        fix="Give it to somebody who works on it.",
    ),
    RecordRule(
        key="deal_owner_has_team",
        name="A deal's owner belongs to a team",
        table=Table.DEALS,
        dimension=Dimension.REFERENCE,
        severity=Severity.WARNING,
        checked=lambda day: Opportunity.objects.all(),
        fails=lambda day: Q(owner__team__isnull=True),
        field="owner",
        fix="Give the deal to somebody in a team, or the owner a team; it counts for no region until then.",
    ),
    RecordRule(
        key="open_deal_product_is_sold",
        name="An open deal's product is still sold",
        table=Table.DEALS,
        dimension=Dimension.REFERENCE,
        severity=Severity.WARNING,
        checked=_open,
        fails=lambda day: Q(product__status=Product.Status.RETIRED),
        field="product",
        fix="Offer a product that is sold.",
    ),
    RecordRule(
        key="open_deal_account_is_active",
        name="An open deal's account is active",
        table=Table.DEALS,
        dimension=Dimension.REFERENCE,
        severity=Severity.WARNING,
        checked=lambda day: _open(day).filter(account__isnull=False),
        fails=lambda day: Q(account__status="inactive"),
        field="account",
        fix="Close the deal, or make the account active again.",
    ),
    RecordRule(
        key="open_deal_is_entered_once",
        name="Nobody has the same product open at the same account twice",
        table=Table.DEALS,
        dimension=Dimension.UNIQUENESS,
        severity=Severity.NOTE,
        checked=lambda day: _open(day).filter(account__isnull=False),
        fails=_repeated,
        field="account",
        fix="Delete one if they are the same deal.",
    ),
]
