"""What a good activity and a good task are."""

from django.db.models import F, Q
from django.db.models.functions import Now

from pipeline.models import Activity, Task
from pipeline.quality.rule import Dimension, RecordRule, Severity, Table

ACTIVITY_RULES = [
    RecordRule(
        key="activity_has_text",
        name="An activity says what happened",
        table=Table.ACTIVITIES,
        dimension=Dimension.COMPLETENESS,
        severity=Severity.NOTE,
        checked=lambda day: Activity.objects.all(),
        fails=lambda day: Q(text=""),
        field="text",
        fix="Log it anew with a line of text.",
    ),
    RecordRule(
        key="activity_has_happened",
        name="An activity is not dated in the future",
        table=Table.ACTIVITIES,
        dimension=Dimension.VALIDITY,
        severity=Severity.WARNING,
        checked=lambda day: Activity.objects.all(),
        # By the clock and not the reporting day, which may be pinned: what is logged today has happened.
        fails=lambda day: Q(happened_at__gt=Now()),
        field="happened_at",
        fix="Plan it as a task instead.",
    ),
    RecordRule(
        key="activity_is_at_its_deals_account",
        name="An activity on a deal is at the deal's account",
        table=Table.ACTIVITIES,
        dimension=Dimension.REFERENCE,
        severity=Severity.WARNING,
        checked=lambda day: Activity.objects.filter(
            opportunity__isnull=False, account__isnull=False, opportunity__account__isnull=False
        ),
        fails=lambda day: ~Q(account=F("opportunity__account")),
        field="account",
        fix="The deal has moved to another account: log what still matters there.",
    ),
]

TASK_RULES = [
    RecordRule(
        key="task_is_not_overdue",
        name="An open task is not past its day",
        table=Table.TASKS,
        dimension=Dimension.TIMELINESS,
        severity=Severity.NOTE,
        checked=lambda day: Task.objects.filter(done_at__isnull=True),
        fails=lambda day: Q(due_on__lt=day),
        field="due_on",
        fix="Do it and tick it off.",
    ),
    RecordRule(
        key="task_owner_is_active",
        name="An open task's owner is active",
        table=Table.TASKS,
        dimension=Dimension.REFERENCE,
        severity=Severity.WARNING,
        checked=lambda day: Task.objects.filter(done_at__isnull=True),
        fails=lambda day: Q(owner__is_active=False),
        field="owner",
        fix="Plan it anew for somebody who works.",
    ),
]
