"""Sorts the pieces of a question by what they are for; nothing is decided yet."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.grammar.asked import Asked
from assistant.grammar.implied import members
from assistant.grammar.items import Item
from assistant.grammar.slots import Limit, Slots, Super

# Pieces that say by their presence what is wanted.
SIGNS = {
    "HOW_MANY", "HOW_MUCH", "HOW_GOOD", "HOW_LONG", "HOW_OLD", "HOW_OFTEN", "WHEN", "WHERE", "WHY", "SHARE",
    "RUNNING", "RANK", "RANKED", "TREND", "AVERAGE", "MEDIAN", "VALUE_OF", "DIFFERENT", "COMPARE", "VERSUS", "RATIO",
    "WITH_GROUP", "NO_ACCOUNT", "LIST_PRICE", "LATE", "ADVICE", "LAST_TIME", "FIRST_TIME", "INSTEAD", "ALSO",
    "ABOUT_IT", "THAN", "AMONG", "ME", "MY", "MY_TEAM", "BREAK", "ASCENDING", "DESCENDING", "NOW", "COMPANY",
    "HAS_ACCOUNT", "SLASH", "RFM", "BOTH", "QUIET_FOR", "WHO", "BUT", "ALL", "THEM",
}  # fmt: skip
COUNTING = {"most", "fewest", "least", "of", "majority"}  # of deals: how many, not how large
MORE = {"how many more", "how many fewer", "how many less"}
MEMBERS = {"account": "customers", "agent": "sellers", "product": "products_sold"}
LINKS = {"PREP", "COMMA", "AND"}


def slots_of(pieces: Sequence[Item], words: Sequence[str] = ()) -> Slots:
    """Return what the pieces of a question say; `words` are its words in small letters."""
    found = Sorter(pieces).sorted()
    found.plain = list(words)
    found.order = tuple(piece.kind for piece in pieces)
    found.kinds = frozenset(found.order)
    found.starts = {at: (piece.start, piece.possessive) for at, piece in enumerate(pieces)}
    return found


class Sorter(Asked):
    """Goes through the pieces once, from left to right: a method for each kind, whose name begins with on_."""

    def sorted(self) -> Slots:
        for at, piece in enumerate(self.pieces):
            if self.skip:
                self.skip -= 1
                continue
            handler = getattr(self, f"on_{piece.kind.lower()}", None)
            if piece.kind in SIGNS:
                self.slots.signs.setdefault(piece.kind, at)
                self.slots.words.setdefault(piece.kind, piece.text)
            if handler:
                handler(piece, at)
            elif piece.kind not in SIGNS | LINKS or self._dangles(piece, at):
                self.slots.leftover.append(piece)
        return self.slots

    def _dangles(self, piece: Item, at: int) -> bool:
        """Whether a word that joins has nothing to join: before what, and what else?"""
        if piece.kind == "PREP":
            return piece.value in {"since", "before", "after", "by"}
        before, (after, _) = self.piece_before(at), self.next_piece(at)
        if piece.kind == "AND" and before is not None and before.kind == "VALUES" and before.value.negated:
            # Without the one and anything below that: the second is left out as well, which is not understood.
            after, _ = self.next_piece(at, over=frozenset({"PREP", "WHICH", "EVENT"}))
            return after is not None and after.kind not in {"VALUES", "GROUP", "PERIOD"}
        return piece.kind == "AND" and at == len(self.pieces) - 1 and at > 0

    def on_metric(self, piece: Item, at: int) -> None:
        self.slots.texts[at] = piece.text.lower()
        if piece.value not in [name for name, _ in self.slots.metrics]:
            self.slots.metrics.append((piece.value, at))

    def on_event(self, piece: Item, at: int) -> None:
        own = {"stage", "segment"} & {*self.slots.groups, self.slots.subject, self.slots.counted}
        if piece.value == "move" and self.slots.metrics and not own and any(p.kind == "PERIOD" for p in self.pieces):
            self.slots.changes.append(("any", at))  # how did revenue move from Q3 to Q4
            return
        came = piece.value == "start" and piece.text.lower().split()[0] in {"come", "came", "comes", "coming"}
        deals = any(other.kind == "DEALS" for other in self.pieces) and not self.slots.has("HOW_MUCH")
        self.slots.events.append(("make" if came and not deals else piece.value, at))  # what came in is money

    def on_except(self, piece: Item, at: int) -> None:
        """June minus May: the one is held against the other."""
        before, (after, _) = self.piece_before(at), self.next_piece(at)
        periods = before is not None and after is not None and before.kind in {"PERIOD", "METRIC"}
        if periods and after is not None and after.kind == "PERIOD" and piece.text.lower() == "minus":
            self.slots.signs.setdefault("THAN", at)
            self.slots.changes.append(("any", at))
        else:
            self.slots.leftover.append(piece)

    def on_state(self, piece: Item, at: int) -> None:
        self.slots.states.append((piece.value, at))

    def on_deals(self, piece: Item, at: int) -> None:
        self.slots.texts[at] = piece.text.lower()
        self.slots.deals.append(at)

    def on_but(self, piece: Item, at: int) -> None:
        """Bought one but no other: what did not happen, and not whose it was."""
        follower, place = self.next_piece(at)
        acts = self.slots.did("buy", "sell", "win", "use") and (self.slots.subject or self.slots.counted)
        if follower is not None and follower.kind == "VALUES" and follower.value.negated and acts:
            self.pieces[place] = replace(follower, value=replace(follower.value, negated=False))
            self.slots.negations.append(at)
        elif follower is not None and follower.kind == "VALUES" and place == at + 1 and not follower.value.negated:
            # Each sector but retail: it is left out.
            self.pieces[place] = replace(follower, value=replace(follower.value, negated=True))

    def on_it(self, piece: Item, at: int) -> None:
        if at and self.pieces[at - 1].kind == "PREP":
            self.slots.leftover.append(piece)

    def on_its(self, piece: Item, at: int) -> None:
        if not (self.slots.supers or self.slots.values or self.slots.subject):
            self.slots.leftover.append(piece)

    def on_also(self, piece: Item, at: int) -> None:
        self.slots.also = True

    def on_pronoun(self, piece: Item, at: int) -> None:
        self.slots.pronoun = True

    def on_values(self, piece: Item, at: int) -> None:
        acts = (
            self.slots.did("buy", "sell", "win", "use")
            and (self.slots.subject or self.slots.counted)
            and not self.slots.metrics
        )
        if piece.value.negated and self.slots.negations and piece.text.lower().startswith("nor"):
            piece = replace(piece, value=replace(piece.value, negated=False))
        if piece.value.negated and acts and not self.slots.negations and piece.text.lower().startswith("neither"):
            self.slots.negations.append(at - 1)
            piece = replace(piece, value=replace(piece.value, negated=False))
        self.slots.values.append((piece.value, at))
        self.slots.either = self.slots.either or piece.value.either

    def on_code(self, piece: Item, at: int) -> None:
        self.slots.codes.append(piece.value)

    def on_place(self, piece: Item, at: int) -> None:
        self.slots.places.append(piece.value)

    def on_period(self, piece: Item, at: int) -> None:
        # The difference between December and November 2017: of two that are named, neither is a year before.
        ends = piece.more.get("named" if piece.text.lower().startswith("between") else "ends")
        self.slots.periods.append((piece.value, at, ends))

    def on_condition(self, piece: Item, at: int) -> None:
        counted = piece.more.get("of")
        self.slots.limits.append(
            Limit(
                piece.value, at, self.piece_before(at), counted or self.next_piece(at)[0], piece.more.get("said", "")
            )
        )
        if counted is not None and counted.kind == "DEALS":
            self.on_deals(counted, at)

    def on_super(self, piece: Item, at: int) -> None:
        way, hint = piece.value
        if hint == "cycle" and any(other.kind == "CHANGE" for other in self.pieces):
            way, hint = ("high" if way == "low" else "low"), ""  # which grew fastest
        follower, place = self.next_piece(at, over=frozenset({"PREP", "STATE", "VALUES", "MY", "EVENT"}))
        of = follower.kind if follower is not None else ""
        counting = piece.text.lower().split()[-1] in COUNTING
        whose = self.slots.subject or ("agent" if self.slots.has("WHO") and counting else "")
        if of == "DIM" and follower is not None and whose and follower.value != whose:
            of = self._most_of(piece, follower, place, whose)
        count = piece.more.get("count")
        if of == "VALUE_OF" and "deal" in (follower.text.lower() if follower is not None else ""):
            of = "DEALS"
        if of == "DEALS" and piece.text.lower().split()[-1] in COUNTING:
            of = "COUNT"
        plural = (
            follower is not None and follower.text.lower().endswith("s") and not follower.text.lower().endswith("ss")
        )
        named = self.next_piece(at)[0]
        segment = named is not None and named.kind == "VALUES" and named.value.dimension == "segment"
        if segment and piece.text.lower() in {"most", "least"}:
            self.slots.leftover.append(piece)  # the most loyal: more loyal than the Loyal
        if named is not None and named.kind == "VALUES" and named.value.dimension in {"product", "series"}:
            of = "PRODUCT" if piece.text.lower().split()[-1] in COUNTING and not of.startswith("DEAL") else of
        plural = plural or piece.text.lower().endswith("performers")
        beside, _ = self.next_piece(at)
        if (
            beside is not None
            and beside.kind in {"EVENT", "METRIC"}
            and beside.text.lower() in {"win", "loss", "sale"}
            and of not in {"DIM", "COUNT"}
        ):
            of = "DEALS"
        if (
            beside is not None
            and beside.kind in {"EVENT", "METRIC"}
            and beside.text.lower() in {"win", "loss", "sale", "deal"}
            and not of.startswith("DIM")
        ):
            of = "DEALS"
        if beside is not None and beside.kind in {"VALUES", "EVENT", "STATE", "MY"} and of == "DIM":
            self.take_subject(self.pieces[place], place)
            self.pieces[place] = Item("COUNTED", self.pieces[place].value, at, at + 1)
        single = piece.text.lower().split()[-1] not in COUNTING
        places = int(count) if count is not None else None
        its = follower is not None and of == "DIM" and follower.possessive
        made = Super(way, hint, places, at, of, plural and not its, single)
        self.slots.supers.append(replace(made, skip=piece.more.get("skip", 0), whose=its))

    def _most_of(self, most: Item, noun: Item, place: int, whose: str) -> str:
        """The sector with the most customers: they are counted."""
        if most.text.lower().split()[-1] not in COUNTING or noun.value not in {"account", "agent", "product", "team"}:
            return "NOUN"
        self.slots.metrics.append((members(noun.value, noun.text.lower(), whose), place))
        self.pieces[place] = Item("COUNTED", noun.value, noun.start, noun.stop, noun.text)
        return "METRIC"

    def on_every(self, piece: Item, at: int) -> None:
        self.slots.every = (piece.value, piece.more.get("count"))

    def on_quiet_for(self, piece: Item, at: int) -> None:
        follower, _ = self.next_piece(at)
        if follower is not None and follower.kind == "PERIOD":
            self.slots.negations.append(at)
            self.slots.events.append(("buy", at))

    def on_founded(self, piece: Item, at: int) -> None:
        if piece.value:
            self.slots.founded.append(piece.value)
        else:
            self.slots.leftover.append(piece)  # founded, but no year beside it

    def on_not(self, piece: Item, at: int) -> None:
        follower, place = self.next_piece(at)
        acts = self.slots.events and (self.slots.subject or self.slots.counted or self.slots.has("WHO"))
        if follower is not None and follower.kind == "VALUES" and piece.text.lower() == "but not" and not acts:
            self.pieces[place] = replace(follower, value=replace(follower.value, negated=True))
            return
        if (self.slots.metrics or self.slots.deals) and not (
            self.slots.subject or self.slots.counted or self.slots.has("WHO")
        ):
            # Sales that were not made by the East: whose they are not.
            target, where = self.next_piece(at, over=frozenset({"PREP", "EVENT", "BY"}))
            if target is not None and target.kind == "VALUES":
                self.pieces[where] = replace(target, value=replace(target.value, negated=True))
                return
        self.slots.negations.append(at)

    def on_nobody(self, piece: Item, at: int) -> None:
        self.slots.negations.append(at)

    def on_change(self, piece: Item, at: int) -> None:
        self.slots.words.setdefault("CHANGE", piece.text)
        self.slots.changes.append((piece.value, at))
        follower, place = self.next_piece(at)
        if (
            follower is not None
            and follower.kind == "DIM"
            and piece.text.lower() in MORE
            and follower.value in MEMBERS
        ):
            # How many more customers bought: they are counted.
            self.slots.metrics.append((MEMBERS[follower.value], place))
            self.pieces[place] = Item("COUNTED", follower.value, follower.start, follower.stop, follower.text)

    def on_step(self, piece: Item, at: int) -> None:
        self.slots.step = piece.value

    def on_earlier(self, piece: Item, at: int) -> None:
        self.slots.earlier = piece.value

    def on_cmp(self, piece: Item, at: int) -> None:
        """More than somebody, better than then: a comparison of two. Better alone is what is asked for most."""
        follower, _ = self.next_piece(
            at, over=frozenset({"PREP", "EVENT", "METRIC", "DEALS", "STATE", "THAN", "VALUE_OF"})
        )
        if follower is not None and follower.kind in {"VALUES", "PERIOD", "COMMA", "ME", "MY", "PLACE", "EARLIER"}:
            self.slots.signs.setdefault("VERSUS", at)
            way = piece.value.removesuffix("_than")
            if way in {"more", "less"} and follower.kind in {"PERIOD", "EARLIER"}:
                good = piece.text.lower().split()[0] in {"better", "worse", "stronger", "weaker"}
                self.slots.less_or_more = {"more": "better", "less": "worse"}[way] if good else way
        elif piece.value in {"more", "less"} and any(
            p.kind == "VALUES" and len(p.value.names) > 1 for p in self.pieces
        ):
            self.slots.signs.setdefault("COMPARE", at)
        else:
            self.slots.leftover.append(piece)
