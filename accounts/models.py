"""Whom we sell to."""

from decimal import Decimal
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from django.utils import timezone

from accounts.change_log import account_change_triggers
from accounts.full_text import ContactWords, NameWords, Typed
from teams import visibility
from teams.audit import audited
from teams.models import User
from teams.row_versions import count_versions


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(visibility.account_is_visible(user))

    def named(self, name: str) -> Self:
        """Accounts of that name in any case and spacing."""
        return self.filter(name__iexact=" ".join(name.split()))

    def search(self, words: str) -> Self:
        return self.filter(name__icontains=" ".join(words.split()))

    def group_of(self, account: "Account | None") -> Self:
        """The account, its parent company, and the subsidiaries of both; of no account nothing."""
        if account is None:
            return self.none()
        family = Q(pk=account.pk) | Q(parent=account.pk)
        if account.parent_id:
            family |= Q(pk=account.parent_id) | Q(parent=account.parent_id)
        return self.filter(family)

    def matching(self, typed: Typed) -> Self:
        """Accounts that have, for each word typed, a word in their name that begins so."""
        return self.alias(words=NameWords("name")).filter(words=typed.query)


@audited()
class Account(models.Model):
    """A company that buys, might buy or used to buy."""

    class Type(models.TextChoices):
        PROSPECT = "prospect", "Prospect"
        CUSTOMER = "customer", "Customer"
        PARTNER = "partner", "Partner"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        INACTIVE = "inactive", "Inactive"

    name = models.CharField(max_length=160)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="subsidiaries")
    sector = models.CharField(max_length=80, blank=True)
    type = models.CharField(max_length=10, choices=Type, default=Type.PROSPECT)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    customer_since = models.DateField(null=True, blank=True)
    year_established = models.PositiveSmallIntegerField(null=True, blank=True)
    annual_revenue = models.DecimalField(
        "annual revenue, $ M",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text="The company's own turnover in million dollars, not what it buys from us.",
    )
    employees = models.PositiveIntegerField(null=True, blank=True)
    country = models.CharField("office location", max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Account"]] = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="account_name_any_case",
                violation_error_message="There is an account of this name.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="account_has_name",
                violation_error_message="Enter a name.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="account_not_own_parent",
                violation_error_message="An account cannot be its own parent.",
            ),
            models.CheckConstraint(
                condition=Q(annual_revenue__isnull=True) | Q(annual_revenue__gte=0),
                name="account_revenue_not_negative",
                violation_error_message="Enter a revenue of 0 or more.",
            ),
        ]
        indexes = [GinIndex(NameWords("name"), name="account_words")]
        triggers = [count_versions(), *account_change_triggers("id", events=("insert",))]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        above, seen = self.parent, {self.pk}
        while above is not None and above.pk not in seen:
            seen.add(above.pk)
            above = above.parent
        # At itself the constraint speaks up; further round only a walk can tell.
        if above is not None and above != self.parent:
            raise ValidationError("An account cannot belong to a company that belongs to it.")


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(account__in=Account.objects.visible_to(user).values("pk"))

    def matching(self, typed: Typed) -> Self:
        """Contacts found by words of name, title and e-mail address, or by digits of the phone number."""
        return self.alias(words=ContactWords("name", "job_title", "email", "phone")).filter(words=typed.query)


@audited()
class Contact(models.Model):
    """A person at an account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Contact"]] = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [GinIndex(ContactWords("name", "job_title", "email", "phone"), name="contact_words")]
        triggers = [count_versions()]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """A spelling that is read as a known name, by imports and wherever a name is typed."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", "Account"
        PRODUCT = "product", "Product"
        SECTOR = "sector", "Sector"
        COUNTRY = "country", "Office location"
        USER = "user", "Sales agent"

    kind = models.CharField(max_length=10, choices=Kind)
    spelling = models.CharField(max_length=160, help_text="As it is found.")
    name = models.CharField(max_length=160, help_text="As it should be.")

    class Meta:
        ordering = ["kind", "spelling"]
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint("kind", Lower("spelling"), name="alias_spelling_once"),
            models.CheckConstraint(
                condition=~Q(spelling=models.F("name")),
                name="alias_changes_something",
                violation_error_message="The spelling and the name are the same.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spelling} → {self.name}"


class AccountChange(models.Model):
    """A log of accounts whose figures must be computed anew. Rows are appended by database triggers only.

    It has no unique key and no foreign key on purpose: both would make writers wait for each other
    (see docs/architecture.md).
    """

    account_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"account {self.account_id} at {self.at:%H:%M:%S}"
