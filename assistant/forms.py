"""What is asked and kept on the assistant's pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assistant.conversation_models import TITLE_LENGTH, Turn
from assistant.intent import Intent, IntentError
from assistant.posted import LONGEST, read_posted

LONGEST_QUESTION = 1_000
LONGEST_QUERY = 10_000


class AskForm(forms.Form):
    """A question in words, or the whole of what a button asks."""

    question = forms.CharField(
        max_length=LONGEST_QUESTION,
        required=False,
        label="Ask a question",
        widget=forms.Textarea({"rows": 2, "placeholder": "Ask about deals, accounts, products or people"}),
        error_messages={"max_length": f"Ask in {LONGEST_QUESTION:,} characters at most."},
    )
    intent = forms.CharField(max_length=LONGEST, required=False)

    def clean_intent(self) -> Intent | None:
        text = self.cleaned_data["intent"]
        try:
            return read_posted(text) if text else None
        except IntentError as error:
            raise ValidationError("That button asks for nothing that is known. Ask in words.") from error

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if not self.errors and not asked.get("question") and asked.get("intent") is None:
            self.add_error("question", "Type a question.")
        return asked

    @property
    def problems(self) -> list[str]:
        """All messages: a button has no field to put its own beside."""
        return [str(message) for messages in self.errors.values() for message in messages]


class QueryForm(forms.Form):
    """A query that an analyst wrote, or changed."""

    sql = forms.CharField(
        max_length=LONGEST_QUERY,
        strip=False,
        label="Query",
        widget=forms.Textarea({"rows": 10, "spellcheck": "false"}),
        error_messages={
            "required": "Type a query.",
            "max_length": f"A query has {LONGEST_QUERY:,} characters at most.",
        },
    )


class TitleForm(forms.Form):
    title = forms.CharField(max_length=TITLE_LENGTH)


class FeedbackForm(forms.Form):
    feedback = forms.ChoiceField(choices=Turn.Feedback, required=False)
    note = forms.CharField(max_length=500, required=False)
