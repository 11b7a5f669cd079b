"""Whether a reading says all that the question says, and no sentence of a model's says more than it may."""

import json
import re
from collections.abc import Mapping

import sqlglot
from sqlglot import expressions as exp
from sqlglot.errors import SqlglotError

from assistant.filled import Known
from assistant.intent import Intent
from assistant.llm.heeded import DIGITS, FIRST_PERSON, MINE, RULES, numbers, numbers_in
from assistant.llm.names import NotSaid, mentioned, normal
from assistant.semantic import DIMENSIONS

LONGEST = 200
DAY = re.compile(r"\d{4}-\d\d(-\d\d)?")
LINKS = re.compile(r"https?:|www\.|[<>\[\]`{}|\\]", re.IGNORECASE)


def hold_against(
    question: str, intent: Intent, values: Mapping[str, tuple[Known, ...]], before: Intent | None = None
) -> None:
    """Raise NotSaid where a name, a number or a word that narrows is in the question and nowhere in the intent.

    Dropping a condition is how a fluent answer goes wrong without anybody seeing it.
    """
    text = json.dumps(intent.as_json(), ensure_ascii=False)
    _hold_names(question, text, values)
    _hold_numbers(question, text, quarters=True)
    for rule in RULES:
        if rule.words.search(question) and not rule.is_heeded(intent):
            raise NotSaid(rule.reason)
    if intent.person and not FIRST_PERSON.search(question) and (before is None or before.person != intent.person):
        raise NotSaid("The question does not speak of the asker: leave “person” empty.")


def hold_sql_against(question: str, sql: str, values: Mapping[str, tuple[Known, ...]]) -> None:
    """The same for a query, whose quarters are days; and a name that a column is compared with must be one."""
    if MINE.search(question):
        raise NotSaid("A query does not know who asks. Use an intent with “person”, or clarify.")
    _hold_names(question, sql, values)
    _hold_numbers(question, sql, quarters=False)
    known = {one.text for some in values.values() for one in some}
    known |= {option for dimension in DIMENSIONS.values() for option in dimension.options}
    for name in _compared(sql):
        if name not in known and not DAY.fullmatch(name):
            raise NotSaid(f"“{name[:60]}” is no name that there is. Clarify, or refuse.")


def is_plain(text: str, question: str) -> bool:
    """Whether a model's sentence may be shown: short, no address, no markup, no number but those of the question."""
    known = set(DIGITS.findall(question))
    return (
        0 < len(text) <= LONGEST
        and text.isprintable()
        and not LINKS.search(text)
        and all(number in known for number in DIGITS.findall(text))
    )


def _hold_names(question: str, text: str, values: Mapping[str, tuple[Known, ...]]) -> None:
    said = f" {normal(text)} "
    for name in mentioned(question, values):
        if f" {name} " not in said:
            raise NotSaid(f"The question says “{name}”, and the reply does not.")


def _hold_numbers(question: str, text: str, *, quarters: bool) -> None:
    there = numbers_in(text)
    for written, meant in numbers(question, quarters=quarters):
        if not meant & there:
            raise NotSaid(f"The question says {written}, and the reply does not.")


def _compared(sql: str) -> list[str]:
    """Return the texts that columns are compared with."""
    try:
        tree = sqlglot.parse_one(sql, read="postgres")
    except SqlglotError as error:
        raise NotSaid("The query cannot be read.") from error
    found: list[str] = []
    for node in tree.find_all(exp.EQ, exp.NEQ, exp.In):
        sides = [node.this, *(node.expressions if isinstance(node, exp.In) else [node.expression])]
        if any(isinstance(side, exp.Column) for side in sides):
            found += [side.this for side in sides if isinstance(side, exp.Literal) and side.is_string]
    return found
