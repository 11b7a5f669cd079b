"""Changes: what the assistant records."""

from datetime import date
from typing import Any

from django.db.models import F

from assistant.models import ModelUse, Question
from teams.models import User


def record_question(
    text: str,
    *,
    by: User,
    verdict: str,
    rule: str = "",
    intent: dict[str, Any] | None = None,
    sql: str = "",
    rows: int | None = None,
    milliseconds: int | None = None,
) -> Question:
    """Keep a question and what came of it, whatever that was."""
    return Question.objects.create(
        asked_by=by, text=_storable(text), intent=intent, sql=sql, rows=rows, milliseconds=milliseconds,
        verdict=verdict, rule=rule,
    )  # fmt: skip


def take_model_call(user_id: int, *, on: date, most: int) -> bool:
    """Count a call of the language model, unless the user has had `most` of that day; say whether it may be made."""
    use, _ = ModelUse.objects.get_or_create(used_by_id=user_id, day=on)
    return ModelUse.objects.filter(pk=use.pk, calls__lt=most).update(calls=F("calls") + 1) == 1


def note_model_tokens(user_id: int, *, on: date, tokens: int) -> None:
    """Add tokens to the day's, for an administrator to look at."""
    ModelUse.objects.filter(used_by_id=user_id, day=on).update(tokens=F("tokens") + tokens)


def _storable(text: str) -> str:
    # PostgreSQL keeps no NUL and no lone surrogate, and a question may hold either.
    return text.replace("\0", "�").encode(errors="replace").decode()
