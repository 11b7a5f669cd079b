"""What model runs leave behind while they work and afterwards: requests, accounts still to score, self-audits."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from teams.models import User

ATTEMPTS = 3


class RunRequest(models.Model):
    """Somebody's wish for a model run: who, why, how far it is, and how it ended.

    The row is all that a worker or the sweep needs: whoever finds one that is open does it (analytics.runs).
    """

    class Kind(models.TextChoices):
        REFIT = "refit", "Fit anew"
        ADOPT = "adopt", "Make an earlier run champion"
        CLUSTERS = "clusters", "Compare clusters"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    class Step(models.TextChoices):
        READ = "read", "Read the purchases"
        FIT = "fit", "Fit thresholds and models"
        TEST = "test", "Back-test them"
        JUDGE = "judge", "Judge by the gates"
        SCORE = "score", "Score every account"
        MONTHS = "months", "Replay the months"

    OPEN = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.REFIT)
    origin = models.CharField(max_length=7, default="page")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=200, blank=True)
    run = models.ForeignKey("analytics.ModelRun", null=True, on_delete=models.CASCADE, related_name="requests")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    step = models.CharField(max_length=6, choices=Step, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["RunRequest"]] = models.Manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(state__in=["waiting", "running"]), name="one_open_request_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display().lower()}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class RescoreChunk(models.Model):
    """Accounts of one shard, by range of number, that the champion has still to score. Deleted with their scoring."""

    shard = models.PositiveSmallIntegerField()
    first_account = models.BigIntegerField()
    last_account = models.BigIntegerField()

    objects: ClassVar[models.Manager["RescoreChunk"]] = models.Manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"accounts {self.first_account} to {self.last_account} of shard {self.shard}"


class SelfAudit(models.Model):
    """A comparison of what is stored of every account with a full recomputation: nothing may ever differ."""

    audited_at = models.DateTimeField(default=timezone.now)
    as_of = models.DateField()
    accounts = models.PositiveIntegerField(help_text="compared")
    wrong = models.JSONField(default=list, help_text="numbers of accounts whose metrics or months differed, the first")
    wrong_count = models.PositiveIntegerField(default=0)
    healed_at = models.DateTimeField(null=True)
    healed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar[models.Manager["SelfAudit"]] = models.Manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"self-audit as of {self.as_of}: {self.wrong_count:,} of {self.accounts:,} accounts differ"

    @property
    def is_alert(self) -> bool:
        return bool(self.wrong_count) and self.healed_at is None


class ScoreScheme(models.Model):
    """By what thresholds the next fit scores: one row, chosen in Django admin."""

    class Thresholds(models.TextChoices):
        QUINTILES = "quintiles", "Quintiles of the accounts' own values"
        FIXED = "fixed", "Fixed days, deals and dollars"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    thresholds = models.CharField(
        max_length=9,
        choices=Thresholds,
        default=Thresholds.QUINTILES,
        help_text="Fixed: recency 30, 60, 90, 180 days; 2, 4, 7, 10 won deals; $500, $1,500, $3,000, $5,000.",
    )

    objects: ClassVar[models.Manager["ScoreScheme"]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="score_scheme_one_row")]

    def __str__(self) -> str:
        return self.get_thresholds_display()

    @classmethod
    def current(cls) -> "ScoreScheme":
        return cls.objects.filter(pk=1).first() or cls()
