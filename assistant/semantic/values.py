"""The full lists of values that words of a question can mean."""

from collections.abc import Iterable

from assistant.semantic.members import Dimension


def by_view(dimensions: Iterable[Dimension]) -> dict[str, list[Dimension]]:
    """Return the dimensions that have a list of values, by the gold view that holds it."""
    found: dict[str, list[Dimension]] = {}
    for dimension in dimensions:
        if dimension.values:
            found.setdefault(dimension.values.partition(".")[0], []).append(dimension)
    return found


def values_sql(*dimensions: Dimension) -> str:
    """Return a query for the values of dimensions of one view as the viewer sees them: of each in turn the value and
    its key (NULL where it has none), in every combination that there is, empty ones too.

    A dimension without `values` has its `options`, if any.
    """
    view = dimensions[0].values.partition(".")[0]
    pairs = [(dimension.values, f"{view}.{dimension.key}" if dimension.key else "null") for dimension in dimensions]
    columns = ", ".join(f"{value}, {key}" for value, key in pairs)
    return f"select distinct {columns} from gold.{view} order by {', '.join(map(str, range(1, 2 * len(pairs) + 1)))}"  # noqa: S608 - declared names
