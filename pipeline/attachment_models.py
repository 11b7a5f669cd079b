"""Files that people keep with a deal or an account."""

import secrets
from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Account
from teams.audit import audited
from teams.models import User


def unguessable_place(attachment: Any, name: str) -> str:
    """Where a file is stored: under a name that says nothing of it and that nobody can guess."""
    key = secrets.token_hex(20)
    return f"attachments/{key[:2]}/{key}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> Self:
        """Those of deals that the user may see, and of accounts."""
        accounts = Account.objects.visible_to(user).values("pk")
        deals: Any = apps.get_model("pipeline", "Opportunity").objects
        return self.filter(Q(opportunity__in=deals.visible_to(user).values("pk")) | Q(account__in=accounts))


@audited()
class Attachment(models.Model):
    """A file of a deal, or of an account. Who may see that may see it; it is served by a view alone."""

    opportunity = models.ForeignKey(
        "pipeline.Opportunity", null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=120, help_text="As it was called where it came from.")
    about = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to=unguessable_place, max_length=120)
    size = models.PositiveBigIntegerField()
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attachments")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Attachment"]] = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opportunity__isnull=False, account__isnull=True)
                | Q(opportunity__isnull=True, account__isnull=False),
                name="attachment_of_one_record",
                violation_error_message="A file belongs to a deal or to an account.",
            )
        ]

    def __str__(self) -> str:
        return self.name
