"""The system of record for selling."""

import secrets
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest, TruncDate, Upper
from django.urls import reverse
from django.utils import timezone

from accounts.change_log import account_change_triggers
from accounts.full_text import TextWords
from accounts.models import Account
from pipeline import triggers
from pipeline.rules import RULES
from teams import visibility
from teams.audit import audited
from teams.models import User

CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """Return a public code: 8 of 34 letters and digits, without I and O."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(8))


@audited()
class Product(models.Model):
    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired"

    name = models.CharField(max_length=120)
    series = models.CharField(max_length=80)
    list_price = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal(0))])
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    launch_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["series", "name"]
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="product_name_any_case",
                violation_error_message="There is a product of this name.",
            ),
            models.CheckConstraint(
                condition=Q(list_price__gte=0),
                name="product_price_not_negative",
                violation_error_message="Enter a price of 0 or more.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StageQuerySet(models.QuerySet["Stage"]):
    def open(self) -> Self:
        return self.filter(type=Stage.Type.OPEN)


@audited()
class Stage(models.Model):
    """Where a deal is. Code asks for the type, never for the name."""

    class Type(models.TextChoices):
        OPEN = "open", "Open"
        WON = "won", "Won"
        LOST = "lost", "Lost"

    class Forecast(models.TextChoices):
        PIPELINE = "pipeline", "Pipeline"
        BEST_CASE = "best_case", "Best case"
        COMMIT = "commit", "Commit"
        CLOSED = "closed", "Closed"
        OMITTED = "omitted", "Omitted"

    name = models.CharField(max_length=60, unique=True)
    type = models.CharField(max_length=4, choices=Type, default=Type.OPEN)
    position = models.PositiveSmallIntegerField(unique=True)
    probability = models.PositiveSmallIntegerField(
        "probability, %", validators=[MaxValueValidator(100)], help_text="Weights open deals in sums."
    )
    rot_days = models.PositiveSmallIntegerField(
        "days until stale", default=0, help_text="Marks deals that stay longer. 0 switches it off."
    )
    forecast_category = models.CharField(max_length=10, choices=Forecast, default=Forecast.PIPELINE)
    needs_engage_date = models.BooleanField(default=True, help_text="On for every stage after the first open one.")

    objects: ClassVar[models.Manager["Stage"]] = StageQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(probability__lte=100), name="stage_probability_percent"),
            # What the deals' composite foreign key points at.
            models.UniqueConstraint(fields=["id", "type", "needs_engage_date"], name="stage_with_its_type"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.type == self.Type.OPEN


class LostReason(models.Model):
    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=100)
    imported_only = models.BooleanField(
        default=False, help_text="History without a reason carries it; nobody can choose it."
    )

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(visibility.deal_is_visible(user))

    def editable_by(self, user: User) -> Self:
        return self.filter(visibility.deal_is_editable(user))

    def open(self) -> Self:
        return self.filter(stage_type=Stage.Type.OPEN)

    def won(self) -> Self:
        return self.filter(stage_type=Stage.Type.WON)

    def lost(self) -> Self:
        return self.filter(stage_type=Stage.Type.LOST)

    def closed(self) -> Self:
        return self.exclude(stage_type=Stage.Type.OPEN)

    def with_value(self) -> Self:
        """Annotate `value`: what was closed, else the entered amount, else list price × quantity."""
        return self.annotate(value=Coalesce("close_value", "amount", F("product__list_price") * F("quantity")))

    def with_close(self) -> Self:
        """Annotate `closes_on`: the day it was closed, or is expected to."""
        return self.annotate(closes_on=Coalesce("close_date", "expected_close_date"))

    def with_age(self, as_of: date) -> Self:
        """Annotate `entered_on`, when it came into its stage, and `quiet_since`: that day or its last activity's.

        The stage is the one of now; activities after `as_of` do not count.
        """
        end = timezone.make_aware(datetime.combine(as_of + timedelta(days=1), time.min))
        done = Activity.objects.filter(opportunity=OuterRef("pk"), happened_at__lt=end).order_by()
        last_done = done.values("opportunity").annotate(last=Max("happened_at")).values("last")
        # Only where the last activity of all is after the day is there anything to look up.
        last_activity_at = Case(
            When(last_touch__last_activity_at__gte=end, then=Subquery(last_done)),
            default=F("last_touch__last_activity_at"),
        )
        return self.annotate(
            entered_on=Coalesce(TruncDate("last_touch__entered_stage_at"), F("engage_date")),
            quiet_since=Greatest("entered_on", TruncDate(last_activity_at)),
        )

    def stale(self, as_of: date) -> Self:
        """Open deals in which nothing has happened for longer than their stage allows."""
        rots_on = ExpressionWrapper(F("quiet_since") + F("stage__rot_days"), output_field=models.DateField())
        rotting = self.open().with_age(as_of).filter(stage__rot_days__gt=0)
        return rotting.annotate(rots_on=rots_on).filter(rots_on__lt=as_of)

    def next_step_overdue(self, as_of: date) -> Self:
        return self.open().filter(next_step_on__lt=as_of)

    def without_next_step(self) -> Self:
        """Open deals for which nothing is planned: no task of theirs is still to be done."""
        planned = Task.objects.filter(opportunity=OuterRef("pk"), done_at__isnull=True)
        return self.open().filter(~Exists(planned))

    def for_lists(self) -> Self:
        return self.select_related("account", "owner", "product", "stage")


@audited(exclude=["created_at"])
class Opportunity(models.Model):
    """A deal: one product, offered to an account by its owner."""

    code = models.CharField(
        max_length=16,
        unique=True,
        default=new_code,
        editable=False,
        validators=[RegexValidator(r"^[0-9A-Z]{4,16}$", "A code has 4 to 16 digits and capital letters.")],
    )
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="opportunities")
    # Without an index of its own: two below begin with it.
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="opportunities", db_index=False)
    # Nor this one: the newest deals of a product are read from the index that begins with it.
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="opportunities", db_index=False)
    quantity = models.PositiveIntegerField(default=1)
    amount = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text="Empty means list price × quantity."
    )
    # The composite key in the migration holds stage, type and flag together; triggers fill the last two.
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="opportunities", db_constraint=False)
    stage_type = models.CharField(max_length=4, choices=Stage.Type, editable=False)
    stage_needs_engage_date = models.BooleanField(editable=False)
    engage_date = models.DateField(null=True, blank=True)
    expected_close_date = models.DateField(null=True, blank=True)
    close_date = models.DateField(null=True, blank=True)
    close_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    close_entered_on = models.DateField(null=True, editable=False)
    lost_reason = models.ForeignKey(
        LostReason, null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField("next step on", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Opportunity"]] = OpportunityQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "opportunities"
        constraints = [rule.constraint() for rule in RULES]
        indexes = [
            # Read without the table: sums of an account's won deals from the first, whose deal a stay is of from the
            # second, all that silver.closed_deal says from the last.
            models.Index(
                fields=["account", "close_date"],
                include=["close_value"],
                condition=Q(stage_type="won"),
                name="opportunity_won_by_account",
            ),
            models.Index(fields=["owner", "-id"], include=["product"], name="opportunity_of_owner"),
            models.Index(fields=["owner"], condition=Q(stage_type="open"), name="opportunity_open_of_owner"),
            models.Index(fields=["account", "owner"], name="opportunity_account_owner"),
            models.Index(fields=["stage", "-id"], name="opportunity_by_stage"),
            models.Index(fields=["product", "-id"], name="opportunity_of_product"),
            models.Index(fields=["close_date"], name="opportunity_by_close"),
            # The board by expected close: its expression is that of with_close() and Order("closing_on").
            models.Index(
                "stage",
                Coalesce(Coalesce("close_date", "expected_close_date"), date.max),
                "id",
                condition=Q(stage_type="open"),
                name="opportunity_open_by_close",
            ),
            models.Index(
                fields=["owner", "close_date"],
                condition=Q(close_date__isnull=False),
                include=[
                    "id",
                    "account",
                    "product",
                    "stage_type",
                    "lost_reason",
                    "quantity",
                    "close_value",
                    "engage_date",
                ],
                name="opportunity_closed_of_owner",
            ),
            GinIndex(
                TextWords("next_step"),
                condition=Q(stage_type="open") & ~Q(next_step=""),
                name="opportunity_step_words",
            ),
        ]
        triggers = [
            triggers.FILL_FROM_STAGE,
            *triggers.STAGE_HISTORY,
            *triggers.SALES_CHANGES,
            *account_change_triggers("account_id"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_from_stage()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("pipeline:deal_page", args=[self.code])

    def clean(self) -> None:
        self.fill_from_stage()
        if self.next_step_on and not self.next_step:
            raise ValidationError({"next_step": "Say what the next step is, or leave its date empty."})

    def fill_from_stage(self) -> None:
        """Do what the database's trigger does, so that validation before a save sees the same row."""
        if self.stage_id is not None:
            self.stage_type = self.stage.type
            self.stage_needs_engage_date = self.stage.needs_engage_date
        if self.close_date is None:
            self.close_entered_on = None
        elif self.close_entered_on is None or self.close_entered_on < self.close_date:
            self.close_entered_on = timezone.localdate()

    @property
    def title(self) -> str:
        return f"{self.product} for {self.account}" if self.account_id else f"{self.product}, no account yet"

    @property
    def list_value(self) -> Decimal:
        return self.product.list_price * self.quantity

    @property
    def shown_value(self) -> Decimal:
        """What was closed, else the entered amount, else list price × quantity, like `with_value()`."""
        if self.close_value is not None:
            return self.close_value
        return self.list_value if self.amount is None else self.amount

    @property
    def is_open(self) -> bool:
        return self.stage_type == Stage.Type.OPEN

    @property
    def cycle_days(self) -> int | None:
        """Days from engagement to close."""
        if self.close_date is None or self.engage_date is None:
            return None
        return (self.close_date - self.engage_date).days

    def days_engaged(self, as_of: date) -> int | None:
        return None if self.engage_date is None else (as_of - self.engage_date).days


class ReportingDay(models.Model):
    """The day that every figure is as of: one row. The nightly run moves it on unless somebody pinned it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    day = models.DateField()
    pinned = models.BooleanField(default=False, help_text="A pinned day stays. An import of history pins it.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="reporting_day_one_row")]

    def __str__(self) -> str:
        return f"{self.day}{' (pinned)' if self.pinned else ''}"

    @classmethod
    def current(cls) -> "ReportingDay":
        """Return the stored day; before anything stored it, today."""
        return cls.objects.filter(pk=1).first() or cls(day=timezone.localdate())

    @property
    def entry_day(self) -> date:
        """The day that forms propose: today, or the pinned day, so that what is entered counts in the figures."""
        return min(self.day, timezone.localdate()) if self.pinned else timezone.localdate()


# At the end, since they refer to the models above: Django finds an app's models in this module.
from pipeline.activity_models import Activity as Activity  # noqa: E402
from pipeline.activity_models import Task as Task  # noqa: E402
from pipeline.attachment_models import Attachment as Attachment  # noqa: E402
from pipeline.bulk_models import BulkRun as BulkRun  # noqa: E402
from pipeline.demo_models import DemoBatch as DemoBatch  # noqa: E402
from pipeline.import_models import ImportIssue as ImportIssue  # noqa: E402
from pipeline.import_models import ImportRun as ImportRun  # noqa: E402
from pipeline.item_models import LineItem as LineItem  # noqa: E402
from pipeline.merge_models import MergeRun as MergeRun  # noqa: E402
from pipeline.merge_models import NotTheSame as NotTheSame  # noqa: E402
from pipeline.party_models import Competitor as Competitor  # noqa: E402
from pipeline.party_models import DealCompetitor as DealCompetitor  # noqa: E402
from pipeline.party_models import DealContact as DealContact  # noqa: E402
from pipeline.recent_models import RecentRecord as RecentRecord  # noqa: E402
from pipeline.sales_models import SalesChange as SalesChange  # noqa: E402
from pipeline.saved_view_models import SavedView as SavedView  # noqa: E402
from pipeline.stay_models import LastTouch as LastTouch  # noqa: E402
from pipeline.stay_models import StageChange as StageChange  # noqa: E402
