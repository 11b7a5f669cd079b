"""Changes: what the assistant records."""

from typing import Any

from assistant.models import Question
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


def _storable(text: str) -> str:
    # PostgreSQL keeps no NUL and no lone surrogate, and a question may hold either.
    return text.replace("\0", "�").encode(errors="replace").decode()
