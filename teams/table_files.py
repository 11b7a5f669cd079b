"""Tables as files: CSV, XLSX, JSON and Parquet, written row by row into a binary file in constant memory.

A null is an empty cell in CSV and XLSX, null in JSON and Parquet. Numbers with decimals are exact everywhere but in
XLSX, whose numbers have 15 digits: in JSON they are text, as in the API.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from functools import partial
from itertools import islice
from typing import IO, Any

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
XLSX_ROWS = 1_048_575
# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
# Excel counts days from here; before March 1900 it counts a day that never was.
XLSX_DAY_0, XLSX_FIRST_DAY = date(1899, 12, 30), date(1900, 3, 1)
XLSX_FORMATS = {"$": "$#,##0.00", "rate": "0.0%"}
PARQUET_BATCH, PARQUET_GROUP = 5_000, 100_000
PARQUET_DIGITS = 38


class TableRefused(ValueError):
    """Why a file cannot be made, in sentences for whoever asked for it."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class FormatRefused(TableRefused):
    """The table can be a file, in another format."""


class Kind(Enum):
    """TEXT str, WHOLE int, NUMBER Decimal (or float), DATE date, YES_NO bool; each may be None."""

    TEXT = auto()
    WHOLE = auto()
    NUMBER = auto()
    DATE = auto()
    YES_NO = auto()


@dataclass(frozen=True)
class Column:
    """`name` is the key in JSON and Parquet, `label` the heading in CSV and XLSX, which shows a `unit` of $ or rate.

    `places` are the decimal places of a NUMBER in Parquet; what has more is rounded there.
    """

    name: str
    kind: Kind = Kind.TEXT
    label: str = ""
    unit: str = ""
    places: int = 20

    @property
    def heading(self) -> str:
        return self.label or self.name


@dataclass(frozen=True)
class Table:
    """What a file is made of. `count` says how many rows there are, where asking is cheaper than reading them."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    count: Callable[[], int] | None = None


@dataclass(frozen=True)
class Format:
    name: str
    label: str
    content_type: str
    write: Callable[[IO[bytes], Table], int]


def format_named(name: str) -> Format:
    if name not in FORMATS:
        raise FormatRefused(f"There is no format “{name}”. Choose one of {', '.join(FORMATS)}.")
    return FORMATS[name]


def write(file: IO[bytes], table: Table, to: Format, *, byte_order_mark: bool = False) -> int:
    """Write the table and return how many rows it had; raise TableRefused for more than the format holds.

    Excel needs the byte order mark to read a CSV as UTF-8; other formats have none.
    """
    if to.name == "xlsx" and table.count is not None and table.count() > XLSX_ROWS:
        raise _too_many_rows()
    if byte_order_mark and to.name == "csv":
        file.write(BYTE_ORDER_MARK)
    return to.write(file, table)


def _exact(value: Any) -> Decimal | None:
    """The value as a Decimal, floats by their shortest digits; None where there is no finite number."""
    if value is None:
        return None
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return number if number.is_finite() else None


def _digits(value: Any) -> str | None:
    number = _exact(value)
    return None if number is None else format(number, "f")


def _write_csv(file: IO[bytes], table: Table) -> int:
    # Text is always quoted: where a semicolon separates cells, what follows one would be a cell, and maybe a formula.
    file.write((",".join(_quoted(column.heading) for column in table.columns) + "\r\n").encode())
    shapes = [CSV_SHAPES[column.kind] for column in table.columns]
    count = 0
    for chunk in _chunks(table.rows, 1000):
        # A line of nothing would be skipped by readers.
        lines = [",".join([shape(cell) for shape, cell in zip(shapes, row, strict=True)]) or '""' for row in chunk]
        file.write(("\r\n".join(lines) + "\r\n").encode())
        count += len(lines)
    return count


def _quoted(text: str | None) -> str:
    if text is None:
        return ""
    harmless = f"'{text}" if FORMULA.match(text) else text
    return '"' + harmless.replace('"', '""') + '"'


CSV_SHAPES: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: _quoted,
    Kind.WHOLE: lambda value: "" if value is None else str(value),
    Kind.NUMBER: lambda value: _digits(value) or "",
    Kind.DATE: lambda value: "" if value is None else value.isoformat(),
    Kind.YES_NO: lambda value: "" if value is None else "true" if value else "false",
}


def _write_json(file: IO[bytes], table: Table) -> int:
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=date.isoformat).encode
    count = 0
    file.write(b"[")
    for cells in as_objects(table.columns, table.rows):
        file.write(f"{',' if count else ''}\n{encode(cells)}".encode())
        count += 1
    file.write(b"\n]\n")
    return count


def as_objects(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """Yield each row by the columns' names, as JSON has it: numbers with decimals as text."""
    names = [column.name for column in columns]
    numbers = [column.name for column in columns if column.kind is Kind.NUMBER]
    for row in rows:
        cells = dict(zip(names, row, strict=True))
        for name in numbers:
            cells[name] = _digits(cells[name])
        yield cells


def _write_xlsx(file: IO[bytes], table: Table) -> int:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    try:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            return _fill_sheet(book, table)
    except FileCreateError as error:  # a full disk, in a class of its own
        raise error.args[0] from error


def _fill_sheet(book: Any, table: Table) -> int:
    sheet, bold, count = book.add_worksheet("Data"), book.add_format({"bold": True}), 0
    writers = [_xlsx_writer(book, sheet, place, column) for place, column in enumerate(table.columns)]
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.heading, bold)
    for count, row in enumerate(table.rows, start=1):
        if count > XLSX_ROWS:
            raise _too_many_rows()
        for write_cell, cell in zip(writers, row, strict=True):
            if cell is not None:
                write_cell(count, cell)
    sheet.autofilter(0, 0, count, max(0, len(table.columns) - 1))
    return count


def _xlsx_writer(book: Any, sheet: Any, place: int, column: Column) -> Callable[[int, Any], object]:
    """Format a column of the sheet and return what writes a cell of it, given row and value."""
    if column.kind is Kind.DATE:
        style = book.add_format({"num_format": "yyyy-mm-dd"})
    elif column.unit in XLSX_FORMATS:
        style = book.add_format({"num_format": XLSX_FORMATS[column.unit]})
    else:
        style = None
    widest = 28 if column.kind is Kind.TEXT else 12
    sheet.set_column(place, place, max(widest, len(column.heading) + 3))
    return partial(XLSX_CELLS[column.kind], sheet, style, place)


def _xlsx_text(sheet: Any, style: Any, place: int, row: int, text: str) -> None:
    # As a string whatever it begins with: a formula is only what write_formula writes.
    sheet.write_string(row, place, text)


def _xlsx_number(sheet: Any, style: Any, place: int, row: int, value: Any) -> None:
    number = _exact(value)
    if number is not None:
        sheet.write_number(row, place, float(number), style)


def _xlsx_day(sheet: Any, style: Any, place: int, row: int, day: date) -> None:
    if day < XLSX_FIRST_DAY:
        sheet.write_string(row, place, day.isoformat())
    else:
        sheet.write_number(row, place, (day - XLSX_DAY_0).days, style)


def _xlsx_yes_no(sheet: Any, style: Any, place: int, row: int, value: bool) -> None:
    sheet.write_boolean(row, place, value)


XLSX_CELLS: dict[Kind, Callable[..., None]] = {
    Kind.TEXT: _xlsx_text,
    Kind.WHOLE: _xlsx_number,
    Kind.NUMBER: _xlsx_number,
    Kind.DATE: _xlsx_day,
    Kind.YES_NO: _xlsx_yes_no,
}


def _too_many_rows() -> FormatRefused:
    return FormatRefused(
        f"A sheet of XLSX holds {XLSX_ROWS:,} rows, and there are more. Choose CSV, JSON or Parquet, or fewer rows."
    )


def _write_parquet(file: IO[bytes], table: Table) -> int:
    import pyarrow
    from pyarrow import parquet

    schema = pyarrow.schema([(column.name, _arrow_type(column)) for column in table.columns])
    count = 0
    with parquet.ParquetWriter(file, schema) as writer:
        batches = (_arrow_batch(rows, schema) for rows in _chunks(table.rows, PARQUET_BATCH))
        # Row groups of a useful size, of which memory holds Arrow's few bytes a value instead of Python's objects.
        for group in _chunks(batches, PARQUET_GROUP // PARQUET_BATCH):
            rows = pyarrow.Table.from_batches(group, schema)
            writer.write_table(rows, row_group_size=PARQUET_GROUP)
            count += rows.num_rows
    return count


def _arrow_type(column: Column) -> Any:
    import pyarrow

    return {
        Kind.TEXT: pyarrow.string(),
        Kind.WHOLE: pyarrow.int64(),
        Kind.NUMBER: pyarrow.decimal128(PARQUET_DIGITS, column.places),
        Kind.DATE: pyarrow.date32(),
        Kind.YES_NO: pyarrow.bool_(),
    }[column.kind]


def _arrow_batch(rows: list[Sequence[Any]], schema: Any) -> Any:
    import pyarrow

    arrays = [_arrow_array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)]
    return pyarrow.record_batch(arrays, schema=schema)


def _arrow_array(values: Sequence[Any], kind: Any) -> Any:
    import pyarrow

    if not pyarrow.types.is_decimal(kind):
        return pyarrow.array(values, kind)
    numbers = [_exact(value) for value in values]
    try:
        return pyarrow.array(numbers, kind)
    except pyarrow.ArrowInvalid:  # some have more places than the column
        rounded = [None if number is None else round(number, kind.scale) for number in numbers]
        return pyarrow.array(rounded, kind)


def _chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, size)):
        yield chunk


_FORMATS = (
    Format("csv", "CSV", "text/csv; charset=utf-8", _write_csv),
    Format("xlsx", "Excel (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _write_xlsx),
    Format("json", "JSON", "application/json", _write_json),
    Format("parquet", "Parquet", "application/vnd.apache.parquet", _write_parquet),
)
FORMATS = {each.name: each for each in _FORMATS}
