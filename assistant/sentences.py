"""The sentence of an answer. Every number and every name in it comes from the rows."""

from collections.abc import Sequence
from typing import Any

from analytics.core.written import NBSP, written
from assistant import rates
from assistant.cells import cell, signed
from assistant.compiled import Column
from assistant.found import Found, Row
from assistant.phrases import condition, happened, label, large, listed, narrowed, places, small, title
from assistant.semantic import METRICS
from assistant.semantic.dimensions import GRAINS

OWN = {"": "", "me": " of your own", "team": " of your team"}
MOST_NAMES = 5
MOST_GROUPS = 4
FEW = 3


def sentence(found: Found) -> str:
    """Say in one sentence what was found, for which days, and as of which day."""
    if not found.rows:
        asked = title(found.intent, as_of=found.as_of, name_of=found.name_of)
        return f"Nothing was found for this: {asked}{_as_of(found)}."
    cut = f"; only the first {len(found.rows):,} are shown" if found.is_cut else ""
    return f"{_kind(found)(found)}{cut}{_as_of(found)}."


def _kind(found: Found) -> Any:
    """Choose how it is told by the shape of what was found."""
    time = found.time
    if found.intent.tally:
        return _tally
    if not found.intent.metrics:
        return _members
    if not found.dimensions:
        return _figures
    if time and time.member in GRAINS and len(found.dimensions) == 1 and not found.ordered_by:
        return _course
    if found.intent.within:
        return _first_of_each
    if found.intent.compare and found.intent.compare.kind == "members" and len(found.rows) == 2:
        return _two
    return _places


# For whom and when


def _as_of(found: Found) -> str:
    return f", as of {written(found.as_of, 'date')}"


def _scope(found: Found) -> str:
    """For whom and when: of your own for GTX Pro and East in Q4 2017 by close date."""
    return f"{OWN[found.intent.person]}{_narrowed(found)}"


def _narrowed(found: Found) -> str:
    intent, name_of, shown = found.intent, found.name_of, {column.member for column in found.dimensions}
    # What the rows are named by anyhow, needs no saying.
    filters = [one for one in intent.filters if one.member not in shown or one.operator != "is"]
    return f"{happened(intent, name_of)}{narrowed(filters, name_of)}{_when(found.compiled.period)}"


def _when(period: str) -> str:
    if not period or period.startswith("up to "):
        return f" {period}" if period else ""
    name = period.partition(" by ")[0].partition(",")[0]
    if " to " in name:
        return f" from {period}"
    return f" {'on' if name[:1].isdigit() and ' ' in name else 'in'} {period}"


def _before(found: Found) -> str:
    return found.compiled.period_before.partition(" by ")[0]


# Lists of members, and figures without a list


def _members(found: Found) -> str:
    column, count = found.dimensions[0], len(found.rows)
    names = [cell(row[column.name], column) for row in found.rows]
    shown = listed(names) if count <= MOST_NAMES else f"{', '.join(names[:FEW])} and {count - FEW:,} more"
    return f"{'More than ' if found.is_cut else ''}{count:,} {_noun(column, count)}{_scope(found)}: {shown}"


def _tally(found: Found) -> str:
    """How many members there are of those that a list would name."""
    (count,) = found.table[0]
    having = [condition(one, found.name_of) for one in found.intent.having]
    told = f" with {listed(having)}" if having else ""
    return f"{count:,} {_nouns(label(found.intent.dimensions[0]), count)}{_scope(found)}{told}"


def _noun(column: Column, count: int) -> str:
    return _nouns(small(column.label), count)


def _nouns(one: str, count: int) -> str:
    if count == 1 or one.endswith("s"):
        return one
    return f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"


def _figures(found: Found) -> str:
    row, scope, asked = found.rows[0], _scope(found), found.asked
    if all(row[column.name] is None for column in asked):
        return f"There is no {listed([small(c.label) for c in asked], 'or')}{scope}: nothing to count it from"
    if not any(row[column.name] for column in asked):
        zeros = ", ".join(f"{small(column.label)} {cell(row[column.name], column)}" for column in asked)
        return f"Nothing{OWN[found.intent.person]} was found{_narrowed(found)}: {zeros}"
    if len(asked) > 1:
        told = ", ".join(f"{small(column.label)} {_figure(found, column, row)}" for column in asked)
        return large(f"{scope.strip()}: {told}" if scope else told)
    (column,) = asked
    return f"{column.label}{scope}{':' if column.unit == 'count' else ' is'} {_figure(found, column, row)}"


def _figure(found: Found, column: Column, row: Row) -> str:
    text = cell(row[column.name], column) + _counted(found, column, row)
    share, whole = f"{column.name}_share", f"{column.name}_whole"
    if share in row:
        of = cell(row[whole], column) if whole in row else "all"
        text += f", {cell(row[share], found.columns[share])} of {of}"
    return text + (_changed(found, column, row) if f"{column.name}_change" in row else "")


def _counts(found: Found, column: Column, row: Row, suffix: str = "") -> rates.Counts | None:
    # A mean of rates is no rate, and what it is made of no count.
    return None if column.suffix or found.intent.mean_over else rates.counts(column.member, row, suffix)


def _counted(found: Found, column: Column, row: Row) -> str:
    """Of a rate: what it is counted from, and its interval."""
    text = rates.in_words(_counts(found, column, row))
    return f" ({text})" if text else ""


def _changed(found: Found, column: Column, row: Row) -> str:
    before = row[f"{column.name}_before"]
    if before is None or row[f"{column.name}_change"] is None:
        return f", with nothing in {_before(found)} to compare it with"
    text = f", against {cell(before, column)} in {_before(found)}: {_difference(found, column, row)}"
    verdict = rates.differ(_counts(found, column, row), _counts(found, column, row, "_before"))
    return text + (", a difference that is not significant" if verdict is False else "")


def _difference(found: Found, column: Column, row: Row) -> str:
    """In dollars, days or counts and in per cent of what it was; of rates in points."""
    change, growth = row[f"{column.name}_change"], row[f"{column.name}_growth"]
    if column.unit in {"rate", "ratio"}:
        return f"{'+' if change > 0 else ''}{_points(change, column)}"
    text = signed(change, found.columns[f"{column.name}_change"])
    return text if growth is None else f"{text} ({signed(growth, found.columns[f'{column.name}_growth'])})"


def _points(difference: Any, column: Column) -> str:
    return f"{written(difference, column.unit).removesuffix(f'{NBSP}%')} points"


# Over time


def _course(found: Found) -> str:
    """How it began and ended, and when it was most and least."""
    time, column = found.dimensions[0], found.focus
    known = [row for row in found.rows if row[column.name] is not None]
    if len(known) < 2:
        return _places(found)
    best, least = (pick(known, key=lambda row: row[column.name]) for pick in (max, min))
    what = f"{column.label} by {small(time.label)}{_scope(found)}"
    if best[column.name] == least[column.name]:
        return f"{what} was always {cell(best[column.name], column)}"

    def at(row: Row) -> str:
        return f"{cell(row[column.name], column)} ({cell(row[time.name], time)})"

    return f"{what} went from {at(known[0])} to {at(known[-1])}; the highest was {at(best)}, the lowest {at(least)}"


# Who comes first


def _places(found: Found) -> str:
    """Who comes first, with all who share the place, who follows, and how many there are."""
    column = found.focus
    rows = [row for row in found.rows if row[column.name] is not None]
    if not rows:
        return f"There is no {small(column.label)}{_scope(found)} in any of the {len(found.rows):,} rows"
    is_ordered = found.ordered_by == column.name
    best = (max if found.descending or not is_ordered else min)(row[column.name] for row in rows)
    leaders = [row for row in rows if row[column.name] == best]
    others = [row for row in rows if row[column.name] != best]
    then = ""
    if others and is_ordered:
        second = (max if found.descending else min)(others, key=lambda row: row[column.name])
        then = f", then {_name(found, second)} with {_value(second, column)}"
    return f"{_lead(found, column, leaders)}{then}{_rest(found, rows, len(leaders))}"


def _lead(found: Found, column: Column, leaders: Sequence[Row]) -> str:
    names = [_name(found, row) for row in leaders]
    who = listed(names) if len(names) <= MOST_NAMES else f"{', '.join(names[:FEW])} and {len(names) - FEW:,} more"
    many, row, scope = len(names) > 1, leaders[0], _scope(found)
    if found.intent.skip:
        way = "" if found.descending else " from the last"
        by = f" by {small(column.label)}{scope}: {_value(row, column)}{' each' if many else ''}"
        return f"{who} {'share' if many else 'takes'} place {row['place']:,}{way}{by}"
    if column.suffix in {"change", "growth"}:
        beside = " each" if many else _from(found, column, row)
        return f"{who} {_moved(found, row[column.name])}{scope}: {_value(row, column)}{beside}"
    beside = "" if many else f"{_counted(found, column, row)}{_share(found, column, row)}{_was(found, column, row)}"
    value = f"{_value(row, column)}{' each' if many else ''}{beside}"
    what, is_ordered = small(column.label), found.ordered_by == column.name
    if len(found.rows) == 1 and found.intent.limit is None:
        place = f", place {row['place']:,} of {row['of_all']:,}" if "place" in row and not found.intent.within else ""
        return f"{column.label} of {who}{scope}{':' if column.unit == 'count' else ' is'} {value}{place}"
    if is_ordered and found.descending and len(found.rows) > 1 and not found.time:
        return f"{who} {'lead' if many else 'leads'} in {what}{scope} with {value}"
    most, least = ("most", "fewest") if column.unit == "count" else ("highest", "lowest")
    best = most if found.descending or not is_ordered else least
    return f"{who} {'share' if many else 'has'} the {best} {what}{scope}: {value}"


def _moved(found: Found, value: Any) -> str:
    if found.descending:
        return "grew most" if value > 0 else "fell least"
    return "grew least" if value > 0 else "fell most"


def _from(found: Found, column: Column, row: Row) -> str:
    """Of a change: what it was and what it is."""
    stem = column.name.removesuffix(f"_{column.suffix}")
    base, before = found.columns[stem], row.get(f"{stem}_before")
    if before is None:
        return ""
    change = f", {signed(row[f'{stem}_change'], base)}" if column.suffix == "growth" else ""
    return f"{change}, from {cell(before, base)} to {cell(row[stem], base)}"


def _share(found: Found, column: Column, row: Row) -> str:
    share = found.columns.get(f"{column.name}_share")
    return f", {cell(row[share.name], share)} of the whole" if share else ""


def _was(found: Found, column: Column, row: Row) -> str:
    """The change beside a figure that is compared with another period."""
    if column.suffix or row.get(f"{column.name}_change") is None:
        return ""
    against = f" against {_before(found)}" if _before(found) else ""
    return f", {_difference(found, column, row)}{against}"


def _value(row: Row, column: Column) -> str:
    value = row[column.name]
    return signed(value, column) if column.suffix in {"change", "growth"} else cell(value, column)


def _name(found: Found, row: Row) -> str:
    return ", ".join(cell(row[column.name], column) for column in found.dimensions)


def _rest(found: Found, rows: Sequence[Row], leading: int) -> str:
    """How many there are or share the places that were asked for, and whether rates differ at all."""
    limit, having, count, parts = found.intent.limit, found.intent.having, len(found.rows), []
    nouns = _noun(found.dimensions[0], count) if len(found.dimensions) == 1 else "rows"
    if limit and limit - found.intent.skip > 1 and count > limit - found.intent.skip:
        parts.append(f"{count:,} share {places(found.intent) if found.intent.skip else f'the first {limit:,} places'}")
    elif having and not limit:
        parts.append(f"{count:,} {nouns} with {listed([condition(one, found.name_of) for one in having])}")
    elif count > max(FEW, leading) and not limit and not found.is_cut:
        parts.append(f"{count:,} {nouns} in all")
    if METRICS[found.focus.member].unit == "rate" and not (found.focus.suffix or limit or having or found.is_cut):
        counted = [each for row in rows if (each := _counts(found, found.focus, row))]
        parts += ["the differences are not significant"] if rates.all_differ(counted) is False else []
    return "".join(f"; {part}" for part in parts)


def _first_of_each(found: Found) -> str:
    """The first of each group."""
    within, column = found.columns[found.intent.within], found.focus
    others = [each for each in found.dimensions if each.name != within.name]
    groups: dict[Any, list[Row]] = {}
    for row in found.rows:
        if row.get("place", 1) == found.intent.skip + 1:
            groups.setdefault(row[within.name], []).append(row)
    told = []
    for group, rows in list(groups.items())[:MOST_GROUPS]:
        names = listed([", ".join(cell(row[each.name], each) for each in others) for row in rows[:MOST_NAMES]])
        told.append(f"{cell(group, within)} {names} ({_value(rows[0], column)})")
    more = f" and {len(groups) - MOST_GROUPS:,} more" if len(groups) > MOST_GROUPS else ""
    most, least = ("most", "fewest") if column.unit == "count" else ("highest", "lowest")
    best = most if found.descending else least
    what = f"{large(places(found.intent))} by" if found.intent.skip else f"The {best}"
    return f"{what} {small(column.label)} in each {small(within.label)}{_scope(found)}: {', '.join(told)}{more}"


def _two(found: Found) -> str:
    """Two members side by side, and the difference between them."""
    column = found.asked[0]
    if any(row[column.name] is None for row in found.rows):
        return _places(found)
    one, other = sorted(found.rows, key=lambda row: row[column.name], reverse=True)
    told = [
        f"{_name(found, row)} {cell(row[column.name], column)}{_counted(found, column, row)}" for row in (one, other)
    ]
    gap = one[column.name] - other[column.name]
    if not gap:
        verdict = "they are equal"
    elif rates.differ(*(_counts(found, column, row) for row in (one, other))) is False:
        verdict = "the difference is not significant"
    else:
        shown = _points(gap, column) if column.unit in {"rate", "ratio"} else cell(gap, column)
        verdict = f"a difference of {shown}"
    return f"{column.label}{_when(found.compiled.period)}: {', '.join(told)}; {verdict}"
