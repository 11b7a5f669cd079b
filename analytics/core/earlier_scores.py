"""Two scores of data quality that the product's forerunner gave, for comparison only (docs/data-quality.md)."""

from dataclasses import dataclass

MANY_MISSING = 0.10
MANY_DUPLICATES = 0.05


@dataclass(frozen=True)
class Facts:
    """Of a table of deals as it is stored.

    `missing` counts empty cells, `worst_column` is the largest share of them in a column, `duplicates` counts rows
    that repeat another in every column; `rules` are the business rules asked, of which `rules_held` hold.
    """

    rows: int
    cells: int
    missing: int
    worst_column: float
    duplicates: int
    rules: int
    rules_held: int


def ingestion_score(facts: Facts) -> float:
    """1 − 0.3·missing ratio − 0.2·duplicate ratio − 0.1·serious issues, from 0 to 1; without rows 1.

    A serious issue is a business rule that does not hold.
    """
    if not facts.rows:
        return 1.0
    missing, duplicates = facts.missing / facts.cells, facts.duplicates / facts.rows
    serious = facts.rules - facts.rules_held
    return min(1.0, max(0.0, 1 - 0.3 * missing - 0.2 * duplicates - 0.1 * serious))


def validation_score(facts: Facts) -> float:
    """1 − 0.15 if a column is over 10 % empty − 0.15 if over 5 % are duplicates − 0.30 × share of rules broken.

    From 0 to 1; without rows 1. The further deductions, 0.30 for a wrong schema and 0.10 for wrong types, cannot
    happen in a database's table.
    """
    if not facts.rows:
        return 1.0
    score = 1 - 0.30 * (1 - facts.rules_held / facts.rules)
    score -= 0.15 * (facts.worst_column > MANY_MISSING)
    score -= 0.15 * (facts.duplicates / facts.rows > MANY_DUPLICATES)
    return max(0.0, score)
