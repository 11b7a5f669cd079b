"""Figures as pages write them."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.core.written import written

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Decimal(4821), "$", "$4,821"),
        (Decimal("1268.5"), "$", "$1,269"),
        (Decimal("99.5"), "$", "$99.50"),
        (Decimal("-12.345"), "$", "−$12.35"),
        (Decimal("0.6315"), "rate", f"63.2{NBSP}%"),
        (1, "ratio", f"100.0{NBSP}%"),
        (165, "days", f"165{NBSP}d"),
        (51.84, "days", f"51.8{NBSP}d"),
        (68.0, "days", f"68.0{NBSP}d"),
        (2.675, "count", "2.68"),
        (Decimal("1200.00"), "count", "1,200"),
        (Decimal("-0.001"), "count", "0"),
        (100, "count", "100"),
        (1979, "year", "1979"),
        (12345, "id", "12345"),
        ("Acme", "text", "Acme"),
        (True, "yes/no", "Yes"),
        (date(2017, 12, 31), "date", "31 Dec 2017"),
        (date(2017, 12, 1), "month", "Dec 2017"),
        (None, "$", "–"),
    ],
)
def test_a_value_is_written_by_its_unit(value, unit, text):
    assert written(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Decimal("100.5"), "$", "$100.5"),
        (Decimal("0.6325"), "rate", f"63.25{NBSP}%"),
        (Decimal("51.125"), "days", f"51.125{NBSP}d"),
        (Decimal("0.0005"), "count", "0.0005"),
        (Decimal(20), "$", "$20"),
    ],
)
def test_an_exact_value_keeps_its_digits(value, unit, text):
    assert written(value, unit, exact=True) == text
