"""The rows of a chart as a file."""

from analytics.dashboards.parts import Table
from teams.table_files import Column, Kind
from teams.table_files import Table as FileTable

KINDS = {
    "$": Kind.NUMBER,
    "rate": Kind.NUMBER,
    "ratio": Kind.NUMBER,
    "days": Kind.NUMBER,
    "count": Kind.WHOLE,
    "date": Kind.DATE,
    "month": Kind.DATE,
    "yes/no": Kind.YES_NO,
}
UNITS = {"$": "$", "rate": "rate", "ratio": "rate"}


def as_file(table: Table) -> FileTable:
    """Return what the table under a chart shows, in its columns and its order."""
    columns = [
        Column(column.key, KINDS.get(column.unit, Kind.TEXT), column.label, UNITS.get(column.unit, ""))
        for column in table.columns
    ]
    rows = [[row[column.key] for column in table.columns] for row in table.rows]
    return FileTable(table.chart.key, columns, rows, lambda: len(rows))
