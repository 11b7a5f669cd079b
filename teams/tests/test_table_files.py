"""What is written in a format comes back from its reader."""

import csv
import gc
import io
import json
import tracemalloc
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from pyarrow import parquet

from teams import table_files
from teams.table_files import FORMATS, Column, Kind, Table, TableRefused, format_named, write

COLUMNS = (
    Column("name", label="Name"),
    Column("wins", Kind.WHOLE, label="Wins"),
    Column("value", Kind.NUMBER, label="Won value", unit="$"),
    Column("closed", Kind.DATE, label="Closed"),
    Column("stale", Kind.YES_NO, label="Stale"),
)
ROWS = [
    ("Zoë & Söhne – “東京” 🙂", 3, Decimal("0.10000000000000000001"), date(2017, 12, 31), True),
    ('a "quoted", cell;\nof two lines', -7, Decimal("-12345678901234.56"), date(1896, 2, 29), False),
    (None, None, None, None, None),
]
FORMULAS = ["=1+1", "+1", "-1", "@sum(a1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "=cmd|' /c calc'!a0"]
every_format = pytest.mark.parametrize("extension", FORMATS)


def written(extension, rows, columns=COLUMNS, **options):
    file = io.BytesIO()
    write(file, Table("deals", columns, iter(rows)), format_named(extension), **options)
    return file.getvalue()


def from_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet_of(data):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_csv_comes_back():
    head, first, second, empty = from_csv(written("csv", ROWS))
    assert head == ["Name", "Wins", "Won value", "Closed", "Stale"]
    assert first == [ROWS[0][0], "3", "0.10000000000000000001", "2017-12-31", "true"]
    assert second == [ROWS[1][0], "-7", "-12345678901234.56", "1896-02-29", "false"]
    assert empty == [""] * 5


def test_json_comes_back():
    first, second, empty = json.loads(written("json", ROWS))
    assert first == {
        "name": ROWS[0][0], "wins": 3, "value": "0.10000000000000000001", "closed": "2017-12-31", "stale": True,
    }  # fmt: skip
    assert (second["value"], second["stale"]) == ("-12345678901234.56", False)
    assert set(empty.values()) == {None}


def test_parquet_comes_back():
    table = parquet.read_table(io.BytesIO(written("parquet", ROWS)))
    assert [tuple(row.values()) for row in table.to_pylist()] == ROWS
    assert [str(field.type) for field in table.schema] == [
        "string",
        "int64",
        "decimal128(38, 20)",
        "date32[day]",
        "bool",
    ]


def test_xlsx_comes_back_as_numbers_and_days():
    sheet = sheet_of(written("xlsx", ROWS))
    head, first, second, *_ = sheet.iter_rows(values_only=True)
    assert head == ("Name", "Wins", "Won value", "Closed", "Stale")
    assert (*first[:3], first[3].date(), first[4]) == (ROWS[0][0], 3, 0.1, date(2017, 12, 31), True)
    # Excel's calendar begins in 1900.
    assert second == (ROWS[1][0], -7, float(ROWS[1][2]), "1896-02-29", False)
    assert (sheet["C2"].number_format, sheet["D2"].number_format) == ("$#,##0.00", "yyyy-mm-dd")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E4")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_of_csv_is_no_formula(text):
    _, [cell, number] = from_csv(written("csv", [(text, Decimal("-4821.5"))], (COLUMNS[0], COLUMNS[2])))
    assert (cell, number) == (f"'{text}", "-4821.5")


def test_text_of_csv_is_one_cell_where_a_semicolon_separates():
    line = written("csv", [("a;=1+1",)], COLUMNS[:1]).decode().splitlines()[1]
    assert next(csv.reader([line], delimiter=";")) == ["a;=1+1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_of_xlsx_is_text(text):
    cell = sheet_of(written("xlsx", [(text,)], COLUMNS[:1]))["A2"]
    assert (cell.data_type, cell.value.replace("_x000D_", "\r")) == ("s", text)


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("extension", ["json", "parquet"])
def test_programs_get_the_text_as_it_is(extension, text):
    data = written(extension, [(text,)], COLUMNS[:1])
    rows = json.loads(data) if extension == "json" else parquet.read_table(io.BytesIO(data)).to_pylist()
    assert rows == [{"name": text}]


def test_a_heading_is_no_formula_either():
    assert from_csv(written("csv", [], [Column("=1+1")])) == [["'=1+1"]]


def test_no_rows_are_a_table_with_its_columns():
    names = [column.name for column in COLUMNS]
    assert written("csv", []).decode() == '"Name","Wins","Won value","Closed","Stale"\r\n'
    assert json.loads(written("json", [])) == []
    assert [row[0].value for row in sheet_of(written("xlsx", [])).columns] == [column.label for column in COLUMNS]
    assert parquet.read_table(io.BytesIO(written("parquet", []))).column_names == names


def test_numbers_have_no_exponent():
    rows = [(Decimal("0E-12"),), (Decimal("1E+3"),), (1e-7,), (float("nan"),)]
    assert [line[0] for line in from_csv(written("csv", rows, COLUMNS[2:3]))[1:]] == [
        "0.000000000000", "1000", "0.0000001", "",
    ]  # fmt: skip


def test_parquet_rounds_what_has_more_places_than_the_column():
    columns = [Column("share", Kind.NUMBER, places=4)]
    table = parquet.read_table(io.BytesIO(written("parquet", [(Decimal("0.12345"),), (Decimal("0.5"),)], columns)))
    assert table["share"].to_pylist() == [Decimal("0.1234"), Decimal("0.5000")]


def test_only_csv_has_a_byte_order_mark_and_only_when_asked():
    marked = {name: written(name, ROWS, byte_order_mark=True).startswith(b"\xef\xbb\xbf") for name in FORMATS}
    assert marked == {"csv": True, "xlsx": False, "json": False, "parquet": False}
    assert not written("csv", ROWS).startswith(b"\xef\xbb\xbf")


def test_a_sheet_that_is_too_long_is_refused_before_a_row_is_read():
    def rows():
        raise AssertionError("a row was read")
        yield

    with pytest.raises(TableRefused, match=r"1,048,575 rows.*CSV, JSON or Parquet"):
        write(io.BytesIO(), Table("deals", COLUMNS, rows(), count=lambda: 1_048_576), FORMATS["xlsx"])


def test_a_sheet_that_turns_out_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(table_files, "XLSX_ROWS", 2)
    with pytest.raises(TableRefused, match="A sheet of XLSX holds 2 rows"):
        written("xlsx", ROWS)


def test_an_unknown_format_names_those_that_there_are():
    with pytest.raises(TableRefused, match=r"“pdf”\. Choose one of csv, xlsx, json, parquet"):
        format_named("pdf")


@every_format
def test_a_row_of_another_length_is_a_fault_of_ours(extension):
    with pytest.raises(ValueError, match="zip"):
        written(extension, [("Acme", 1)])


class Nowhere(io.RawIOBase):
    """A file that forgets what is written."""

    length = 0

    def writable(self):
        return True

    def write(self, data):
        self.length += len(data)
        return len(data)


# zipfile tries to end its file once more when it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@every_format
def test_a_full_disk_is_an_error_of_the_system(extension):
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write(Full(), Table("deals", COLUMNS, iter(ROWS)), FORMATS[extension])
    gc.collect()


@pytest.mark.parametrize("extension", ["csv", "json", "parquet"])
def test_memory_does_not_grow_with_the_rows(extension, monkeypatch):
    monkeypatch.setattr(table_files, "PARQUET_GROUP", 1_000)
    monkeypatch.setattr(table_files, "PARQUET_BATCH", 200)
    columns = COLUMNS[:3]
    peaks = []
    for count in (3_000, 12_000):
        rows = ((f"Account {n}", n, Decimal(n)) for n in range(count))
        tracemalloc.start()
        written_rows = write(Nowhere(), Table("deals", columns, rows), FORMATS[extension])
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert written_rows == count
    assert peaks[1] < peaks[0] * 2  # four times the rows
    assert peaks[1] < 2_000_000
