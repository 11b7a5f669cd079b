"""Accounts that a name may be another spelling of: without accents, punctuation and legal form, or spelt alike."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from accounts.full_text import Typed, folded_words
from accounts.models import Account
from teams.models import User

ALIKE = 86  # per cent of the letters that two names share, from which one is shown
SHOWN = 5
COMPARED = 300  # names that are looked at for each way to find them
LEGAL_FORMS = {
    "ab", "ag", "as", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "kg",
    "limited", "llc", "llp", "ltd", "mbh", "nv", "oy", "plc", "pty", "sa", "sarl", "se", "spa", "srl",
}  # fmt: skip


@dataclass(frozen=True)
class Duplicate:
    """An account with how alike its name is, in per cent, and why it is shown."""

    account: Account
    score: int
    reason: str


def likely_duplicates(name: str, user: User, *, exclude: int | None = None, limit: int = SHOWN) -> list[Duplicate]:
    """The accounts that `user` may see whose name is probably the same company's, the likeliest first.

    `exclude` is the id of the account whose name it is.
    """
    words = plain_words(name)
    if not words:
        return []
    scores = {pk: likeness(words, plain_words(other)) for pk, other in _candidates(words) if pk != exclude}
    alike = {pk: score for pk, score in scores.items() if score >= ALIKE}
    visible = Account.objects.visible_to(user).in_bulk(list(alike))
    best = sorted(visible, key=lambda pk: (-alike[pk], pk))[:limit]
    return [Duplicate(visible[pk], alike[pk], reason_of(alike[pk])) for pk in best]


def plain_words(name: str) -> list[str]:
    """The words of a name in small letters, without accents, punctuation and the legal form at its end."""
    words = folded_words(name)
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return words


def likeness(words: list[str], others: list[str]) -> int:
    """How many per cent of the letters two names share, their words in any order and however they are joined."""
    joined = fuzz.ratio("".join(words), "".join(others))
    return round(max(joined, fuzz.token_sort_ratio(" ".join(words), " ".join(others))))


def _candidates(words: list[str]) -> set[tuple[int, str]]:
    """The names that begin alike, word by word or as one word. The index gives them; the others are never read."""
    one_word = "".join(words)
    found: set[tuple[int, str]] = set()
    for typed in (" ".join(_stem(word) for word in words), _stem(one_word)):
        rows = Account.objects.all().matching(Typed(typed)).order_by()
        found |= set(rows.values_list("pk", "name")[:COMPARED])
    return found


def _stem(word: str) -> str:
    return word[: max(3, len(word) * 2 // 3)]


def reason_of(score: int) -> str:
    return "the same but for punctuation or legal form" if score == 100 else "spelt alike"
