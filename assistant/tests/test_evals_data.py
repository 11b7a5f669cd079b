"""The golden questions are what they say: well-formed, and true by two ways to the same figures."""

import os
import statistics
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from analytics import gold
from assistant.evals.golden import Entry, accepted, is_right, load, same_rows
from assistant.tests import csv_book
from teams.models import User

STATUSES = {"answered", "refused", "clarify"}
KEYS = {
    "id", "class", "question", "dialogue", "as_user", "status", "also", "because", "options", "sql", "python",
    "answer", "answer_any", "ordered", "percent", "tolerance",
}  # fmt: skip
SPLITS = {split: load(split) for split in ("tuning", "apart")}
ENTRIES = list(chain.from_iterable(SPLITS.values()))


def test_ids_are_unique_and_every_key_is_known():
    assert [key for key, count in Counter(entry["id"] for entry in ENTRIES).items() if count > 1] == []
    assert {key for entry in ENTRIES for key in entry} <= KEYS


def test_no_question_is_asked_twice():
    asked = Counter((str(e.get("question") or e["dialogue"]).casefold(), e.get("as_user")) for e in ENTRIES)
    assert [question for question, count in asked.items() if count > 1] == []


def test_there_are_questions_enough_of_every_class_and_a_third_is_apart():
    classes = Counter(entry["class"] for entry in ENTRIES)
    assert len(ENTRIES) >= 250
    assert len(classes) >= 20
    assert min(classes.values()) >= 5
    assert len(SPLITS["apart"]) / len(ENTRIES) == pytest.approx(1 / 3, abs=0.01)
    apart = Counter(entry["class"] for entry in SPLITS["apart"])
    assert [name for name, count in classes.items() if abs(apart[name] - count / 3) > 1] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_an_entry_says_what_is_expected(entry: Entry):
    assert ("question" in entry) != ("dialogue" in entry)
    assert entry["status"] in STATUSES
    assert set(entry.get("also", [])) <= STATUSES - {entry["status"]}
    assert 2 <= len(entry.get("dialogue", [1, 2])) <= 4
    match entry["status"]:
        case "answered":
            assert {"sql", "answer"} <= set(entry)
        case "refused":
            assert entry["because"]
            assert ("answer" in entry) == ("answered" in entry.get("also", []))
        case "clarify":
            assert len(entry.get("options", ["this", "that"])) >= 2


def test_at_least_half_of_the_answers_are_recomputed_without_sql():
    answered = [entry for entry in ENTRIES if entry["status"] == "answered"]
    assert sum("python" in entry for entry in answered) >= len(answered) / 2


@pytest.mark.parametrize("split", SPLITS)
def test_the_recomputation_from_the_files_gives_the_answer(split: str):
    folder = os.environ.get("CRM_DATASET_DIR", "")
    if not folder:
        pytest.skip("CRM_DATASET_DIR does not name the real data set's folder")
    known = {**vars(csv_book), **vars(statistics), "b": csv_book.read(Path(folder))}
    checked = [entry for entry in SPLITS[split] if "python" in entry]
    rows = {entry["id"]: eval(entry["python"], known) for entry in checked}  # noqa: S307 # the repository's own texts
    assert [e["id"] for e in checked if not same_rows(e["answer"], rows[e["id"]], e)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("split", SPLITS)
def test_the_sql_gives_the_answer_to_the_asking_user(split: str, real_run: Any, dora: User):
    wrong = []
    for entry in SPLITS[split]:
        for answer in accepted(entry):
            if "sql" in answer:
                rows = gold.query(answer["sql"], user=_asker(entry, dora)).rows
                wrong += [] if same_rows(answer["answer"], rows, answer) else [(entry["id"], answer["sql"])]
    assert wrong == []


def _asker(entry: Entry, director: User) -> User:
    who = entry.get("as_user")
    if not who:
        return director
    return User.objects.get(**{"email__iexact" if "@" in who else "name__iexact": who})


ANSWER = [["West", 0.3567], ["East", 12]]


@pytest.mark.parametrize(
    ("rules", "rows", "right"),
    [
        ({}, [["East", 12], ["West", 0.3567]], True),
        ({}, [["x", 12, "east"], ["WEST", 1, 0.35671]], True),
        ({"ordered": True}, [["East", 12], ["West", 0.3567]], False),
        ({}, [["West", 35.67], ["East", 12]], False),
        ({"percent": True}, [["West", 35.67], ["East", 12]], True),
        ({}, [["West", 0.3567]], False),
        ({}, [["West", 0.3567], ["East", 12], ["Central", 1]], False),
        ({}, [["West", 0.3667], ["East", 12]], False),
        ({"tolerance": 0.05}, [["West", 0.3667], ["East", 12]], True),
        ({}, [["West", 0.3567], ["East", 13]], False),
        ({}, [["West", 0.3567], ["East", None]], False),
    ],
)
def test_rows_are_judged(rules: Entry, rows: list[list[Any]], right: bool):
    assert same_rows(ANSWER, rows, rules) is right


@pytest.mark.parametrize("written", ["2017-10-01", "2017-10", "October 2017", "2017 Q4", "Q4 2017", "oct 2017"])
def test_months_and_quarters_are_known_however_they_are_written(written: str):
    assert same_rows([["2017-10-01", 5]], [[written, 5]], {})


def test_one_of_several_answers_is_enough():
    entry = {"answer": [[1]], "answer_any": [{"because": "other", "answer": [[2], [3]]}]}
    assert is_right(entry, [[1]])
    assert is_right(entry, [[3], [2]])
    assert not is_right(entry, [[2]])
