"""manage.py check_sql: a line in, a line out, whatever is in it."""

import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def asked(tmp_path, capsys, content):
    file = tmp_path / "queries.jsonl"
    file.write_bytes(content)
    call_command("check_sql", str(file), "--as", "alice@example.com")
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_query_is_allowed_and_rendered(alice, tmp_path, capsys):
    (answer,) = asked(tmp_path, capsys, b'{"id": 1, "sql": "select agent from deal limit 3"}\n')
    assert (answer["id"], answer["verdict"], answer["rule"]) == (1, "allow", "")
    assert answer["rendered"].split() == ["SELECT", "agent", "FROM", "gold.deal", "LIMIT", "3"]


def test_an_attack_is_rejected_with_its_rule(alice, tmp_path, capsys):
    answers = asked(
        tmp_path, capsys, b'{"id": "a", "sql": "select pg_sleep(9)"}\n\n{"id": "b", "sql": "drop table x"}'
    )
    assert [(a["id"], a["verdict"], a["rule"], a["rendered"]) for a in answers] == [
        ("a", "reject", "function", ""),
        ("b", "reject", "statement", ""),
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"no json",
        b"[]",
        b'{"id": 7}',
        b'{"id": 7, "sql": 5}',
        b'{"id": 7, "sql": "\\ud800"}',
        b"\xff\xfe",
        b"[" * 99_999,
    ],
)
def test_a_bad_line_gets_an_answer_and_the_next_one_too(alice, tmp_path, capsys, line):
    bad, good = asked(tmp_path, capsys, line + b'\n{"id": 8, "sql": "select agent from deal"}')
    assert bad["verdict"] == "reject"
    assert bad["rule"]
    assert (good["id"], good["verdict"]) == (8, "allow")


def test_nobody_by_that_name(tmp_path):
    with pytest.raises(CommandError, match="no user"):
        call_command("check_sql", str(tmp_path), "--as", "nobody@example.com")


def test_a_file_that_is_not_there(alice, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("check_sql", str(tmp_path / "none"), "--as", "alice@example.com")
