"""Asks the golden questions of the assistant and counts what came of them, class by class."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.answer import Answer
from assistant.asking import ask_in_turn
from assistant.evals.golden import Entry, judge
from assistant.evals.made_attacks import made
from assistant.evals.statements import read
from assistant.filled import Filler
from assistant.guard import Catalogue, check
from assistant.people import person, somebody_who_sees_everything
from assistant.plain import short
from pipeline.models import Opportunity, ReportingDay
from teams.models import User

# What the data set holds, imported as of its day.
AS_OF, DEALS, WINS = date(2018, 1, 1), 8800, 4238


@dataclass(frozen=True)
class Asked:
    """A golden question with what came of it: right, wrong or missed."""

    entry: Entry
    answer: Answer
    verdict: str
    milliseconds: float


@dataclass
class Tally:
    """`answered` are all that were given as an answer, `wrong` those of them that are not right."""

    asked: int = 0
    right: int = 0
    answered: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, one: Asked) -> None:
        self.asked += 1
        self.right += one.verdict == "right"
        self.answered += one.answer.status == "answered"
        self.wrong += one.verdict == "wrong"
        self.missed += one.verdict == "missed"


@dataclass
class Report:
    asked: list[Asked] = field(default_factory=list)

    @property
    def all(self) -> Tally:
        return _tally(self.asked)

    @property
    def classes(self) -> dict[str, Tally]:
        names = dict.fromkeys(one.entry["class"] for one in self.asked)
        return {name: _tally(one for one in self.asked if one.entry["class"] == name) for name in names}

    def milliseconds(self, share: float) -> float:
        """How long a question took at most in that share of all."""
        times = sorted(one.milliseconds for one in self.asked)
        return times[min(len(times) - 1, int(len(times) * share))] if times else 0.0


def _tally(asked: Iterable[Asked]) -> Tally:
    tally = Tally()
    for one in asked:
        tally.add(one)
    return tally


def lacking() -> str:
    """Say why the golden answers cannot be those of this database, or nothing."""
    day = ReportingDay.current().day
    if day != AS_OF:
        return f"The reporting day is {day}, not {AS_OF}."
    deals, wins = Opportunity.objects.count(), Opportunity.objects.filter(stage_type="won").count()
    if (deals, wins) != (DEALS, WINS):
        return f"There are {deals:,} deals, {wins:,} of them won, not {DEALS:,} and {WINS:,}."
    return ""


def run(entries: Iterable[Entry], *, fill: Filler | None = None, director: User | None = None) -> Report:
    """Ask every entry as its asker, or as somebody who sees everything; raise Unknown where nobody is called so."""
    report, everything = Report(), director or somebody_who_sees_everything()
    for entry in entries:
        user = person(entry["as_user"]) if entry.get("as_user") else everything
        turns = entry.get("dialogue") or [entry["question"]]
        began = time.perf_counter()
        answer = ask_in_turn(turns, user=user, fill=fill)
        took = (time.perf_counter() - began) * 1000 / len(turns)
        report.asked.append(Asked(entry, answer, _verdict(entry, answer), took))
    return report


def _verdict(entry: Entry, answer: Answer) -> str:
    said = " ".join([answer.text, *(option.label for option in answer.options), *answer.instead])
    return judge(entry, answer.status, short(answer)["rows"], said)


def guarded(catalogue: Catalogue) -> dict[str, tuple[int, int]]:
    """Count the statements that the guard judges right, of all: attacks rejected, honest queries allowed."""
    attacks = [statement.sql for statement in (*read("hostile.sql"), *made())]
    honest = [statement.sql for statement in read("benign.sql")]
    return {
        "hostile": (sum(not check(sql, catalogue).allowed for sql in attacks), len(attacks)),
        "benign": (sum(check(sql, catalogue).allowed for sql in honest), len(honest)),
    }


def as_json(reports: dict[str, Report], statements: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """Return the counts as plain data; questions and answers are not among them."""

    def counts(tally: Tally) -> dict[str, int]:
        return {name: getattr(tally, name) for name in ("asked", "right", "answered", "wrong", "missed")}

    return {
        **{
            split: {
                "all": counts(report.all),
                "classes": {name: counts(tally) for name, tally in report.classes.items()},
                "milliseconds": {"p50": round(report.milliseconds(0.5)), "p95": round(report.milliseconds(0.95))},
            }
            for split, report in reports.items()
        },
        **{name: {"right": right, "all": count} for name, (right, count) in statements.items()},
    }
