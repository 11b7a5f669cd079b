"""What a rule of data quality is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, TextChoices

from accounts.models import Alias


class Table(TextChoices):
    DEALS = "deals", "Deals"
    ACCOUNTS = "accounts", "Accounts"
    CONTACTS = "contacts", "Contacts"
    PRODUCTS = "products", "Products"
    ACTIVITIES = "activities", "Activities"
    TASKS = "tasks", "Tasks"
    IMPORTED = "imported", "Imported cells"


class Dimension(TextChoices):
    COMPLETENESS = "completeness", "Completeness"
    VALIDITY = "validity", "Validity"
    UNIQUENESS = "uniqueness", "Uniqueness"
    REFERENCE = "reference", "Reference"
    TIMELINESS = "timeliness", "Timeliness"
    SPELLING = "spelling", "Spelling"


class Severity(TextChoices):
    """Error: a figure is wrong or a row is lost. Warning: a figure may mislead. Note: worth tidying."""

    ERROR = "error", "Error"
    WARNING = "warning", "Warning"
    NOTE = "note", "Note"


@dataclass(frozen=True)
class Tally:
    """How many rows a rule is about, and how many of them fail it: 0 ≤ failed ≤ checked."""

    checked: int
    failed: int


@dataclass(frozen=True, kw_only=True)
class RecordRule:
    """A rule over stored rows. Count and list come from the same two expressions, so they always agree.

    `name` says what holds for a good row. Both expressions take the reporting day: `checked` gives the rows that the
    rule is about (a missing close date is no fault of an open deal), `fails` the condition on those that break it.
    `field` is the attribute that a list shows beside the row; `map_to` the kind of names that a wrong spelling can be
    mapped to.
    """

    key: str
    name: str
    table: Table
    dimension: Dimension
    severity: Severity
    checked: Callable[[date], QuerySet[Any]]
    fails: Callable[[date], Q]
    field: str
    fix: str
    map_to: Alias.Kind | None = None

    def failing(self, as_of: date) -> QuerySet[Any]:
        return self.checked(as_of).filter(self.fails(as_of))

    def tally(self, as_of: date) -> Tally:
        # One statement: between two, a change of somebody else's could make more rows fail than were checked.
        counted = self.checked(as_of).aggregate(checked=Count("pk"), failed=Count("pk", filter=Q(self.fails(as_of))))
        return Tally(**counted)

    def spellings(self, as_of: date) -> dict[str, int]:
        """The values that fail and how many rows have each, the most frequent first; for rules about spellings."""
        if self.dimension != Dimension.SPELLING:
            return {}
        rows = self.failing(as_of).order_by().values_list(self.field).annotate(rows=Count("pk"))
        return dict(rows.order_by("-rows", self.field))
