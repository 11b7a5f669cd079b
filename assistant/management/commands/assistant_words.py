from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from analytics import dictionary
from assistant.semantic import DIMENSIONS, METRICS, catalogue

PAGE = Path(settings.BASE_DIR) / "docs" / "assistant-words.md"


def page() -> str:
    rules = {f"{view.name}.{column.name}": column.rule for view in dictionary.catalogue() for column in view.columns}
    return catalogue.as_markdown(rules)


class Command(BaseCommand):
    help = "Write docs/assistant-words.md from the declarations of the semantic layer."

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(page())
        self.stdout.write(f"{len(METRICS)} figures and {len(DIMENSIONS)} dimensions described in {PAGE}.")
