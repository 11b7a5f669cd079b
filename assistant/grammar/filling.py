"""The grammar as a whole: question in, intent, question back or refusal out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.compiled import Compiled
from assistant.compiler import compile_intent
from assistant.filled import MOST_OPTIONS, AskBack, Asker, Filled, Option, Refused, Understood
from assistant.grammar.account import hold, hold_named
from assistant.grammar.changing import rival
from assistant.grammar.chunks import Values, chunks
from assistant.grammar.followups import is_follow_up, merged
from assistant.grammar.items import Item, Name
from assistant.grammar.meaning import intent_of
from assistant.grammar.names import NAMED, Names
from assistant.grammar.narrowing import candidates_of
from assistant.grammar.refusals import CAN, of_missing, refusal
from assistant.grammar.sorter import slots_of
from assistant.grammar.tagging import Tagger
from assistant.grammar.unclear import Unclear
from assistant.grammar.words import MOST_LETTERS, MOST_WORDS, plain, words_of
from assistant.intent import Filter, Intent
from assistant.phrases import title
from assistant.semantic import DIMENSIONS
from assistant.sources_choice import TIME_NAMES, Problem


def fill(question: str, *, asker: Asker, last: Intent | None = None) -> Filled:
    """Read a question as `asker`, in a dialogue after `last`. The same question and lists give the same reading."""
    if not question.strip():
        return Refused("empty", "Ask a question about sales, customers or open deals.", CAN)
    if len(question) > MOST_LETTERS:
        return Refused("length", f"Ask in up to {MOST_LETTERS:,} letters.")
    changes = CHANGES.match(plain(question)) if last is not None else None
    if not changes and (refused := refusal(question)):
        return refused
    words = words_of(question[changes.end() :] if changes else question)
    if not words or len(words) > MOST_WORDS:
        return Refused("length", f"Ask one question, in up to {MOST_WORDS} words.", CAN)
    names = asker_names(asker)
    pieces = chunks(Tagger(names, asker.as_of).items(words), asker.as_of)
    if (
        changes
        and last is not None
        and pieces
        and all(piece.kind in {"VALUES", "PREP", "AND", "COMMA"} for piece in pieces)
    ):
        found = _Filling(asker, names, last, ["and"]).changed(pieces, drops=changes[2] not in {"add", "include"})
        if found is not None:
            return found
    if changes and (refused := refusal(question)):
        return refused
    return _Filling(asker, names, last, [word.plain for word in words]).filled(pieces)


# In a dialogue: add MG Advanced, drop the East.
CHANGES = re.compile(
    r"^\s*((?:and|now|ok|okay|please|then|also|just)[ ,]+)*(add|include|drop|remove|exclude|take out|leave out|skip)\b"
)
MOST_KEPT = 16
_kept: dict[tuple[int, ...], tuple[object, Names]] = {}


def asker_names(asker: Asker) -> Names:
    """The asker's names, made once for the same lists of values."""
    lists = [asker.values.get(dimension, ()) for dimension in NAMED]
    same = tuple(id(one) for one in lists)
    kept = _kept.get(same)
    if kept is None:
        # The lists are kept, too, so that no other lists get their identity.
        kept = _kept[same] = (lists, Names.of(asker.values))
        # Other threads drop the oldest at the same time.
        while len(_kept) > MOST_KEPT:
            _kept.pop(next(iter(list(_kept))), None)
    return kept[1]


@dataclass
class _Filling:
    asker: Asker
    names: Names
    last: Intent | None
    words: list[str]
    rival: Intent | None = None

    def filled(self, pieces: list[Item]) -> Filled:
        missing = [piece for piece in pieces if piece.kind == "MISSING"]
        if missing:
            return of_missing(missing)
        unknown = [piece for piece in pieces if piece.kind == "UNKNOWN"]
        if unknown:
            return self._unknown(pieces, unknown)
        pieces = [self._several(piece, pieces[at - 1] if at else None) for at, piece in enumerate(pieces)]
        unclear = next((piece for piece in pieces if piece.kind == "VALUES" and piece.value.candidates), None)
        if unclear:
            return self._which(pieces, unclear)
        return self._read(pieces)

    def changed(self, pieces: Sequence[Item], *, drops: bool) -> Filled | None:
        """Widen or narrow the last question by names."""
        values = [piece.value for piece in pieces if piece.kind == "VALUES"]
        if self.last is None or not values or any(one.candidates for one in values):
            return None
        filters = list(self.last.filters)
        for one in values:
            names = tuple(name.text for name in one.names)
            there = next((f for f in filters if f.member == one.dimension and f.operator == "is"), None)
            if there is None and not drops:
                return None
            if there is not None:
                filters.remove(there)
                kept = tuple(v for v in there.values if v not in names) if drops else (*there.values, *names)
                filters += [Filter(one.dimension, "is", kept)] if kept else []
            else:
                filters.append(Filter(one.dimension, "is_not", names))
        intent = replace(self.last, filters=tuple(filters))
        found = compile_intent(intent, as_of=self.asker.as_of, viewer=self.asker.viewer)
        return Understood(intent) if isinstance(found, Compiled) else self._problem(intent, found)

    def _read(self, pieces: Sequence[Item]) -> Filled:
        said: list[str] = []
        try:
            intent = self._intent(pieces, said)
        except Unclear as error:
            return self._unclear(pieces, error)
        found = compile_intent(intent, as_of=self.asker.as_of, viewer=self.asker.viewer)
        if isinstance(found, Compiled) and self._drops_period(intent):
            return self._of_period(intent)
        if isinstance(found, Compiled):
            return Understood(intent, tuple(dict.fromkeys(said)), self.rival)
        return self._problem(intent, found)

    def _drops_period(self, intent: Intent) -> bool:
        """Whether a whole question asks for the figure of the last one, of which a period was said."""
        last = self.last
        if last is None or not last.period or intent.period or any(DIMENSIONS[d].is_time for d in intent.dimensions):
            return False
        return bool(last.metrics and intent.metrics[:1] == last.metrics[:1] and intent.filters == last.filters)

    def _of_period(self, intent: Intent) -> AskBack:
        assert self.last is not None  # noqa: S101 - tells the type checker
        dated = replace(intent, period=self.last.period, period_by=self.last.period_by)
        options = tuple(Option(title(one, as_of=self.asker.as_of), one) for one in (dated, intent))
        return AskBack("Of the period that was asked about, or of all time?", options, intent)

    def _intent(self, pieces: Sequence[Item], said: list[str]) -> Intent:
        slots = slots_of(pieces, self.words)
        if (
            self.last is not None
            and self.last.limit
            and [piece.kind for piece in slots.leftover] == ["NUMBER"]
            and not slots.metrics
        ):
            return replace(self.last, limit=int(slots.leftover[0].value.plain), skip=0)  # make it ten
        if slots.leftover:
            texts = " and ".join(f"“{piece.text}”" for piece in slots.leftover[:3])
            raise Unclear(f"What {texts} should do in this question is not clear.")
        for values, _ in slots.values:
            for name in values.names:
                if name.certainty < 1:
                    said.append(f"Read as {name.text}.")
        if self.last is not None and is_follow_up(pieces, slots, self.words):
            intent = merged(self.last, slots, self.asker, said)
            hold_named(intent, slots)
        else:
            intent = intent_of(slots, self.asker, said)
            hold(intent, slots)
            self.rival = rival(slots, intent)
        if not intent.metrics and not intent.dimensions:
            raise Unclear("Which figure? Revenue, wins, win rate, open deals …")
        return replace(intent, candidates=candidates_of(slots))

    def _unclear(self, pieces: Sequence[Item], error: Unclear) -> Filled:
        options = []
        for label, metrics in error.choices[:MOST_OPTIONS]:
            extra = [Item("METRIC", name, 0, 0, label) for name in metrics]
            kept = [piece for piece in pieces if piece.kind not in {"COUNTED", "RATIO"} and piece.kind != "HOW_MANY"]
            made = self._try([*extra, *kept])
            if made:
                options.append(Option(label, made))
        return AskBack(error.text, tuple(options), self.last)

    def _try(self, pieces: Sequence[Item]) -> Intent | None:
        try:
            intent = self._intent(pieces, [])
        except Unclear:
            return None
        found = compile_intent(intent, as_of=self.asker.as_of, viewer=self.asker.viewer)
        return intent if isinstance(found, Compiled) else None

    # Names that may be several

    def _several(self, piece: Item, before: Item | None) -> Item:
        """GTX is a series and the start of four products: which is meant is asked, unless series was said."""
        if piece.kind != "VALUES" or piece.value.said_kind or len(piece.value.names) != 1 or piece.value.negated:
            return piece
        name: Name = piece.value.names[0]
        if name.dimension != "series" or (before is not None and before.kind in {"NOT", "EXCEPT"}):
            return piece
        products = tuple(
            Name("product", known.text, known.key)
            for known in self.asker.values.get("product", ())
            if known.text.startswith(f"{name.text} ")
        )
        return replace(piece, value=Values((), candidates=products)) if len(products) > 1 else piece

    def _which(self, pieces: Sequence[Item], unclear: Item) -> Filled:
        candidates: tuple[Name, ...] = unclear.value.candidates
        options = []
        for name in candidates[:MOST_OPTIONS]:
            chosen = replace(
                unclear, value=replace(unclear.value, names=(replace(name, certainty=1.0),), candidates=())
            )
            made = self._try([chosen if piece is unclear else piece for piece in pieces])
            if not made:
                made = self._try(
                    [
                        Item("METRIC", "revenue"),
                        *(chosen if piece is unclear else piece for piece in pieces if piece.kind != "HOW_GOOD"),
                    ]
                )
            if made:
                options.append(Option(name.text, made))
        listed = ", ".join(name.text for name in candidates[:MOST_OPTIONS])
        rest = " or another" if len(candidates) > MOST_OPTIONS else ""
        so_far = self._try([piece for piece in pieces if piece is not unclear])
        if len(candidates) == 1:
            return AskBack(f"“{unclear.text}” is not known. Is {listed} meant?", tuple(options), so_far)
        return AskBack(f"Which “{unclear.text}” is meant: {listed}{rest}?", tuple(options), so_far)

    def _unknown(self, pieces: Sequence[Item], unknown: Sequence[Item]) -> Filled:
        texts = " ".join(piece.text for piece in unknown)
        if len(unknown) <= 2 and (near := self.names.near(texts)):
            options = []
            for name in near:
                chosen = replace(unknown[0], kind="VALUES", value=Values((name,)))
                made = self._try(
                    [chosen if piece is unknown[0] else piece for piece in pieces if piece not in unknown[1:]]
                )
                if made:
                    options.append(Option(name.text, made))
            if options:
                return AskBack(f"“{texts}” is not known. Is one of these meant?", tuple(options))
        shown = ", ".join(f"“{text}”" for text in dict.fromkeys(piece.text for piece in unknown[:4]))
        return Refused("unknown_words", f"{shown}: nothing of that name is known here, or you may not see it.", CAN)

    def _problem(self, intent: Intent, problem: Problem) -> Filled:
        """What the compiler cannot do: ask where it knows what could be meant, otherwise say why not."""
        options = tuple(self._completed(intent, problem))
        if problem.kind == "which_date":
            return AskBack(problem.text, options, intent)
        if options and problem.kind != "outside":
            return AskBack(problem.text, options, intent)
        return Refused(problem.kind, problem.text, CAN)

    def _completed(self, intent: Intent, problem: Problem) -> Iterator[Option]:
        for choice in problem.choices[:MOST_OPTIONS]:
            if choice in TIME_NAMES:
                made, label = replace(intent, period_by=choice), f"By {TIME_NAMES[choice]}"
            elif choice in DIMENSIONS and intent.running:
                made, label = replace(intent, dimensions=(choice, *intent.dimensions)), DIMENSIONS[choice].label
            elif problem.kind == "which_date":
                made, label = replace(intent, period=choice), choice.replace("_", " ").capitalize()
            else:
                continue
            if isinstance(compile_intent(made, as_of=self.asker.as_of, viewer=self.asker.viewer), Compiled):
                yield Option(label, made)
