"""What an import did, for people: counts by file, the kinds of issues, and every issue as CSV."""

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import connection

from pipeline.crm_import.files import FILES, FileFault
from pipeline.quality.imports import IMPORT_RULES

# What a spreadsheet would take for a formula.
_FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("file", "line", "column", "value", "kind", "rule", "severity", "reason", "repaired_to")


@dataclass(frozen=True)
class FileCounts:
    rows: int
    new: int
    changed: int
    unchanged: int
    refused: int
    repaired: int  # cells, where the others are rows


@dataclass(frozen=True)
class IssueGroup:
    """All issues of one kind in one column of a file, with the first of them as an example."""

    file: str
    column: str
    kind: str
    rule: str  # a key of IMPORT_RULES
    reason: str
    cells: int
    first_line: int
    example: str
    repaired_to: str

    @property
    def severity(self) -> str:
        return IMPORT_RULES[self.rule].severity


@dataclass(frozen=True)
class ImportReport:
    imported: bool
    counts: dict[str, FileCounts]
    groups: list[IssueGroup]
    run_id: int | None = None

    @property
    def refused(self) -> int:
        return sum(counts.refused for counts in self.counts.values())

    @property
    def changed_rows(self) -> int:
        return sum(counts.new + counts.changed for counts in self.counts.values())

    def counts_as_json(self) -> dict[str, dict[str, int]]:
        return {name: asdict(counts) for name, counts in self.counts.items()}

    def as_text(self) -> str:
        """Lay out the counts as an aligned table, then one line for each group of issues."""
        heads = ("file", "rows", "new", "changed", "unchanged", "refused", "repaired cells")
        body = [(name, *(f"{value:,}" for value in asdict(counts).values())) for name, counts in self.counts.items()]
        lines = _aligned([heads, *body])
        if self.groups:
            lines += ["", *map(_sentence, self.groups)]
        return "\n".join(lines)


def collect(rows_read: dict[str, int]) -> tuple[dict[str, FileCounts], list[IssueGroup]]:
    """Read counts and groups off the staging tables."""
    with connection.cursor() as cursor:
        cursor.execute("select file, new, changed, unchanged from import_count")
        loaded = {file: values for file, *values in cursor.fetchall()}
        cursor.execute(
            """
            select
                file,
                count(distinct line) filter (where kind = 'refused'),
                count(*) filter (where kind = 'repaired')
            from import_issue group by file
            """
        )
        issues = {file: values for file, *values in cursor.fetchall()}
        cursor.execute(
            """
            select file, "column", kind, rule, min(reason), count(*), min(line),
                (array_agg(left(value, 60) order by line))[1], left(repaired_to, 60)
            from import_issue
            group by file, "column", kind, rule, left(repaired_to, 60)
            order by kind, file, count(*) desc, min(line), "column"
            """
        )
        groups = [IssueGroup(*row) for row in cursor.fetchall()]
    counts = {
        spec.name: FileCounts(rows_read[spec.name], *loaded[spec.name], *issues.get(spec.name, (0, 0)))
        for spec in FILES
    }
    return counts, groups


def write_issues(path: Path) -> None:
    """Write every issue of the running import as CSV that no spreadsheet takes for formulas."""
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            for *cells, rule, reason, repaired_to in _issues():
                row = [*cells, rule, IMPORT_RULES[str(rule)].severity, reason, repaired_to]
                writer.writerow([harmless(str(cell)) for cell in row])
    except OSError as error:
        raise FileFault(f"The report {path} cannot be written: {error.strerror}.") from error


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_BEGINNINGS) else cell


def _issues() -> Iterator[tuple[str | int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            declare import_issues no scroll cursor for
            select file, line, "column", value, kind, rule, reason, repaired_to
            from import_issue order by file, line, kind, "column"
            """
        )
        while True:
            cursor.execute("fetch 2000 from import_issues")
            rows = cursor.fetchall()
            if not rows:
                break
            yield from rows
        cursor.execute("close import_issues")


def _aligned(table: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[index]) for row in table) for index in range(len(table[0]))]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in table
    ]


def _sentence(group: IssueGroup) -> str:
    example = f"“{group.example}”" + (f" → “{group.repaired_to}”" if group.repaired_to else "")
    times = f"{group.cells:,} cell{'s' if group.cells != 1 else ''}, first on line {group.first_line}"
    kind = f"{group.kind}, {group.severity}, {group.rule}"
    return f"{kind}: {group.file}, {group.column} {example}: {group.reason} ({times})"
