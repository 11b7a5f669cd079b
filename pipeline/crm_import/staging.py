"""The staging tables of an import: text filled by COPY, checks in SQL, the rules of a deal asked of the rows."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Case, Func, Q, Value, When

from pipeline.crm_import.files import DEALS, FileSpec, Row, read_rows
from pipeline.quality.imports import cell_of
from pipeline.rules import RULES

SQL_FOLDER = Path(__file__).resolve().parent.parent / "sql" / "import"
BLOCK_ROWS = 2_000


class StagedDeal(models.Model):
    """A row of the file as it would be stored, with the columns that the rules of a deal name.

    The model has a registry of its own: its table lives for one import, so no migration or dump may know it.
    """

    line = models.IntegerField(primary_key=True)
    account = models.BigIntegerField(null=True, db_column="account_id")
    lost_reason = models.BigIntegerField(null=True, db_column="lost_reason_id")
    stage_type = models.CharField(max_length=4)
    stage_needs_engage_date = models.BooleanField()
    quantity = models.IntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    engage_date = models.DateField(null=True)
    close_date = models.DateField(null=True)
    close_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    close_entered_on = models.DateField(null=True)

    objects: ClassVar[models.Manager["StagedDeal"]] = models.Manager()

    class Meta:
        apps = Apps()
        app_label = "crm_import"
        managed = False
        db_table = "import_deal"

    def __str__(self) -> str:
        return f"line {self.line}"


def run_sql(name: str, params: list[Any] | None = None) -> int:
    """Run a file of sql/import; return how many rows its last statement touched."""
    with connection.cursor() as cursor:
        cursor.execute((SQL_FOLDER / f"{name}.sql").read_text(), params)
        return int(cursor.rowcount)


def copy_file(path: Path, spec: FileSpec) -> int:
    """Stream a file into its text table; return the number of its rows."""
    columns = ", ".join(f"{column} text not null" for column in spec.columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"drop table if exists pg_temp.{spec.raw_table}; create temp table {spec.raw_table} "
            f"(line integer not null, nul_in text not null, {columns}) on commit drop"
        )
        count = 0
        with cursor.copy(f"copy {spec.raw_table} from stdin") as copy:
            rows = read_rows(path, spec)
            while block := list(islice(rows, BLOCK_ROWS)):
                copy.write("".join(_copy_lines(block)))
                count += len(block)
        cursor.execute(f"analyze {spec.raw_table}")
    return count


def _copy_lines(rows: list[Row]) -> Iterator[str]:
    """Write rows in COPY's text format, which takes half the time of psycopg's row by row."""
    for row in rows:
        text = "\t".join(row.cells)
        if "\\" in text or "\n" in text or "\r" in text or text.count("\t") >= len(row.cells):
            text = "\t".join(_escaped(cell) for cell in row.cells)
        yield f"{row.line}\t{row.nul_in}\t{text}\n"


def _escaped(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def has_changes(spec: FileSpec) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from import_count where file = %s and new + changed > 0)", [spec.name])
        return bool(cursor.fetchone()[0])


def refuse_nul_characters(spec: FileSpec) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            with refused as (delete from {spec.raw_table} as raw where nul_in <> '' returning *)
            insert into import_issue (file, line, "column", value, kind, rule, reason)
            select %s, line, nul_in, to_jsonb(refused) ->> nul_in, 'refused', 'nul_character',
                'The cell has a NUL character, which no text has.'
            from refused
            """,  # noqa: S608 (the table's name is ours)
            [spec.name],
        )


def refuse_broken_rules() -> None:
    """Ask every rule of a deal of every staged row, in one pass over them."""
    anything_broken = Q()
    for rule in RULES:
        anything_broken |= Q(rule.broken)
    names = Func(
        *(Case(When(rule.broken, then=Value(rule.name))) for rule in RULES),
        template="array_remove(array[%(expressions)s], null)",
        output_field=ArrayField(models.CharField()),
    )
    broken = StagedDeal.objects.filter(anything_broken).annotate(broken=names).values_list("line", "broken")
    query, params = broken.query.sql_with_params()
    rules = [(rule.name, cell_of(rule.field), rule.message) for rule in RULES]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            insert into import_issue (file, line, "column", value, kind, rule, reason)
            select %s, raw.line, rule.cell, coalesce(to_jsonb(raw) ->> rule.cell, ''), 'refused', rule.name,
                rule.message
            from ({query}) as broken (line, names)
            cross join lateral unnest(broken.names) as broken_rule (name)
            inner join unnest(%s::text[], %s::text[], %s::text[]) as rule (name, cell, message)
                on rule.name = broken_rule.name
            inner join {DEALS.raw_table} as raw on raw.line = broken.line
            """,  # noqa: S608 (the query is the ORM's, the table's name ours)
            [DEALS.name, *params, *(list(part) for part in zip(*rules, strict=True))],
        )
