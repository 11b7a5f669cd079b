import json
import sys
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assistant.answer import Answer
from assistant.asking import ask, ask_in_turn
from assistant.cells import cell
from assistant.people import Unknown, person, somebody_who_sees_everything
from assistant.plain import short, whole
from teams.models import User

MOST_SHOWN = 50
MOST_TURNS = 20
KEYS = ("status", "columns", "rows", "text", "sql")


class Command(BaseCommand):
    help = (
        "Ask the assistant a question as somebody. --batch reads JSON lines {id, question or dialogue, as_user} and "
        "writes JSON lines {id, status, columns, rows, text, sql}; of a dialogue the last turn's answer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("question", nargs="?", help="In words.")
        parser.add_argument("--as", dest="user", metavar="USER", help="An e-mail address or a full name.")
        parser.add_argument("--json", action="store_true", help="Everything there is of the answer, as JSON.")
        parser.add_argument("--batch", metavar="FILE", help="The file of JSON lines, or - for what comes in.")

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["question"] is None) == (options["batch"] is None):
            raise CommandError("Give a question, or --batch with a file.")
        try:
            user = person(options["user"]) if options["user"] else None
        except Unknown as error:
            raise CommandError(str(error)) from error
        if options["batch"] is not None:
            return self._batch(options["batch"], user)
        if user is None:
            raise CommandError("Say who asks, with --as.")
        answer = ask(options["question"], user=user)
        self.stdout.write(json.dumps(whole(answer), indent=2) if options["json"] else told(answer))
        return None

    def _batch(self, name: str, user: User | None) -> None:
        try:
            with _opened(name) as lines:
                for line in lines:
                    if line.strip():
                        self.stdout.write(json.dumps(_answer(line, user)))
                        self.stdout.flush()
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error


def _opened(name: str) -> TextIO:
    # Bytes that are no UTF-8 get an answer, too.
    return sys.stdin if name == "-" else open(name, encoding="utf-8", errors="surrogateescape")


def _answer(line: str, user: User | None) -> dict[str, Any]:
    """A line that is no question has the status error, and the next one is read."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    name = entry.get("id") if isinstance(entry, dict) else None
    turns = _turns(entry) if isinstance(entry, dict) else None
    if turns is None:
        return _failed(name, "This line is no question: give an id, and a question or a dialogue.")
    try:
        asked_by = person(str(entry["as_user"])) if entry.get("as_user") else user or somebody_who_sees_everything()
    except Unknown as error:
        return _failed(name, str(error))
    return {"id": name, **short(ask_in_turn(turns, user=asked_by))}


def _turns(entry: dict[str, Any]) -> list[str] | None:
    turns = entry.get("dialogue", [entry.get("question")])
    is_texts = isinstance(turns, list) and 0 < len(turns) <= MOST_TURNS and all(isinstance(t, str) for t in turns)
    return turns if is_texts else None


def _failed(name: Any, text: str) -> dict[str, Any]:
    return {"id": name, **dict.fromkeys(KEYS, ""), "status": "error", "columns": [], "rows": [], "text": text}


def told(answer: Answer) -> str:
    """The answer as a terminal shows it: the sentence, how it was read, a table, and what could be asked."""
    parts = [answer.text]
    if answer.chips:
        parts.append("Read as: " + ", ".join(chip.text for chip in answer.chips))
    parts += answer.notes
    if answer.rows:
        parts.append(_table(answer))
    parts += [f"- {label}" for label in (*(option.label for option in answer.options), *answer.instead)]
    return "\n".join(parts)


def _table(answer: Answer) -> str:
    shown = [(place, column) for place, column in enumerate(answer.columns) if column.role != "key"]
    lines = [[column.label for _, column in shown]]
    lines += [[cell(row[place], column) for place, column in shown] for row in answer.rows[:MOST_SHOWN]]
    widths = [max(len(line[place]) for line in lines) for place in range(len(shown))]
    is_text = [column.role == "dimension" for _, column in shown]
    table = [
        "  ".join(
            text.ljust(width) if left else text.rjust(width)
            for text, width, left in zip(line, widths, is_text, strict=True)
        ).rstrip()
        for line in lines
    ]
    more = len(answer.rows) - MOST_SHOWN
    return "\n".join(["", *table, *([f"… and {more:,} more rows"] if more > 0 else []), ""])
