"""What was asked, what ran, and what came of it."""

import pgtrigger
from django.conf import settings
from django.db import models

from assistant.conversation_models import Conversation, Pin, Turn

__all__ = ["Conversation", "Pin", "Question", "Turn"]


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


class ModelUse(models.Model):
    """What somebody took of the language model on a day; in the database, so that all processes count together."""

    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    day = models.DateField()
    calls = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0, help_text="Read and written, as the provider counts them.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["used_by", "day"], name="one_use_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.calls} calls"
