"""Changes of many deals at once: who asked for what, how far it is, what was refused and why."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone


class BulkRun(models.Model):
    """One action on many deals. The row is all that a request, a worker or the sweep needs to go on with it.

    The deals are those that were chosen when it was asked for; each chunk of them is committed with its progress, so
    whoever goes on after a kill changes none twice.
    """

    class Action(models.TextChoices):
        OWNER = "owner", "Change owner"
        STAGE = "stage", "Move to a stage"
        LOST = "lost", "Mark as lost"
        DELETE = "delete", "Delete"
        UNDO = "undo", "Undo"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Under way"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    OPEN = (State.WAITING, State.RUNNING)
    UNDOABLE = (Action.OWNER, Action.STAGE, Action.LOST)

    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    action = models.CharField(max_length=6, choices=Action)
    parameters = models.JSONField(default=dict, help_text="ids of the owner, the stage or the reason")
    heading = models.CharField(max_length=200)
    query = models.TextField(blank=True, help_text="the address of the list that it was asked for from")
    deals = models.JSONField(help_text="ids, in the order in which they are done")
    ignored = models.PositiveIntegerField(default=0, help_text="chosen, but gone or not to be seen")
    done = models.PositiveIntegerField(default=0)
    changed = models.JSONField(default=list, help_text="[deal, its version after it, the owner before it]")
    refused = models.JSONField(default=list, help_text="[deal, reason]")
    undoes = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="undone_by")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="at the chunk that is next")
    error = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["BulkRun"]] = models.Manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], condition=Q(state__in=["waiting", "running"]), name="bulk_run_open")]

    def __str__(self) -> str:
        return f"{self.heading}: {self.done:,} of {self.total:,}"

    def get_absolute_url(self) -> str:
        return reverse("pipeline:bulk_run", args=[self.pk])

    @property
    def total(self) -> int:
        return len(self.deals)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def unchanged(self) -> int:
        """How many were so already."""
        return self.done - len(self.changed) - len(self.refused)

    @property
    def changes_to_undo(self) -> bool:
        return not self.is_open and self.action in self.UNDOABLE and bool(self.changed)

    @property
    def was_undone(self) -> bool:
        return BulkRun.objects.filter(undoes=self).exists()
