"""The import itself: the four files in one transaction, staged, checked and loaded in sets."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pghistory
from django.db import connection, transaction
from django.utils import timezone

from pipeline import hints, services
from pipeline.crm_import import report, staging
from pipeline.crm_import.files import ACCOUNTS, DEALS, FILES, PRODUCTS, TEAMS, FileFault, FileSpec, check_folder
from pipeline.crm_import.people import create_missing_people
from pipeline.crm_import.report import ImportReport
from pipeline.import_models import ImportRun
from pipeline.models import LostReason, ReportingDay
from teams.models import User

# From so many new deals on, the planner's picture of the tables is renewed at once.
ANALYZE_FROM = 5_000

Progress = Callable[[str, int], None]


class _Refused(Exception):
    """Something is wrong with a row, and the import was asked to be strict."""

    def __init__(self, outcome: ImportReport) -> None:
        super().__init__()
        self.outcome = outcome


def import_folder(
    folder: Path,
    *,
    as_of: date,
    strict: bool = False,
    by: User | None = None,
    issues_to: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import products, sales teams, accounts and deals from the CSV files of a folder, all or nothing.

    Rows with faults are left out; with `strict` one such row leaves out everything. A file that cannot be read (or
    written) raises FileFault. Every run is kept as an ImportRun, a failed one too. `issues_to` takes issues as CSV.
    """
    run = ImportRun(folder=folder.resolve().name[-255:], as_of=as_of, started_by=by, state=ImportRun.State.FAILED)
    try:
        check_folder(folder)
        with transaction.atomic(), pghistory.context(user=by.pk if by else None, command="import_crm"):
            outcome = _import(folder, run, strict=strict, issues_to=issues_to, progress=progress)
    except FileFault as fault:
        _keep_failure(run, str(fault))
        raise
    except _Refused as refused:
        run.counts = refused.outcome.counts_as_json()
        _keep_failure(run, f"{refused.outcome.refused:,} rows were refused and the import was strict.")
        return refused.outcome
    return outcome


def _import(
    folder: Path, run: ImportRun, *, strict: bool, issues_to: Path | None, progress: Progress | None
) -> ImportReport:
    _prepare(run.as_of)
    rows_read = {}
    for spec in FILES:
        rows_read[spec.name] = staging.copy_file(folder / spec.name, spec)
        if progress:
            progress(spec.name, rows_read[spec.name])
        staging.refuse_nul_characters(spec)
        _LOADERS[spec]()
    _set("dealwright.derived_history", "off")
    counts, groups = report.collect(rows_read)
    if issues_to:
        report.write_issues(issues_to)
    outcome = ImportReport(True, counts, groups)
    if strict and outcome.refused:
        raise _Refused(ImportReport(False, counts, groups))
    return _finish(run, outcome)


def _prepare(as_of: date) -> None:
    """Let one import in at a time, and make the tables that its steps share."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('import_crm'))")
    if not LostReason.objects.filter(imported_only=True).exists():
        LostReason.objects.get_or_create(name="Unknown", defaults={"imported_only": True})
    _set("dealwright.import_as_of", as_of.isoformat())
    _set("dealwright.derived_history", "on")
    staging.run_sql("prepare")


def _set(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [name, value])


def _load_products() -> None:
    staging.run_sql("products_stage")
    _write(PRODUCTS, "products_load")


def _load_teams() -> None:
    staging.run_sql("sales_teams_stage")
    create_missing_people()
    staging.run_sql("sales_teams_resolve")
    _write(TEAMS, "sales_teams_load")


def _load_accounts() -> None:
    staging.run_sql("accounts_stage")
    while staging.run_sql("accounts_unknown_parents"):
        pass
    staging.run_sql("accounts_links")
    _write(ACCOUNTS, "accounts_load")


def _load_deals() -> None:
    staging.run_sql("sales_pipeline_lookup")
    staging.run_sql("sales_pipeline_stage")
    staging.run_sql("sales_pipeline_check")
    staging.refuse_broken_rules()
    staging.run_sql("sales_pipeline_repairs")
    _write(DEALS, "sales_pipeline_load", "sales_pipeline_history", "customers")


def _write(spec: FileSpec, *statements: str) -> None:
    """Run what writes only where there is something to write: the audit notes even a statement without rows."""
    if staging.has_changes(spec):
        for name in statements:
            staging.run_sql(name)


_LOADERS: dict[FileSpec, Callable[[], None]] = {
    PRODUCTS: _load_products,
    TEAMS: _load_teams,
    ACCOUNTS: _load_accounts,
    DEALS: _load_deals,
}


def _finish(run: ImportRun, outcome: ImportReport) -> ImportReport:
    run.state = ImportRun.State.FINISHED
    run.counts = outcome.counts_as_json()
    run.finished_at = timezone.now()
    run.save()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into pipeline_importissue
                (run_id, file, line, "column", value, kind, rule, reason, repaired_to)
            select %s, file, line, "column", left(value, 1000), kind, rule, reason, repaired_to
            from import_issue order by file, line
            """,
            [run.pk],
        )
    today = ReportingDay.current()
    if (today.day, today.pinned) != (run.as_of, True):
        services.set_reporting_day(run.as_of, pinned=True)
    if outcome.counts[DEALS.name].new >= ANALYZE_FROM:
        _analyze()
    if outcome.changed_rows:
        hints.hint_changes()
    return ImportReport(True, outcome.counts, outcome.groups, run.pk)


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("analyze accounts_account, pipeline_opportunity, pipeline_stagechange, pipeline_lasttouch")


def _keep_failure(run: ImportRun, message: str) -> None:
    run.message = message
    run.finished_at = timezone.now()
    run.save()
