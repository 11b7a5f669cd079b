"""What the guard says of a query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The gold views that somebody may read, and the names of their columns in order.
Catalogue = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Verdict:
    """`rule` and `message` say why a query is rejected; `rendered` is the text to run if it is allowed."""

    allowed: bool
    rule: str = ""
    message: str = ""
    rendered: str = ""


class Rejected(Exception):
    """A rule that a query breaks. It never leaves the guard: `check` makes a verdict of it."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
