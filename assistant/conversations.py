"""Changes of what somebody keeps of the assistant: conversations, their turns, pins. Each finds only `by`'s own."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import Truncator

from assistant.answer import Answer
from assistant.conversation_models import TITLE_LENGTH, Conversation, Pin, Turn
from teams.models import User


@transaction.atomic
def add_turn(answer: Answer, *, by: User, to: Conversation | None = None) -> Turn:
    """Keep an answer as the newest turn of a conversation, or as the first of a new one that has its title from it."""
    now = timezone.now()
    if to is None:
        to = Conversation.objects.create(owner=by, title=title_of(answer.question), asked_at=now)
    else:
        to = Conversation.objects.select_for_update().get(pk=to.pk, owner=by)
        to.asked_at = now
        to.save(update_fields=["asked_at"])
    newest = to.turns.aggregate(Max("position"))["position__max"] or 0
    return Turn.objects.create(
        conversation=to,
        position=newest + 1,
        question=answer.question,
        filled_by=answer.filled_by,
        intent=answer.intent.as_json() if answer.intent else None,
        query=_query(answer),
        status=answer.status,
        text=answer.text,
        notes=list(answer.notes),
        as_of=answer.as_of,
        options=[{"label": option.label, "intent": option.intent.as_json()} for option in answer.options],
        instead=list(answer.instead),
    )


def _query(answer: Answer) -> str:
    if answer.filled_by == Turn.FilledBy.SQL:
        return answer.question
    return answer.sql if answer.intent is None else ""


@transaction.atomic
def rename_conversation(conversation: Conversation, *, by: User, title: str) -> Conversation:
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk, owner=by)
    conversation.title = title
    conversation.save(update_fields=["title"])
    return conversation


def delete_conversation(conversation: Conversation, *, by: User) -> None:
    """Delete it with its turns. What was asked stays on the assistant's record, as `Question` has it."""
    Conversation.objects.filter(pk=conversation.pk, owner=by).delete()


@transaction.atomic
def rate_turn(turn: Turn, *, by: User, feedback: str, note: str = "") -> Turn:
    """Say that an answer was right or wrong; the last word counts, and an empty one takes it back."""
    turn = Turn.objects.of(by).select_for_update(of=("self",)).get(pk=turn.pk)
    turn.feedback, turn.note = feedback, note if feedback else ""
    turn.save(update_fields=["feedback", "note"])
    return turn


@transaction.atomic
def pin_turn(turn: Turn, *, by: User) -> Pin:
    """Put what a turn asks at the end of `by`'s own dashboard; what is there already stays where it is."""
    turn = Turn.objects.of(by).get(pk=turn.pk)
    User.objects.select_for_update().get(pk=by.pk)  # two pins at once would take the same place
    mine = Pin.objects.of(by)
    if turn.asks is None or not turn.can_be_asked_again:
        raise ValidationError("Only an answered question in words can be pinned.")
    if there := mine.filter(intent=turn.intent).first():
        return there
    if mine.count() >= Pin.MOST:
        raise ValidationError(f"There are {Pin.MOST} pinned answers, the most that a dashboard holds. Remove one.")
    last = mine.aggregate(Max("position"))["position__max"] or 0
    return Pin.objects.create(owner=by, title=title_of(turn.question), intent=turn.intent, position=last + 1)


@transaction.atomic
def rename_pin(pin: Pin, *, by: User, title: str) -> Pin:
    pin = Pin.objects.select_for_update().get(pk=pin.pk, owner=by)
    pin.title = title
    pin.save(update_fields=["title"])
    return pin


@transaction.atomic
def move_pin(pin: Pin, *, by: User, earlier: bool) -> Pin:
    """Change places with the one before or after; the first and the last stay where they are."""
    mine = list(Pin.objects.of(by).select_for_update())
    place = next(place for place, each in enumerate(mine) if each.pk == pin.pk)
    other = place - 1 if earlier else place + 1
    if 0 <= other < len(mine):
        mine[place], mine[other] = mine[other], mine[place]
    for position, each in enumerate(mine, start=1):
        each.position = position
    Pin.objects.bulk_update(mine, ["position"])
    return pin


def remove_pin(pin: Pin, *, by: User) -> None:
    Pin.objects.filter(pk=pin.pk, owner=by).delete()


def title_of(question: str) -> str:
    """A question as a title: one line, cut between words."""
    line = " ".join(question.split()) or "Question"
    cut = Truncator(line).chars(TITLE_LENGTH)
    return cut if cut == line or " " not in cut else cut[:-1].rpartition(" ")[0] + "…"
