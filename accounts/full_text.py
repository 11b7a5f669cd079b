"""Finding names by the words typed: in any case, without accents, by how each word begins.

Folding is done by functions of the database (migrations/0003_find_by_words.py), so that stored words and typed words
are folded by the same rule; `fold` below is that rule for what is shown.
"""

import re
import unicodedata
from functools import cached_property

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func

LONGEST = 100  # characters that are looked at; a name has 160, and nobody types that many to find one
MOST_WORDS = 8
SHORTEST = 2  # letters of a word: one letter begins too many names

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`"))
_OTHER_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})


class NameWords(Func):
    """The words of a name, and the name as one word: “Kan-code” is found by “kancode” too."""

    function = "search_name"
    output_field = SearchVectorField()


class TextWords(Func):
    """The words of a longer text."""

    function = "search_words"
    output_field = SearchVectorField()


class ContactWords(Func):
    """The words of a person's name, title and e-mail address, and every end of the phone number."""

    function = "search_contact"
    output_field = SearchVectorField()


class Beginnings(SearchQuery):
    """Asks for rows that have, for each word typed, a word that begins so."""

    SEARCH_TYPES = {"plain": "search_prefixes"}


class Typed:
    """What somebody typed to find something."""

    def __init__(self, text: str) -> None:
        self.text = " ".join(text.replace("\0", "")[:LONGEST].split())

    @cached_property
    def words(self) -> list[str]:
        """The folded words that are looked for. Digits alone are one number, however it is spaced."""
        words = folded_words(self.text)
        if words and all(word.isdecimal() for word in words):
            words = ["".join(words)]
        return [word for word in words if len(word) >= SHORTEST][:MOST_WORDS]

    @property
    def query(self) -> Beginnings:
        return Beginnings(" ".join(self.words))

    def __bool__(self) -> bool:
        return bool(self.words)


def fold(text: str) -> str:
    """Return the text in small letters without accents and apostrophes."""
    apart = unicodedata.normalize("NFKD", text).lower().translate(_APOSTROPHES).translate(_OTHER_LETTERS)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def folded_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def marked(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """Cut a text into parts, each with whether it is what was typed: the beginnings of words that match."""
    parts: list[tuple[str, bool]] = []
    for part in re.findall(r"[\w'’‘`]+|[^\w'’‘`]+", text):
        length = max((_length(part, word) for word in words), default=0)
        parts += [(part[:length], True), (part[length:], False)]
    return [(part, hit) for part, hit in parts if part]


def _length(part: str, word: str) -> int:
    """How many letters of the part are the typed word; none where it does not begin so."""
    if not fold(part).startswith(word):
        return 0
    return next(length for length in range(1, len(part) + 1) if len(fold(part[:length])) >= len(word))
