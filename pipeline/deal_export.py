"""The deal list as a file: what its filters show, in its order, all rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from pipeline.deal_filters import Order
from pipeline.models import Opportunity, Stage
from teams.downloads import rows_of
from teams.table_files import Column, Kind, Table

COLUMNS = (
    Column("code", label="Code"),
    Column("account", label="Account"),
    Column("product", label="Product"),
    Column("quantity", Kind.WHOLE, label="Quantity"),
    Column("stage", label="Stage"),
    Column("state", label="Open, won or lost"),
    Column("amount", Kind.NUMBER, label="Amount", unit="$", places=2),
    Column("probability", Kind.WHOLE, label="Probability, %"),
    Column("engage_date", Kind.DATE, label="Engage date"),
    Column("close_date", Kind.DATE, label="Close date"),
    Column("days_in_stage", Kind.WHOLE, label="Days in stage"),
    Column("cycle_days", Kind.WHOLE, label="Days to close"),
    Column("lost_reason", label="Lost reason"),
    Column("next_step", label="Next step"),
    Column("next_step_on", Kind.DATE, label="Next step on"),
    Column("owner", label="Owner"),
    Column("team", label="Team"),
)
FIELDS = (
    "code", "account__name", "product__name", "quantity", "stage__name", "stage_type", "value", "stage__probability",
    "engage_date", "closes_on", "entered_on", "close_date", "lost_reason__name", "next_step", "next_step_on",
    "owner__name", "owner__team__name",
)  # fmt: skip


def deal_table(deals: "QuerySet[Opportunity]", order: Order, *, as_of: date) -> Table:
    """Return the deals, annotated by `with_value`, `with_close`, `with_age` and their order, as a table."""
    sign = "-" if order.descending else ""
    ordered = deals.order_by(f"{sign}{order.key}", f"{sign}pk")
    return Table("deals", COLUMNS, _rows(ordered, as_of), deals.order_by().count)


def _rows(deals: "QuerySet[Opportunity]", as_of: date) -> Iterator[tuple[Any, ...]]:
    for *facts, engaged, closes_on, entered_on, closed, reason, step, step_on, owner, team in rows_of(
        deals.values_list(*FIELDS)
    ):
        state = facts[5]
        in_stage = max((as_of - entered_on).days, 0) if state == Stage.Type.OPEN and entered_on else None
        cycle = (closed - engaged).days if closed and engaged else None
        yield (*facts, engaged, closes_on, in_stage, cycle, reason, step, step_on, owner, team)
