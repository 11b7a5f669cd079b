"""Answers as plain data: what the API and the command line give."""

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assistant.answer import Answer
from assistant.filled import Option


def short(answer: Answer) -> dict[str, Any]:
    """Status, columns, rows, text and SQL; keys behind names are left out. Decimals are numbers, days ISO texts."""
    shown = [place for place, column in enumerate(answer.columns) if column.role != "key"]
    return {
        "status": answer.status,
        "columns": [answer.columns[place].name for place in shown],
        "rows": [[value(row[place]) for place in shown] for row in answer.rows],
        "text": answer.text,
        "sql": answer.sql,
    }


def whole(answer: Answer) -> dict[str, Any]:
    """The same with how it was read, of which days it is, where its rows lead and what can be asked next."""
    chart = answer.chart
    return {
        **short(answer),
        "question": answer.question,
        "intent": answer.intent.as_json() if answer.intent else None,
        "labels": [column.label for column in answer.columns if column.role != "key"],
        "units": [column.unit for column in answer.columns if column.role != "key"],
        "is_cut": answer.is_cut,
        "links": list(answer.links),
        "reading": [{"kind": chip.kind, "text": chip.text} for chip in answer.chips],
        "notes": list(answer.notes),
        "period": answer.period,
        "period_before": answer.period_before,
        "as_of": answer.as_of.isoformat() if answer.as_of else None,
        "chart": {"kind": chart.kind, "x": chart.x, "y": list(chart.y), "series": chart.series} if chart else None,
        "relations": list(answer.relations),
        "rule": answer.rule,
        "options": [_option(option) for option in answer.options],
        "instead": list(answer.instead),
        "suggestions": [_option(option) for option in answer.suggestions],
        "filled_by": answer.filled_by,
        "milliseconds": answer.milliseconds,
    }


def value(found: Any) -> Any:
    """A value of a row as JSON has it."""
    if found is None or isinstance(found, bool | int | str):
        return found
    if isinstance(found, Decimal):
        if not found.is_finite():
            return None
        return int(found) if found == found.to_integral_value() else float(found)
    if isinstance(found, float):
        return found if math.isfinite(found) else None
    return found.isoformat() if isinstance(found, date | datetime) else str(found)


def _option(option: Option) -> dict[str, Any]:
    return {"label": option.label, "intent": option.intent.as_json()}
