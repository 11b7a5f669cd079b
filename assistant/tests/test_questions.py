"""What was asked stays on record as it was."""

import pytest
from django.db import DatabaseError, transaction

from assistant.models import Question
from assistant.services import record_question

pytestmark = pytest.mark.django_db


def test_a_question_is_kept_with_what_came_of_it(alice):
    came = {"verdict": "answered", "sql": "select 1", "rows": 1, "milliseconds": 12, "intent": {"a": 1}}
    record_question("Who sold most?", by=alice, **came)
    kept = Question.objects.values("asked_by", "text", *came).get()
    assert kept == {"asked_by": alice.pk, "text": "Who sold most?", **came}


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "", "x" * 20_000])
def test_any_text_can_be_kept(alice, text):
    assert record_question(text, by=alice, verdict="refused", rule="characters").pk


def test_nothing_changes_it_and_nothing_takes_it_away(alice):
    question = record_question("Who sold most?", by=alice, verdict="answered")
    with pytest.raises(DatabaseError), transaction.atomic():
        Question.objects.update(text="Nobody asked")
    with pytest.raises(DatabaseError), transaction.atomic():
        question.delete()
    assert Question.objects.get().text == "Who sold most?"
