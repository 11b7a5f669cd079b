"""Form fields of the deal pages."""

from decimal import Decimal
from typing import Any

from django import forms

TOO_MUCH = "Enter an amount below 1,000,000,000,000."
NOISE = str.maketrans("", "", "$, \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")


class MoneyField(forms.DecimalField):
    """Dollars and cents, as people type them: "4821", "4,821.50", "$4,821"."""

    def __init__(self, *, required_message: str = "Enter an amount.", **kwargs: Any) -> None:
        super().__init__(
            max_digits=14,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={
                "required": required_message,
                "invalid": "Enter an amount, for example 4,821.50.",
                "max_digits": TOO_MUCH,
                "max_whole_digits": TOO_MUCH,
                "max_decimal_places": "Enter at most two digits of cents.",
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.translate(NOISE) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored amount with separators; what was typed stays as it was typed."""
        if isinstance(value, Decimal):
            return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
        return value


class DayField(forms.DateField):
    def __init__(self, *, required_message: str = "Enter a date.", **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"required": required_message, "invalid": "Enter a date, for example 2026-03-31."},
            **kwargs,
        )
