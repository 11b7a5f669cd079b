"""The database's half of the fence: a login of its own for the assistant, which can read gold and do nothing else.

`gaps` asks the database itself what is still open; `close_gaps` runs the statement beside each, where the owner may;
what is left then is for an administrator, and the assistant stays off while any of it is required.
"""

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connections, transaction
from psycopg import OperationalError, sql

from analytics import warehouse
from assistant import reader

logger = logging.getLogger(__name__)

SQL = Path(__file__).parent / "sql"
ROUNDS = 3  # closing a gap may show the next: a role that was made has no settings yet
KNOWN_FOR = 60.0  # seconds
CHOSEN = "'…'"  # an administrator chooses the password and tells it in ASSISTANT_PASSWORD


@dataclass(frozen=True)
class Gap:
    """What is open, the statements that close it, and whether the assistant must stay off meanwhile."""

    what: str
    mend: str
    required: bool = True


@dataclass(frozen=True)
class Fence:
    gaps: tuple[Gap, ...]

    @property
    def holds(self) -> bool:
        return not any(gap.required for gap in self.gaps)

    @property
    def sql(self) -> str:
        """What an administrator has to run in this database."""
        return "\n".join(f"{statement};" for gap in self.gaps for statement in gap.mend.split("; "))


def fence_state(using: str = "default") -> Fence:
    """Ask the database whether the fence stands; the assistant answers only while it `holds`."""
    return Fence(tuple(gaps(using)))


_known: dict[str, tuple[float, bool]] = {}


def holds(using: str = "default") -> bool:
    """The same, remembered for a minute once it stands: it is asked for every question."""
    name = connections[using].settings_dict["NAME"]
    until, answer = _known.get(name, (0.0, False))
    if not answer or time.monotonic() > until:
        answer = fence_state(using).holds
        _known[name] = (time.monotonic() + KNOWN_FOR, answer)
    return answer


def gaps(using: str = "default") -> list[Gap]:
    if warehouse.state(using) == "missing":
        return [Gap("The views of gold are missing.", "-- manage.py build_warehouse")]
    if not _role_exists(using):
        return [Gap(f"The role {settings.ASSISTANT_ROLE} does not exist.", _password("create role", CHOSEN))]
    with connections[using].cursor() as cursor:
        cursor.execute((SQL / "gaps.sql").read_text(), {"role": settings.ASSISTANT_ROLE})
        found = [Gap(*row) for row in cursor.fetchall()]
    return found if any(gap.required for gap in found) else found + _signing_in(using)


def close_gaps(using: str = "default") -> Fence:
    """Close what this database's owner may close, and return what is left. Safe to run again and at the same time."""
    for _ in range(ROUNDS):
        left = gaps(using)
        if not left:
            break
        for gap in left:
            _try(gap, using)
    _known.clear()
    return fence_state(using)


def close_gaps_after_migrate(using: str = "default", plan: object = None, **kwargs: Any) -> None:
    """After every real `migrate`: revokes on PostgreSQL's own functions are in no dump, so a restored one has none."""
    if plan is None:
        return
    for gap in close_gaps(using).gaps:
        logger.info("The assistant's fence: %s", gap.what)


def grant_after_build(using: str = "default", **kwargs: Any) -> None:
    """Let the role read the views that were just built, in the transaction that built them."""
    if _role_exists(using):
        role = sql.Identifier(settings.ASSISTANT_ROLE)
        with connections[using].cursor() as cursor:
            cursor.execute(sql.SQL((SQL / "grant.sql").read_text()).format(role=role))


@checks.register(checks.Tags.database)
def check_fence(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """What is open, with the statements for an administrator. Before the first `migrate` there is nothing to read."""
    if not databases or "default" not in databases:
        return []
    try:
        if warehouse.state() == "missing":
            return []
        fence = fence_state()
    except DatabaseError:
        return []  # a database that does not answer is said elsewhere
    if not fence.gaps:
        return []
    said = " ".join(gap.what for gap in fence.gaps)
    hint = f"An administrator of the database mends it with:\n{fence.sql}"
    if fence.holds:
        return [checks.Warning(f"The assistant's role could be narrower. {said}", hint=hint, id="assistant.W001")]
    return [checks.Warning(f"The assistant is off until its role is right. {said}", hint=hint, id="assistant.W002")]


def _role_exists(using: str) -> bool:
    with connections[using].cursor() as cursor:
        cursor.execute("select exists (select from pg_roles where rolname = %s)", [settings.ASSISTANT_ROLE])
        return bool(cursor.fetchone()[0])


def _signing_in(using: str) -> list[Gap]:
    try:
        reader.connect(using).close()
    except OperationalError as error:
        logger.warning("The assistant's role cannot sign in: %s", error)
        return [Gap("The role cannot sign in with ASSISTANT_PASSWORD.", _password("alter role", CHOSEN))]
    return []


def _try(gap: Gap, using: str) -> None:
    """Run a gap's statements one by one: what only a superuser may does not keep the others from their effect."""
    password = sql.Literal(settings.ASSISTANT_PASSWORD).as_string(None)
    for statement in gap.mend.split("; "):
        try:
            with transaction.atomic(using=using), connections[using].cursor() as cursor:
                # One database at a time; another database's owner may be at the same role, which then says so.
                cursor.execute("select pg_advisory_xact_lock(hashtext('dealwright.fence'))")
                cursor.execute(statement.replace(CHOSEN, password))
        except DatabaseError as error:
            logger.debug("%s: %s", gap.what, error)


def _password(command: str, password: str) -> str:
    return f"{command} {sql.Identifier(settings.ASSISTANT_ROLE).as_string(None)} login password {password}"
