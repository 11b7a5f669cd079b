"""Every question that a role may begin with has an answer, on the real data set."""

import pytest

from assistant.asking import ask
from assistant.starters import STARTERS
from teams.models import Role, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_run", "read_within")]


@pytest.mark.parametrize("role", Role.values)
def test_every_question_to_begin_with_is_answered(role, dora, anna, dana):
    reps = {"rep": "Darcel Schlecht", "manager": "Melvin Marxen"}
    people = {"director": dora, "analyst": anna, "admin": dana}
    user = people.get(role) or User.objects.get(name=reps[role])
    answers = [ask(question, user=user) for question in STARTERS[role]]
    assert [(answer.question, answer.text) for answer in answers if answer.status != "answered"] == []
    assert all(answer.rows for answer in answers)


def test_every_role_has_some():
    assert set(STARTERS) == set(Role.values)
    assert min(len(questions) for questions in STARTERS.values()) >= 3
