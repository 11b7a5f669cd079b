from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics import warehouse


class Command(BaseCommand):
    help = "Build the views of silver and gold anew; whoever reads them meanwhile sees the old ones."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = warehouse.build()
        except warehouse.WarehouseError as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        self.stdout.write(f"{count} views built.")
