"""What words of a question are once they are read: pieces with a kind and what they mean."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Item:
    """`kind` as docs/assistant.md lists them, `value` what it means, `start` to `stop` the words it was read from.

    `certainty` is 1 where the words are just it, less where a misspelling was mended. `more` holds what a rule adds.
    """

    kind: str
    value: Any = None
    start: int = 0
    stop: int = 0
    text: str = ""
    certainty: float = 1.0
    possessive: bool = False
    more: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def length(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True)
class Name:
    """A value that words may name: of a dimension, its text and, where it has one, its number."""

    dimension: str
    text: str
    key: int | str | None = None
    certainty: float = 1.0
    whole: bool = True
