"""Import a CRM export and fit the customer figures on it."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pipeline.crm_import import FileFault, import_folder


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text or 'nothing'} is not a day. Write it like 2017-12-31.") from error


class Command(BaseCommand):
    help = "Import accounts, products, sales teams and deals from a folder of four CSV files (docs/importing.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder with the four files")
        parser.add_argument("--as-of", type=_day, required=True, help="the reporting day, YYYY-MM-DD")
        parser.add_argument("--strict", action="store_true", help="import nothing if anything is refused")
        parser.add_argument("--report", type=Path, help="write every refused and repaired cell to this CSV file")

    def handle(self, *, folder: Path, as_of: date, strict: bool, report: Path | None, **options: Any) -> None:
        try:
            outcome = import_folder(folder, as_of=as_of, strict=strict, issues_to=report, progress=self.show_progress)
        except FileFault as fault:
            raise CommandError(f"Nothing was imported. {fault}") from fault
        self.stdout.write(f"\n{outcome.as_text()}\n")
        if not outcome.imported:
            raise CommandError("Nothing was imported: --strict, and rows were refused.")
        self.stdout.write(f"\nThe figures are as of {as_of}. Fitting them …")
        # Imported here: it brings pandas, which costs seconds that a refused import need not take.
        from analytics.quality import check_quality
        from analytics.rollup import drain_sales_changes
        from analytics.services import fit_and_rescore

        fit_and_rescore()
        drain_sales_changes()
        check = check_quality()
        self.stdout.write(f"Checked the data: {check.scores.filter(failed__gt=0).count()} rules fail (see /quality/).")
        self.stdout.write("Done.")

    def show_progress(self, file: str, rows: int) -> None:
        self.stdout.write(f"read {file}: {rows:,} rows")
