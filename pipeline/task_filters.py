"""Which tasks a list shows, read from the query string: whose, and due when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import QueryDict
from django.utils import timezone

from pipeline.activity_models import TaskQuerySet
from pipeline.deal_filters import query_with
from pipeline.models import Task
from teams import visibility
from teams.models import User
from teams.paging import Page, page_by_key

ME, ALL, DONE = "me", "all", "done"
COUNTED = 10_000
DONE_DAYS = 30

WHEN: dict[str, tuple[str, Callable[[TaskQuerySet, date], TaskQuerySet]]] = {
    "": ("All open", lambda rows, day: rows.open()),
    "overdue": ("Overdue", lambda rows, day: rows.overdue(day)),
    "today": ("Today", lambda rows, day: rows.due(day)),
    "later": ("Later", lambda rows, day: rows.later(day)),
    DONE: ("Done recently", lambda rows, day: rows.filter(done_at__gte=timezone.now() - timedelta(days=DONE_DAYS))),
}


@dataclass(frozen=True)
class TaskCounts:
    """How many are open, by when they are due. Nothing is counted beyond 10,000, and then all are unknown."""

    overdue: int
    today: int
    later: int

    @property
    def all(self) -> int:
        return self.overdue + self.today + self.later

    @property
    def capped(self) -> bool:
        return self.all > COUNTED

    def words(self, when: str) -> str:
        """The count beside a tab."""
        if when == DONE:
            return ""
        return f"{COUNTED:,}+" if self.capped else f"{getattr(self, when or 'all'):,}"


class TaskFilter(forms.Form):
    """What makes no sense in the address narrows nothing."""

    show = forms.ChoiceField(required=False, choices=[(name, label) for name, (label, _) in WHEN.items()])
    owner = forms.ChoiceField(label="Whose", required=False)

    def __init__(self, params: QueryDict, *, user: User, day: date) -> None:
        super().__init__(params)
        self.params, self.user, self.day = params, user, day
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        others = visibility.visible_owners(user).exclude(pk=user.pk).order_by("name")
        field.choices = [
            ("", "Mine"),
            (ALL, "All that I see"),
            *((str(pk), name) for pk, name in others.values_list("pk", "name")),
        ]
        self.is_valid()

    @property
    def has_others(self) -> bool:
        field: Any = self.fields["owner"]
        return len(field.choices) > 2

    @property
    def owner_field(self) -> forms.BoundField:
        return self["owner"]

    @property
    def show_key(self) -> str:
        return self.cleaned_data.get("show", "")

    @property
    def owner_key(self) -> str:
        return self.cleaned_data.get("owner", "")

    @cached_property
    def tasks(self) -> TaskQuerySet:
        """The tasks of whom it is about, done or not."""
        rows: TaskQuerySet = Task.objects.all()
        if self.owner_key == ALL:
            return rows.visible_to(self.user)
        if self.owner_key:
            return rows.visible_to(self.user).filter(owner=int(self.owner_key))
        return rows.filter(owner=self.user)

    def counts(self) -> TaskCounts:
        return counts_of(self.tasks, self.day)

    def page(self) -> Page[Task]:
        """The tasks to show: the most urgent first, of those that are done the latest."""
        done = self.show_key == DONE
        rows = WHEN[self.show_key][1](self.tasks, self.day).select_related("owner")
        return page_by_key(rows, self.params, key="done_at" if done else "due_on", descending=done)

    def tabs(self, counts: TaskCounts) -> list[tuple[str, str, bool, str]]:
        """Label, address, whether it is shown, count."""
        return [
            (label, query_with(self.params, show=name or None), name == self.show_key, counts.words(name))
            for name, (label, _) in WHEN.items()
        ]


def counts_of(tasks: TaskQuerySet, day: date) -> TaskCounts:
    found = (
        tasks.open()
        .order_by()[: COUNTED + 1]
        .aggregate(
            overdue=Count("pk", filter=Q(due_on__lt=day)),
            today=Count("pk", filter=Q(due_on=day)),
            later=Count("pk", filter=Q(due_on__gt=day)),
        )
    )
    return TaskCounts(**found)
