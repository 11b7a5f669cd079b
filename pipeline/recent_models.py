"""What somebody has looked at last."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from teams.models import User


class RecentQuerySet(models.QuerySet["RecentRecord"]):
    def of(self, user: User) -> Self:
        """The last first."""
        return self.filter(user=user).order_by("-seen_at", "-pk")


class RecentRecord(models.Model):
    """A deal or an account that a user has opened. Whether they may still see it is asked when it is shown.

    Without a key to the record: deleting a deal need not look here, and what is gone is not shown.
    """

    class Kind(models.TextChoices):
        DEAL = "deal", "Deal"
        ACCOUNT = "account", "Account"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind)
    record_id = models.BigIntegerField()
    seen_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["RecentRecord"]] = RecentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "record_id"], name="recent_record_once_a_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"
