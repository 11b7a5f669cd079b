"""A table as a download: its name, its bytes, and the line in the log."""

import contextlib
import csv
import io
import logging
import re
from datetime import date

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import RequestFactory

from teams import downloads
from teams.downloads import export_page, file_response
from teams.table_files import Column, Kind, Table

pytestmark = pytest.mark.django_db

COLUMNS = (Column("account"), Column("wins", Kind.WHOLE))
DAY = date(2017, 12, 31)


@pytest.fixture(autouse=True)
def kept_connection():
    """The end of a response closes the connection, and with it the test's transaction: not here."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


def asked(user, address="/deals/export.csv"):
    request = RequestFactory().get(address)
    request.user = user
    return request


def body_of(response):
    with contextlib.closing(response):
        return b"".join(response)


def deals(rows=(("Zoë", 3), ("Acme", 2)), count=None):
    return Table("deals", COLUMNS, iter(rows), count)


def test_a_download_has_the_name_of_its_day(alice):
    response = file_response(asked(alice), deals(), "csv", as_of=DAY)
    data = body_of(response)
    assert response["Content-Disposition"] == 'attachment; filename="deals-2017-12-31.csv"'
    assert (response["Content-Type"], response["Content-Length"]) == ("text/csv; charset=utf-8", str(len(data)))
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig")))) == [
        ["account", "wins"],
        ["Zoë", "3"],
        ["Acme", "2"],
    ]


def test_programs_get_no_byte_order_mark(alice):
    response = file_response(asked(alice), deals(), "csv", as_of=DAY, byte_order_mark=False)
    assert body_of(response).startswith(b'"account"')


def test_the_log_says_who_took_what(alice, caplog):
    with caplog.at_level(logging.INFO, "teams.downloads"):
        file_response(asked(alice, "/deals/export.json?type=won"), deals(), "json", as_of=DAY).close()
    [line] = caplog.messages
    assert line == f"export of deals as json: 2 rows for user {alice.pk} by /deals/export.json?type=won"


def test_a_refusal_is_a_page_with_the_other_formats(alice, caplog):
    @export_page
    def view(request):
        return file_response(request, deals(), "pdf", as_of=DAY)

    with caplog.at_level(logging.INFO, "teams.downloads"):
        response = view(asked(alice, "/deals/export.pdf?type=won"))
    assert response.status_code == 400
    assert "There is no format “pdf”. Choose one of csv, xlsx, json, parquet." in response.text
    assert 'href="/deals/export.parquet?type=won"' in response.text
    assert caplog.messages == []


def test_a_sheet_of_too_many_cells_is_refused_before_a_row_is_read(alice):
    def rows():
        raise AssertionError("a row was read")
        yield

    @export_page
    def view(request):
        return file_response(request, Table("deals", COLUMNS, rows(), lambda: 2_500_001), "xlsx", as_of=DAY)

    response = view(asked(alice, "/deals/export.xlsx"))
    assert response.status_code == 400
    assert "These are 5,000,002 cells" in response.text
    assert "CSV, JSON or Parquet" in response.text
    assert re.findall(r'href="/deals/export.(\w+)"', response.text) == ["csv", "json", "parquet"]


def test_nothing_is_left_open_when_reading_fails(alice, monkeypatch):
    opened = []
    make = downloads.tempfile.TemporaryFile

    def remembered():
        opened.append(make())
        return opened[-1]

    def rows():
        yield ("Acme", 1)
        raise RuntimeError("the database went away")

    monkeypatch.setattr(downloads.tempfile, "TemporaryFile", remembered)
    with pytest.raises(RuntimeError):
        file_response(asked(alice), Table("deals", COLUMNS, rows()), "csv", as_of=DAY)
    assert [file.closed for file in opened] == [True]


def test_a_client_that_goes_away_leaves_no_file_open(alice):
    response = file_response(asked(alice), deals(), "csv", as_of=DAY)
    next(iter(response))
    response.close()
    assert response.file_to_stream.closed
