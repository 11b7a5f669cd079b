"""The catalogue of what can be asked, for its page and its search."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analytics import dictionary
from assistant.semantic import DIMENSIONS, SUBJECTS
from assistant.semantic.catalogue import meaning

WAYS = "Ways to split and narrow"


@dataclass(frozen=True)
class Word:
    """A figure or a dimension: what it is, what people call it, and a question that uses it."""

    label: str
    about: str
    synonyms: tuple[str, ...]
    example: str
    unit: str = ""

    def says(self, words: str) -> bool:
        return words in " ".join((self.label, self.about, *self.synonyms, self.example)).lower()


def found_words(said: str) -> Mapping[str, list[Word]]:
    """Return what can be asked by subject, of it what says those words; subjects without any are left out."""
    rules = {f"{view.name}.{column.name}": column.rule for view in dictionary.catalogue() for column in view.columns}
    wanted = said.lower()
    found = {subject: [word for word in words if word.says(wanted)] for subject, words in _all(rules)}
    return {subject: words for subject, words in found.items() if words}


def _all(rules: Mapping[str, str]) -> Iterator[tuple[str, list[Word]]]:
    for subject, metrics in SUBJECTS.items():
        yield subject, [Word(m.label, meaning(m, rules), m.synonyms, m.example, m.unit) for m in metrics]
    yield WAYS, [Word(d.label, d.about, d.synonyms, d.example) for d in DIMENSIONS.values()]
