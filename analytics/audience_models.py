"""Audiences: accounts that somebody saved under a name, by what they have in common."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from teams.models import User


class AudienceQuerySet(models.QuerySet["Audience"]):
    def visible_to(self, user: User) -> Self:
        """One's own and what others share. Whose accounts somebody sees in it is another question: see `members`."""
        return self.filter(Q(owner=user) | Q(is_shared=True)) if user.is_active else self.none()


class Audience(models.Model):
    """Filters of the account list under a name: dynamic, its members are whoever passes them at the moment.

    Not a list of accounts: that would keep who has moved on, and show to others what only its owner may see.
    """

    MOST: ClassVar[int] = 100

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="audiences")
    name = models.CharField(max_length=80)
    criteria = models.JSONField(help_text="filters of the account list, by name")
    is_shared = models.BooleanField("shared with everybody", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Audience"]] = AudienceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                "owner", Upper("name"), name="audience_name_once_an_owner",
                violation_error_message="You have an audience of this name.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
