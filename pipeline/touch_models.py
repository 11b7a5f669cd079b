"""What is kept of a deal's steps and activities, so that whoever asks for stale deals need not look them all up."""

from django.db import models


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
