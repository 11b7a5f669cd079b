"""What was done about deals and accounts, and what is still to do."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from pipeline import triggers
from pipeline.recurrence import Recurs, next_due
from teams import visibility
from teams.audit import audited
from teams.models import User


class Activity(models.Model):
    """Something that was done or said about a deal or an account."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        CALL = "call", "Call"
        EMAIL = "email", "E-mail"
        MEETING = "meeting", "Meeting"

    kind = models.CharField(max_length=7, choices=Kind, default=Kind.NOTE)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="activities")
    opportunity = models.ForeignKey(
        "pipeline.Opportunity", models.CASCADE, null=True, blank=True, related_name="activities", db_index=False
    )
    contact = models.ForeignKey(
        "accounts.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="activities"
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="activities")
    text = models.TextField()
    happened_at = models.DateTimeField(default=timezone.now)
    # As they were called when it was written: names change, and what was said stays.
    mentions = ArrayField(models.CharField(max_length=120), null=True, blank=True, editable=False)

    # What became of the mentions, in a sentence for the author; known to whoever has just saved it.
    word_to_author = ""

    class Meta:
        ordering = ["-happened_at", "-id"]
        verbose_name_plural = "activities"
        indexes = [models.Index(fields=["opportunity", "happened_at"], name="activity_by_deal")]
        triggers = triggers.LAST_ACTIVITY
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(opportunity__isnull=False),
                name="activity_about_something",
                violation_error_message="An activity belongs to a deal or an account.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(visibility.task_is_visible(user))

    def editable_by(self, user: User) -> Self:
        return self.filter(visibility.task_is_editable(user))

    def open(self) -> Self:
        return self.filter(done_at__isnull=True)

    def overdue(self, day: date) -> Self:
        return self.open().filter(due_on__lt=day)

    def due(self, day: date) -> Self:
        return self.open().filter(due_on=day)

    def later(self, day: date) -> Self:
        return self.open().filter(due_on__gt=day)


@audited(exclude=["created_at"])
class Task(models.Model):
    """Something to do by a day: for a deal, for an account, or by itself."""

    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="", db_default="")
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="tasks")
    opportunity = models.ForeignKey(
        "pipeline.Opportunity", null=True, blank=True, on_delete=models.CASCADE, related_name="tasks"
    )
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tasks")
    due_on = models.DateField()
    # The day that was first agreed, where it was put off: what recurs goes on from there.
    snoozed_from = models.DateField(null=True, blank=True, editable=False)
    recurs = models.CharField("repeat", max_length=7, choices=Recurs, blank=True, default="", db_default="")
    # The day of the month that it began with: 31 January, 28 February, 31 March.
    recurs_day = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    # The one whose completion made this: with it unique, completing makes the next once, however often it is asked.
    follows = models.OneToOneField(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="next"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Task"]] = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=Q(done_at__isnull=True), name="task_open_by_owner")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pipeline:task_edit", args=[self.pk])

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    def due_again(self, day: date) -> date | None:
        """When it is due again if it is done on that day; None for what does not repeat."""
        if not self.recurs:
            return None
        agreed = self.snoozed_from or self.due_on
        return next_due(agreed, Recurs(self.recurs), day_of_month=self.recurs_day, after=max(agreed, day))
