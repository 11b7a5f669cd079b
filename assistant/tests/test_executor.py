"""The database's half of the fence, with the parser switched off, on connections of the assistant's own role."""

import time
from contextlib import suppress

import pytest
from django.db import connection

from assistant import executor, fence, reader
from assistant.evals.made_attacks import made
from assistant.evals.statements import read
from assistant.executor import NotAnswered
from assistant.guard import check
from assistant.tests.attacks import HERE, attacks, awkward
from teams.models import User

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 0.3
OVERTIME = 2.0


def catalogue():
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, array_agg(column_name::text) from information_schema.columns"
            " where table_schema = 'gold' group by 1"
        )
        return dict(cursor.fetchall())


def counts():
    """Rows of every table, and the objects there are."""
    with connection.cursor() as cursor:
        cursor.execute("select schemaname || '.' || tablename from pg_tables where schemaname in ('public', 'crm')")
        tables = sorted(name for (name,) in cursor.fetchall())
        cursor.execute("select " + ", ".join(f"(select count(*) from {name})" for name in tables))
        rows = cursor.fetchone()
        cursor.execute("select count(*), max(oid::bigint) from pg_class where relkind in ('r', 'v', 'S', 'i')")
        return dict(zip(tables, rows, strict=True)), cursor.fetchone()


def test_a_representative_gets_what_is_theirs(committed_books, alice, charlie, dana):
    text = check("select agent, sum(won_value) from deal group by agent order by agent", catalogue()).rendered
    seen = {user: executor.run(text, user=user).rows for user in (alice, charlie, dana)}
    assert seen[alice] == [("Alice Ames", 300)]
    assert seen[charlie] == [("Charlie Cole", 7)]
    assert seen[dana] == [*seen[alice], *seen[charlie]]


def test_somebody_who_left_sees_nothing(committed_books, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    alice.refresh_from_db()
    assert executor.run("select * from gold.deal", user=alice).rows == []


def test_every_view_can_be_read_by_the_role(committed_books, alice):
    for view in catalogue():
        assert executor.run(f"select * from gold.{view}", user=alice).columns


@pytest.mark.parametrize("may_set", [False, True], ids=["revoked", "allowed as where the owner cannot revoke it"])
@pytest.mark.parametrize(
    "text",
    [
        "select set_config('crm.visible_owners', '{ids}', true), (select count(*) from gold.deal)",
        "select count(*) from gold.deal where set_config('crm.visible_owners', '{ids}', true) <> ''",
        "with a as materialized (select set_config('crm.visible_owners', '{ids}', true) as x)"
        " select (select count(*) from gold.deal where a.x <> '') from a",
        "select count(*) from (select set_config('crm.visible_owners', '{ids}', false) as x offset 0) as a"
        " cross join lateral (select * from gold.deal where a.x <> '' offset 0) as b",
        "select set_config('crm.viewer_seal', '', true), set_config('crm.visible_owners', '{ids}', true),"
        " (select count(*) from gold.deal)",
    ],
)
def test_a_query_cannot_change_its_viewer(committed_books, alice, charlie, text, may_set):
    connection.cursor().execute(
        f"{'grant' if may_set else 'revoke'} execute on function set_config(text, text, boolean)"
        f" {'to' if may_set else 'from'} {reader.settings.ASSISTANT_ROLE}"
    )
    try:
        rows = executor.run(text.replace("{ids}", f"{{{alice.pk},{charlie.pk}}}"), user=charlie).rows
    except NotAnswered:
        assert not may_set
    else:
        assert may_set
        assert rows[0][-1] <= 1  # charlie's own deal, or nothing at all
    finally:
        fence.close_gaps()


def test_a_seal_is_of_no_use_in_another_transaction(committed_books, alice):
    with reader.connect() as first:
        executor._begin(first, alice, 5)
        (owners, seal, seen) = first.execute(
            "select current_setting('crm.visible_owners'), current_setting('crm.viewer_seal'), count(*) from deal"
        ).fetchone()
    with reader.connect() as second:
        second.execute(f"set local crm.visible_owners = '{owners}'; set local crm.viewer_seal = '{seal}'")
        assert (seen, second.execute("select count(*) from gold.deal").fetchone()) == (2, (0,))


@pytest.mark.parametrize("text", ["select 1; select 2", "select 1; commit; drop schema gold cascade", "commit", ""])
def test_one_select_and_nothing_else(committed_books, alice, text):
    with pytest.raises(NotAnswered):
        executor.run(text, user=alice)


def test_no_attack_writes_reads_beyond_its_viewer_or_outlives_its_deadline(committed_books, alice, charlie):
    """All of them without the parser, as charlie, who must see nothing of alice's."""
    secrets = ("Secretive", "alice", "Alice", "charlie@", alice.password)
    calls = [f"select {call}" for call in (HERE / "attack_calls.sql").read_text().splitlines()]
    before, leaks, late = counts(), [], []
    theirs = [statement.sql for statement in [*read("hostile.sql"), *made()]]
    for text in [*(HERE / "attacks.sql").read_text().splitlines(), *calls, *awkward(), *theirs]:
        began = time.monotonic()
        try:
            answer = str(executor.run(text, user=charlie, seconds=SECONDS))
        except (NotAnswered, UnicodeEncodeError):
            answer = ""
        leaks += [text for secret in secrets if secret in answer]
        late += [text] if time.monotonic() - began > SECONDS + OVERTIME else []
    assert (leaks, late, counts()) == ([], [], before)


def test_a_slow_query_is_stopped(committed_books, dana):
    began = time.monotonic()
    with pytest.raises(NotAnswered, match="took too long"):
        executor.run("select count(*) from generate_series(1, 10000000000)", user=dana, seconds=0.2)
    assert time.monotonic() - began < 0.2 + OVERTIME


def test_rows_and_bytes_have_a_cap(committed_books, dana):
    answer = executor.run("select generate_series(1, 100)", user=dana, cap=10)
    assert (len(answer.rows), answer.is_cut) == (10, True)
    with pytest.raises(NotAnswered, match="more than an answer can hold"):
        executor.run("select rpad_free from (select string_agg(md5(g::text), '') as rpad_free from"
                     " generate_series(1, 40000) as g) as a, generate_series(1, 50)", user=dana)  # fmt: skip


def test_what_postgresql_says_stays_in_the_log(committed_books, dana, caplog):
    with pytest.raises(NotAnswered) as caught:
        executor.run("select 'Secretive'::int", user=dana)
    assert "Secretive" not in str(caught.value)
    assert "Secretive" in caplog.text


@pytest.mark.parametrize("text", ["select 1", "select 1 / 0", "no query"])
def test_one_connection_a_question_and_none_is_left(committed_books, dana, monkeypatch, text):
    assert fence.holds()
    opened, connect = [], reader.connect
    monkeypatch.setattr(reader, "connect", lambda *args: opened.append(connect()) or opened[-1])
    with suppress(NotAnswered):
        executor.run(text, user=dana)
    assert [one.closed for one in opened] == [True]


def test_the_assistant_is_off_while_its_role_is_wrong(committed_books, dana):
    try:
        connection.cursor().execute(f"grant select on teams_user to {reader.settings.ASSISTANT_ROLE}")
        fence._known.clear()
        with pytest.raises(NotAnswered, match="off until its role"):
            executor.run("select 1", user=dana)
    finally:
        assert fence.close_gaps().gaps == ()


def test_all_attacks_are_refused_over_the_real_catalogue(committed_books):
    views = catalogue()
    assert [text for text in attacks() if check(text, views).allowed] == []


def test_every_honest_query_of_the_evaluation_is_answered(committed_books, dana):
    views, columns = catalogue(), {}
    for statement in read("benign.sql"):
        columns[statement.id] = executor.run(check(statement.sql, views).rendered, user=dana).columns
    assert all(columns.values())


def test_what_is_rendered_says_the_same_as_what_was_written(committed_books, dana):
    views, written, rendered = catalogue(), {}, {}
    for statement in read("benign.sql"):
        text = statement.sql.rstrip().rstrip(";")
        written[statement.id] = executor.run(text, user=dana).rows
        rendered[statement.id] = executor.run(check(text, views).rendered, user=dana).rows
    assert rendered == written
