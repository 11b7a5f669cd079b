"""From a question to its answer with a language model that reads it."""

import pytest

from assistant.answer import Answer
from assistant.asking import ask, ask_in_steps
from assistant.filled import Understood
from assistant.intent import Intent
from assistant.language_model import AWAY
from assistant.models import Question
from assistant.tests.llm_world import reading, server, stub
from assistant.tests.provider_stub import Status

__all__ = ["server", "stub"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("llm")]

REVENUE = Intent(("revenue",), ("account",))
FREE = {"kind": "sql", "sql": "select account, count(*) as oddities from deal group by account"}


def grammar(question, *, asker, last=None):
    return Understood(Intent(("wins",)), ("From the grammar.",))


@pytest.fixture
def by_model(settings, stub, monkeypatch):
    settings.ASSISTANT_LLM, settings.ASSISTANT_LLM_BASE_URL = "openai:m", stub.base_url("openai")
    monkeypatch.setattr("assistant.grammar.fill", grammar)
    return stub


def test_the_answer_says_who_read_the_question(by_model, committed_books, dana):
    by_model.replies = [reading(REVENUE), Status(500)]
    answers = [ask("Revenue by account", user=dana) for _ in range(2)]
    assert [(answer.status, answer.filled_by) for answer in answers] == [
        ("answered", "model"),
        ("answered", "grammar"),
    ]
    assert answers[1].notes[:2] == (AWAY, "From the grammar.")
    assert [float(row[2]) for row in answers[0].rows] == [300, 7]


def test_a_query_of_the_model_shows_the_askers_rows_and_who_wrote_it(by_model, committed_books, charlie):
    by_model.replies = [FREE]
    answer = ask("Oddities of accounts", user=charlie)
    assert (answer.status, answer.filled_by, answer.rows) == ("answered", "model", (("Open Corp", 1),))
    assert "wrote the query itself" in answer.notes[0]
    assert Question.objects.values_list("verdict", "sql").get() == ("answered", answer.sql)


def test_names_that_the_asker_may_not_see_do_not_exist(by_model, committed_books, charlie):
    asked = {"member": "account", "operator": "is", "values": ["Secretive Ltd"]}
    reply = reading(REVENUE)
    reply["readings"][0]["filters"] = [asked]
    by_model.replies = [reply]
    answer = ask("Revenue of Secretive Ltd by account", user=charlie)
    assert (answer.status, answer.options) == ("clarify", ())
    assert answer.text == "There is no account called “Secretive Ltd” that you may see."


@pytest.mark.parametrize("reply", [{"kind": "refuse", "refusal": "forecast"}, {"kind": "clarify", "readings": []}])
def test_every_outcome_is_on_record_once(by_model, committed_books, dana, reply):
    by_model.replies = [reply]
    answer = ask("Who will buy?", user=dana)
    assert answer.filled_by == "model"
    assert Question.objects.get().rule == answer.rule


def test_steps_are_told_and_then_the_answer(by_model, committed_books, dana):
    by_model.replies = [reading(Intent(("profit",))), reading(REVENUE)]
    *told, answer = ask_in_steps("Revenue by account", user=dana)
    assert told == [
        "Reading the question.",
        "Checking what was understood.",
        "Asking again: There is no figure called “profit”.",
        "Checking what was understood.",
        "Looking it up.",
    ]
    assert isinstance(answer, Answer)
    assert (answer.status, answer.filled_by, Question.objects.count()) == ("answered", "model", 1)


@pytest.mark.parametrize("question", ["", "x" * 1001])
def test_no_model_is_asked_what_is_no_question(by_model, committed_books, dana, question):
    (answer,) = ask_in_steps(question, user=dana)
    assert (answer.status, by_model.requests) == ("refused", [])


def test_without_a_model_there_is_the_answer_alone(settings, by_model, committed_books, dana):
    settings.ASSISTANT_LLM = ""
    (answer,) = ask_in_steps("Wins", user=dana)
    assert (answer.status, answer.filled_by) == ("answered", "grammar")
