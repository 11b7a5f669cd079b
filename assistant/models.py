"""What was asked, what ran, and what came of it."""

import pgtrigger
from django.conf import settings
from django.db import models


class Question(models.Model):
    """One question to the assistant, as it was read and as it ran. Rows are written once and never changed."""

    class Verdict(models.TextChoices):
        ANSWERED = "answered", "Answered"
        REFUSED = "refused", "Refused"  # by the guard or the grammar; `rule` says which
        CLARIFY = "clarify", "Asked back"
        FAILED = "failed", "Failed"

    # Who asked stays on record when the user is gone, as in the audit trail.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    text = models.TextField(help_text="The question in the asker's words, or the query that an analyst typed.")
    intent = models.JSONField(null=True, blank=True)
    sql = models.TextField(blank=True, help_text="The query as it ran.")
    rows = models.PositiveIntegerField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict)
    rule = models.CharField(max_length=40, blank=True, help_text="The rule that refused it.")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["asked_by", "-id"], name="question_by_asker")]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.text[:80]
