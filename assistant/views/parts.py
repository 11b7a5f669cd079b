"""What the assistant's pages share: whose records these are, and what an answer says when it is asked for again."""

from dataclasses import replace

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from analytics.gold import BeingRebuilt
from assistant import asking, executor
from assistant.answer import Answer
from assistant.askers import may_write_sql
from assistant.conversation_models import Conversation, Pin, Turn
from assistant.filled import FreeSql, Option
from assistant.intent import Intent, IntentError
from assistant.shown import Shown
from teams.models import User
from teams.requests import signed_in

REBUILT = asking.RULES[executor.REBUILT]
CHANGED = "A changed question"
FORGOTTEN = "This question is of a form that is no longer known. Ask it again."


def own_conversation(request: HttpRequest, pk: int) -> Conversation:
    """Return the conversation; to anybody but its owner it does not exist: 404."""
    return get_object_or_404(Conversation.objects.of(signed_in(request)), pk=pk)


def own_turn(request: HttpRequest, pk: int) -> Turn:
    turns = Turn.objects.of(signed_in(request)).select_related("conversation")
    return get_object_or_404(turns, pk=pk)


def own_pin(request: HttpRequest, pk: int) -> Pin:
    return get_object_or_404(Pin.objects.of(signed_in(request)), pk=pk)


def ask_address(conversation: Conversation | None) -> str:
    """Where a form posts what is asked next."""
    if conversation is None:
        return reverse("assistant:ask")
    return reverse("assistant:conversation_ask", args=[conversation.pk])


def settled(answer: Answer) -> Answer:
    """Return an answer that will stand; while the views are gone there is none: raise BeingRebuilt, a 503."""
    if answer.rule == REBUILT:
        raise BeingRebuilt
    return replace(answer, question=answer.question or CHANGED)


def ask_again(turn: Turn, user: User) -> Answer:
    """Answer a turn with today's figures and what its owner may see today; a question back or a refusal as it was.

    How the words were read was said when they were read, and is said again.
    """
    answer = settled(_asked_again(turn, user))
    return replace(answer, notes=tuple(dict.fromkeys([*turn.notes, *answer.notes])))


def _asked_again(turn: Turn, user: User) -> Answer:
    if turn.status != Turn.Status.ANSWERED:
        return kept_answer(turn)
    if turn.asks:
        return asking.answer_intent(turn.asks, user=user, question=turn.question)
    if not turn.query:
        return kept_answer(turn)
    if turn.is_typed_query:
        return asking.answer_sql(turn.query, user=user) if may_write_sql(user) else kept_answer(turn)
    # Of a model's query its asker is not the author, and needs no right to write one.
    return asking.ask(turn.question, user=user, fill=lambda question, *, asker, last=None: FreeSql(turn.query))


def kept_answer(turn: Turn) -> Answer:
    """Return what was said, without rows."""
    options = [option for option in map(_option, turn.options) if option]
    return Answer(
        turn.status, turn.text, turn.question, as_of=turn.as_of, options=tuple(options), instead=tuple(turn.instead),
        filled_by=turn.filled_by,
    )  # fmt: skip


def _option(kept: dict[str, object]) -> Option | None:
    try:
        return Option(str(kept["label"]), Intent.from_json(kept["intent"]))
    except IntentError:
        return None


def shown_turn(turn: Turn, answer: Answer) -> Shown:
    return Shown(answer, f"turn-{turn.pk}", turn=turn)


def shown_pin(pin: Pin, user: User) -> Shown:
    asks = pin.asks
    answer = asking.answer_intent(asks, user=user, question=pin.title) if asks else Answer("error", FORGOTTEN)
    return Shown(settled(answer), f"pin-{pin.pk}", pin=pin)
