"""What a question says, sorted by what it is for; nothing is decided yet."""

from dataclasses import dataclass, field

from assistant.grammar.chunks import Values
from assistant.grammar.conditions import Condition
from assistant.grammar.dates import Period
from assistant.grammar.items import Item

TIMES = {"day", "week", "month", "quarter", "year"}


@dataclass(frozen=True)
class Super:
    """Largest or smallest: `way` best, worst, top, bottom, high, low or few, `hint` of what where the word says it,
    `count` how many, `skip` how many before them are left out, `of` the kind of what stands after it, which is
    `plural` or not; `single` where one is meant and not a number of them, `whose` where a figure of it follows: the
    best agent's."""

    way: str
    hint: str
    count: int | None
    at: int
    of: str
    plural: bool = False
    single: bool = False
    skip: int = 0
    whose: bool = False


@dataclass(frozen=True)
class Limit:
    """A condition on a number and the pieces before and after it."""

    condition: Condition
    at: int
    before: Item | None
    after: Item | None
    said: str = ""


@dataclass
class Slots:
    signs: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    metrics: list[tuple[str, int]] = field(default_factory=list)
    ordered_by: list[int] = field(default_factory=list)
    events: list[tuple[str, int]] = field(default_factory=list)
    states: list[tuple[str, int]] = field(default_factory=list)
    deals: list[int] = field(default_factory=list)
    subject: str = ""
    subject_count: int | None = None
    plural: bool = False
    counted: str = ""
    counted_word: str = ""
    groups: list[str] = field(default_factory=list)
    per: bool = False
    nouns: list[tuple[str, int]] = field(default_factory=list)
    values: list[tuple[Values, int]] = field(default_factory=list)
    periods: list[tuple[Period, int, tuple[Period, Period] | None]] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    supers: list[Super] = field(default_factory=list)
    negations: list[int] = field(default_factory=list)
    changes: list[tuple[str, int]] = field(default_factory=list)
    step: str = ""
    earlier: str = ""
    places: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    asked_list: bool = False
    asked_what: bool = False
    leftover: list[Item] = field(default_factory=list)
    first: str = ""
    every: tuple[str, int | None] | None = None
    per_deal: bool = False
    kinds: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    adverb: bool = False
    per_groups: list[str] = field(default_factory=list)
    also: bool = False
    less_or_more: str = ""
    texts: dict[int, str] = field(default_factory=dict)
    pronoun: bool = False
    per_metric: str = ""
    plain: list[str] = field(default_factory=list)
    starts: dict[int, tuple[int, bool]] = field(default_factory=dict)
    founded: list[tuple[str, int]] = field(default_factory=list)
    either: bool = False
    me_too: bool = False
    inverted: bool = False
    beside: list[str] = field(default_factory=list)

    def has(self, *signs: str) -> bool:
        return any(sign in self.signs for sign in signs)

    def did(self, *events: str) -> bool:
        return any(event in events for event, _ in self.events)

    def is_(self, *states: str) -> bool:
        return any(state in states for state, _ in self.states)

    @property
    def negated_at(self) -> int:
        return self.negations[0] if self.negations else -1
