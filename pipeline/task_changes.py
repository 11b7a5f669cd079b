"""Changes of tasks. Each is atomic; who is given something to do by somebody else is told."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from pipeline import news
from pipeline.activity_models import Task
from pipeline.locking import lock
from pipeline.models import Opportunity, ReportingDay
from pipeline.recurrence import MONTHS, Recurs
from teams import visibility
from teams.models import Role, User

EDITABLE_FIELDS = frozenset(["title", "description", "due_on", "recurs", "owner", "account", "opportunity"])
LAST_DAY = date(2199, 12, 31)


@transaction.atomic
def add_task(
    *, by: User, title: str, due_on: date, deal: Opportunity | None = None, owner: User | None = None, **fields: Any
) -> Task:
    """Plan something to do, for a deal, an account or by itself. Without `owner` it is the deal's owner's, else one's
    own."""
    if deal is not None:
        lock(deal)  # or it could be deleted before this is stored
        fields["account"] = deal.account
    task = Task(title=title, due_on=due_on, opportunity=deal, **fields)
    task.owner = owner or (deal.owner if deal is not None else by)
    _store(task, by=by)
    news.task_given(task, by=by)
    return task


@transaction.atomic
def edit_task(task: Task, *, by: User, **fields: Any) -> Task:
    """Change a task; a new day or rhythm begins the series anew."""
    current = _locked(task, by=by)
    unknown = fields.keys() - EDITABLE_FIELDS
    if unknown:
        raise ValidationError(f"These fields of a task cannot be edited: {', '.join(sorted(unknown))}.")
    former = current.owner_id, current.due_on, current.recurs
    for name, value in fields.items():
        setattr(current, name, value)
    if current.opportunity is not None:
        current.account = current.opportunity.account
    if (current.due_on, current.recurs) != former[1:]:
        current.snoozed_from = current.recurs_day = None
    _store(current, by=by)
    if current.owner_id != former[0]:
        news.task_given(current, by=by)
    return current


@transaction.atomic
def complete_task(task: Task, *, by: User) -> Task:
    """Tick a task off, and plan the next where it repeats: once, however often it is asked for.

    One that was deleted meanwhile stays deleted. `by` has been let through by whoever asks.
    """
    current = Task.objects.select_for_update().filter(pk=task.pk).first()
    if current is None or current.is_done:
        return current or task
    current.done_at = timezone.now()
    current.save(update_fields=["done_at"])
    _plan_next(current)
    return current


@transaction.atomic
def reopen_task(task: Task, *, by: User) -> Task:
    """Take the tick back, and with it the next one that it made, unless somebody has worked with that since."""
    current = _locked(task, by=by)
    if current.is_done:
        current.done_at = None
        current.save(update_fields=["done_at"])
        Task.objects.filter(follows=current, done_at=None, snoozed_from=None).delete()
    return current


@transaction.atomic
def snooze_task(task: Task, *, by: User, until: date) -> Task:
    """Put a task off to a later day; what repeats keeps its rhythm."""
    current = _locked(task, by=by)
    if current.is_done:
        raise ValidationError("It is done already.")
    if until <= ReportingDay.current().entry_day:
        raise ValidationError("Choose a day after today.")
    if current.due_on != until:
        current.snoozed_from = current.snoozed_from or current.due_on
        current.due_on = until
        _check_day(current)
        current.save(update_fields=["due_on", "snoozed_from"])
    return current


@transaction.atomic
def delete_task(task: Task, *, by: User) -> None:
    _locked(task, by=by).delete()


def _plan_next(task: Task) -> None:
    due_on = task.due_again(ReportingDay.current().entry_day)
    if due_on is None or due_on > LAST_DAY or Task.objects.filter(follows=task).exists():
        return
    Task.objects.create(
        title=task.title, description=task.description, account=task.account, opportunity=task.opportunity,
        owner=task.owner, due_on=due_on, recurs=task.recurs, recurs_day=task.recurs_day, follows=task,
    )  # fmt: skip


def _store(task: Task, *, by: User) -> None:
    _check_owner(task.owner, task.opportunity, by=by)
    _check_day(task)
    if not task.recurs:
        task.recurs_day = None
    elif Recurs(task.recurs) in MONTHS and task.recurs_day is None:
        task.recurs_day = task.due_on.day
    task.full_clean()
    task.save()


def _check_owner(owner: User, deal: Opportunity | None, *, by: User) -> None:
    """One plans for oneself and for whom one leads; for a deal that one may change, for its owner as well."""
    if by.role == Role.ANALYST or not by.is_active:
        raise PermissionDenied("Analysts read; they do not change records.")
    if owner == by or (deal is not None and owner.pk == deal.owner_id):
        return
    if not visibility.editable_owners(by).filter(pk=owner.pk).exists():
        raise PermissionDenied("You may not give a task to this person.")


def _check_day(task: Task) -> None:
    if task.due_on > LAST_DAY:
        raise ValidationError({"due_on": "Enter a day before the year 2200."})


def _locked(task: Task, *, by: User) -> Task:
    current = Task.objects.select_for_update(of=("self",)).visible_to(by).filter(pk=task.pk).first()
    if current is None:
        raise Task.DoesNotExist("The task was deleted.")
    if not Task.objects.editable_by(by).filter(pk=current.pk).exists():
        raise PermissionDenied("You may read this task but not change it.")
    return current
