"""What a language model is asked to write: one of four kinds of reply, around the intent's own schema."""

from dataclasses import dataclass
from typing import Any

from assistant.intent import Intent, IntentError
from assistant.intent_schema import intent_schema

KINDS = ("intent", "clarify", "refuse", "sql")
MOST_READINGS = 4
# Why there is no answer, in words of ours: what a model writes by itself may be wrong or not its own idea.
REFUSALS = {
    "not_in_the_data": "The figures here do not say that.",
    "forecast": "The data cannot say what will be, beyond the figures of the forecast that are listed.",
    "a_change": "Questions are answered here; nothing is changed, sent or deleted.",
    "not_a_question": "That is no question about sales, deals, customers or the pipeline.",
    "advice": "The figures say what is so, not what to do about it.",
    "instructions": "Instructions and queries in a question are not followed. Ask for a figure in words.",
}


@dataclass(frozen=True)
class Reply:
    """`readings` are what the question means: one for an intent, up to four to choose from."""

    kind: str
    readings: tuple[Intent, ...] = ()
    text: str = ""
    refusal: str = ""
    sql: str = ""


def reply_schema() -> dict[str, Any]:
    intent = {key: value for key, value in intent_schema().items() if key != "title"}
    schema = _object(
        kind={"type": "string", "enum": list(KINDS)},
        readings={
            "type": "array",
            "items": intent,
            "description": "intent: exactly one. clarify: those between which the asker chooses. Else empty.",
        },
        text={"type": "string", "description": "clarify: the question to the asker, one sentence. Else empty."},
        refusal={"type": "string", "enum": ["", *REFUSALS], "description": "refuse: the reason. Else empty."},
        sql={"type": "string", "description": "sql: one PostgreSQL select over the views listed. Else empty."},
    )
    return {"title": "Reply", "description": "What a question about sales means.", **schema}


def read_reply(data: Any) -> Reply:
    """Read what a model wrote; raise IntentError with what is wrong, in words that it can mend it by."""
    if not isinstance(data, dict):
        raise IntentError("The reply is no JSON object of the schema")
    if unknown := set(data) - {"kind", "readings", "text", "refusal", "sql"}:
        raise IntentError(f"The reply has no “{sorted(map(str, unknown))[0][:60]}”")
    kind = data.get("kind")
    if kind not in KINDS:
        raise IntentError(f"“kind” is one of {', '.join(KINDS)}")
    reply = Reply(kind, _readings(data.get("readings")), *(_text(data, key) for key in ("text", "refusal", "sql")))
    if kind == "intent" and len(reply.readings) != 1:
        raise IntentError("An intent has exactly one reading")
    if kind == "refuse" and reply.refusal not in REFUSALS:
        raise IntentError(f"“refusal” is one of {', '.join(REFUSALS)}")
    return reply


def _readings(data: Any) -> tuple[Intent, ...]:
    if data is None:
        return ()
    if not isinstance(data, list) or len(data) > MOST_READINGS:
        raise IntentError(f"“readings” is a list of up to {MOST_READINGS}")
    return tuple(_reading(part) for part in data)


def _reading(data: Any) -> Intent:
    intent = Intent.from_json(data)
    if intent.candidates:
        raise IntentError("Intent has no “candidates”")
    return intent


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise IntentError(f"“{key}” must be a text")
    return value or ""


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip
