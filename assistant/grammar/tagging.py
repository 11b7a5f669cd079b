"""Covers the words of a question with what they can mean, the likeliest whole first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.grammar.dates import MONTHS, DateReader
from assistant.grammar.items import Item
from assistant.grammar.lexicon import Lexicon, lexicon
from assistant.grammar.names import WHOLE_ONLY, Names, fits
from assistant.grammar.numbers import SAID, number_at
from assistant.grammar.ordinals import PLACED, places_at
from assistant.grammar.words import Word, form_of

PIECE = 2.0  # what each piece costs: few long ones are likelier than many short
CODE = 8  # signs of a deal's code
SEGMENT_NOUNS = {"segment", "tier", "customer", "account", "client"}
THANKS = {"cheers"}
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# Keys side by side, in a row and from row to row, and vowels, which are heard alike.
BESIDE = {
    key: row[max(at - 1, 0) : at + 2]
    + "".join(other[max(at - 1, 0) : at + 2] for other in ROWS[max(place - 1, 0) : place + 2])
    + ("aeiouy" if key in "aeiouy" else "")
    for place, row in enumerate(ROWS)
    for at, key in enumerate(row)
}
LOSING = {"lose", "lost", "loss", "reason", "why", "because", "due", "fail"}
ASKING = {
    "give",
    "show",
    "tell",
    "list",
    "get",
    "find",
    "send",
    "bring",
    "let",
    "name",
    "hand",
    "help",
    "fetch",
    "rank",
    "remind",
    "hit",
    "print",
    "display",
    "make",
    "pull",
    "draw",
    "explain",
    "compute",
    "calculate",
}
BEFORE_NAMES = {"on", "of", "the", "our", "for", "with", "sell", "sold"}
UNCOMMON = {"new", "quiet", "recent", "steady", "growing", "loyal", "lapsing"}
DATE_WORDS = {
    "today", "yesterday", "tomorrow", "last", "this", "next", "past", "previous", "quarter", "half", "first", "second",
    "third", "fourth", "ytd", "qtd", "mtd", "current", "year", "month", "week", "day", "date", "and",
}  # fmt: skip


class Tagger:
    """Reads words for one asker: the lexicon, the asker's names, numbers and periods as of a day."""

    def __init__(self, names: Names, as_of: date) -> None:
        self.names, self.dates, self.lexicon = names, DateReader(as_of), lexicon()
        self.known, self.vocabulary = _known_words(), _vocabulary()

    def items(self, written: Sequence[Word]) -> list[Item]:
        """Return the pieces in order. What nothing is known of has the kind UNKNOWN."""
        words = self._mended(written)
        self.losing = any(word.form in LOSING for word in words)
        best: list[tuple[float, list[Item]]] = [(0.0 if at == 0 else -1.0, []) for at in range(len(words) + 1)]
        for at in range(len(words)):
            score, before = best[at]
            if score < 0:
                continue
            unknown = Item("UNKNOWN", written[at].plain, at, at + 1, written[at].text)
            for item, weight in [(unknown, 0.0), *self._candidates(written, words, at)]:
                weight -= PIECE if weight else 0
                if score + weight > best[item.stop][0]:
                    best[item.stop] = (score + weight, [*before, item])
        return [self._shown(item, written) for item in best[-1][1]]

    def _shown(self, item: Item, written: Sequence[Word]) -> Item:
        run = written[item.start : item.stop]
        text = " ".join(word.text for word in run)
        return replace(item, text=text, possessive=run[-1].possessive)

    def _mended(self, written: Sequence[Word]) -> list[Word]:
        """The words with slips put right where only one known word is meant. Names are mended elsewhere."""
        found = []
        for place, word in enumerate(written):
            better = "" if self._is_known(word) else self._nearest(word, place)
            found.append(Word(word.text, better, form_of(better), word.possessive, word.capital) if better else word)
        return found

    def _is_known(self, word: Word) -> bool:
        return (
            word.form in self.known or word.plain in self.known or word.plain in self.names.tokens
            or not word.plain.isalpha() or len(word.plain) < 4
        )  # fmt: skip

    def _nearest(self, word: Word, place: int) -> str:
        pool: Sequence[str] = list(MONTHS) if word.capital and place else self.vocabulary
        limit = 2 if len(word.plain) >= 8 else 1
        near = process.extract(word.plain, pool, scorer=OSA.distance, score_cutoff=limit, limit=6)
        good = [(int(d), known) for known, d, _ in near if _is_slip(word.plain, known, int(d))]
        least = min((d for d, _ in good), default=0)
        forms = {form_of(known): known for d, known in good if d == least}
        return next(iter(forms.values())) if len(forms) == 1 else ""

    def _candidates(self, written: Sequence[Word], words: Sequence[Word], at: int) -> Iterator[tuple[Item, float]]:
        yield from self._phrases(words, at)
        yield from self._counts(words, at)
        word = written[at]
        if (
            len(word.text) == CODE
            and word.text.isalnum()
            and word.text.isupper()
            and any(c.isdigit() for c in word.text)
        ):
            yield Item("CODE", word.text, at, at + 1), 20
        for stop, names, certainty in self.names.at(written, at, self.known):
            length = stop - at
            if written[at].plain == "us" and length == 1 and written[at].text != "US":
                continue  # we, not the country
            if written[at].text in THANKS and stop == len(written):
                continue  # thanks, not the customer
            kinds = {name.dimension for name in names}
            if kinds == {"lost_reason"} and not self.losing:
                continue  # the price, and not for what a deal was lost
            partial = 12.0 * length if length > 1 else 10.0
            weight = {1.0: 13.0 * length, 0.9: partial}.get(certainty, 7.0 * length)
            if certainty < 0.9 and all(name.whole for name in names):
                weight = 11.5 * length - (3 if length == 1 else 0)
            if kinds <= WHOLE_ONLY and word.plain in UNCOMMON and length == 1 and not self._by_segment(words, at):
                continue  # new deals, and not those of the segment New
            weight += 1.5 * length if word.capital and at else 0
            weight += 2 if word.plain == "plus" and (not at or written[at - 1].plain in BEFORE_NAMES) else 0
            yield Item("VALUE", tuple(names), at, stop, certainty=certainty), weight

    def _counts(self, words: Sequence[Word], at: int) -> Iterator[tuple[Item, float]]:
        """Numbers, places and periods."""
        if number := number_at(words, at):
            yield Item("NUMBER", number[0], at, number[1]), 10.5 * (number[1] - at)
        if places := places_at(words, at):
            yield Item("PLACES", places[0], at, places[1]), (12.0 if places[0].alone else 9.0) * (places[1] - at)
        if period := self.dates.at(words, at):
            counted = period[0].unit == "year" and self._is_count(words, at, period[1])
            yield Item("PERIOD", period[0], at, period[1]), (10.0 if counted else 11.5) * (period[1] - at)

    def _is_count(self, words: Sequence[Word], at: int, stop: int) -> bool:
        """Whether four digits are a number and no year: over 2000, between 1000 and 2000."""
        before = words[at - 1].plain if at else ""
        again = at > 1 and before in {"and", "to"} and number_at(words, at - 2) is not None
        near = words[at].plain.isdigit() and abs(int(words[at].plain) - self.dates.as_of.year) < 10
        return (
            stop == at + 1
            and not (near and before == "over")
            and (again or before in {"over", "above", "under", "below", "than", "least", "most", "exceeding"})
        )

    def _by_segment(self, words: Sequence[Word], at: int) -> bool:
        beside = [word.form for word in (*words[max(at - 4, 0) : at], *words[at + 1 : at + 2])]
        return "segment" in beside or (
            words[at].plain not in {"new", "growing", "recent"} and bool(SEGMENT_NOUNS & set(beside))
        )

    def _phrases(self, words: Sequence[Word], at: int) -> Iterator[tuple[Item, float]]:
        known: Lexicon = self.lexicon
        for stop in range(min(len(words), at + known.longest), at, -1):
            run = words[at:stop]
            entries = known.as_written.get(tuple(word.plain for word in run)) or known.by_form.get(
                tuple(word.form for word in run)
            )
            for kind, value in entries or ():
                length = stop - at
                if kind == "ME" and words[at].plain == "me" and at and words[at - 1].form in ASKING:
                    kind = "FILL"  # give me, and not mine
                weight = (9.0 if kind in {"FILL", "PREP"} else 10.0) * length + (3 if kind == "FILL" else 2) * (
                    length - 1
                )
                yield Item(kind, value, at, stop), weight


@cache
def _known_words() -> frozenset[str]:
    return frozenset(lexicon().forms | lexicon().written | SAID | DATE_WORDS | set(MONTHS) | PLACED)


@cache
def _vocabulary() -> tuple[str, ...]:
    """The words that a slip may be one of."""
    words = (*sorted(lexicon().spellings), *MONTHS, "yesterday", "quarter", "last")
    return tuple(word for word in words if len(word) > 3)


def _is_slip(written: str, meant: str, distance: int) -> bool:
    """Whether a word is a known one with a slip. In five letters none may be another, for brown is not grown."""
    if not fits(written, meant, distance) or written[0] != meant[0]:
        return False
    if len(written) != len(meant) or sorted(written) == sorted(meant):
        return True
    if min(len(written), len(meant)) <= 5:
        return False
    # Another letter is a slip where the keys lie side by side; fattest is not fastest.
    return all(a == b or b in BESIDE.get(a, "") for a, b in zip(written, meant, strict=True))
