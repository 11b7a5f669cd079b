"""With a language model the page is told what is being done; without one, or without JavaScript, nothing changes."""

import json

import pytest
from django.urls import reverse

from assistant import executor
from assistant.answer import Answer
from assistant.models import Conversation, Turn
from assistant.tests.told import ANSWERED, BY_REGION

pytestmark = pytest.mark.django_db
ASK = reverse("assistant:ask")
LINES = {"Accept": "application/x-ndjson"}


@pytest.fixture
def in_steps(monkeypatch, settings):
    """A model that takes two steps; gives what it was asked."""
    settings.ASSISTANT_LLM = "ollama:llama3"
    asked = []

    def steps(question, *, user, last=None):
        asked.append((question, last))
        yield "Reading the question."
        yield "Looking it up."
        yield ANSWERED

    monkeypatch.setattr("assistant.views.steps.ask_in_steps", steps)
    return asked


def told_lines(answer):
    return [json.loads(line) for line in b"".join(answer).splitlines()]


def test_each_step_is_a_line_and_the_last_is_where_the_answer_is(client, hers, told, in_steps):
    conversation = hers("Won value by region")
    address = reverse("assistant:conversation_ask", args=[conversation.pk])
    lines = told_lines(client.post(address, {"question": "and wins?"}, headers=LINES))
    assert lines == [
        {"step": "Reading the question."}, {"step": "Looking it up."}, {"address": conversation.get_absolute_url()},
    ]  # fmt: skip
    assert in_steps == [("and wins?", BY_REGION)]
    assert (conversation.turns.count(), told.asked) == (2, [])


def test_while_figures_are_rebuilt_the_page_is_told(client, alice, in_steps, monkeypatch):
    away = Answer("error", executor.REBUILT, rule="rebuilt")
    monkeypatch.setattr("assistant.views.steps.ask_in_steps", lambda *args, **options: iter([away]))
    client.force_login(alice)
    assert told_lines(client.post(ASK, {"question": "Wins"}, headers=LINES)) == [{"failed": executor.REBUILT}]
    assert Conversation.objects.count() == 0


@pytest.mark.parametrize("model", ["", "ollama:llama3"])
def test_a_page_follows_steps_only_where_there_is_a_model(client, alice, told, settings, model):
    settings.ASSISTANT_LLM = model
    client.force_login(alice)
    assert ("data-steps" in client.get(reverse("assistant:start")).text) is bool(model)


def test_without_a_model_or_without_javascript_there_is_a_page(client, alice, told, in_steps, settings):
    client.force_login(alice)
    assert client.post(ASK, {"question": "Wins"}).status_code == 302
    settings.ASSISTANT_LLM = ""
    assert client.post(ASK, {"question": "Wins"}, headers=LINES).status_code == 302
    assert in_steps == []


def test_a_wrong_question_is_refused_before_any_step(client, alice, in_steps):
    client.force_login(alice)
    assert client.post(ASK, {"question": "x" * 1001}, headers=LINES).status_code == 422
    assert (in_steps, Turn.objects.count()) == ([], 0)
