"""The rules of a deal, one list: the table's constraints, the forms' messages and the importer are all made from it.

A rule is broken only where its condition is false: as in a CHECK, an unknown (NULL) condition passes, so every
condition names the NULLs that it means.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, CheckConstraint, F, Func, Q


class IsFalse(Func):
    """`(condition) is false`: true exactly where a CHECK of the same condition refuses the row."""

    template = "(%(expressions)s) is false"
    output_field = BooleanField()
    conditional = True


@dataclass(frozen=True)
class Rule:
    name: str
    field: str
    condition: Q
    message: str

    def constraint(self) -> CheckConstraint:
        return CheckConstraint(
            condition=self.condition,
            name=f"opportunity_{self.name}",
            violation_error_message=self.message,
            violation_error_code=self.name,
        )

    @property
    def broken(self) -> Any:
        """A filter for rows that break the rule, whatever their NULLs."""
        return IsFalse(self.condition)


# Above what the columns hold. It refuses NaN too, which PostgreSQL takes for larger than any number.
TOO_MUCH = 10**12

_WON = Q(stage_type="won")
_LOST = Q(stage_type="lost")
_OPEN = Q(stage_type="open")

RULES = [
    Rule(
        "won_needs_close_date",
        "close_date",
        ~_WON | Q(close_date__isnull=False),
        "A won deal needs a close date.",
    ),
    Rule(
        "won_needs_value",
        "close_value",
        ~_WON | (Q(close_value__isnull=False) & Q(close_value__gt=0) & Q(close_value__lt=TOO_MUCH)),
        "A won deal needs a value above 0.",
    ),
    Rule(
        "lost_needs_close_date",
        "close_date",
        ~_LOST | Q(close_date__isnull=False),
        "A lost deal needs a close date.",
    ),
    Rule(
        "lost_needs_reason",
        "lost_reason",
        ~_LOST | Q(lost_reason__isnull=False),
        "A lost deal needs a reason.",
    ),
    Rule(
        "lost_has_no_value",
        "close_value",
        ~_LOST | (Q(close_value__isnull=False) & Q(close_value=0)),
        "A lost deal has the value 0.",
    ),
    Rule(
        "only_lost_has_reason",
        "lost_reason",
        _LOST | Q(lost_reason__isnull=True),
        "Only a lost deal has a reason for the loss.",
    ),
    Rule(
        "open_has_no_close",
        "close_date",
        ~_OPEN | (Q(close_date__isnull=True) & Q(close_value__isnull=True)),
        "An open deal has no close date and no closing value.",
    ),
    Rule(
        "closed_needs_account",
        "account",
        _OPEN | Q(account__isnull=False),
        "A closed deal needs an account.",
    ),
    Rule(
        "engaged_needs_date",
        "engage_date",
        Q(stage_needs_engage_date=False) | Q(engage_date__isnull=False),
        "A deal in this stage needs an engage date.",
    ),
    Rule(
        "close_not_before_engage",
        "close_date",
        Q(close_date__isnull=True) | Q(engage_date__isnull=True) | Q(close_date__gte=F("engage_date")),
        "A deal cannot close before it was engaged.",
    ),
    Rule(
        "close_not_in_future",
        "close_date",
        Q(close_date__isnull=True) | Q(close_date__lte=F("close_entered_on")),
        "A deal cannot close after the day on which that is entered.",
    ),
    Rule(
        "quantity_positive",
        "quantity",
        Q(quantity__gte=1),
        "Enter a quantity of 1 or more.",
    ),
    Rule(
        "amount_not_negative",
        "amount",
        Q(amount__isnull=True) | (Q(amount__gte=0) & Q(amount__lt=TOO_MUCH)),
        "Enter an amount of 0 or more.",
    ),
]
FIELD_OF_RULE = {rule.name: rule.field for rule in RULES}
