"""Sorts the pieces that say who and what is asked for, and by what it is split."""

from assistant.grammar.chunks import ADVERBS
from assistant.grammar.conditions import Condition
from assistant.grammar.items import Item
from assistant.grammar.rules import is_
from assistant.grammar.slots import TIMES, Limit
from assistant.grammar.walk import Walk

SCORES = {"r_score_mean": "r_score", "f_score_mean": "f_score", "m_score_mean": "m_score"}
# What rows may be ordered by, after “by”.
MEASURES = {
    "METRIC", "WHICH", "EVENT", "STATE", "DEALS", "VALUE_OF", "HOW_MANY", "LIST_PRICE", "HOW_MUCH", "AVERAGE", "SHARE",
    "CHANGE", "NUMBER",
}  # fmt: skip


class Asked(Walk):
    """A method for each kind of piece."""

    def on_which(self, piece: Item, at: int) -> None:
        self.slots.asked_list = self.slots.asked_list or piece.value == "list"
        self.slots.asked_what = self.slots.asked_what or piece.value == "what"
        follower, place = self.next_piece(at)
        if follower is None:
            return
        second = at and self.pieces[at - 1].kind in {"AND", "COMMA"} and (self.slots.subject or self.slots.supers)
        if second and follower.kind == "DIM":
            self.slots.beside.append(follower.value)  # the biggest deal, and which customer was it
            self.skip = place - at
            return
        count = None
        if follower.kind == "NUMBER" and not follower.value.unit:
            count = follower.value.plain
            follower, place = self.next_piece(place)
        acts = (
            piece.value == "what"
            and follower is not None
            and follower.kind == "EVENT"
            and self.slots.values
            and not self.slots.groups
        )
        if acts and self.slots.subject in {"account", "agent"}:  # marketing clients: what did they buy
            self.slots.nouns.append((self.slots.subject, at))
            self.slots.subject = ""
        apart = piece.value == "what" and follower is not None and self._parted(piece, follower)
        if (
            follower is not None
            and follower.kind == "DIM"
            and not apart
            and (piece.value != "what" or place == at + 1)
        ):
            self.take_subject(follower, place, count)
            self.skip = place - at
        elif follower is not None and follower.kind == "MY_TEAM" and not follower.text.lower().startswith("my team"):
            self.slots.subject = "agent"
        elif count is not None:
            self.slots.subject_count = int(count)
            self.skip = place - at - 1
        elif (
            piece.value == ""
            and follower is not None
            and follower.kind == "VALUES"
            and follower.value.dimension == "segment"
        ):
            self.slots.subject, self.slots.plural = "account", True
        elif (
            piece.value in {"", "list"} and follower is not None and follower.kind in {"DEALS", "STATE", "EVENT", "MY"}
        ):
            self.slots.asked_list = True

    def _parted(self, what: Item, noun: Item) -> bool:
        """What did the company buy is not what company."""
        return noun.start - what.stop > 0 and not noun.text.lower().endswith("s")

    def on_who(self, piece: Item, at: int) -> None:
        before = self.piece_before(at)
        if at and self.pieces[at - 1].kind == "PREP" and self.pieces[at - 1].value == "to":
            self.slots.subject = "account"  # to whom
        named = before is not None and before.kind in {"DIM", "DEALS", "VALUES", "COUNTED"}
        if named and self.slots.signs.get("WHO") == at:
            del self.slots.signs["WHO"]

    def on_how_many(self, piece: Item, at: int) -> None:
        follower, place = self.next_piece(at, over=frozenset({"PREP", "DIFFERENT", "ALL", "MY", "VALUES", "STATE"}))
        named, _ = self.next_piece(at)
        if (
            named is not None
            and named.kind == "VALUES"
            and named.value.dimension == "segment"
            and (follower is None or follower.kind != "DIM")
        ):
            self.slots.counted, self.slots.counted_word = "account", "account"
        if follower is not None and follower.kind == "DIM" and not self.slots.counted and follower.value != "deal":
            self.slots.counted, self.slots.counted_word = follower.value, follower.text.lower()
            self.pieces[place] = Item("COUNTED", follower.value, follower.start, follower.stop, follower.text)

    def on_counted(self, piece: Item, at: int) -> None:
        """Said before."""

    def on_share(self, piece: Item, at: int) -> None:
        """Of customers, agents, products: how many of them."""
        follower, place = self.next_piece(at, over=frozenset({"PREP", "ALL"}))
        if follower is not None and follower.kind == "DIM" and follower.value in {"account", "agent", "product"}:
            self.slots.counted, self.slots.counted_word = follower.value, "account"
            self.pieces[place] = Item("COUNTED", follower.value, follower.start, follower.stop, follower.text)

    def on_average(self, piece: Item, at: int) -> None:
        if piece.value == "count":
            self.slots.signs.setdefault("HOW_MANY", at)
            self.slots.words.setdefault("HOW_MANY", piece.text)

    def on_different(self, piece: Item, at: int) -> None:
        """Different customers, different products: how many of them, beside what is asked about."""
        follower, place = self.next_piece(at)
        counted = {"account": "customers", "product": "products_sold"}
        if (
            follower is not None
            and follower.kind == "DIM"
            and follower.value in counted
            and self.slots.subject not in {"", follower.value}
        ):
            self.slots.metrics.append((counted[follower.value], at))
            self.pieces[place] = Item("COUNTED", follower.value, follower.start, follower.stop, follower.text)

    def on_when(self, piece: Item, at: int) -> None:
        if piece.text.lower().split()[-1] in {"day", "date"}:
            self.slots.nouns.append(("day", at))

    def on_where(self, piece: Item, at: int) -> None:
        before = self.piece_before(at)
        if before is not None and before.kind == "DIM" and self.slots.signs.get("WHERE") == at:
            del self.slots.signs["WHERE"]

    def on_between(self, piece: Item, at: int) -> None:
        follower, _ = self.next_piece(at)
        if follower is not None and follower.kind in {"VALUES", "ME"}:
            self.slots.signs.setdefault("COMPARE", at)
            self.slots.words.setdefault("COMPARE", piece.text)
        else:
            self.slots.leftover.append(piece)

    def on_by(self, piece: Item, at: int) -> None:
        follower, place = self.next_piece(at)
        nouns, _ = self.next_piece(at, over=frozenset({"PREP", "STATE", "EVENT"}))
        if self._for_each_state(piece, at, follower, place):
            self.slots.signs.setdefault("RATIO", at)
            self.slots.words.setdefault("RATIO", piece.text)
        elif (
            nouns is not None
            and nouns.kind == "DEALS"
            and piece.text.lower() in {"per", "each", "by each", "for each"}
        ):
            self.slots.per_deal = True
        elif self._by_score(follower, place):
            return
        elif piece.text.lower() == "per" and follower is not None and follower.kind == "METRIC":
            self.slots.per_metric = follower.value
        elif piece.text.lower() == "per" and follower is not None and follower.kind not in {"VALUES", "ME"}:
            self.slots.leftover.append(piece)
        elif follower is not None and follower.kind in MEASURES:
            self.slots.ordered_by.append(at)
        elif follower is not None and follower.kind == "MY_TEAM" and follower.text.lower() != "my team":
            self.slots.groups.append("agent")  # of each of my reps
        elif piece.text.lower() in {"each", "every"} and any(
            p.kind == "VALUES" and len(p.value.names) > 1 for p in self.pieces
        ):
            self.slots.signs.setdefault("COMPARE", at)  # of both, each
            self.slots.words.setdefault("COMPARE", piece.text)
        elif not (
            follower is not None and follower.kind in {"VALUES", "ME", "MY_TEAM", "PERIOD", "PLACE", "MY", "WHO"}
        ):
            self.slots.leftover.append(piece)

    def _for_each_state(self, each: Item, at: int, follower: Item | None, place: int) -> bool:
        """Losses for every deal that was won; revenue per won deal is the average deal."""
        after, where = self.next_piece(place)
        if follower is not None and follower.kind == "DEALS" and each.text.lower() != "per" and at == 0:
            how, _ = self.next_piece(where, over=frozenset({"PREP", "VALUES", "COMMA", "PERIOD"}))
            if after is not None and is_(after, "EVENT", "win", "lose", "close") and how is not None:
                self.slots.inverted = how.kind == "HOW_MANY"
                return self.slots.inverted
        said = follower is not None and (follower.kind == "STATE" or is_(follower, "EVENT", "win", "lose", "close"))
        counted = each.text.lower() in {"per", "for each", "for every"} and not self.slots.metrics
        found = bool(counted and said and after is not None and after.kind == "DEALS")
        self.slots.inverted = found and at == 0
        return found

    def _by_score(self, follower: Item | None, place: int) -> bool:
        """Customers by recency score are split by it; the top ones are in its order."""
        if follower is None or follower.kind != "METRIC" or follower.value not in SCORES or self.slots.supers:
            return False
        self.slots.groups.append(SCORES[follower.value])
        self.pieces[place] = Item("COUNTED", follower.value, follower.start, follower.stop, follower.text)
        return True

    def on_group(self, piece: Item, at: int) -> None:
        word = piece.more.get("word", "")
        who = self.slots.counted or self.slots.subject
        acts = who in {"account", "agent"} and self.slots.did("buy", "sell", "use")
        if word in {"every", "each"} and piece.value == ("product",) and acts:
            self.slots.every = ("product", None)
            return
        self.slots.adverb = self.slots.adverb or piece.text.lower() in ADVERBS
        if word == "per":
            self.slots.per_groups += piece.value
        self.slots.per = self.slots.per or piece.more.get("word", "") in {
            "per",
            "each",
            "every",
            "for each",
            "in each",
            "a",
        }
        self.slots.groups += [name for name in piece.value if name not in self.slots.groups]

    def on_slash(self, piece: Item, at: int) -> None:
        """Revenue / product is revenue by product."""
        follower, place = self.next_piece(at)
        if (
            follower is not None
            and follower.kind == "DIM"
            and (self.slots.metrics or self.slots.deals or self.slots.states or self.slots.events)
        ):
            self.slots.groups.append(follower.value)
            self.slots.per = True
            self.slots.per_groups.append(follower.value)
            self.pieces[place] = Item("COUNTED", follower.value, follower.start, follower.stop, follower.text)
        else:
            self.slots.leftover.append(piece)

    def on_dim(self, piece: Item, at: int) -> None:
        slots = self.slots
        before, (after, _) = self.piece_before(at), self.next_piece(at)
        if before is not None and before.kind in {"CONDITION", "NUMBER"} and self.slots.limits:
            return  # the unit of a limit
        if piece.value == "day" and piece.text.lower() == "days" and at and self.pieces[at - 1].kind == "PREP":
            return  # in days: how it is written
        adverb = before is not None and before.kind in {"HOW_LONG", "AVERAGE"}
        slots.texts[at] = piece.text.lower()
        if piece.value == "account" and self.pieces[0].kind in {"WHICH", "HOW_MUCH"} and self._alone(piece, at):
            slots.leftover.append(piece)  # the company: which one?
            return
        if piece.value == "day" and (adverb or (slots.metrics and (after is None or after.kind != "METRIC"))):
            return  # in days: how it is written
        apart = before is not None and before.kind == "WHICH" and before.value == "what" and piece.start > before.stop
        if apart and piece.value in {"account", "agent"} and slots.subject == "":
            slots.nouns.append((piece.value, at))  # what have customers paid
        elif before is not None and before.kind == "SUPER":
            self.take_subject(piece, at)
        elif (
            before is not None
            and before.kind == "METRIC"
            and any(one.of == "METRIC" for one in slots.supers)
            and not slots.subject
        ):
            self.take_subject(piece, at)  # the highest CLTV customer
        elif (
            after is not None
            and after.kind in {"GROUP", "BY"}
            and not slots.metrics
            and not slots.subject
            and not slots.counted
        ):
            self.take_subject(piece, at)
        elif slots.metrics or slots.subject or slots.counted or slots.events or slots.has("HOW_MUCH") or slots.deals:
            slots.nouns.append((piece.value, at))
        else:
            self.take_subject(piece, at)

    def _alone(self, piece: Item, at: int) -> bool:
        """One customer that is not named: what did the company buy."""
        one = not piece.text.lower().endswith("s")
        return (
            one
            and at > 0
            and self.pieces[at - 1].kind not in {"SUPER", "BY", "VALUES", "NUMBER", "PREP", "METRIC", "AND"}
        )

    def on_number(self, piece: Item, at: int) -> None:
        """A number by itself counts what stands after it: top customers, three; five agents."""
        follower, place = self.next_piece(at)
        slots = self.slots
        before = self.piece_before(at)
        if piece.text.lower() in {"one", "ones"} and (
            follower is None or (before is not None and before.kind in {"SUPER", "WHICH"})
        ):
            return
        if (
            follower is not None
            and follower.kind in {"DIM", "DIFFERENT"}
            and slots.events
            and (slots.subject or slots.counted)
            and not piece.value.unit
        ):
            what = follower if follower.kind == "DIM" else self.next_piece(place)[0]
            if what is not None and what.value in {"product", "account"}:
                slots.limits.append(Limit(Condition("is", (piece.value.plain,)), at, None, what))
                self.skip = place - at
                return
        if (
            follower is not None
            and follower.kind == "DIM"
            and follower.value in TIMES
            and not slots.supers
            and before is not None
            and (slots.events or before.kind in {"QUIET_FOR", "NOT"})
        ):
            # Not bought for 14 days, won within two weeks: the number of days is a limit.
            quiet = before is not None and before.kind == "QUIET_FOR"
            condition = Condition(
                "at_least" if quiet or (before is not None and before.kind == "NOT") else "at_most",
                (piece.value.plain,),
            )
            slots.limits.append(Limit(condition, at, before, follower))
            self.skip = place - at
            return
        if follower is not None and follower.kind == "DIM" and not slots.subject and not piece.value.unit:
            self.take_subject(follower, place, piece.value.plain)
            self.skip = place - at
        else:
            slots.leftover.append(piece)
