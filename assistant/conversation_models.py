"""What somebody asked and was told, and what they keep of it: their own alone, no role reads another's."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from assistant.intent import Intent, IntentError
from teams.models import User

TITLE_LENGTH = 80


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def of(self, user: User) -> "ConversationQuerySet":
        return self.filter(owner=user)

    def saying(self, words: str) -> "ConversationQuerySet":
        """Those whose title or one of whose questions has the words."""
        asked = Turn.objects.filter(conversation=OuterRef("pk"), question__icontains=words)
        return self.filter(Q(title__icontains=words) | Q(Exists(asked)))


class Conversation(models.Model):
    """Questions that belong together: a follow-up changes what was asked before it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations")
    title = models.CharField(max_length=TITLE_LENGTH)
    created_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(help_text="When the newest question was asked.")

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["owner", "-asked_at", "-id"], name="conversation_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assistant:conversation", args=[self.pk])

    @property
    def last_intent(self) -> Intent | None:
        """What a follow-up changes: the intent of the newest answer."""
        answered = self.turns.filter(status=Turn.Status.ANSWERED, intent__isnull=False)
        newest = answered.order_by("-position").first()
        return newest.asks if newest else None


class TurnQuerySet(models.QuerySet["Turn"]):
    def of(self, user: User) -> "TurnQuerySet":
        return self.filter(conversation__owner=user)


class Turn(models.Model):
    """A question and the sentence that answered it. Rows are not kept: they are asked for again when it is shown, so
    that nobody reads what they may no longer see. What is asked again is the intent, or where there is none the query.
    """

    class Status(models.TextChoices):
        ANSWERED = "answered", "Answered"
        REFUSED = "refused", "Refused"
        CLARIFY = "clarify", "Asked back"
        ERROR = "error", "Failed"

    class Feedback(models.TextChoices):
        UP = "up", "Right"
        DOWN = "down", "Wrong"

    class FilledBy(models.TextChoices):
        GRAMMAR = "grammar", "Grammar"
        MODEL = "model", "Language model"
        SQL = "sql", "Query"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    position = models.PositiveIntegerField()
    question = models.TextField()
    filled_by = models.CharField(max_length=8, choices=FilledBy)
    intent = models.JSONField(null=True, blank=True)
    query = models.TextField(blank=True, help_text="An analyst's or a language model's, where no intent says it.")
    status = models.CharField(max_length=8, choices=Status)
    text = models.TextField()
    notes = models.JSONField(default=list, blank=True, help_text="What the reading rests on beyond the words.")
    as_of = models.DateField(null=True, blank=True)
    options = models.JSONField(default=list, blank=True, help_text="Of a question back: label and intent of each.")
    instead = models.JSONField(default=list, blank=True, help_text="Of a refusal: questions that could be asked.")
    feedback = models.CharField(max_length=4, choices=Feedback, blank=True)
    note = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)

    objects = TurnQuerySet.as_manager()

    class Meta:
        ordering = ["conversation", "position"]
        constraints = [models.UniqueConstraint(fields=["conversation", "position"], name="turn_in_its_place")]

    def __str__(self) -> str:
        return self.question[:TITLE_LENGTH]

    def get_absolute_url(self) -> str:
        return reverse("assistant:turn", args=[self.pk])

    def in_conversation(self) -> str:
        """The address of its place in the conversation."""
        return f"{self.conversation.get_absolute_url()}#question-{self.position}"

    @property
    def is_typed_query(self) -> bool:
        return self.filled_by == self.FilledBy.SQL

    @property
    def asks(self) -> Intent | None:
        return read_kept(self.intent)

    @property
    def can_be_asked_again(self) -> bool:
        return self.status == self.Status.ANSWERED and (bool(self.query) or self.asks is not None)


class PinQuerySet(models.QuerySet["Pin"]):
    def of(self, user: User) -> "PinQuerySet":
        return self.filter(owner=user)


class Pin(models.Model):
    """A question on its owner's own dashboard, asked again whenever it is shown."""

    MOST: ClassVar[int] = 24

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pins")
    title = models.CharField(max_length=TITLE_LENGTH)
    intent = models.JSONField()
    position = models.PositiveIntegerField()

    objects = PinQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["owner", "position"], name="pin_in_order")]

    def __str__(self) -> str:
        return self.title

    @property
    def asks(self) -> Intent | None:
        return read_kept(self.intent)


def read_kept(data: Any) -> Intent | None:
    """Read an intent that was kept, or nothing where it is of a form that is no longer known."""
    try:
        return Intent.from_json(data) if data is not None else None
    except IntentError:
        return None
