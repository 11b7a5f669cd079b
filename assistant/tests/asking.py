"""Compile an intent and run it as somebody, as the pages do."""

from typing import Any

from analytics import gold
from assistant.compiled import Compiled
from assistant.compiler import Viewer, compile_intent
from assistant.intent import Intent
from pipeline.models import ReportingDay
from teams import visibility
from teams.models import User


def viewer_of(user: User) -> Viewer:
    teams = [user.team_id] if user.team_id else []
    teams += list(visibility.visible_teams(user).filter(manager=user).values_list("pk", flat=True))
    return Viewer(user.pk, tuple(dict.fromkeys(teams)))


def compiled(intent: Intent, user: User) -> Compiled:
    found = compile_intent(intent, as_of=ReportingDay.current().day, viewer=viewer_of(user))
    assert isinstance(found, Compiled), found
    return found


def ask(intent: Intent, user: User) -> list[dict[str, Any]]:
    """Return the rows by column name; raise where the columns are not those announced."""
    query = compiled(intent, user)
    rows = gold.query(query.sql, user=user)
    assert rows.columns == tuple(column.name for column in query.columns)
    return rows.as_dicts()


def table(intent: Intent, user: User, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in ask(intent, user)]
