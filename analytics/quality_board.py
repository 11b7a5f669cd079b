"""What the page of data quality shows: tables and rules of the latest check with their trends, read from gold."""

from dataclasses import dataclass
from pathlib import Path

from analytics import gold
from analytics.charts import spark_path
from analytics.core.earlier_scores import Facts, ingestion_score, validation_score
from analytics.models import QualityCheck
from pipeline.quality import QUALITY_RULES, Dimension, Severity, Table
from teams.models import User

_SQL = Path(__file__).parent / "sql" / "quality" / "board.sql"
CHECKS_SHOWN = 30
ALMOST = 0.999


@dataclass(frozen=True)
class Trend:
    """Scores of the last checks from 0 to 1, the oldest first; None where nothing was checked."""

    scores: tuple[float | None, ...]

    @property
    def known(self) -> list[float]:
        return [score for score in self.scores if score is not None]

    @property
    def path(self) -> str:
        return spark_path(self.known)

    @property
    def points(self) -> float:
        """Change since the check before, in percentage points, as it is written: to one digit."""
        return round(100 * (self.known[-1] - self.known[-2]), 1) if len(self.known) > 1 else 0.0


@dataclass(frozen=True)
class RuleLine:
    rule: str
    name: str
    table: Table
    dimension: Dimension
    severity: Severity
    checked: int
    failed: int
    change: int | None
    examples: str
    trend: Trend

    @property
    def score(self) -> float | None:
        return shown_score(self.checked, self.failed)

    @property
    def fewer(self) -> int:
        """How many rows fewer fail than at the check before."""
        return -(self.change or 0)

    @property
    def in_use(self) -> bool:
        """A rule that has gone since the check has no page any more."""
        return self.rule in QUALITY_RULES


@dataclass(frozen=True)
class TableLine:
    table: Table
    score: float | None
    rules: int
    passing: int
    trend: Trend


@dataclass(frozen=True)
class Board:
    check: QualityCheck
    tables: list[TableLine]
    rules: list[RuleLine]

    @property
    def earlier(self) -> dict[str, float]:
        """The two scores of the forerunner, of the deals as they were stored at the check."""
        facts = Facts(**self.check.deals)
        return {"ingestion": ingestion_score(facts), "validation": validation_score(facts)}

    def only(self, **wanted: str) -> list[RuleLine]:
        """The rules of that table, severity or dimension; an empty value means any."""
        return [
            line for line in self.rules if all(value in ("", getattr(line, name)) for name, value in wanted.items())
        ]


def shown_score(checked: int, failed: int) -> float | None:
    """The share that passes. It is written as 100 % only where nothing fails."""
    if not checked:
        return None
    return min(1 - failed / checked, ALMOST) if failed else 1.0


def board(user: User) -> Board | None:
    """Return the latest check; None before the first."""
    check = QualityCheck.objects.first()
    if check is None:
        return None
    rows = gold.query(_SQL.read_text(), {"checks": CHECKS_SHOWN}, user=user).rows
    rules = [
        RuleLine(rule, name, Table(table), Dimension(dimension), Severity(severity), checked, failed, change, examples,
                 Trend(_floats(scores)))
        for table, rule, name, dimension, severity, checked, failed, change, examples, scores, _ in rows
    ]  # fmt: skip
    trends = {row[0]: Trend(_floats(row[-1])) for row in rows}
    return Board(check, [_table(table, rules, trends[table]) for table in Table if table in trends], rules)


def _table(table: Table, rules: list[RuleLine], trend: Trend) -> TableLine:
    asked = [line for line in rules if line.table == table and line.checked]
    fails = sum(line.failed > 0 for line in asked)
    score = trend.scores[-1]
    if score is not None and fails:
        score = min(score, ALMOST)
    return TableLine(table, score, len(asked), len(asked) - fails, trend)


def _floats(values: list[object]) -> tuple[float | None, ...]:
    return tuple(None if value is None else float(str(value)) for value in values)
