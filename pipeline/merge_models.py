"""What was merged into what, kept so that it can be found again and undone."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Account
from teams import visibility
from teams.models import User

UNDO_FOR = timedelta(days=30)


class MergeRunQuerySet(models.QuerySet["MergeRun"]):
    def visible_to(self, user: User) -> Self:
        """Those into an account that the user may see; of accounts that are gone, for who may change everything."""
        if visibility.may_change_everything(user):
            return self
        return self.filter(account_id__in=Account.objects.visible_to(user).values("pk"))

    def in_force(self) -> Self:
        return self.filter(undone_at=None)

    def of_accounts(self) -> Self:
        return self.filter(kind=MergeRun.Kind.ACCOUNT)


class MergeRun(models.Model):
    """One record that went into another. It names rows by number: both may be gone one day, and this stays."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", "Account"
        CONTACT = "contact", "Contact"

    kind = models.CharField(max_length=7, choices=Kind)
    survivor_id = models.BigIntegerField()
    survivor_name = models.CharField(max_length=160)
    merged_id = models.BigIntegerField()
    merged_name = models.CharField(max_length=160)
    # The account that the survivor is or belongs to: who may see it may see this.
    account_id = models.BigIntegerField(db_index=True)
    # A contact that was merged together with its account comes back with it.
    part_of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="parts")
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    record = models.JSONField(null=True, help_text="what an undo needs; forgotten after 30 days")
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["MergeRun"]] = MergeRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            # Also how an old address finds where its record went.
            models.UniqueConstraint(
                fields=["kind", "merged_id"], condition=Q(undone_at=None), name="mergerun_gone_once"
            ),
            models.CheckConstraint(condition=~Q(survivor_id=F("merged_id")), name="mergerun_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_name} merged into {self.survivor_name}"

    @property
    def undo_until(self) -> datetime:
        return self.merged_at + UNDO_FOR

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and self.record is not None and timezone.now() < self.undo_until


class NotTheSame(models.Model):
    """Two accounts, the lower number first, of which somebody said that they are two. They are not suspected again."""

    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first_id", "second_id"], name="notthesame_once"),
            models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name="notthesame_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"
