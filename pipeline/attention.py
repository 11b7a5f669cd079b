"""Which open deals want something done: late, left without anything planned, or gone quiet."""

from datetime import date

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q

from pipeline.models import OpportunityQuerySet, Task


def needing_attention(rows: OpportunityQuerySet, as_of: date) -> OpportunityQuerySet:
    """Open deals that are past their expected close or have a task that is, have neither next step nor open task,
    or are stale.
    """
    rots_on = ExpressionWrapper(F("quiet_since") + F("stage__rot_days"), output_field=DateField())
    tasks = Task.objects.filter(opportunity=OuterRef("pk"), done_at__isnull=True)
    late = Q(expected_close_date__lt=as_of) | Exists(tasks.filter(due_on__lt=as_of))
    unplanned = Q(next_step="") & ~Exists(tasks)
    stale = Q(stage__rot_days__gt=0, rots_on__lt=as_of)
    return rows.open().with_age(as_of).alias(rots_on=rots_on).filter(late | unplanned | stale)
