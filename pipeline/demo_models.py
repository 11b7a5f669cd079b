"""What is kept of the demo's data, so that it can be removed again."""

from typing import Any

from django.db import models
from django.db.models import Q


class DemoBatch(models.Model):
    """The rows that `seed_demo` made: one batch at a time. `rows` has ranges of keys by model."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    seed = models.PositiveIntegerField()
    today = models.DateField(help_text="The last day of its history.")
    rows = models.JSONField()
    day_before = models.DateField(null=True, help_text="The reporting day that it replaced.")
    pinned_before = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "demo batches"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="demo_batch_one_row")]

    def __str__(self) -> str:
        return f"demo data, seed {self.seed}, up to {self.today}"

    def keep(self, keys: dict[str, list[int]]) -> None:
        """Remember the keys of rows by model label, as ranges: they are many and mostly consecutive."""
        self.rows = {label: _ranges(ids) for label, ids in keys.items() if ids}

    def condition(self, label: str) -> Q:
        """Return the condition on a model's rows for being of this batch."""
        wanted = Q(pk__in=[])
        for first, last in self.rows.get(label, []):
            wanted |= Q(pk__range=(first, last))
        return wanted


def _ranges(ids: list[int]) -> list[list[int]]:
    ranges: list[list[Any]] = []
    for key in sorted(ids):
        if ranges and ranges[-1][1] == key - 1:
            ranges[-1][1] = key
        else:
            ranges.append([key, key])
    return ranges
