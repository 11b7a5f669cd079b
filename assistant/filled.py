"""What a filler, the grammar or a language model, makes of a question: an intent, a query, a question back, or a
refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.intent import Intent
from assistant.reading import Viewer

MOST_OPTIONS = 4


@dataclass(frozen=True)
class Known:
    """A value that a word can mean: its text and its number where it has one."""

    text: str
    key: int | str | None = None


@dataclass(frozen=True)
class Asker:
    """Who asks, on which day, and what there is to name: the values that the asker may see, by dimension.

    `name` is the asker’s own, as agents are called; `first_day` the first with a closed deal,
    `home` the country that is not abroad.
    """

    viewer: Viewer
    as_of: date
    values: Mapping[str, tuple[Known, ...]]
    name: str = ""
    is_agent: bool = False
    first_day: date | None = None
    home: str = ""


@dataclass(frozen=True)
class Understood:
    """`said` is what the reading rests on beyond the words, one sentence each, to be shown. `rival` is another reading
    that the words leave open: where it names others than the first, it is asked which is meant. `filled_by` is grammar
    or model, here and below."""

    intent: Intent
    said: tuple[str, ...] = ()
    rival: Intent | None = None
    filled_by: str = "grammar"


@dataclass(frozen=True)
class FreeSql:
    """A query over gold for what no intent expresses, as the guard wrote it anew; it is checked again when it runs."""

    sql: str
    said: tuple[str, ...] = ()
    filled_by: str = "model"


@dataclass(frozen=True)
class Option:
    """A button under a question back: what it says, and the whole question that it means."""

    label: str
    intent: Intent


@dataclass(frozen=True)
class AskBack:
    """`so_far` is what was understood; in a dialogue the next turn completes it."""

    text: str
    options: tuple[Option, ...] = ()
    so_far: Intent | None = None
    said: tuple[str, ...] = ()
    filled_by: str = "grammar"


@dataclass(frozen=True)
class Refused:
    """`rule` names the reason for the record; `instead` are questions that could be asked."""

    rule: str
    text: str
    instead: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    filled_by: str = "grammar"


Filled = Understood | FreeSql | AskBack | Refused


class Filler(Protocol):
    """Reads a question. `last` is the intent of the dialogue so far, which a follow-up changes."""

    def __call__(self, question: str, *, asker: Asker, last: Intent | None = None) -> Filled: ...
