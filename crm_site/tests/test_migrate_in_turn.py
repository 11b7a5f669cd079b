"""Hosts of a new release start together: one migrates, the others wait for it."""

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_while_one_migrates_no_other_can(monkeypatch):
    free = []

    def look(self, *args, **options):
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(hashtext('dealwright.migrate'))")
            free.append(cursor.fetchone()[0])

    monkeypatch.setattr(migrate.Command, "handle", look)
    call_command("migrate", verbosity=0)
    look(None)
    assert free == [False, True]
