from typing import Any

from django.core.management import CommandError
from django.core.management.commands import migrate

from analytics import warehouse


class Command(migrate.Command):
    help = f"{migrate.Command.help} Views of silver and gold make way and are built again, also after a failure."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
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
