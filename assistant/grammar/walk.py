"""A walk through the pieces of a question, which sees what stands before and after."""

from collections.abc import Sequence

from assistant.grammar.items import Item
from assistant.grammar.slots import Slots


class Walk:
    """The pieces, how many of them are still to be skipped, and the slots that they fill."""

    def __init__(self, pieces: Sequence[Item]) -> None:
        self.pieces = list(pieces)
        self.slots = Slots(first=pieces[0].kind if pieces else "")
        self.skip = 0

    def next_piece(self, at: int, *, over: frozenset[str] = frozenset({"PREP"})) -> tuple[Item | None, int]:
        for place in range(at + 1, len(self.pieces)):
            if self.pieces[place].kind not in over:
                return self.pieces[place], place
        return None, len(self.pieces)

    def piece_before(self, at: int) -> Item | None:
        for place in range(at - 1, -1, -1):
            if self.pieces[place].kind != "PREP":
                return self.pieces[place]
        return None

    def take_subject(self, noun: Item, at: int, count: int | float | None = None) -> None:
        if self.slots.subject and self.slots.subject != noun.value:
            self.slots.nouns.append((noun.value, at))
            return
        self.slots.subject = noun.value
        text = noun.text.lower().replace("’", "'").removesuffix("'s")
        self.slots.plural = (text.endswith("s") and noun.value != "series") or text in {
            "people",
            "salespeople",
        }
        if count is not None:
            self.slots.subject_count = int(count)
