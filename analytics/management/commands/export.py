"""Write a gold view to a file, as somebody may see it."""

import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from analytics import dictionary
from analytics.selection import COLUMNS, Selection, select
from teams.downloads import log_export
from teams.models import User
from teams.table_files import FORMATS, TableRefused, write


class Command(BaseCommand):
    help = (
        "Write the rows of a gold view that a user may see to a file: CSV, XLSX, JSON or Parquet (docs/exporting.md)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("view", help="a view of docs/metrics.md, such as deal")
        parser.add_argument("--as", dest="email", required=True, metavar="USER", help="whose rows: an e-mail address")
        parser.add_argument("--format", choices=FORMATS, default="csv")
        parser.add_argument("--output", default="-", metavar="FILE", help="- is the standard output, the default")
        parser.add_argument("--columns", default="", help="names with commas between them; all by default")
        parser.add_argument(
            "--filter", action="append", default=[], metavar="COLUMN=VALUE", help="as in the address of a page"
        )

    def handle(self, *, view: str, email: str, format: str, output: str, **options: Any) -> None:  # noqa: A002
        user = User.objects.active().filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"No active user has the e-mail address {email}.")
        try:
            table = self._selection(view, options["columns"], options["filter"]).table(user)
            with _opened(output) as file:
                rows = write(file, table, FORMATS[format])
                log_export(user, view, format, rows, "the command")
        except TableRefused as refused:
            raise CommandError("\n".join(refused.problems)) from refused
        except BrokenPipeError:
            # Whoever reads has seen enough. Python would complain once more when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        if output != "-":
            self.stdout.write(f"{rows:,} rows in {output}.")

    def _selection(self, view: str, columns: str, filters: list[str]) -> Selection:
        views = {found.name: found for found in dictionary.catalogue()}
        if view not in views:
            raise CommandError(f"There is no view {view}. There are: {', '.join(views)}.")
        params = QueryDict(mutable=True)
        params[COLUMNS] = columns
        for given in filters:
            name, _, value = given.partition("=")
            params.appendlist(name, value)
        return select(views[view], params)


@contextmanager
def _opened(output: str) -> Iterator[IO[bytes]]:
    """A file that takes its name, or goes to the standard output, only when it is whole: no reader holds rows up."""
    if output == "-":
        with tempfile.TemporaryFile() as spool:
            yield spool
            spool.seek(0)
            shutil.copyfileobj(spool, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    target = Path(output)
    handle, unfinished = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(unfinished).replace(target)
    finally:
        Path(unfinished).unlink(missing_ok=True)
