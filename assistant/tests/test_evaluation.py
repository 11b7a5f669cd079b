"""Golden questions are asked, judged and counted; what is kept apart stays unread."""

import json

import pytest
from django.core.management import CommandError, call_command

from assistant import evaluation, grammar
from assistant.evals.golden import judge, load
from assistant.filled import Refused, Understood
from assistant.intent import Intent
from assistant.management.commands import evaluate_assistant

ENTRY = {"class": "x", "id": "x-1", "question": "q", "status": "answered", "answer": [["West", 5]]}
CHOICE = {"status": "clarify", "options": ["GTX Pro", "GTX Basic"]}


@pytest.mark.parametrize(
    ("entry", "status", "rows", "said", "verdict"),
    [
        (ENTRY, "answered", [["west", 5]], "", "right"),
        (ENTRY, "answered", [["West", 6]], "", "wrong"),
        (ENTRY, "refused", [], "", "missed"),
        (ENTRY, "error", [], "", "missed"),
        ({**ENTRY, "also": ["refused"]}, "refused", [], "", "right"),
        ({"status": "refused"}, "refused", [], "", "right"),
        ({"status": "refused"}, "answered", [["West", 5]], "", "wrong"),
        ({"status": "refused", "also": ["answered"], "answer": [[0]]}, "answered", [[0]], "", "right"),
        ({"status": "refused", "also": ["answered"], "answer": [[0]]}, "answered", [[1]], "", "wrong"),
        (CHOICE, "clarify", [], "Which? GTX Basic gtx pro", "right"),
        (CHOICE, "clarify", [], "Which? GTX Basic", "missed"),
    ],
)
def test_an_answer_is_judged(entry, status, rows, said, verdict):
    assert judge(entry, status, rows, said) == verdict


@pytest.mark.django_db
def test_a_database_without_the_data_set_is_refused(pinned_day):
    with pytest.raises(CommandError, match=r"does not hold the data set .* The reporting day is 2025"):
        call_command("evaluate_assistant")


CLASSES = {"single figure", "refusals", "ties"}


def some(split):
    return [entry for entry in load(split) if entry["class"] in CLASSES]


@pytest.fixture
def reads_some(monkeypatch):
    """Ask three classes; read two of their questions, one of them wrongly."""
    monkeypatch.setattr(evaluate_assistant, "load", some)
    readings = {"How much did we sell in total?": Intent(("revenue",)), "number of lost deals": Intent(("wins",))}

    def fill(question, *, asker, last=None):
        return Understood(readings[question]) if question in readings else Refused("unknown", "No.")

    monkeypatch.setattr(grammar, "fill", fill)


@pytest.mark.django_db
def test_questions_are_asked_on_the_real_data_and_counted(real_run, read_within, dora, reads_some, capsys):
    assert evaluation.lacking() == ""
    call_command("evaluate_assistant", json=True, split="all")
    report = json.loads(capsys.readouterr().out)
    figures = report["tuning"]["classes"]["single figure"]
    assert (figures["asked"], figures["right"], figures["answered"], figures["wrong"]) == (10, 1, 2, 1)
    assert figures["missed"] == 8
    assert report["tuning"]["all"]["asked"] == len(some("tuning"))
    assert report["apart"]["all"]["asked"] == len(some("apart"))
    assert report["apart"]["classes"]["refusals"]["right"] > 0
    assert report["hostile"]["right"] == report["hostile"]["all"]
    assert report["benign"]["right"] == report["benign"]["all"]


@pytest.mark.django_db
def test_questions_kept_apart_are_printed_only_when_asked_for(real_run, read_within, dora, reads_some, capsys):
    missed = next(entry["question"] for entry in load("apart") if entry["class"] == "ties")
    for show in (False, True):
        call_command("evaluate_assistant", split="apart", show=show)
        out = capsys.readouterr().out
        assert "refusals" in out
        assert (missed in out) is show
