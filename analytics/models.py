"""Figures about customers: what was fitted, what it says of each account, and what that is called."""

from datetime import date
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Aggregate, Max, Q
from django.utils import timezone

from accounts.models import Account
from teams.models import User

SCORE = [MinValueValidator(1), MaxValueValidator(5)]


class Segment(models.Model):
    """A named group of accounts and what to do about them; by its rule every score belongs to exactly one.

    Rules are asked in the order of `position`, the first that fits decides. A rule with `first_purchase_within`
    fits only accounts whose first purchase is at most so many days old.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(unique=True)
    description = models.CharField(max_length=200)
    action = models.CharField("recommended action", max_length=200)
    r_min = models.PositiveSmallIntegerField("recency from", default=1, validators=SCORE)
    r_max = models.PositiveSmallIntegerField("recency to", default=5, validators=SCORE)
    f_min = models.PositiveSmallIntegerField("frequency from", default=1, validators=SCORE)
    f_max = models.PositiveSmallIntegerField("frequency to", default=5, validators=SCORE)
    m_min = models.PositiveSmallIntegerField("monetary from", default=1, validators=SCORE)
    m_max = models.PositiveSmallIntegerField("monetary to", default=5, validators=SCORE)
    first_purchase_within = models.PositiveSmallIntegerField("first purchase within, days", null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(r_min__lte=models.F("r_max"), f_min__lte=models.F("f_max"), m_min__lte=models.F("m_max")),
                name="segment_ranges_in_order",
                violation_error_message="A range ends before it begins.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> str:
        """The rule in words: R 4–5, F 1."""
        spans = [("R", self.r_min, self.r_max), ("F", self.f_min, self.f_max), ("M", self.m_min, self.m_max)]
        words = [
            f"{letter}\N{NO-BREAK SPACE}{low}" if low == high else f"{letter}\N{NO-BREAK SPACE}{low}–{high}"
            for letter, low, high in spans
            if (low, high) != (1, 5)
        ]
        if self.first_purchase_within is not None:
            words.append(f"first purchase within {self.first_purchase_within}\N{NO-BREAK SPACE}d")
        return ", ".join(words) or "Every score"


class Origin(models.TextChoices):
    """What a model run comes from where it is not one person's wish."""

    NIGHTLY = "nightly", "Nightly run"
    PAGE = "page", "Model runs page"
    COMMAND = "command", "Command"
    DATA = "data", "First data or import"


class ModelRunQuerySet(models.QuerySet["ModelRun"]):
    def of_customers(self) -> Self:
        """Those that score accounts; comparisons of clusters are kept beside them and score nobody."""
        return self.filter(kind=ModelRun.CUSTOMERS)

    def champion(self) -> "ModelRun | None":
        return self.filter(state=ModelRun.State.CHAMPION).first()


class ModelRun(models.Model):
    """A fitted model: thresholds and parameters as data, how good they were, and why they are shown or hidden.

    Accounts are scored by the champion. A fit that jumps (analytics.core.jumps) is refused and changes nothing
    until a person accepts it; a retired run can be made champion again.
    """

    class State(models.TextChoices):
        CANDIDATE = "candidate", "Candidate"
        CHAMPION = "champion", "Champion"
        RETIRED = "retired", "Retired"
        REFUSED = "refused", "Refused"

    CUSTOMERS = "customers"

    kind = models.CharField(max_length=20, default=CUSTOMERS)
    as_of = models.DateField()
    window_from = models.DateField(null=True)
    window_to = models.DateField(null=True)
    parameters = models.JSONField()
    metrics = models.JSONField()
    reasons = models.JSONField()
    state = models.CharField(max_length=9, choices=State, default=State.CANDIDATE)
    seconds = models.FloatField(help_text="from the reading of purchases until every account was scored")
    origin = models.CharField(max_length=7, choices=Origin, default=Origin.DATA)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["ModelRun"]] = ModelRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(state="champion"), name="one_champion_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} as of {self.as_of} ({self.get_state_display()})"


class Median(Aggregate):
    """The value in the middle, interpolated between two."""

    function = "percentile_cont"
    template = "%(function)s(0.5) within group (order by %(expressions)s)"
    output_field = models.FloatField()


class AccountMetricsQuerySet(models.QuerySet["AccountMetrics"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(account__in=Account.objects.visible_to(user).values("pk"))

    def buyers(self) -> Self:
        return self.filter(frequency__gt=0)


class AccountMetrics(models.Model):
    """What an account's won deals up to the reporting day say, computed from the deals, never by adding to it."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="metrics")
    frequency = models.PositiveIntegerField(help_text="won deals")
    monetary = models.DecimalField(max_digits=16, decimal_places=2, help_text="won revenue, $")
    purchase_days = models.PositiveIntegerField(help_text="days with a won deal")
    first_won_on = models.DateField(null=True)
    last_won_on = models.DateField(null=True)
    recency = models.PositiveIntegerField(null=True, help_text="days from the last won close to the reporting day")
    r_score = models.PositiveSmallIntegerField(null=True)
    f_score = models.PositiveSmallIntegerField(null=True)
    m_score = models.PositiveSmallIntegerField(null=True)
    segment = models.ForeignKey(Segment, null=True, on_delete=models.PROTECT, related_name="metrics")
    expected_purchases = models.DecimalField(
        max_digits=12, decimal_places=4, null=True, help_text="purchase days in the next 365 days"
    )
    p_alive = models.DecimalField(
        max_digits=5, decimal_places=4, null=True, help_text="empty where it cannot be estimated"
    )
    cltv = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, help_text="revenue of the next 12 months, discounted, $"
    )
    model_run = models.ForeignKey(ModelRun, null=True, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    computed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["AccountMetrics"]] = AccountMetricsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "account metrics"
        indexes = [
            models.Index(fields=["segment"], name="metrics_by_segment"),
            models.Index(fields=["r_score", "f_score"], name="metrics_by_cell"),
        ]

    def __str__(self) -> str:
        return f"metrics of account {self.account_id}"


class MonthlySales(models.Model):
    """What an owner closed of a product in a month, stored so that sums over years need not read the deals.

    Silver reads a month of an owner from here unless it is on the log of changes (SalesChange) or has a close after
    the reporting day: then it reads the deals. The numbers of owners and products are no foreign keys, since these
    rows outlive the deals until the next drain.
    """

    month = models.DateField(help_text="first day of the month of the close date")
    owner_id = models.BigIntegerField()
    product_id = models.BigIntegerField()
    won = models.BigIntegerField()
    lost = models.BigIntegerField()
    units_won = models.BigIntegerField()
    units_lost = models.BigIntegerField()
    revenue = models.DecimalField(max_digits=24, decimal_places=2)
    revenue_squares = models.DecimalField(max_digits=38, decimal_places=4)
    won_cycle_days_total = models.BigIntegerField()
    lost_cycle_days_total = models.BigIntegerField()
    last_close_on = models.DateField()

    class Meta:
        verbose_name_plural = "monthly sales"
        constraints = [models.UniqueConstraint(fields=["month", "owner_id", "product_id"], name="monthly_sales_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}, owner {self.owner_id}, product {self.product_id}"


class AccountMonthQuerySet(models.QuerySet["AccountMonth"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(account__in=Account.objects.visible_to(user).values("pk"))

    def as_of(self, day: date) -> Self:
        """What was known at the last month's end up to that day, or on the reporting day: a row per customer."""
        last = self.model._default_manager.filter(as_of__lte=day).aggregate(last=Max("as_of"))["last"]
        return self.filter(as_of=last)

    def moved_in(self, day: date) -> Self:
        """Accounts whose segment in the month of the day is not that of the month before, or that are new."""
        return self.filter(month=day.replace(day=1)).exclude(segment_before=models.F("segment"))


class AccountMonth(models.Model):
    """What an account's metrics were at the end of a month, replayed from its deals as they are known today.

    Months run from the first purchase to the reporting day's, whose row is as of that day. Scores and CLTV are by the
    thresholds, rules and parameters in force now, for every month.
    """

    pk = models.CompositePrimaryKey("account", "month")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="months", db_index=False)
    month = models.DateField(help_text="its first day")
    as_of = models.DateField(help_text="its last day, or the reporting day")
    recency = models.PositiveIntegerField(help_text="days from the last won close")
    frequency = models.PositiveIntegerField(help_text="won deals")
    monetary = models.DecimalField(max_digits=16, decimal_places=2, help_text="won revenue, $")
    r_score = models.PositiveSmallIntegerField()
    f_score = models.PositiveSmallIntegerField()
    m_score = models.PositiveSmallIntegerField()
    cltv = models.DecimalField(
        max_digits=16, decimal_places=2, null=True,
        help_text="revenue of the 12 months after it, discounted, $; by the parameters in force now",
    )  # fmt: skip
    # Without a constraint: a change of the segments replays all months, and until then a deleted one's are not shown.
    segment = models.ForeignKey(
        Segment, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    segment_before = models.ForeignKey(
        Segment, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+",
        help_text="of the month before; empty in the month of the first purchase",
    )  # fmt: skip

    objects: ClassVar[models.Manager["AccountMonth"]] = AccountMonthQuerySet.as_manager()

    def __str__(self) -> str:
        return f"account {self.account_id} in {self.month:%b %Y}"


class AccountToReplay(models.Model):
    """A list of accounts whose months are to be replayed; without an account, all. No keys, as in AccountChange."""

    account_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"account {self.account_id or 'of every number'}"


class JobSlot(models.Model):
    """A run of a job, finished by the transaction that did its work: it is done once, and never half.

    One that is not finished is asked for.
    """

    name = models.CharField(max_length=40)
    slot = models.CharField(max_length=40)
    claimed_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="job_slot_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"


# At the end: Django finds an app's models in this module.
from analytics.audience_models import Audience as Audience  # noqa: E402
from analytics.quality_models import QualityCheck as QualityCheck  # noqa: E402
from analytics.quality_models import QualityScore as QualityScore  # noqa: E402
from analytics.run_models import RescoreChunk as RescoreChunk  # noqa: E402
from analytics.run_models import RunRequest as RunRequest  # noqa: E402
from analytics.run_models import ScoreScheme as ScoreScheme  # noqa: E402
from analytics.run_models import SelfAudit as SelfAudit  # noqa: E402
