"""Which picture an answer gets: chosen by rule from its columns and rows, never by whoever filled the intent."""

from assistant.answer import ChartSpec
from assistant.found import Found
from assistant.semantic import DIMENSIONS

MOST_GROUPED = 4
MOST_LINES = 6
MOST_SIDE = 40
MOST_POINTS = 400


def choose(found: Found) -> ChartSpec | None:
    """Return bars that lie for names, a line for time, bars in groups, lines or a field of heat for two dimensions.

    A single figure, a list of members and what three dimensions split have none.
    """
    if not found.intent.metrics or found.intent.within or len(found.rows) < 2:
        return None
    value = found.focus.name
    if all(row[value] is None for row in found.rows):
        return None
    if len(found.dimensions) == 1:
        return _by_one(found)
    return _by_two(found) if len(found.dimensions) == 2 else None


def _by_one(found: Found) -> ChartSpec:
    (dimension,) = found.dimensions
    value = found.focus
    before = f"{value.name}_before"
    ys = (value.name, before) if before in found.columns and not value.suffix else (value.name,)
    if DIMENSIONS[dimension.member].name in {"day", "week", "month", "quarter", "year"} and not found.ordered_by:
        same = tuple(column.name for column in found.asked if column.unit == value.unit and not value.suffix)
        return ChartSpec("line", dimension.name, same or (value.name,))
    return ChartSpec("bar", dimension.name, ys)


def _by_two(found: Found) -> ChartSpec | None:
    value = found.focus.name
    across, down = found.dimensions
    if found.time and down.name == found.time.name:
        across, down = down, across
    sizes = {column.name: len({row[column.name] for row in found.rows}) for column in (across, down)}
    if found.time and across.name == found.time.name and sizes[down.name] <= MOST_LINES and sizes[across.name] > 1:
        return ChartSpec("line", across.name, (value,), down.name)
    if sizes[across.name] < sizes[down.name] and not found.time:
        across, down = down, across
    if sizes[down.name] <= MOST_GROUPED and sizes[across.name] <= MOST_SIDE:
        return ChartSpec("grouped_bar", across.name, (value,), down.name)
    if sizes[down.name] * sizes[across.name] <= MOST_POINTS:
        x, y = (across, down) if found.time else (down, across)
        return ChartSpec("heat", x.name, (value,), y.name)
    return None
