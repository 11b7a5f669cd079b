"""The JSON schema of an intent, for a language model that must fill it: members are those of the semantic layer."""

from typing import Any

from assistant.intent import COMPARISONS, EVENTS, OPERATORS, PERSONS, Intent
from assistant.reading import SUFFIXES
from assistant.semantic import DIMENSIONS, METRICS
from assistant.sources_choice import TIME_NAMES

TEXT: dict[str, Any] = {"type": "string"}
PERIODS = (
    "Empty for all time; 2017, 2017-Q4, 2017-12 or 2017-12-24; two of them joined by .., or one side left out; "
    "this_quarter, last_month, next_year; last_3_months (whole ones before the present one); past_6_weeks (up to "
    "today); next_30_days"
)
# Listing all 600 would make the schema four times as long, which is paid for with every question.
COLUMN = f"A figure that is asked for; or, where it is derived, with {', '.join(SUFFIXES)}"


def intent_schema() -> dict[str, Any]:
    """Return the schema; every field must be there, empty where the question says nothing of it."""
    operators = _one_of(OPERATORS)
    condition = _object(member=_one_of(DIMENSIONS), operator=operators, values=_many(_value()))
    figure = _object(member=_said(COLUMN), operator=operators, values=_many({"type": "number"}))
    never = _object(event=_one_of(EVENTS), filters=_many(condition), period=_said(PERIODS))
    schema = _object(
        metrics=_many(_one_of(METRICS), "Figures asked for; empty for a plain list of members."),
        dimensions=_many(
            _one_of(_splitting()), "What each row is about, such as agent or month; empty for one figure."
        ),
        filters=_many(condition, "Conditions on names, numbers and days; names exactly as the question gives them."),
        period=_said(PERIODS),
        period_by={
            "type": "string",
            "enum": ["", *TIME_NAMES],
            "description": "Which date the period is about, if said.",
        },
        order=_many(_object(member=_said(f"{COLUMN}; or a dimension"), descending={"type": "boolean"})),
        limit={"type": ["integer", "null"], "description": "The first N places; ties are kept."},
        skip={"type": "integer", "description": "Leave out the first so many places: 1 with limit 2 is the second."},
        within={"type": "string", "enum": ["", *_splitting()], "description": "Count places within each of these."},
        having=_many(figure, "Conditions on figures, such as more than 10 wins."),
        compare=_or_null(_object(kind=_one_of(COMPARISONS), period=_said(PERIODS))),
        share_of={"type": "string", "enum": ["", "total", *_splitting()], "description": "Shares of what, if asked."},
        running={"type": "boolean", "description": "Running total along the time dimension."},
        never=_or_null(never),
        ever=_many(never, "What each member must have done at least once; two of them mean both."),
        tally={"type": "boolean", "description": "How many rows there would be, instead of the rows."},
        mean_over={
            "type": "string",
            "enum": ["", *_splitting()],
            "description": "The mean over the members of this dimension, such as wins per agent.",
        },
        ranked={"type": "boolean", "description": "The place of each row among all."},
        person={"type": "string", "enum": list(PERSONS), "description": "me for “my”, team for “my team’s”."},
        leftover=_many(TEXT, "Words of the question that no field expresses."),
    )
    return {"title": "Intent", "description": (Intent.__doc__ or "").partition("\n")[0], **schema}


def _splitting() -> list[str]:
    return [name for name, dimension in DIMENSIONS.items() if dimension.splits]


def _one_of(names: Any) -> dict[str, Any]:
    return {"type": "string", "enum": list(names)}


def _said(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _many(item: dict[str, Any], description: str = "") -> dict[str, Any]:
    return {"type": "array", "items": item, **({"description": description} if description else {})}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _value() -> dict[str, Any]:
    day = _object(date={"type": "string", "description": "A day as 2017-12-24"})
    return {"anyOf": [TEXT, {"type": "number"}, {"type": "boolean"}, day]}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    required = list(properties)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
