import json
import sys
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assistant.catalogue import readable_by
from assistant.guard import Catalogue, check
from teams.models import User


class Command(BaseCommand):
    help = "Ask the assistant's guard about queries: JSON lines {id, sql} in, {id, verdict, rule, rendered} out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="The file of JSON lines, or - for what comes in.")
        parser.add_argument("--as", dest="user", required=True, help="An e-mail address: whose views are asked.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']}.")
        catalogue = readable_by(user)
        try:
            with _opened(options["file"]) as lines:
                for line in lines:
                    if line.strip():
                        self.stdout.write(json.dumps(_answer(line, catalogue)))
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error


def _opened(name: str) -> TextIO:
    # Bytes that are no UTF-8 get an answer, too: their line is rejected for its characters.
    return sys.stdin if name == "-" else open(name, encoding="utf-8", errors="surrogateescape")


def _answer(line: str, catalogue: Catalogue) -> dict[str, Any]:
    """A line that is no query is rejected by the rule `line`."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict) or not isinstance(entry.get("sql"), str):
        name = entry.get("id") if isinstance(entry, dict) else None
        return {"id": name, "verdict": "reject", "rule": "line", "rendered": ""}
    verdict = check(entry["sql"], catalogue)
    said = "allow" if verdict.allowed else "reject"
    return {"id": entry.get("id"), "verdict": said, "rule": verdict.rule, "rendered": verdict.rendered}
