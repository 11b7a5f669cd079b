"""Why an intent has no answer, and what could be asked in its stead: each button a whole question."""

from collections.abc import Iterator
from datetime import date

from assistant.answer import Answer
from assistant.changes import Answerable, answerable, changed
from assistant.filled import MOST_OPTIONS
from assistant.intent import Filter, Intent
from assistant.phrases import NameOf, large, period_name, title
from assistant.semantic import DIMENSIONS, METRICS
from assistant.sources_choice import TIME_NAMES, Problem, splits

Choice = tuple[str, Intent]


def answer_problem(problem: Problem, intent: Intent, *, as_of: date, name_of: NameOf, can: Answerable) -> Answer:
    """Ask back where a choice is missing, else refuse; offer whole questions that have an answer."""
    asks = problem.kind == "which_date"
    choices = [*_meant(problem, intent, as_of)] if problem.choices else []
    if not choices and problem.kind == "cannot_combine":
        choices = [(title(each, as_of=as_of, name_of=name_of), each) for each in _other_splits(intent)]
    options = answerable(choices, can, MOST_OPTIONS, intent)
    status = "clarify" if asks and options else "refused"
    return Answer(status, problem.text, intent=intent, rule=problem.kind, options=options)


def _meant(problem: Problem, intent: Intent, as_of: date) -> Iterator[Choice]:
    """What each choice makes of the intent."""
    for choice in problem.choices:
        if choice in TIME_NAMES:
            yield large(TIME_NAMES[choice]), changed(intent, period_by=choice)
        elif choice in DIMENSIONS and DIMENSIONS[choice].is_time:
            yield f"By {choice}", changed(intent, dimensions=(*intent.dimensions, choice), running=intent.running)
        elif choice.startswith(("this_", "last_", "next_")):
            yield large(period_name(choice, as_of)), changed(intent, period=choice)
        else:
            yield from _instead_of(problem, choice, intent)


def _instead_of(problem: Problem, choice: str, intent: Intent) -> Iterator[Choice]:
    """A way to split in the place of one that does not fit, or a value in the place of one that is not there."""
    by_label = {dimension.label: dimension.name for dimension in DIMENSIONS.values()}
    if choice in by_label:
        for name in intent.dimensions:
            if f"split by {DIMENSIONS[name].label.lower()}" in problem.text:
                others = tuple(by_label[choice] if each == name else each for each in intent.dimensions)
                yield f"By {choice.lower()}", changed(intent, dimensions=others)
    for place, one in enumerate(intent.filters):
        dimension = DIMENSIONS.get(one.member)
        if dimension and choice in dimension.options and problem.text.startswith(f"{dimension.label} cannot be"):
            value = int(choice) if dimension.unit == "score" else choice
            filters = (
                *intent.filters[:place],
                Filter(one.member, one.operator, (value,)),
                *intent.filters[place + 1 :],
            )
            yield f"{dimension.label} {choice}", changed(intent, filters=filters)


def _other_splits(intent: Intent) -> Iterator[Intent]:
    """The same without what its figures cannot be split or narrowed by."""
    metrics = [METRICS[name] for name in intent.metrics if name in METRICS]
    fitting = tuple(name for name in intent.dimensions if all(splits(metric, name) for metric in metrics))
    yield changed(intent, dimensions=fitting)
    for place in range(len(intent.filters)):
        yield changed(intent, filters=intent.filters[:place] + intent.filters[place + 1 :])
    for name in intent.metrics:
        yield changed(intent, metrics=(name,))
