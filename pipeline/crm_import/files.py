"""The four files of a CRM export, read as a stream: rows of stripped cells with the line on which each begins.

What is wrong with a file as a whole raises FileFault; what is wrong with one row is for the checks in SQL.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# A CSV of this kind has lines of some hundred bytes; one longer than this must not fill the memory.
LONGEST_LINE = 1_000_000


class FileFault(Exception):
    """A file cannot be read as what it should be. The message is one sentence that says which and why."""


@dataclass(frozen=True)
class FileSpec:
    name: str
    columns: tuple[str, ...]

    @property
    def raw_table(self) -> str:
        return f"import_{self.name.removesuffix('.csv')}"


PRODUCTS = FileSpec("products.csv", ("product", "series", "sales_price"))
TEAMS = FileSpec("sales_teams.csv", ("sales_agent", "manager", "regional_office"))
ACCOUNTS = FileSpec(
    "accounts.csv",
    ("account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of"),
)
DEALS = FileSpec(
    "sales_pipeline.csv",
    (
        "opportunity_id",
        "sales_agent",
        "product",
        "account",
        "deal_stage",
        "engage_date",
        "close_date",
        "close_value",
    ),
)
# Each file names only what the files before it hold.
FILES = (PRODUCTS, TEAMS, ACCOUNTS, DEALS)


class Row(NamedTuple):
    line: int
    nul_in: str  # the first column with a NUL character, which PostgreSQL cannot store; mostly empty
    cells: list[str]  # in the order of the file's specification


def check_folder(folder: Path) -> None:
    """Raise FileFault unless the folder holds the four files."""
    if not folder.is_dir():
        raise FileFault(f"{folder} is not a folder.")
    missing = [spec.name for spec in FILES if not (folder / spec.name).is_file()]
    if missing:
        raise FileFault(f"{folder} has no {' and no '.join(missing)}.")


def read_rows(path: Path, spec: FileSpec) -> Iterator[Row]:
    """Yield the rows of a file; blank lines and unknown columns are passed over."""
    try:
        with path.open("rb") as file:
            yield from _rows(_Lines(file, spec.name), spec)
    except OSError as error:
        raise FileFault(f"{spec.name} cannot be read: {error.strerror}.") from error


class _Lines:
    """The lines of a file as text, which remembers whether it has met a NUL, and how long the row is so far."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.file, self.name, self.nul_met, self.row_bytes = file, name, False, 0

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(iter(lambda: self.file.readline(LONGEST_LINE), b""), start=1):
            # A quoted cell goes on over lines, and a row of such cells might go on for ever.
            self.row_bytes += len(line)
            if self.row_bytes >= LONGEST_LINE:
                raise FileFault(f"{self.name}, line {number}: the row is too long for a CSV of this kind.")
            yield self._decoded(line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line, number)

    def _decoded(self, line: bytes, number: int) -> str:
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            raise FileFault(f"{self.name}, line {number}: this is not UTF-8 text; save the file as UTF-8.") from error
        if "\0" in text:
            self.nul_met = True
        return text


def _rows(lines: _Lines, spec: FileSpec) -> Iterator[Row]:
    reader = csv.reader(lines, strict=True)
    try:
        header = _header(next(reader, None), spec)
        order = [header.index(column) for column in spec.columns]
        line = reader.line_num + 1
        for cells in reader:
            lines.row_bytes = 0
            if len(cells) == len(header):
                yield _row(line, [cells[index].strip() for index in order], spec, lines.nul_met)
            elif cells:
                raise FileFault(f"{spec.name}, line {line}: {len(cells)} cells under {len(header)} columns.")
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileFault(f"{spec.name}, line {reader.line_num}: this is not proper CSV ({error}).") from error


def _header(cells: list[str] | None, spec: FileSpec) -> list[str]:
    header = [cell.strip().casefold() for cell in cells or []]
    if not any(header):
        raise FileFault(f"{spec.name} is empty: it needs a header.")
    missing = [column for column in spec.columns if column not in header]
    if missing:
        raise FileFault(f"{spec.name} has no column “{'” and no column “'.join(missing)}”.")
    twice = [column for column in spec.columns if header.count(column) > 1]
    if twice:
        raise FileFault(f"{spec.name} has more than one column “{twice[0]}”.")
    return header


def _row(line: int, cells: list[str], spec: FileSpec, nul_met: bool) -> Row:
    if not nul_met:
        return Row(line, "", cells)
    nul_in = next((column for column, cell in zip(spec.columns, cells, strict=True) if "\0" in cell), "")
    return Row(line, nul_in, [cell.replace("\0", "␀") for cell in cells])
