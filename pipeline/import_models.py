"""What imports did: one row a run, and every cell that a run refused or repaired."""

from django.db import models
from django.utils import timezone

from teams.models import User


class ImportRun(models.Model):
    """One run of the importer. A run that failed left nothing but this row and its message."""

    class State(models.TextChoices):
        FINISHED = "finished", "Finished"
        FAILED = "failed", "Failed"

    folder = models.CharField(max_length=255)
    as_of = models.DateField()
    state = models.CharField(max_length=8, choices=State)
    message = models.TextField(blank=True)
    counts = models.JSONField(default=dict, help_text="by file: rows, new, changed, unchanged, refused, repaired")
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.folder} as of {self.as_of} ({self.get_state_display()})"


class ImportIssue(models.Model):
    """A cell of an imported file that was refused, with its row, or read as something else."""

    class Kind(models.TextChoices):
        REFUSED = "refused", "Refused"
        REPAIRED = "repaired", "Repaired"

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="issues")
    file = models.CharField(max_length=60)
    line = models.PositiveIntegerField(help_text="Line of the file where the row begins; the header is line 1.")
    column = models.CharField(max_length=60)
    value = models.TextField(blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    rule = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    repaired_to = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["run", "file", "line", "id"]

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, {self.column}: {self.reason}"
