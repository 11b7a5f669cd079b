"""Intents that a page sends back: nothing that a browser sends is trusted, and the fence holds whatever is in them."""

import json

from assistant.intent import Intent, IntentError

LONGEST = 20_000


def read_posted(text: str) -> Intent:
    """Return the intent that a button carried; raise IntentError for anything else."""
    if len(text) > LONGEST:
        raise IntentError("That is too long to be an intent")
    try:
        return Intent.from_json(json.loads(text))
    except (ValueError, RecursionError) as error:  # no JSON, numbers or brackets without end
        raise IntentError("That is no intent") from error


def as_posted(intent: Intent) -> str:
    return json.dumps(intent.as_json(), ensure_ascii=False, separators=(",", ":"))
