"""What the checks of data quality found: one check a day, one score a rule."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from pipeline.quality import Dimension, Severity, Table


class QualityCheck(models.Model):
    """One check of all rules. A second check on the same day replaces the first."""

    day = models.DateField(unique=True, help_text="calendar day of the check")
    as_of = models.DateField(help_text="reporting day, by which rules about time were asked")
    checked_at = models.DateTimeField()
    deals = models.JSONField(encoder=DjangoJSONEncoder, help_text="what the earlier formulas of a score need")

    objects: ClassVar[models.Manager["QualityCheck"]] = models.Manager()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"data quality on {self.day}"


class QualityScore(models.Model):
    """What one rule said in a check. Name and kind are kept as they were, so that a retired rule keeps its history."""

    check_of_day = models.ForeignKey(QualityCheck, on_delete=models.CASCADE, related_name="scores")
    rule = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    table = models.CharField(max_length=12, choices=Table)
    dimension = models.CharField(max_length=12, choices=Dimension)
    severity = models.CharField(max_length=7, choices=Severity)
    checked = models.PositiveBigIntegerField(help_text="rows that the rule is about")
    failed = models.PositiveBigIntegerField(help_text="rows of those that break it")
    examples = models.CharField(
        max_length=200, blank=True, help_text="the most frequent wrong spellings; for who sees everything"
    )

    class Meta:
        ordering = ["check_of_day", "table", "rule"]
        constraints = [
            models.UniqueConstraint(fields=["check_of_day", "rule"], name="quality_score_once_a_day"),
            models.CheckConstraint(condition=Q(failed__lte=F("checked")), name="quality_score_from_0_to_1"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.failed:,} of {self.checked:,} fail"
