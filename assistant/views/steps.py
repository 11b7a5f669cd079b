"""A question to a language model takes seconds: its page is told on the way what is being done, line by line."""

import json
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse

from analytics.gold import BeingRebuilt
from assistant import conversations
from assistant.asking import ask_in_steps
from assistant.conversation_models import Conversation
from assistant.views.parts import settled
from teams.models import User

LINES = "application/x-ndjson"


def are_followed(request: HttpRequest) -> bool:
    """Whether the page’s script asks for steps, and there is a model to wait for."""
    return bool(settings.ASSISTANT_LLM) and request.headers.get("Accept") == LINES


def tell_steps(question: str, *, user: User, to: Conversation | None) -> StreamingHttpResponse:
    """Answer in lines of JSON: {"step": a sentence} each, then {"address": of the conversation} or {"failed": why}."""
    lines = (json.dumps(line) + "\n" for line in _lines(question, user, to))
    return StreamingHttpResponse(lines, content_type=LINES, headers={"X-Accel-Buffering": "no"})


def _lines(question: str, user: User, to: Conversation | None) -> Iterator[dict[str, str]]:
    for said in ask_in_steps(question, user=user, last=to.last_intent if to else None):
        if isinstance(said, str):
            yield {"step": said}
            continue
        try:
            turn = conversations.add_turn(settled(said), by=user, to=to)
        except BeingRebuilt as away:
            yield {"failed": str(away.detail)}
        else:
            yield {"address": turn.conversation.get_absolute_url()}
