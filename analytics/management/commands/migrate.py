from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import connections

from analytics import warehouse


class Command(migrate.Command):
    help = f"{migrate.Command.help} Views of silver and gold make way and are built again, also after a failure."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with _in_turn(options["database"]):
                super().handle(*args, **options)
        except warehouse.WarehouseError as error:
            raise CommandError(str(error)) from error
        except Exception:
            self._build_again(options["database"])
            raise

    def _build_again(self, using: str) -> None:
        """What fails is undone, so that the views often fit what is there; else pages say that figures are away."""
        try:
            if warehouse.state(using) == "missing":
                warehouse.build_after_migrate(using, plan=[])
        except Exception as error:  # noqa: BLE001 - the migration's own failure is the one to raise
            self.stderr.write(str(error))


@contextmanager
def _in_turn(using: str) -> Iterator[None]:
    """One after another: hosts of a new release start together, and the second then finds nothing left to do.

    A connection of its own, for migrations open and close their transactions on the other; and a transaction's lock,
    which a pooler between here and the server keeps apart.
    """
    own = connections[using].copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('dealwright.migrate'))")
            yield
    finally:
        own.rollback()
        own.close()
