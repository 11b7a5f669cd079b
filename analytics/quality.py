"""Data quality: asking every rule, and keeping what it said."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from analytics.core.earlier_scores import Facts
from analytics.quality_models import QualityCheck, QualityScore
from pipeline.models import Opportunity, ReportingDay
from pipeline.quality import QUALITY_RULES, QualityRule
from teams import visibility
from teams.models import User

# The columns of a deal that its file has, of which these may be empty.
_COLUMNS = 8
_MAY_BE_EMPTY = ("account", "engage_date", "close_date", "close_value")
_EXAMPLES = 3


@transaction.atomic
def check_quality(*, by: User | None = None, now: datetime | None = None) -> QualityCheck:
    """Ask every rule of the whole data and keep the answers as those of today, instead of any that today has.

    `by` is the person who asked; the nightly run, an import and the command ask for nobody.
    """
    if by is not None and not visibility.may_change_everything(by):
        raise PermissionDenied("Only directors and administrators start a check: it reads the whole data.")
    as_of = ReportingDay.current().day
    found = {"as_of": as_of, "checked_at": now or timezone.now(), "deals": asdict(_facts_of_deals())}
    # It locks today's row: of two checks at once the second waits, and replaces the first.
    check, _ = QualityCheck.objects.update_or_create(day=timezone.localdate(now), defaults=found)
    check.scores.all().delete()
    QualityScore.objects.bulk_create(_score(check, rule, as_of) for rule in QUALITY_RULES.values())
    return check


@transaction.atomic
def check_rule(rule: QualityRule) -> None:
    """Ask one rule again after a repair, so that the latest check shows it; before any check do nothing."""
    check = QualityCheck.objects.select_for_update().first()
    if check is not None:
        check.scores.filter(rule=rule.key).delete()
        _score(check, rule, ReportingDay.current().day).save()


def _score(check: QualityCheck, rule: QualityRule, as_of: date) -> QualityScore:
    tally = rule.tally(as_of)
    return QualityScore(
        check_of_day=check,
        rule=rule.key,
        name=rule.name,
        table=rule.table,
        dimension=rule.dimension,
        severity=rule.severity,
        checked=tally.checked,
        failed=tally.failed,
        examples=_examples(rule, as_of) if tally.failed else "",
    )


def _examples(rule: QualityRule, as_of: date) -> str:
    """GTXPro (1,480), and two more at most."""
    spellings = list(rule.spellings(as_of).items())
    shown = ", ".join(f"{spelling[:40]} ({rows:,})" for spelling, rows in spellings[:_EXAMPLES])
    return f"{shown} …" if len(spellings) > _EXAMPLES else shown


def _facts_of_deals() -> Facts:
    """What the earlier formulas ask of the deals, as they are stored: nothing is filled in before it is counted."""
    broken = {
        "negative": Q(close_value__lt=0),
        "closed_before_engaged": Q(close_date__lt=F("engage_date")),
        "closed_without_date": Q(close_date__isnull=True) & ~Q(stage_type="open"),
        "without_stage": Q(stage__isnull=True),
    }
    counts: dict[str, Any] = Opportunity.objects.aggregate(
        rows=Count("pk"),
        **{f"no_{name}": Count("pk", filter=Q(**{f"{name}__isnull": True})) for name in _MAY_BE_EMPTY},
        **{f"broken_{name}": Count("pk", filter=condition) for name, condition in broken.items()},
    )
    empty = [counts[f"no_{name}"] for name in _MAY_BE_EMPTY]
    rows = counts["rows"]
    return Facts(
        rows=rows,
        cells=rows * _COLUMNS,
        missing=sum(empty),
        worst_column=max(empty) / rows if rows else 0.0,
        duplicates=0,  # every deal has a code of its own, so no two rows are equal
        rules=len(broken),
        rules_held=sum(counts[f"broken_{name}"] == 0 for name in broken),
    )
