"""Names that are probably another name, spelt wrong."""

from collections import defaultdict
from collections.abc import Mapping

SHORTEST = 5  # letters: shorter names that differ by one letter are mostly two names (Iran, Iraq)
MOST_NAMES = 5_000  # a list of names is a vocabulary; beyond this it is free text, where near means nothing


def misspelt(names: Mapping[str, int]) -> dict[str, str]:
    """Return the spellings that are within one letter of a more frequent name, each with that name.

    `names` gives how many rows have each. Case, spaces and punctuation do not count, nor does the first letter vary
    (Gambia, Zambia) or a digit (Model 1, Model 2). Of names as frequent as each other the shorter is suspected.
    """
    if len(names) > MOST_NAMES:
        return {}
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (names[name], len(name), name), reverse=True):
        if plain := _plain(name):
            groups[plain[0]].append((plain, name))
    found: dict[str, str] = {}
    for group in groups.values():
        for place, (plain, name) in enumerate(group):
            better = (
                known for known_plain, known in group[:place] if known not in found and _near(plain, known_plain)
            )
            if known := next(better, ""):
                found[name] = known
    return found


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _near(left: str, right: str) -> bool:
    """Equal, or one letter is missing, added, changed or swapped with its neighbour (Damerau 1964, distance 1)."""
    if left == right:
        return True
    if min(len(left), len(right)) < SHORTEST or abs(len(left) - len(right)) > 1:
        return False
    while left and right and left[0] == right[0]:
        left, right = left[1:], right[1:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    if len(left) == 2 and left == right[::-1]:
        return True
    return len(left) <= 1 and len(right) <= 1 and (left + right).isalpha()
