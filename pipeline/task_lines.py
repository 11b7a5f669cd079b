"""Tasks as lists show them: what each is for as far as the reader may know it, when it is due, what may be done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.dateformat import format as format_date

from accounts.models import Account
from pipeline.models import Opportunity, Task
from teams.models import User

NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class TaskLine:
    """`about` is the deal or account where the reader may see it, and empty where they may not."""

    task: Task
    day: date
    about: str
    about_url: str
    value: object
    may_edit: bool

    @property
    def due(self) -> tuple[str, str, str]:
        """The class, the icon and the words of its day."""
        task, late = self.task, (self.day - self.task.due_on).days
        if task.done_at is not None:
            return "", "check", f"Done {format_date(task.done_at, 'j M')}"
        if late > 0:
            return "overdue", "due-overdue", f"{late:,}{NBSP}d overdue"
        if late == 0:
            return "today", "due-today", "Today"
        return "planned", "due-planned", format_date(task.due_on, "D j M" if late > -300 else "j M Y")


def lines_of(tasks: Sequence[Task], *, user: User, day: date) -> list[TaskLine]:
    """Return the lines in a fixed number of queries."""
    deals = _visible_deals(tasks, user)
    accounts = _visible_accounts(tasks, user)
    editable = set(
        Task.objects.editable_by(user).filter(pk__in=[task.pk for task in tasks]).values_list("pk", flat=True)
    )
    lines = []
    for task in tasks:
        deal, account = deals.get(task.opportunity_id), None
        if task.opportunity_id is None:
            account = accounts.get(task.account_id)
        about, url = "", ""
        if deal is not None:
            about, url = deal.title, deal.get_absolute_url()
        elif account is not None:
            about, url = account.name, reverse("analytics:account_page", args=[account.pk])
        lines.append(TaskLine(task, day, about, url, deal.shown_value if deal else None, task.pk in editable))
    return lines


def _visible_deals(tasks: Iterable[Task], user: User) -> dict[int | None, Opportunity]:
    keys = [task.opportunity_id for task in tasks if task.opportunity_id]
    return {deal.pk: deal for deal in Opportunity.objects.visible_to(user).for_lists().filter(pk__in=keys)}


def _visible_accounts(tasks: Iterable[Task], user: User) -> dict[int | None, Account]:
    keys = [task.account_id for task in tasks if task.account_id and not task.opportunity_id]
    return {account.pk: account for account in Account.objects.visible_to(user).filter(pk__in=keys)}
