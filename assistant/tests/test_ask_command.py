"""manage.py ask: one question, or a file of them, a line in, a line out, whatever is in it."""

import json

import pytest
from django.core.management import CommandError, call_command

from assistant import grammar
from assistant.filled import Refused, Understood
from assistant.intent import Intent
from assistant.models import Question

pytestmark = pytest.mark.django_db(transaction=True)

REVENUE = Intent(("revenue",), ("account",))


@pytest.fixture(autouse=True)
def reads(monkeypatch):
    """Read “sales” as revenue by account and “wins” as the same of wins; a follow-up says what it follows."""

    def fill(question, *, asker, last=None):
        if question == "stumble":
            raise KeyError(question)
        known = {"sales": REVENUE, "wins": Intent(("wins",), ("account",)), "again": last}
        return Understood(known[question]) if known.get(question) else Refused("unknown", "That is not known.")

    monkeypatch.setattr(grammar, "fill", fill)


@pytest.fixture
def batch(tmp_path, capsys):
    def batch(*lines, **options):
        file = tmp_path / "questions.jsonl"
        file.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
        call_command("ask", batch=str(file), **options)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return batch


@pytest.mark.parametrize("who", ["alice@example.com", "ALICE AMES"])
def test_a_question_is_asked_as_somebody(committed_books, alice, capsys, who):
    call_command("ask", "sales", user=who)
    out = capsys.readouterr().out
    assert out.startswith("Won value of Secretive Ltd is $300")
    assert "Read as: Won value, by account" in out
    assert "Open Corp" not in out


def test_all_of_an_answer_as_json(committed_books, dana, capsys):
    call_command("ask", "sales", user="Dana Dorn", json=True)
    answer = json.loads(capsys.readouterr().out)
    assert answer["rows"] == [["Secretive Ltd", 300], ["Open Corp", 7]]
    assert answer["intent"] == REVENUE.as_json()


def test_lines_are_asked_as_their_askers(committed_books, alice, charlie, dana, batch):
    answers = batch(
        {"id": "a", "question": "sales", "as_user": "charlie@example.com"},
        {"id": "b", "question": "sales", "as_user": "Alice Ames"},
        {"id": "c", "question": "sales"},
    )
    assert [(a["id"], a["status"], a["rows"]) for a in answers] == [
        ("a", "answered", [["Open Corp", 7]]),
        ("b", "answered", [["Secretive Ltd", 300]]),
        ("c", "answered", [["Secretive Ltd", 300], ["Open Corp", 7]]),
    ]
    assert {tuple(answer) for answer in answers} == {("id", "status", "columns", "rows", "text", "sql")}


def test_of_a_dialogue_the_last_turn_is_answered(committed_books, dana, batch):
    (answer,) = batch({"id": 1, "dialogue": ["wins", "nonsense", "again"]})
    assert (answer["columns"], answer["rows"]) == (["account", "wins"], [["Secretive Ltd", 2], ["Open Corp", 1]])
    assert Question.objects.count() == 3


BAD = [
    b"no json", b"[]", b"7", {"id": 7}, {"id": 7, "question": 5}, {"id": 7, "dialogue": []},
    {"id": 7, "dialogue": ["sales", 5]}, {"id": 7, "dialogue": "sales"}, b"\xff\xfe", b"[" * 99_999,
    {"id": 7, "question": "sales", "as_user": "Nobody"}, {"id": 7, "question": "sales", "as_user": "x\0"},
    {"id": 7, "question": "sales", "as_user": ["x"]}, {"id": 7, "question": "stumble"},
]  # fmt: skip


def test_a_bad_line_gets_an_answer_and_the_next_one_too(committed_books, dana, batch):
    answers = batch(*(line for bad in BAD for line in (bad, {"id": 8, "question": "sales"})))
    bad, good = answers[::2], answers[1::2]
    assert [(one["status"], one["rows"], one["text"][-1]) for one in bad] == [("error", [], ".")] * len(BAD)
    assert [(one["id"], one["status"]) for one in good] == [(8, "answered")] * len(BAD)


def test_two_of_a_name_are_told_apart_by_address(committed_books, alice, dana, batch):
    from teams.tests.factories import UserFactory

    UserFactory(name="Alice Ames")
    (answer,) = batch({"id": 1, "question": "sales", "as_user": "alice ames"})
    assert "e-mail" in answer["text"]


def test_without_anybody_who_sees_everything_a_line_must_say_who_asks(committed_books, alice, batch):
    bad, good = batch({"id": 1, "question": "sales"}, {"id": 2, "question": "sales", "as_user": "Alice Ames"})
    assert (bad["status"], good["status"]) == ("error", "answered")


@pytest.mark.parametrize(
    "options",
    [{}, {"question": "x", "batch": "y"}, {"question": "x"}, {"question": "x", "user": "nobody"},
     {"batch": "/no/such/file"}],
)  # fmt: skip
@pytest.mark.django_db
def test_what_cannot_be_asked_is_said(options):
    question = options.pop("question", None)
    with pytest.raises(CommandError):
        call_command("ask", *([question] if question else []), **options)
