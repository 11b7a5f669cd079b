"""The rows that fail a rule, as a list shows them, each with where it is corrected."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from pipeline.models import Activity, Opportunity, ReportingDay, Task
from pipeline.quality import QualityRule, Table
from pipeline.quality.visible import visible_rows
from teams import visibility
from teams.downloads import rows_of
from teams.models import Role, User
from teams.table_files import Column
from teams.table_files import Table as FileTable


@dataclass(frozen=True)
class Cell:
    """A value and how it is written: text, day, moment, money or empty."""

    value: Any
    kind: str


@dataclass(frozen=True)
class FailingRow:
    title: str
    url: str
    cells: list[Cell]
    fix_url: str = ""
    fix_label: str = ""


# What a list of each table shows beside the row's name; the rule's own field comes after them.
_FIELDS: dict[Table, tuple[str, ...]] = {
    Table.DEALS: ("account", "owner", "stage"),
    Table.ACCOUNTS: ("sector", "country", "type"),
    Table.CONTACTS: ("account", "email", "phone"),
    Table.PRODUCTS: ("series", "list_price", "status"),
    Table.ACTIVITIES: ("author", "happened_at"),
    Table.TASKS: ("owner", "due_on"),
    Table.IMPORTED: ("column", "value", "repaired_to", "reason"),
}
_JOINED: dict[Table, tuple[str, ...]] = {
    Table.DEALS: ("account", "owner", "stage", "product", "lost_reason"),
    Table.CONTACTS: ("account",),
    Table.ACTIVITIES: ("author", "opportunity"),
    Table.TASKS: ("owner", "opportunity"),
}
_MONEY = {"list_price", "amount", "close_value"}


def failing_rows(rule: QualityRule, user: User) -> QuerySet[Any]:
    """Return the rows that fail now and that `user` may see: what the page lists, and what an export of it writes."""
    rows = visible_rows(rule.failing(ReportingDay.current().day), rule.table, user)
    joined = _JOINED.get(rule.table, ())
    return rows.select_related(*joined) if joined else rows


def failing_table(rule: QualityRule, user: User) -> FileTable:
    """Return the same rows as a table for a file, as text, in the order of the page."""
    rows = failing_rows(rule, user)
    columns = [Column("record", label="Record")]
    columns += [
        Column(name, label=label) for name, label in zip(_fields(rule), headings(rule, rows.model), strict=True)
    ]
    return FileTable(rule.key, columns, _texts(rows, rule), rows.order_by().count)


def _texts(rows: QuerySet[Any], rule: QualityRule) -> Iterator[list[str]]:
    for row in rows_of(rows.order_by("-pk")):
        yield [_name(row, rule.table)[0], *(str(_cell(row, name).value) for name in _fields(rule))]


def headings(rule: QualityRule, model: type[Model]) -> list[str]:
    names = [str(getattr(model._meta.get_field(name), "verbose_name", name)) for name in _fields(rule)]
    return [f"{name[:1].upper()}{name[1:]}" for name in names]


def describe(rows: list[Any], rule: QualityRule, user: User) -> list[FailingRow]:
    """Say of each row what it is, what is wrong and, where the user may correct it, where to do so."""
    fixes = _FIXES[rule.table](rows, rule, user)
    return [_described(row, rule, *fixes.get(row.pk, ("", ""))) for row in rows]


def _described(row: Any, rule: QualityRule, fix_url: str, fix_label: str) -> FailingRow:
    title, url = _name(row, rule.table)
    return FailingRow(title, url, [_cell(row, name) for name in _fields(rule)], fix_url, fix_label)


def _fields(rule: QualityRule) -> list[str]:
    shown = list(_FIELDS[rule.table])
    named_by = {"name", "text", *shown}
    return shown if rule.field in named_by else [*shown, rule.field]


def _cell(row: Any, name: str) -> Cell:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if value is None or value == "":
        return Cell("", "empty")
    if isinstance(value, datetime):
        return Cell(timezone.localtime(value), "moment")
    if isinstance(value, date):
        return Cell(value, "day")
    return Cell(value, "money" if isinstance(value, Decimal) and name in _MONEY else "text")


def _name(row: Any, table: Table) -> tuple[str, str]:
    """What a row is called, and its page."""
    match table:
        case Table.DEALS:
            return f"{row.code} {row.product}", row.get_absolute_url()
        case Table.ACCOUNTS:
            return row.name, reverse("analytics:account_page", args=[row.pk])
        case Table.CONTACTS:
            return row.name, reverse("analytics:account_page", args=[row.account_id])
        case Table.ACTIVITIES | Table.TASKS:
            return str(row), _page_of(row)
        case Table.IMPORTED:
            return f"{row.file}, line {row.line}", ""
        case _:
            return str(row), ""


def _page_of(row: Activity | Task) -> str:
    if row.opportunity is not None:
        return row.opportunity.get_absolute_url()
    return reverse("analytics:account_page", args=[row.account_id]) if row.account_id else ""


Fixes = dict[int, tuple[str, str]]


def _deal_fixes(rows: list[Any], rule: QualityRule, user: User) -> Fixes:
    editable = Opportunity.objects.editable_by(user).filter(pk__in=[row.pk for row in rows])
    codes = dict(editable.order_by().values_list("pk", "code"))
    label = "Reassign" if rule.field == "owner" else "Correct"
    return {pk: (reverse("pipeline:deal_edit", args=[code]), label) for pk, code in codes.items()}


def _account_fixes(rows: list[Any], rule: QualityRule, user: User) -> Fixes:
    if not visibility.may_create_accounts(user):
        return {}
    if rule.key == "account_is_entered_once":
        return _merges(rows, user)
    if rule.key == "customer_has_contact":
        return {row.pk: (reverse("accounts:contact_create", args=[row.pk]), "Add contact") for row in rows}
    return {row.pk: (reverse("accounts:account_edit", args=[row.pk]), "Correct") for row in rows}


def _merges(rows: list[Any], user: User) -> Fixes:
    mergeable = Account.objects.filter(visibility.account_is_mergeable(user), pk__in=[row.pk for row in rows])
    return {
        pk: (reverse("pipeline:account_merge", args=[pk]), "Merge…") for pk in mergeable.values_list("pk", flat=True)
    }


def _contact_fixes(rows: list[Any], rule: QualityRule, user: User) -> Fixes:
    if not visibility.may_create_accounts(user):
        return {}
    if rule.key == "contact_is_entered_once":
        return {row.pk: (reverse("pipeline:contact_merge", args=[row.pk]), "Merge…") for row in rows}
    return {row.pk: (reverse("accounts:contact_edit", args=[row.account_id, row.pk]), "Correct") for row in rows}


def _product_fixes(rows: list[Any], rule: QualityRule, user: User) -> Fixes:
    if user.role != Role.ADMIN:
        return {}
    return {row.pk: (reverse("admin:pipeline_product_change", args=[row.pk]), "Correct") for row in rows}


def _where_it_is(rows: list[Any], rule: QualityRule, user: User) -> Fixes:
    return {row.pk: (_page_of(row), "Open") for row in rows if _page_of(row)}


_FIXES: dict[Table, Callable[[list[Any], QualityRule, User], Fixes]] = {
    Table.DEALS: _deal_fixes,
    Table.ACCOUNTS: _account_fixes,
    Table.CONTACTS: _contact_fixes,
    Table.PRODUCTS: _product_fixes,
    Table.ACTIVITIES: _where_it_is,
    Table.TASKS: _where_it_is,
    Table.IMPORTED: lambda rows, rule, user: {},
}
