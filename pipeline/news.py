"""What is told to whom when deals and tasks are given away or fall due. Called in the transaction of the change."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from pipeline.activity_models import Task
from pipeline.models import Opportunity, ReportingDay
from teams.models import Notification, User
from teams.notifications import notify


def deal_given(deal: Opportunity, *, by: User) -> None:
    notify(
        [deal.owner], kind=Notification.Kind.DEAL, sentence=f"{by.name} gave you the deal {deal.title}.",
        url=deal.get_absolute_url(), about=f"deal:{deal.pk}:{deal.version}", by=by,
    )  # fmt: skip


def deals_given(keys: Sequence[int], *, to: User, by: User) -> None:
    """Tell of many deals in one sentence; of a single one by its name."""
    if len(keys) == 1:
        deal_given(Opportunity.objects.for_lists().get(pk=keys[0]), by=by)
    elif keys:
        url = f"{reverse('pipeline:deal_list')}?owner=me&type=open"
        notify([to], kind=Notification.Kind.DEAL, sentence=f"{by.name} gave you {len(keys):,} deals.", url=url, by=by)


def task_given(task: Task, *, by: User) -> None:
    """The task's own words only: its new owner need not see the deal that it is for."""
    notify(
        [task.owner], kind=Notification.Kind.TASK, sentence=f"{by.name} gave you a task: {task.title}",
        url=reverse("pipeline:task_list"), by=by,
    )  # fmt: skip


def announce_due(today: date) -> int:
    """Tell everybody once a day how many of their tasks are due and overdue; return how many were told."""
    day = ReportingDay.current().entry_day
    rows = Task.objects.open().filter(due_on__lte=day, owner__is_active=True).order_by().values("owner")
    counts = rows.annotate(today=Count("pk", filter=Q(due_on=day)), overdue=Count("pk", filter=Q(due_on__lt=day)))
    found = {row["owner"]: (row["today"], row["overdue"]) for row in counts}
    url, told = reverse("pipeline:task_list"), 0
    for user in User.objects.filter(pk__in=found):
        sentence = _due_words(*found[user.pk])
        told += notify([user], kind=Notification.Kind.DUE, sentence=sentence, url=url, about=f"due:{today}")
    return told


def _due_words(today: int, overdue: int) -> str:
    if not today:
        return f"{_tasks(overdue)} overdue."
    also = f" and {overdue:,} {_are(overdue)} overdue" if overdue else ""
    return f"{_tasks(today)} due today{also}."


def _tasks(count: int) -> str:
    return f"{count:,} task{'s' * (count != 1)} {_are(count)}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
