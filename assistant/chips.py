"""How a question was read, part by part: each can be taken away or changed, as far as what is left can be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from assistant import windows
from assistant.answer import Chip
from assistant.changes import Answerable, answerable, changed, subject_of
from assistant.intent import Comparison, Filter, Intent, Never, Order
from assistant.phrases import (
    EVER,
    NEVER,
    PERSONS,
    NameOf,
    against,
    condition,
    label,
    large,
    narrowed,
    period_name,
    places,
)
from assistant.semantic import DIMENSIONS

MOST_CHANGES = 6
SPLITS = (
    "region", "team", "manager", "agent", "product", "series", "sector", "country", "account", "segment", "month",
    "quarter", "stage", "lost_reason",
)  # fmt: skip
PERIODS = ("this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year")
LIMITS = (3, 5, 10)


@dataclass(frozen=True)
class Asked:
    """What chips are made of: the intent, its day, names for numbers, the period in words and what can be asked."""

    intent: Intent
    as_of: date
    name_of: NameOf
    can: Answerable
    period: str = ""


def chips(asked: Asked) -> tuple[Chip, ...]:
    """Return the reading, in the order in which a sentence would say it."""
    makers = (_figures, _splits, _filters, _never, _person, _period, _compare, _share, _having, _order)
    return tuple(chip for make in makers for chip in make(asked))


def _chip(
    asked: Asked, kind: str, text: str, without: Intent | None, instead: list[tuple[str, Intent]] | None = None
) -> Chip:
    gone = without if without is not None and without != asked.intent and asked.can(without) else None
    return Chip(kind, text, gone, answerable(instead or [], asked.can, MOST_CHANGES, asked.intent))


def _figures(asked: Asked) -> Iterator[Chip]:
    names = asked.intent.metrics
    for name in names:
        rest = tuple(other for other in names if other != name)
        others = [other for other in subject_of(name) if other not in names]
        instead = [(large(label(other)), _with_figure(asked.intent, name, other)) for other in others]
        without = changed(asked.intent, metrics=rest) if rest else None
        yield _chip(asked, "figure", large(label(name)), without, instead)


def _with_figure(intent: Intent, name: str, other: str) -> Intent:
    """Another figure in the place of one, also where rows are ordered by it."""
    metrics = tuple(other if each == name else each for each in intent.metrics)
    order = tuple(replace(part, member=other) if part.member == name else part for part in intent.order)
    return changed(intent, metrics=metrics, order=order)


def _splits(asked: Asked) -> Iterator[Chip]:
    names = asked.intent.dimensions
    for name in names:
        rest = tuple(other for other in names if other != name)
        without = changed(asked.intent, dimensions=rest) if rest or asked.intent.metrics else None
        instead = [
            (f"By {label(other)}", _with_split(asked.intent, name, other)) for other in SPLITS if other not in names
        ]
        yield _chip(asked, "split", f"by {label(name)}", without, instead)


def _with_split(intent: Intent, name: str, other: str) -> Intent:
    dimensions = tuple(other if each == name else each for each in intent.dimensions)
    order = tuple(replace(part, member=other) if part.member == name else part for part in intent.order)
    within = other if intent.within == name else intent.within
    share_of = other if intent.share_of == name else intent.share_of
    return changed(intent, dimensions=dimensions, order=order, within=within, share_of=share_of)


def _filters(asked: Asked) -> Iterator[Chip]:
    for place, one in enumerate(asked.intent.filters):
        rest = asked.intent.filters[:place] + asked.intent.filters[place + 1 :]
        instead = []
        for other in _others(asked.intent, one):
            filters = (*asked.intent.filters[:place], other, *asked.intent.filters[place + 1 :])
            instead.append((large(condition(other, asked.name_of)), changed(asked.intent, filters=filters)))
        yield _chip(asked, "filter", condition(one, asked.name_of), changed(asked.intent, filters=rest), instead)


def _others(intent: Intent, one: Filter) -> Iterator[Filter]:
    """What else the words could have named, and the opposite."""
    named = {each.text for each in intent.candidates if each.member == one.member and each.value in one.values}
    for candidate in intent.candidates:
        if candidate.text in named and (candidate.member, candidate.value) != (one.member, one.values[0]):
            yield Filter(candidate.member, one.operator, (candidate.value,))
    if one.operator in {"is", "is_not"}:
        yield replace(one, operator="is_not" if one.operator == "is" else "is")


def _never(asked: Asked) -> Iterator[Chip]:
    """What must have happened, and what must not."""
    for place, one in enumerate(asked.intent.ever):
        rest = asked.intent.ever[:place] + asked.intent.ever[place + 1 :]
        yield _chip(asked, "ever", _event(asked, EVER, one), changed(asked.intent, ever=rest))
    never = asked.intent.never
    if never:
        yield _chip(asked, "never", _event(asked, NEVER, never), changed(asked.intent, never=None))


def _event(asked: Asked, words: Mapping[str, str], one: Never) -> str:
    when = f", {period_name(one.period, asked.as_of)}" if one.period else ""
    return f"{words[one.event]}{narrowed(one.filters, asked.name_of)}{when}"


def _person(asked: Asked) -> Iterator[Chip]:
    person = asked.intent.person
    if person:
        other = "team" if person == "me" else "me"
        instead = [(large(PERSONS[other]), changed(asked.intent, person=other))]
        yield _chip(asked, "person", PERSONS[person], changed(asked.intent, person=""), instead)


def _period(asked: Asked) -> Iterator[Chip]:
    intent = asked.intent
    if not intent.period:
        return
    spans = {name: windows.read(name, asked.as_of) for name in PERIODS}
    named = {span.name: name for name, span in spans.items() if span}
    instead = [(name, changed(intent, period=period)) for name, period in named.items()]
    without = changed(intent, period="", period_by="", compare=None)
    if without != intent:
        instead.append(("All time", without))
    yield _chip(asked, "period", asked.period or period_name(intent.period, asked.as_of), without, instead)


def _compare(asked: Asked) -> Iterator[Chip]:
    intent = asked.intent
    if intent.compare:
        kinds = [("Against the period before", Comparison()), ("Against a year before", Comparison("year_before"))]
        instead = [(text, changed(intent, compare=other)) for text, other in kinds if intent.compare.kind != "members"]
        yield _chip(asked, "compare", against(intent, asked.as_of), changed(intent, compare=None), instead)


def _share(asked: Asked) -> Iterator[Chip]:
    intent = asked.intent
    if intent.share_of:
        of = "all" if intent.share_of == "total" else f"each {label(intent.share_of)}"
        yield _chip(asked, "share", f"share of {of}", changed(intent, share_of=""))
    if intent.running:
        yield _chip(asked, "running", "running total", changed(intent, running=False))
    if intent.tally:
        yield _chip(asked, "tally", "how many there are", changed(intent, tally=False))
    if intent.mean_over:
        yield _chip(asked, "mean", f"mean per {label(intent.mean_over)}", changed(intent, mean_over=""))
    if intent.ranked:
        yield _chip(asked, "ranked", "place among all", changed(intent, ranked=False))


def _having(asked: Asked) -> Iterator[Chip]:
    for place, one in enumerate(asked.intent.having):
        rest = asked.intent.having[:place] + asked.intent.having[place + 1 :]
        yield _chip(asked, "having", condition(one, asked.name_of), changed(asked.intent, having=rest))


def _order(asked: Asked) -> Iterator[Chip]:
    intent = asked.intent
    if not intent.limit and not intent.order:
        return
    text = _order_words(intent)
    turned = tuple(replace(part, descending=not part.descending) for part in intent.order)
    instead: list[tuple[str, Intent]] = []
    if intent.limit:
        sized = [(n, changed(intent, limit=n)) for n in LIMITS]
        instead += [(_order_words(each), each) for _, each in sized]
    if turned:
        back = changed(intent, order=turned)
        instead.append((_order_words(back), back))
    without = changed(intent, order=(), limit=None, within="")
    yield _chip(asked, "order", text, without, [(large(text), each) for text, each in instead])


def _order_words(intent: Intent) -> str:
    """The first 3 by won value in each region, lowest first."""
    first: Order | None = intent.order[0] if intent.order else None
    if not intent.limit:
        assert first is not None  # noqa: S101 - tells the type checker
        way = "highest first" if first.descending else "lowest first"
        return way if first.member not in DIMENSIONS else f"by {label(first.member)}, {way.replace('highest', 'last')}"
    within = f" in each {label(intent.within)}" if intent.within else ""
    by = f" by {label(first.member)}" if first else ""
    return f"{places(intent)}{by}{within}"
