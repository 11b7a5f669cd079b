"""The assistant's role: what it may do is asked of the database, and what is open is closed or told."""

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection, transaction

from analytics import warehouse
from assistant import fence

pytestmark = pytest.mark.django_db

ROLE = settings.ASSISTANT_ROLE


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def warnings():
    return [found for found in run_checks(databases=["default"]) if found.id.startswith("assistant.")]


def test_after_migrate_the_fence_stands():
    assert fence.fence_state().gaps == ()


def test_a_rebuild_of_the_views_grants_them_again():
    warehouse.build()
    assert fence.fence_state().gaps == ()


@pytest.mark.parametrize(
    ("opened", "said"),
    [
        (f"grant select on teams_user to {ROLE}", "rights on public.teams_user"),
        ("grant select (email) on teams_user to public", "rights on public.teams_user"),
        (f"grant insert on gold.deal to {ROLE}", "rights on gold.deal"),
        (f"grant usage on schema crm to {ROLE}", "may usage in the schema crm"),
        ("grant create on schema public to public", "may create in the schema public"),
        (
            "do $$ begin execute 'grant temporary on database ' || current_database() || ' to public'; end $$",
            "temporary",
        ),
        (f"alter role {ROLE} createrole", "may create roles"),
        (f"alter role {ROLE} superuser", "is a superuser"),
        (f"alter role {ROLE} connection limit -1", "any number of connections"),
        (f"alter role {ROLE} reset statement_timeout", "statement_timeout is not 10s"),
        (f"alter role {ROLE} set default_transaction_read_only = off", "default_transaction_read_only is not on"),
        (f"grant pg_read_all_data to {ROLE}", "is a member of pg_read_all_data"),
        (f"create table public.mine (); alter table public.mine owner to {ROLE}", "owns 1 objects"),
        ("grant execute on function set_config(text, text, boolean) to public", "may run 1 functions"),
        (
            "create function public.lent() returns int language sql security definer as 'select 1'",
            "may run lent() with its owner's rights",
        ),
        (f"revoke select on gold.deal from {ROLE}", "may not read 1 views"),
    ],
)
def test_what_is_open_is_said_and_closed(opened, said):
    execute(opened)
    assert said in " ".join(gap.what for gap in fence.gaps())
    assert fence.close_gaps().gaps == ()


def test_a_role_with_rights_keeps_the_assistant_off(settings):
    execute(f"grant select on teams_user to {ROLE}")
    assert not fence.fence_state().holds
    (warning,) = warnings()
    assert warning.id == "assistant.W002"
    assert f"revoke all on public.teams_user from public, {ROLE};" in warning.hint


def test_what_is_only_a_second_lock_does_not(settings):
    execute("grant execute on function pg_sleep(double precision) to public")
    assert fence.fence_state().holds
    assert [found.id for found in run_checks(databases=["default"]) if found.id.startswith("assistant.")] == [
        "assistant.W001"
    ]


def test_an_owner_who_may_make_no_role_is_told_the_statements(settings):
    settings.ASSISTANT_ROLE = "nobody_made_it"
    execute("create role weak_owner; grant usage on schema gold to weak_owner")
    with transaction.atomic():
        execute("set local role weak_owner")
        left = fence.close_gaps()
        execute("reset role")
    assert not left.holds
    assert left.sql == """create role "nobody_made_it" login password '…';"""
    assert settings.ASSISTANT_PASSWORD not in left.sql


def test_a_role_is_made_from_nothing(settings):
    settings.ASSISTANT_ROLE = "brand_new_reader"
    left = fence.close_gaps()
    # Nobody signs in with a role that is not committed yet; all else is right.
    assert [gap.what for gap in left.gaps] == ["The role cannot sign in with ASSISTANT_PASSWORD."]
