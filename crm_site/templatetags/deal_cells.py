"""The cells of the deal list, and a deal's facts wherever they stand.

In Python, since a page has 400 of them: as templates they cost as much as all else of it together.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from crm_site.templatetags.dealwright import NOTHING, age_days, day, icon, initials, money, stage_icon
from pipeline.cell_forms import facts_to_edit
from pipeline.deal_columns import Column
from pipeline.history import FIELDS
from pipeline.models import Opportunity
from pipeline.templatetags.deals import days_in_stage, due_kind, stale_tone

register = template.Library()

NO_VALUE = format_html('<span class="faint">{}</span>', NOTHING)


@dataclass(frozen=True)
class Reader:
    """For whom a row is written: the day that it is as of, and whose deals they may change."""

    as_of: date
    owners: set[int]


@register.simple_tag
def fact(deal: Opportunity, field: str, url: str, overdue: bool = False) -> SafeString:
    """A fact that can be edited in place, with the way to its form where there is one."""
    value = _FACTS[field](deal, overdue)
    if not url:
        return format_html('<span class="cell">{}</span>', value)
    return format_html(
        '<span class="cell"><a id="cell-{code}-{field}" href="{url}" hx-get="{url}" hx-target="closest .cell"'
        ' hx-swap="outerHTML" data-edit><span class="visually-hidden">Edit {label}: </span>{value}</a></span>',
        code=deal.code,
        field=field,
        url=url,
        label=FIELDS[field].label.lower(),
        value=value,
    )


@register.simple_tag
def deal_age(deal: Opportunity, as_of: date) -> str | SafeString:
    """Days in the stage, marked where they are more than it allows; of a closed deal those from engaged to closed."""
    if not deal.is_open:
        return format_html('<span class="faint" title="From engaged to closed">{}</span>', age_days(deal.cycle_days))
    days, tone = age_days(days_in_stage(deal, as_of)), stale_tone(deal, as_of)
    if not tone:
        return days
    return format_html(
        '<span class="badge {}" title="Stale: this stage allows {} days without activity">{}{}'
        '<span class="visually-hidden">, stale</span></span>',
        tone,
        deal.stage.rot_days,
        icon("clock"),
        days,
    )


@register.simple_tag(takes_context=True)
def deal_cells(context: Context, deal: Opportunity, columns: Iterable[Column]) -> SafeString:
    """The cells of a row after the deal's name."""
    reader = Reader(context["as_of"], context["editable_owners"])
    cells = ((column.classes, _CELLS[column.key](deal, reader)) for column in columns)
    return format_html_join("", '<td class="{}">{}</td>', cells)


def _who(name: str, kind: str = "") -> SafeString:
    return format_html(
        '<span class="who"><span class="avatar{}" aria-hidden="true">{}</span>{}</span>', kind, initials(name), name
    )


def _stage(deal: Opportunity, overdue: bool) -> SafeString:
    closed = "" if deal.is_open else f" {deal.stage_type}"
    return format_html('<span class="stage{}">{}{}</span>', closed, icon(stage_icon(deal.stage)), deal.stage.name)


def _expected(deal: Opportunity, overdue: bool) -> str | SafeString:
    written = day(deal.expected_close_date)
    if not overdue:
        return written
    return format_html('<span class="bad-text">{}<span class="visually-hidden">, past</span></span>', written)


def _next_step(deal: Opportunity, overdue: bool) -> SafeString:
    return format_html('<span class="truncate">{}</span>', deal.next_step or NOTHING)


_FACTS: dict[str, Callable[[Opportunity, bool], Any]] = {
    "amount": lambda deal, overdue: money(deal.shown_value),
    "expected_close_date": _expected,
    "next_step": _next_step,
    "owner": lambda deal, overdue: _who(deal.owner.name),
    "quantity": lambda deal, overdue: deal.quantity,
    "stage": _stage,
}


def _edited(field: str) -> Callable[[Opportunity, Reader], SafeString]:
    def cell(deal: Opportunity, reader: Reader) -> SafeString:
        editable = deal.owner_id in reader.owners and field in facts_to_edit(deal)
        url = reverse("pipeline:deal_cell", args=[deal.code, field]) if editable else ""
        expected = deal.expected_close_date
        return fact(deal, field, url, deal.is_open and expected is not None and expected < reader.as_of)

    return cell


_EXPECTED = _edited("expected_close_date")


def _account(deal: Opportunity, reader: Reader) -> SafeString:
    if deal.account is None:
        return format_html('<span class="faint">{}</span>', "No account")
    return _who(deal.account.name, " account")


def _close(deal: Opportunity, reader: Reader) -> str | SafeString:
    return _EXPECTED(deal, reader) if deal.is_open else day(deal.close_date)


def _activity(deal: Opportunity, reader: Reader) -> SafeString:
    if not deal.is_open:
        return NO_VALUE
    tasks = getattr(deal, "open_tasks", [])
    if not tasks:
        missing = "No task" if deal.next_step else "No next step"
        return format_html('<span class="due none">{}{}</span>', icon("due-none"), missing)
    kind, sign, word = due_kind(tasks[0], reader.as_of)
    return format_html(
        '<span class="due {}" title="{}">{}{} {}</span>', kind, tasks[0].title, icon(sign), word, day(tasks[0].due_on)
    )


_CELLS: dict[str, Callable[[Opportunity, Reader], Any]] = {
    "account": _account,
    "stage": _edited("stage"),
    "amount": _edited("amount"),
    "probability": lambda deal, reader: format_html(
        '<span id="probability-{}">{}\N{NO-BREAK SPACE}%</span>', deal.code, deal.stage.probability
    ),
    "close": _close,
    "age": lambda deal, reader: format_html('<span id="age-{}">{}</span>', deal.code, deal_age(deal, reader.as_of)),
    "activity": _activity,
    "owner": _edited("owner"),
    "next_step": _edited("next_step"),
    "quantity": _edited("quantity"),
    "team": lambda deal, reader: deal.owner.team or NOTHING,
    "engaged": lambda deal, reader: day(deal.engage_date),
    "reason": lambda deal, reader: deal.lost_reason or NOTHING,
    "code": lambda deal, reader: deal.code,
}
