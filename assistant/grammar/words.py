"""Cuts a question into words, and brings each into the form under which the lexicon keeps it."""

import re
import unicodedata
from dataclasses import dataclass

from assistant.grammar import phrasebook

MOST_WORDS = 80
MOST_LETTERS = 1000
WORD = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-q[1-4]\b|\d{4}-\d\d\b|\d+(?:st|nd|rd|th)\b"
    r"|[$€£]?\d+(?:,\d{3})*(?:\.\d+)?(?:%|(?:k|m|bn|mn)\b)?\+?(?![a-z0-9])|[a-z]\.(?:[a-z]\.)+|[a-z0-9][a-z0-9']*"
    # Whatever else there is stays too, so that nothing is lost in silence.
    r"|[<>]=?|≥|≤|≠|×|→|[,;:&/+%$€£#]|\w+|[@*=^~|\\{}\[\]]"
)
NEGATED = re.compile(r"\b(did|do|does|have|has|had|is|are|was|were|would|could|should)n['o]?t\b")
_LISTS = phrasebook.read("words.yml")
CONTRACTIONS: dict[str, str] = _LISTS["contractions"]
SHORT: dict[str, str] = _LISTS["short"]
FORMS = {word: form for form, words in _LISTS["forms"].items() for word in words} | {
    word: word for word in _LISTS["kept"]
}


@dataclass(frozen=True)
class Word:
    """A word as written, `plain` in small letters without accents, `form` as the lexicon keeps it."""

    text: str
    plain: str
    form: str
    possessive: bool = False
    capital: bool = False


def plain(text: str) -> str:
    """Small letters without accents, with straight quotes and dashes."""
    if text.isascii():
        return text.casefold()
    text = text.replace("’", "'").replace("‘", "'").replace("–", "-").replace("—", " - ")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def joined(text: str) -> str:
    """Letters and digits alone: Kan-code and kancode are the same."""
    return re.sub(r"[^a-z0-9]", "", plain(text))


def form_of(word: str) -> str:
    """Return the form of a word under which the lexicon keeps it."""
    if word in FORMS:
        return FORMS[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def words_of(question: str) -> list[Word]:
    """Cut a question into words. Hyphens part words; signs of punctuation that may matter are words."""
    found: list[Word] = []
    # Contractions are written out where they stand, so that what follows is as the asker wrote it.
    text = question.replace("’", "'").replace("‘", "'")
    text = re.sub(r"(?<![\w])'(\d\d)\b", r"20\1", text)  # Nov '17
    for short, long in CONTRACTIONS.items():
        text = re.sub(rf"(?i)(?<!\w){re.escape(short)}(?!\w)", long, text)
    text = re.sub(rf"(?i){NEGATED.pattern}", r"\1 not", text)
    for part in re.finditer(r"\S+", text):
        found += _of_part(part[0])
    return found


def _of_part(text: str) -> list[Word]:
    low = plain(text)
    pieces = [low] if re.fullmatch(r"\W*\d{4}-\d{1,2}(-\d{1,2})?\W*|\W*\d{4}-q[1-4]\W*", low) else re.split(r"-", low)
    found: list[Word] = []
    written = re.split(r"[-–—]", text) if len(pieces) > 1 else [text]
    for piece, original in zip(pieces, written if len(written) == len(pieces) else pieces, strict=True):
        for match in WORD.finditer(piece):
            word = match[0].strip()
            possessive = word.endswith(("'s", "s'"))
            if possessive:
                word = word[:-2] + ("s" if word.endswith("s'") else "")
            word = word.strip("'")
            word = SHORT.get(word, word)
            if not word:
                continue
            shown = original[match.start() : match.end()] if len(original) == len(piece) else word
            found.append(Word(shown, word, form_of(word), possessive, shown[:1].isupper()))
    return found
