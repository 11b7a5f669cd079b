"""Who takes part in a deal: people of the account with their roles, and those who compete for it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from accounts.models import Account, Contact
from teams.audit import audited
from teams.models import User


class DealContactQuerySet(models.QuerySet["DealContact"]):
    def visible_to(self, user: User) -> Self:
        """Those whose contact the user may see; whoever asks has asked for the deal already."""
        return self.filter(contact__in=Contact.objects.visible_to(user).values("pk"))

    def strangers_to(self, account: Account | None) -> Self:
        """Those who are neither of the account nor of its group."""
        return self.exclude(contact__account__in=Account.objects.group_of(account).values("pk"))


@audited()
class DealContact(models.Model):
    """A person of the account, or of its group, and the part that they play in the deal."""

    class Role(models.TextChoices):
        DECISION_MAKER = "decision", "Decision maker"
        INFLUENCER = "influencer", "Influencer"
        USER = "user", "User"
        BLOCKER = "blocker", "Blocker"
        OTHER = "other", "Other"

    opportunity = models.ForeignKey(
        "pipeline.Opportunity", on_delete=models.CASCADE, related_name="people", db_index=False
    )
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="deals")
    role = models.CharField(max_length=10, choices=Role, default=Role.OTHER)

    objects: ClassVar[models.Manager["DealContact"]] = DealContactQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "contact"],
                name="dealcontact_once",
                violation_error_message="This contact is in the deal already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact}, {self.get_role_display().lower()}"


@audited()
class Competitor(models.Model):
    """Somebody who sells what we sell."""

    name = models.CharField(max_length=120)
    is_active = models.BooleanField("offered in deals", default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="competitor_name_any_case",
                violation_error_message="There is a competitor of this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


@audited()
class DealCompetitor(models.Model):
    """A competitor in a deal. `won_it` means something only while the deal is lost."""

    opportunity = models.ForeignKey(
        "pipeline.Opportunity", on_delete=models.CASCADE, related_name="competitors", db_index=False
    )
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="deals")
    won_it = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "competitor"],
                name="dealcompetitor_once",
                violation_error_message="This competitor is in the deal already.",
            ),
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(won_it=True), name="dealcompetitor_one_winner"
            ),
        ]

    def __str__(self) -> str:
        return str(self.competitor)
