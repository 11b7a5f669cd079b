"""Answering a request with a table as a file, and leaving a line of who took what.

The file is written to disk first and sent from there: a transaction ends with its last row instead of with the slowest
client, and what fails fails as a page instead of as half a file. The trail is a line of the log, as looking at
something writes nothing into the database.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from functools import wraps
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from teams.models import User
from teams.table_files import FORMATS, Format, FormatRefused, Table, TableRefused, format_named, write

logger = logging.getLogger(__name__)

# A sheet costs 8 µs a cell, over ten times what a cell of CSV does: nobody waits longer for a page.
XLSX_CELLS = 5_000_000


def file_response(
    request: HttpRequest,
    table: Table,
    extension: str,
    *,
    as_of: date,
    byte_order_mark: bool = True,
) -> FileResponse:
    """Return the table as a download called `deals-2017-12-31.csv`; raise TableRefused where that cannot be.

    Whoever reads the rows has filtered them by what the request's user may see. CSV begins with a byte order mark, by
    which Excel knows UTF-8; programs do without.
    """
    chosen = format_named(extension)
    _check_size(table, chosen)
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        rows = write(file, table, chosen, byte_order_mark=byte_order_mark)
        stack.pop_all()  # the response closes it
    log_export(request.user, table.name, chosen.name, rows, request.get_full_path())
    file.seek(0)
    name = f"{table.name}-{as_of.isoformat()}.{chosen.name}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=chosen.content_type)


def rows_of(queryset: "QuerySet[Any, Any]") -> Iterator[Any]:
    """Yield the rows, of which memory holds a few thousand; the transaction ends with the last one."""
    # Outside a transaction the server would keep all rows on its disk before it sends the first.
    with transaction.atomic():
        yield from queryset.iterator(chunk_size=2000)


def log_export(user: Any, name: str, extension: str, rows: int, way: str) -> None:
    """Say in the log who exported what, in which format, how many rows, and by which address or command."""
    assert isinstance(user, User)  # noqa: S101 - tells the type checker
    logger.info("export of %s as %s: %d rows for user %d by %s", name, extension, rows, user.pk, way)


def export_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view answer GET alone, and TableRefused with a page."""
    return require_GET(refused_as_page(view))


def refused_as_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer TableRefused with a page (400) that says why and which formats would do."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except TableRefused as refused:
            return _refusal(request, refused)

    return answer


def _refusal(request: HttpRequest, refused: TableRefused) -> HttpResponse:
    others = _other_formats(request) if isinstance(refused, FormatRefused) else []
    return render(request, "export_refused.html", {"problems": refused.problems, "others": others}, status=400)


def _other_formats(request: HttpRequest) -> list[tuple[str, str]]:
    path, _, asked = request.get_full_path().partition("?")[0].rpartition(".")
    query = request.META.get("QUERY_STRING", "")
    return [
        (each.label, f"{path}.{each.name}{query and '?'}{query}") for each in FORMATS.values() if each.name != asked
    ]


def _check_size(table: Table, to: Format) -> None:
    if to.name != "xlsx" or table.count is None:
        return
    cells = table.count() * len(table.columns)
    if cells > XLSX_CELLS:
        raise FormatRefused(
            f"These are {cells:,} cells, and a page makes a sheet of XLSX of {XLSX_CELLS:,} at most. "
            "Choose CSV, JSON or Parquet, or fewer rows or columns."
        )
