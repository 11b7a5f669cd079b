"""What somebody keeps of the assistant: turns in their order, titles, ratings, pins."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from assistant import conversations
from assistant.answer import Answer
from assistant.filled import Option
from assistant.intent import Filter, Intent
from assistant.models import Conversation, Pin, Question, Turn
from assistant.services import record_question

pytestmark = pytest.mark.django_db

WEST = Intent(("revenue",), filters=(Filter("region", "is", ("West",)),))


def answer(question="Who sold most?", intent=WEST, **more):
    return Answer("answered", "Alice sold most.", question, intent, as_of=date(2017, 12, 31), **more)


def pins(user):
    return [pin.title for pin in Pin.objects.of(user)]


def test_the_first_question_begins_a_conversation_and_names_it(alice):
    turn = conversations.add_turn(answer(), by=alice)
    kept = turn.conversation
    assert (kept.owner, kept.title, turn.position, turn.asks) == (alice, "Who sold most?", 1, WEST)
    assert (turn.text, turn.as_of, turn.status) == ("Alice sold most.", date(2017, 12, 31), "answered")


def test_the_next_one_follows_it(alice):
    first = conversations.add_turn(answer(), by=alice)
    second = conversations.add_turn(answer("And in East?"), by=alice, to=first.conversation)
    assert (second.conversation, second.position) == (first.conversation, 2)
    assert second.conversation.title == "Who sold most?"


def test_nobody_adds_to_the_conversation_of_another(alice, dora):
    hers = conversations.add_turn(answer(), by=alice).conversation
    with pytest.raises(Conversation.DoesNotExist):
        conversations.add_turn(answer(), by=dora, to=hers)


def test_a_question_back_keeps_its_buttons_and_a_refusal_what_could_be_asked(alice):
    back = Answer("clarify", "Which West?", "West?", options=(Option("West", WEST),))
    refused = Answer("refused", "No costs are kept.", "Profit?", instead=("Won value",))
    assert conversations.add_turn(back, by=alice).options == [{"label": "West", "intent": WEST.as_json()}]
    assert conversations.add_turn(refused, by=alice).instead == ["Won value"]


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("  Who\n sold most? ", "Who sold most?"),
        ("word " * 40, "word " * 14 + "word…"),
        ("x" * 200, "x" * 79 + "…"),
        ("", "Question"),
    ],
)
def test_a_long_question_is_cut_for_a_title(question, title):
    assert conversations.title_of(question) == title


def test_search_reads_titles_and_questions(alice):
    first = conversations.add_turn(answer("Won value by region"), by=alice).conversation
    conversations.add_turn(answer("And only GTX Pro?"), by=alice, to=first)
    conversations.add_turn(answer("Stale deals"), by=alice)
    found = [list(Conversation.objects.of(alice).saying(words)) for words in ("gtx pro", "REGION", "100%", "_")]
    assert found == [[first], [first], [], []]


def test_deleting_takes_the_turns_and_leaves_the_record(alice):
    turn = conversations.add_turn(answer(), by=alice)
    record_question("Who sold most?", by=alice, verdict="answered")
    conversations.delete_conversation(turn.conversation, by=alice)
    assert (Conversation.objects.count(), Turn.objects.count(), Question.objects.count()) == (0, 0, 1)


def test_nobody_deletes_or_renames_the_conversation_of_another(alice, dana):
    hers = conversations.add_turn(answer(), by=alice).conversation
    conversations.delete_conversation(hers, by=dana)
    with pytest.raises(Conversation.DoesNotExist):
        conversations.rename_conversation(hers, by=dana, title="Mine")
    assert Conversation.objects.get().title == "Who sold most?"


def test_a_rating_can_be_changed_and_taken_back(alice):
    turn = conversations.add_turn(answer(), by=alice)
    for feedback, note, kept in [("down", "East is missing", "East is missing"), ("up", "", ""), ("", "left", "")]:
        conversations.rate_turn(turn, by=alice, feedback=feedback, note=note)
        assert Turn.objects.values_list("feedback", "note").get() == (feedback, kept)


def test_a_question_is_pinned_once_and_only_where_it_was_answered(alice):
    turn = conversations.add_turn(answer(), by=alice)
    assert conversations.pin_turn(turn, by=alice) == conversations.pin_turn(turn, by=alice)
    refused = conversations.add_turn(Answer("refused", "No.", "Profit?"), by=alice)
    query = conversations.add_turn(answer("select 1", None, filled_by="sql"), by=alice)
    for wrong in (refused, query):
        with pytest.raises(ValidationError):
            conversations.pin_turn(wrong, by=alice)
    assert pins(alice) == ["Who sold most?"]


def test_a_dashboard_holds_so_many(alice, monkeypatch):
    monkeypatch.setattr(Pin, "MOST", 1)
    conversations.pin_turn(conversations.add_turn(answer(), by=alice), by=alice)
    other = conversations.add_turn(answer("Wins?", Intent(("wins",))), by=alice)
    with pytest.raises(ValidationError, match="the most"):
        conversations.pin_turn(other, by=alice)


def test_pins_change_places_and_go(alice):
    for name in ("revenue", "wins", "losses"):
        conversations.pin_turn(conversations.add_turn(answer(name, Intent((name,))), by=alice), by=alice)
    first, second, third = Pin.objects.of(alice)
    conversations.move_pin(third, by=alice, earlier=True)
    assert pins(alice) == ["revenue", "losses", "wins"]
    conversations.move_pin(first, by=alice, earlier=True)
    conversations.move_pin(second, by=alice, earlier=False)
    assert pins(alice) == ["revenue", "losses", "wins"]
    conversations.remove_pin(third, by=alice)
    conversations.rename_pin(first, by=alice, title="Won")
    assert pins(alice) == ["Won", "wins"]


def test_an_intent_of_a_former_form_is_not_asked_again(alice):
    turn = conversations.add_turn(answer(), by=alice)
    turn.intent = {"measures": ["revenue"]}
    assert (turn.asks, turn.can_be_asked_again) == (None, False)
