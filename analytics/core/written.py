"""A figure as a page writes it, by its unit from the data dictionary."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
SHARES = {"rate", "ratio"}
PLAIN = {"id", "year", "text"}
CENTS_BELOW = 100
EXACT = 9

Value = Decimal | float | int | str | date | bool | None


def written(value: Value, unit: str, *, exact: bool = False) -> str:
    """Write a value of a gold column: $4,821 · 63.1 % · 165 d · Yes · 31 Dec 2017; an en dash for none.

    `unit` is the dictionary's, or month for a date that stands for one. `exact` keeps what a figure rounds away,
    as the edge of a bin must.
    """
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value:%b %Y}" if unit == "month" else f"{value.day} {value:%b %Y}"
    if isinstance(value, str) or unit in PLAIN:
        return str(value)
    # By way of str: the float 2.675 means 2.675 to whoever wrote it, not the binary value below it.
    return _number(Decimal(str(value)), unit, exact)


def _number(value: Decimal, unit: str, exact: bool) -> str:
    if unit in SHARES:
        return f"{_rounded(value * 100, EXACT if exact else 1, at_least=1)}{NBSP}%"
    if unit == "$":
        cents = 2 if abs(value) < CENTS_BELOW and value != value.to_integral_value() else 0
        return _rounded(value, EXACT if exact else cents, at_least=cents, sign="$")
    if unit == "days":
        # A mean has its digit even where that is 0, so that means stand in line.
        has_digits = "." in str(value)
        return f"{_rounded(value, EXACT if exact else 1, at_least=int(has_digits and not exact))}{NBSP}d"
    return _rounded(value, EXACT if exact else 2)


def _rounded(value: Decimal, digits: int, *, at_least: int = 0, sign: str = "") -> str:
    """Thousands separated, with as many digits after the point as it has, `at_least` to `digits`."""
    exact = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,}"
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0").ljust(at_least, "0")
    amount = f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"
    return f"{MINUS}{amount}" if exact < 0 else amount
