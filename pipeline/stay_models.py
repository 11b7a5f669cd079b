"""A deal's way through the stages: its steps, the stays between them, and when it was last touched."""

from django.db import models

from pipeline import triggers
from teams.models import User


class StageChange(models.Model):
    """One step of a deal, written by the database whichever way the stage was changed. Append-only.

    The stay that it began ends with the deal's next step, which a trigger writes here: `left_at` and `next_stage`.
    """

    class Source(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        IMPORTED = "imported", "Derived from imported dates"

    opportunity = models.ForeignKey(
        "pipeline.Opportunity", models.CASCADE, related_name="stage_changes", db_index=False
    )
    from_stage = models.ForeignKey("pipeline.Stage", null=True, on_delete=models.PROTECT, related_name="+")
    # Without an index of its own: the one of stays begins with it.
    to_stage = models.ForeignKey("pipeline.Stage", on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField(db_default=models.functions.Now())
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8, choices=Source, default=Source.RECORDED)
    left_at = models.DateTimeField(null=True, editable=False)
    # The next step's own key sees to it that the stage exists.
    next_stage = models.ForeignKey(
        "pipeline.Stage",
        models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        ordering = ["changed_at", "id"]
        triggers = [*triggers.APPEND_ONLY, *triggers.STAYS]
        # The steps of a deal are read from the first index alone; stays (silver.stage_stay) from the second.
        indexes = [
            models.Index(fields=["opportunity", "changed_at", "id"], include=["to_stage"], name="stagechange_by_deal"),
            models.Index(
                fields=["to_stage", "left_at"],
                include=["id", "opportunity", "next_stage", "changed_at", "source"],
                name="stagechange_as_stays",
            ),
            # Who has been in a stage the longest.
            models.Index(
                fields=["to_stage", "changed_at", "opportunity"],
                condition=models.Q(left_at__isnull=True),
                name="stagechange_not_left",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_stage or 'New'} → {self.to_stage}"


class LastTouch(models.Model):
    """When a deal came into its stage, and its last activity of all, also one after the reporting day.

    Written by triggers on steps and activities only, and removed with the last of them. A table of its own, for on the
    deal every note would count as an edit. Moments and not days: which day a moment is depends on the time zone.
    """

    opportunity = models.OneToOneField(
        "pipeline.Opportunity", models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="last_touch"
    )
    entered_stage_at = models.DateTimeField(null=True)
    last_activity_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"deal {self.opportunity_id}, {self.entered_stage_at} and {self.last_activity_at}"
