"""Finds the values that words name: customers, agents, products …, also in part or misspelt."""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.filled import Known
from assistant.grammar import phrasebook
from assistant.grammar.items import Name
from assistant.grammar.words import Word, joined, plain

# What people name, the likelier first where two dimensions hold the same name. Groups and parents are accounts.
NAMED = (
    "manager", "agent", "product", "account", "region", "series", "sector", "country", "stage", "team", "segment",
    "lost_reason", "rhythm", "buying_kind",
)  # fmt: skip
# Words of everyday language: a value that is one of them is meant only when it stands whole.
WHOLE_ONLY = {"segment", "stage", "lost_reason", "rhythm", "buying_kind"}
UNNAMED = {
    "stage": {"Won", "Lost"},
    "lost_reason": {"Won"},
    "buying_kind": {"not bought"},
    "segment": {"Not scored yet"},
}
LONGEST = 6
_LISTS = phrasebook.read("names.yml")
ALSO: dict[str, list[str]] = _LISTS["also"]
COMMON = set(_LISTS["common"])


@dataclass
class Names:
    """All values that an asker may name, by their letters and by their parts."""

    whole: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    tokens: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, values: Mapping[str, Sequence[Known]]) -> "Names":
        found = cls()
        managers = {known.text for known in values.get("manager", ())}
        for dimension in NAMED:
            for known in values.get(dimension, ()):
                if known.text in UNNAMED.get(dimension, ()) or (dimension == "agent" and known.text in managers):
                    continue
                found._add(Name(dimension, known.text, known.key))
        return found

    def _add(self, name: Name) -> None:
        for text in (name.text, *ALSO.get(name.text, ())):
            letters = joined(text)
            if letters and all(
                other.dimension != name.dimension or other.text != name.text for other in self.whole[letters]
            ):
                self.whole[letters].append(name)
        words = [part for part in map(joined, plain(name.text).replace("-", " ").split()) if part]
        self.tokens |= {*words}
        if name.dimension in WHOLE_ONLY or len(words) < 2:
            if name.dimension == "segment" and not name.text.endswith("s"):
                self.whole[joined(name.text) + "s"].append(name)
            elif name.dimension == "segment":
                self.whole[joined(name.text)[:-1]].append(name)
            return
        for first in range(len(words)):
            for stop in range(first + 1, len(words) + 1):
                piece = words[first:stop]
                if len(piece) == len(words) or all(
                    part in COMMON or len(part) < 2 or part.isdigit() for part in piece
                ):
                    continue
                self.parts["".join(piece)].append(name)

    def at(self, words: Sequence[Word], at: int, known: Container[str]) -> Iterator[tuple[int, list[Name], float]]:
        """Yield what the words from `at` on may name: the place after, the names and how well they fit.

        `known` are words that mean something else, which are not misspelt names.
        """
        for stop in range(min(len(words), at + LONGEST), at, -1):
            run = words[at:stop]
            if not (run[0].plain[0].isalnum() and run[-1].plain[0].isalnum()):
                continue
            if not any(any(letter.isalpha() for letter in word.plain) for word in run):
                continue
            letters = joined("".join(word.plain for word in run))
            names: list[Name] | None = self.whole.get(letters) or self._plural(letters, run)
            if names:
                yield stop, _best(names, 1.0, whole=True), 1.0
            elif names := self.parts.get(letters):
                yield stop, _best(names, 0.9, whole=False), 0.9
            elif stop - at <= 3 and (names := self._misspelt(letters, run, known)):
                yield stop, names, names[0].certainty

    def _plural(self, letters: str, run: Sequence[Word]) -> list[Name]:
        """GTX Basics."""
        if letters.endswith("s") and len(letters) > 5 and len(run) > 1:
            return [name for name in self.whole.get(letters[:-1], []) if name.dimension == "product"]
        return []

    def _misspelt(self, letters: str, run: Sequence[Word], known: Container[str]) -> list[Name]:
        if all(word.form in known or word.plain in known for word in run) or len(letters) < 4:
            return []
        if any((word.plain in known or word.form in known) and not word.capital for word in run) or any(
            c.isdigit() for c in letters
        ):
            return []
        nearest: list[Name] = []
        for table, whole in ((self.whole, True), (self.parts, False)):
            limit = allowed(len(letters))
            for key, distance, _ in process.extract(
                letters, table.keys(), scorer=OSA.distance, score_cutoff=limit, limit=4
            ):
                if fits(letters, key, int(distance)):
                    sure = whole and key[-1] == letters[-1] and key[0] == letters[0]
                    nearest += _best(table[key], 0.8 - distance / 10 - (0 if whole else 0.05), whole=sure)
        if not nearest:
            return []
        best = max(name.certainty for name in nearest)
        found: dict[tuple[str, str], Name] = {}
        for name in nearest:
            if name.certainty == best and name.dimension not in WHOLE_ONLY:
                found.setdefault((name.dimension, name.text), name)
        return list(found.values())

    def near(self, text: str) -> list[Name]:
        """Names that resemble a word which names nothing, to ask whether one is meant."""
        letters = joined(text)
        if len(letters) < 4:
            return []
        found: dict[tuple[str, str], Name] = {}
        for key, names in self.whole.items():
            if key.startswith(letters) and len(letters) > 3:
                for name in names:
                    found.setdefault((name.dimension, name.text), name)
        for table in (self.whole, self.parts):
            for key, distance, _ in process.extract(
                letters, table.keys(), scorer=OSA.distance, score_cutoff=3, limit=3
            ):
                if distance * 3 <= min(len(key), len(letters)) and len(letters) > 4:
                    for name in table[key]:
                        found.setdefault((name.dimension, name.text), name)
        return [name for name in found.values() if name.dimension not in WHOLE_ONLY][:4]


def _best(names: Sequence[Name], certainty: float, *, whole: bool) -> list[Name]:
    """The names as found; of the same text only that of the likelier dimension."""
    found: dict[str, Name] = {}
    for name in sorted(names, key=lambda name: NAMED.index(name.dimension)):
        found.setdefault(name.text, Name(name.dimension, name.text, name.key, certainty, whole))
    return list(found.values())


def _single(text: str) -> str:
    return "".join(letter for letter, after in zip(text, text[1:] + " ", strict=True) if letter != after)


def allowed(length: int) -> int:
    """Return how many letters may be wrong in so long a word."""
    return 2 if length >= 7 else 1


def fits(written: str, meant: str, distance: int) -> bool:
    """Whether so many wrong letters can be a slip: none in three letters, two only in seven, and seldom the first."""
    shorter = min(len(written), len(meant))
    if distance == 0 or shorter < 4 or distance > allowed(shorter):
        return False
    if _single(written) == _single(meant):
        return True  # a letter doubled, or not
    if shorter == 4:
        return sorted(written) == sorted(meant)
    return written[0] == meant[0] or (distance == 1 and shorter >= 6)
