"""The full lists of values that words of a question can mean."""

from assistant.semantic.members import Dimension


def values_sql(dimension: Dimension) -> str:
    """Return a query for all values of a dimension with their keys (NULL where it has none), as the viewer sees them.

    A dimension without `values` has its `options`, if any.
    """
    view, _, column = dimension.values.partition(".")
    key = f"{view}.{dimension.key}" if dimension.key else "null"
    return (
        f"select distinct {view}.{column} as value, {key} as key from gold.{view} "  # noqa: S608 - declared names
        f"where {view}.{column} is not null order by 1, 2"
    )
