"""What the asker gets: the sentence, the rows, what they mean and how they were read."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.compiled import Column
from assistant.filled import Option
from assistant.intent import Intent


@dataclass(frozen=True)
class Chip:
    """A part of the reading: `kind` is figure, split, filter, ever, never, person, period, compare, share, running,
    tally, mean, ranked, having or order, `text` what it says, `without` the question without it (none where it cannot
    go), `instead` what it could be changed to."""

    kind: str
    text: str
    without: Intent | None = None
    instead: tuple[Option, ...] = ()


@dataclass(frozen=True)
class ChartSpec:
    """`kind`: line, bar, grouped_bar, stacked_bar or heat; names are those of columns."""

    kind: str
    x: str
    y: tuple[str, ...]
    series: str = ""


@dataclass(frozen=True)
class Answer:
    """`status`: answered, refused, clarify or error, as the API writes it. `rows` hold `columns`, keys included.

    `is_cut`: there are more rows than these. `sql` is the query as it ran, `relations` the gold views it reads.
    `links` hold the address of the list behind each row, or "". `options` are buttons under a question back, or under
    a refusal what can be asked in its stead; `instead` the same as questions in words; `suggestions` what to ask next.
    `intent` of a question back is what was understood so far. `notes` say what the reading rests on and what is
    counted how. `filled_by` is grammar, model, or sql for a query that an analyst wrote.
    """

    status: str
    text: str
    question: str = ""
    intent: Intent | None = None
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    is_cut: bool = False
    chart: ChartSpec | None = None
    chips: tuple[Chip, ...] = ()
    notes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    sql: str = ""
    relations: tuple[str, ...] = ()
    as_of: date | None = None
    period: str = ""
    period_before: str = ""
    milliseconds: int = 0
    rule: str = ""
    options: tuple[Option, ...] = ()
    instead: tuple[str, ...] = ()
    suggestions: tuple[Option, ...] = ()
    filled_by: str = "grammar"
