"""What words mean: the phrases of lexicon.yml and the synonyms of the semantic layer, by their words."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from assistant.grammar import phrasebook
from assistant.grammar.words import form_of
from assistant.semantic import DIMENSIONS, METRICS

Entry = tuple[str, Any]
Phrases = Iterable[str]
Table = dict[tuple[str, ...], list[Entry]]


class Lexicon:
    """Kinds and meanings of phrases: `by_form` under the forms of their words, `as_written` as they stand.

    `spellings` are the words that a slip may be one of, `forms` and `written` all words of the two tables.
    """

    def __init__(self) -> None:
        self.by_form: Table = {}
        self.as_written: Table = {}
        self.spellings: set[str] = set()
        for kind, value, phrases in (*_listed(), *_synonyms()):
            for phrase in phrases:
                self._add((kind, value), phrase)
        self.longest = max(len(words) for words in (*self.by_form, *self.as_written))
        self.forms = {word for words in self.by_form for word in words}
        self.written = {word for words in self.as_written for word in words}
        plurals = ((word, plural) for word in self.forms for plural in (f"{word}s", f"{word[:-1]}ies"))
        self.spellings |= {plural for word, plural in plurals if form_of(plural) == word}

    def _add(self, entry: Entry, phrase: str) -> None:
        words = phrase.removeprefix("=").split()
        self.spellings |= set(words)
        if phrase.startswith("="):
            entries = self.as_written.setdefault(tuple(words), [])
        else:
            entries = self.by_form.setdefault(tuple(form_of(word) for word in words), [])
        if entry not in entries:
            entries.append(entry)


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, made once."""
    return Lexicon()


def _listed() -> Iterator[tuple[str, Any, Phrases]]:
    for kind, section in phrasebook.read("lexicon.yml").items():
        for value, phrases in (section if isinstance(section, dict) else {"": section}).items():
            yield kind, _way_and_hint(value) if kind == "SUPER" else value, phrases


def _way_and_hint(value: str) -> tuple[str, str]:
    way, _, hint = value.partition(" ")
    return way, hint


def _synonyms() -> Iterator[tuple[str, Any, Phrases]]:
    """Names of figures and splits as the semantic layer has them, where no rule reads their words one by one."""
    apart, by_rules = (set(names) for names in phrasebook.read("synonyms.yml").values())
    for metric in METRICS.values():
        said = (name.lower() for name in (*metric.synonyms, metric.label))
        yield (
            "METRIC",
            metric.name,
            [name for name in said if name not in apart and name.isascii() and "," not in name],
        )
    listed = phrasebook.read("lexicon.yml")["DIM"]
    for dimension in DIMENSIONS.values():
        if dimension.name not in {"deal", *listed, *by_rules}:
            said = (name.lower() for name in (*dimension.synonyms, dimension.label))
            yield "DIM", dimension.name, [name for name in said if " " in name and name not in apart]
