from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from analytics import dictionary

PAGE = Path(settings.BASE_DIR) / "docs" / "metrics.md"


class Command(BaseCommand):
    help = "Write docs/metrics.md from the comments of the gold views."

    def handle(self, *args: Any, **options: Any) -> None:
        views = dictionary.catalogue()
        PAGE.write_text(dictionary.as_markdown(views))
        self.stdout.write(f"{len(views)} views described in {PAGE}.")
