"""The views make way for migrations, and whoever reads them meanwhile is told so."""

import re
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, migrations, models, transaction
from django.db.migrations.state import ProjectState

from analytics import gold, warehouse
from analytics.management.commands import migrate

pytestmark = pytest.mark.django_db

WIDER = migrations.AlterField("product", "series", models.CharField(max_length=200))
NEW = migrations.AddField("product", "colour", models.CharField(default="", max_length=20))


def migration(*operations):
    made = migrations.Migration("9999_scratch", "pipeline")
    made.operations = list(operations)
    return made


def apply(made):
    from django.db.migrations.loader import MigrationLoader

    before = MigrationLoader(connection).project_state()
    assert isinstance(before, ProjectState)
    with connection.schema_editor(atomic=False) as editor:
        made.apply(before, editor)


def schemas():
    with connection.cursor() as cursor:
        cursor.execute("select nspname from pg_namespace where nspname in ('gold', 'silver') order by 1")
        return [name for (name,) in cursor.fetchall()]


def test_a_column_under_the_views_cannot_be_altered_while_they_stand():
    with pytest.raises(DatabaseError, match="cannot alter type of a column used by a view"), transaction.atomic():
        apply(migration(WIDER))


def test_the_views_make_way_and_are_built_again(deal, alice):
    plan = [(migration(WIDER), False)]
    warehouse.drop_before_migrate(plan=plan)
    assert schemas() == []
    apply(plan[0][0])
    warehouse.build_after_migrate(plan=plan)
    assert gold.query("select code from gold.deal", user=alice).rows == [(deal.code,)]


@pytest.mark.parametrize(
    ("plan", "stay"),
    [
        ([], True),
        ([(migration(NEW), False)], True),
        ([(migration(NEW), True)], False),
        ([(migration(NEW), False), (migration(WIDER), False)], False),
        ([(migration(migrations.RunSQL("select 1")), False)], False),
    ],
    ids=["nothing", "a new column", "backwards", "one of two", "SQL"],
)
def test_they_make_way_only_for_what_needs_it(plan, stay):
    warehouse.drop_before_migrate(plan=plan)
    assert bool(schemas()) is stay


def test_a_real_migrate_makes_way_and_builds_again(deal, alice):
    """Back before a table that the views need, and forward again."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # what the fixtures left to be checked at a commit
    with pytest.raises(CommandError, match=r'silver/account_month\.sql: relation "analytics_accountmonth" does not'):
        call_command("migrate", "analytics", "0001", verbosity=0)
    assert schemas() == []
    call_command("migrate", verbosity=0)
    assert gold.query("select code from gold.deal", user=alice).rows == [(deal.code,)]


@pytest.fixture
def failing(monkeypatch):
    def handle(*args, **options):
        warehouse.drop_before_migrate(plan=[(migration(WIDER), False)])
        raise CommandError("no such thing")

    monkeypatch.setattr(migrate.migrate.Command, "handle", handle)


def test_after_a_migration_that_failed_the_views_are_built_again(failing, deal, alice):
    with pytest.raises(CommandError, match="no such thing"):
        call_command("migrate", verbosity=0)
    assert gold.query("select code from gold.deal", user=alice).rows == [(deal.code,)]


def test_or_it_says_what_does_not_fit(failing, monkeypatch, capsys):
    broken = warehouse.View("silver", "broken", "one row per nothing", (), "create view silver.broken as select a")
    monkeypatch.setattr(warehouse, "views", lambda: (broken,))
    with pytest.raises(CommandError, match="no such thing"):
        call_command("migrate", verbosity=0)
    said = capsys.readouterr().err
    assert "silver/broken.sql" in said
    assert "they answer 503" in said


def test_a_failed_build_by_hand_names_the_file_and_keeps_the_views(deal, alice, monkeypatch):
    broken = warehouse.View("gold", "broken", "one row per nothing", (), "create view gold.broken as select a")
    monkeypatch.setattr(warehouse, "views", lambda: (broken,))
    with pytest.raises(CommandError, match=r"Nothing was changed\. gold/broken\.sql: column \"a\" does not exist"):
        call_command("build_warehouse", verbosity=0)
    assert gold.query("select code from gold.deal", user=alice).rows == [(deal.code,)]


def test_a_reader_of_no_views_is_told_so(alice):
    warehouse.drop_before_migrate(plan=[(migration(WIDER), False)])
    with pytest.raises(gold.BeingRebuilt):
        gold.query("select code from gold.deal", user=alice)


def test_a_fault_of_ours_is_not_called_a_rebuild(alice):
    with pytest.raises(DatabaseError, match="does not exist"):
        gold.query("select code from gold.nothing", user=alice)


def test_pages_are_calm_while_the_views_are_away(client, alice):
    client.force_login(alice)
    warehouse.drop_before_migrate(plan=[(migration(WIDER), False)])
    page = client.get("/dashboards/sales/figures")
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert "<h1>Figures are being rebuilt</h1>" in page.content.decode()
    fragment = client.get("/dashboards/sales/figures?x=1", headers={"HX-Request": "true", "HX-Target": "figures"})
    assert (fragment.status_code, fragment["HX-Reswap"]) == (503, "innerHTML")
    text = fragment.content.decode()
    assert "<html" not in text
    assert re.search(r'hx-get="/dashboards/sales/figures\?x=1" hx-trigger="load delay:10s" hx-target="#figures"', text)


def test_the_api_says_it_in_json(monkeypatch, api, alice):
    def away(*args, **kwargs):
        raise gold.BeingRebuilt

    monkeypatch.setattr("accounts.api.AccountViewSet.list", away)
    answer = api(alice).get("/api/v1/accounts")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer.json() == {"detail": "Figures are being rebuilt. Try again in a moment."}


def test_the_state_of_the_views(client, monkeypatch):
    assert (warehouse.state(), client.get("/health/ready").json()["warehouse"]) == ("current", "current")
    monkeypatch.setattr(warehouse, "fingerprint", lambda: "of another release")
    assert warehouse.state() == "outdated"
    assert "run manage.py build_warehouse" in client.get("/health/ready").json()["warehouse"]
    warehouse.drop_before_migrate(plan=[(migration(WIDER), False)])
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["warehouse"].startswith("missing")


def test_gold_offers_the_reporting_day(pinned_day):
    with connection.cursor() as cursor:
        cursor.execute("select gold.as_of(), obj_description('gold.as_of()'::regprocedure)")
        day, about = cursor.fetchone()
    assert day == pinned_day
    assert about.startswith("date · the reporting day")


def test_gold_offers_it_after_every_rebuild(pinned_day):
    warehouse.build()
    with connection.cursor() as cursor:
        cursor.execute("select gold.as_of(), has_function_privilege('public', 'gold.as_of()', 'execute')")
        assert cursor.fetchone() == (pinned_day, True)


@pytest.mark.django_db(transaction=True)
def test_readers_never_miss_a_view_during_rebuilds():
    """Several readers with connections of their own, each reading two views in a statement, over ten rebuilds."""
    done, started = threading.Event(), threading.Barrier(4)
    counts, failures = [], []

    def read():
        started.wait()
        reads = 0
        try:
            while not done.is_set():
                with connection.cursor() as cursor:
                    cursor.execute("select count(*) from gold.deal, gold.account_segment")
                reads += 1
        except DatabaseError as error:
            failures.append(error)
        finally:
            counts.append(reads)
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    started.wait()
    for _ in range(10):
        warehouse.build()
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert min(counts) > 1
