"""How a deal's age, a day, a task's day and what was written are shown; the deals come from `with_age()`."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from pipeline.cell_forms import facts_to_edit
from pipeline.deal_filters import list_query
from pipeline.models import Activity, Opportunity, Task

register = template.Library()


@register.filter
def days_in_stage(deal: Opportunity, as_of: date) -> int | None:
    """Days since the deal came into its stage; 0 if that was entered after a pinned reporting day."""
    entered: date | None = getattr(deal, "entered_on", None)
    return None if entered is None else max((as_of - entered).days, 0)


@register.filter
def stale_tone(deal: Opportunity, as_of: date) -> str:
    """Nothing for a lively deal, `warn` past the days that its stage allows, `bad` past twice as many."""
    quiet: date | None = getattr(deal, "quiet_since", None)
    allowed = deal.stage.rot_days
    if quiet is None or not allowed or not deal.is_open:
        return ""
    days = (as_of - quiet).days
    return "bad" if days > 2 * allowed else "warn" if days > allowed else ""


@register.filter
def mentions(activity: Activity) -> SafeString:
    """What was written, with the names that were mentioned made to stand out; line breaks stay."""
    text = linebreaksbr(activity.text, autoescape=True)
    for name in sorted(activity.mentions or [], key=len, reverse=True):
        sign = re.compile(rf"@{re.escape(escape(name))}(?!\w)", re.IGNORECASE)
        text = mark_safe(sign.sub(lambda found: f'<b class="mention">{found[0]}</b>', text))  # noqa: S308 - escaped
    return text


@register.filter
def due_kind(task: Task, as_of: date) -> tuple[str, str, str]:
    """Return the class, the icon and the word of a task's day."""
    if task.due_on < as_of:
        return "overdue", "due-overdue", "Overdue"
    if task.due_on == as_of:
        return "today", "due-today", "Today"
    return "planned", "due-planned", "Planned"


@register.inclusion_tag("pipeline/_cell.html", takes_context=True)
def cell(context: Context, deal: Opportunity, field: str) -> dict[str, Any]:
    """A fact of a deal, with the way to edit it where the page's user may: {% cell deal "amount" %}.

    Whether they may, `may_edit` says. The rows of the list have a tag of their own: `deal_cells`.
    """
    editable = context.get("may_edit") and field in facts_to_edit(deal)
    day = deal.expected_close_date
    return {
        "deal": deal,
        "field": field,
        "url": reverse("pipeline:deal_cell", args=[deal.code, field]) if editable else "",
        "overdue": deal.is_open and day is not None and day < context["reporting_day"].day,
    }


@dataclass(frozen=True)
class Due:
    """What is to be done next for a deal: class and icon say by shape what `when` says in words."""

    kind: str
    icon: str
    title: str
    when: str


@register.filter
def due_words(task: Task | None, today: date) -> Due:
    if task is None:
        return Due("none", "due-none", "", "No next step")
    kind, icon, word = due_kind(task, today)
    if kind == "overdue":
        return Due(kind, icon, task.title, f"{(today - task.due_on).days:,}\N{NO-BREAK SPACE}d overdue")
    return Due(kind, icon, task.title, word.lower() if kind == "today" else short_day(task.due_on, today))


@register.filter
def short_day(day: date, as_of: date) -> str:
    """12 Feb; with the year where it is not the year of `as_of`."""
    return format_date(day, "j M" if day.year == as_of.year else "j M Y")


@register.simple_tag(takes_context=True)
def same_query(context: Context) -> str:
    """The query string of the page with its filters and order, without a cursor."""
    return list_query(context["request"].GET)
