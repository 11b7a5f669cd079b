import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assistant import evaluation
from assistant.catalogue import readable_by
from assistant.evals.golden import FILES, load
from assistant.evaluation import Asked, Report, Tally
from assistant.people import Unknown, somebody_who_sees_everything
from assistant.plain import short

COLUMNS = "{:<28}{:>12}{:>18}{:>9}"


class Command(BaseCommand):
    help = (
        "Ask the golden questions on the data set CRM Sales Opportunities imported --as-of 2018-01-01, and count what "
        "was right, wrong though answered, missed. Then the guard's verdicts on attacks and honest queries."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--split", choices=[*FILES, "all"], default="tuning", help="apart: kept from who tunes.")
        parser.add_argument("--json", action="store_true", help="The counts as JSON.")
        parser.add_argument("--show", action="store_true", help="Every question that was not answered right, too.")

    def handle(self, *args: Any, **options: Any) -> None:
        if lacking := evaluation.lacking():
            raise CommandError(f"This database does not hold the data set as of 2018-01-01. {lacking}")
        splits = [*FILES] if options["split"] == "all" else [options["split"]]
        try:
            user = somebody_who_sees_everything()
            reports = {split: evaluation.run(load(split)) for split in splits}
        except Unknown as error:
            raise CommandError(str(error)) from error
        statements = evaluation.guarded(readable_by(user))
        if options["json"]:
            self.stdout.write(json.dumps(evaluation.as_json(reports, statements), indent=2))
        else:
            self._table(reports)
            for name, (right, count) in statements.items():
                self.stdout.write(f"{name}: {right} of {count} judged right by the guard")
        if options["show"]:
            for report in reports.values():
                self._faults(report)

    def _table(self, reports: dict[str, Report]) -> None:
        for split, report in reports.items():
            self.stdout.write(COLUMNS.format(split, "right", "wrong / answered", "missed"))
            for name, tally in report.classes.items():
                self.stdout.write(_line(name, tally))
            self.stdout.write(_line("all", report.all))
            p50, p95 = report.milliseconds(0.5), report.milliseconds(0.95)
            self.stdout.write(f"milliseconds a question: p50 {p50:.0f}, p95 {p95:.0f}\n")

    def _faults(self, report: Report) -> None:
        for one in report.asked:
            if one.verdict != "right":
                self.stdout.write(_fault(one))


def _line(name: str, tally: Tally) -> str:
    right, wrong = f"{tally.right} of {tally.asked}", f"{tally.wrong} of {tally.answered}"
    return COLUMNS.format(name, right, wrong, tally.missed)


def _fault(one: Asked) -> str:
    entry, answer = one.entry, one.answer
    asked = " / ".join(entry.get("dialogue") or [entry["question"]])
    intent = json.dumps(answer.intent.as_json() if answer.intent else None)
    rows = json.dumps(short(answer)["rows"][:5])
    wanted = json.dumps(entry.get("answer", entry["status"]), default=str)[:300]
    head = f"\n{one.verdict.upper()} {entry['id']}: {asked}"
    return f"{head}\n  wanted {wanted}\n  {answer.status}: {answer.text}\n  intent {intent}\n  rows {rows}"
