"""When something that repeats is due again. No database: days in, a day out."""

from calendar import monthrange
from datetime import date, timedelta

from django.db import models


class Recurs(models.TextChoices):
    DAY = "day", "Every day"
    WEEK = "week", "Every week"
    MONTH = "month", "Every month"
    QUARTER = "quarter", "Every quarter"


DAYS = {Recurs.DAY: 1, Recurs.WEEK: 7}
MONTHS = {Recurs.MONTH: 1, Recurs.QUARTER: 3}


def next_due(due: date, recurs: Recurs, *, after: date, day_of_month: int | None = None) -> date:
    """Return the first day of the series through `due` that lies after a day.

    A short month ends early and does not move the months after it: 31 January, 28 February, 31 March. `day_of_month`
    is the series' own day where `due` is such an end.
    """
    if recurs in DAYS:
        step = DAYS[recurs]
        return due + timedelta(days=max(1, (after - due).days // step + 1) * step)
    step = MONTHS[recurs]
    steps = max(1, ((after.year - due.year) * 12 + after.month - due.month) // step)
    wanted = _months_later(due, steps * step, day_of_month or due.day)
    return wanted if wanted > after else _months_later(due, (steps + 1) * step, day_of_month or due.day)


def _months_later(due: date, months: int, day_of_month: int) -> date:
    number = due.year * 12 + due.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day_of_month, monthrange(year, month)[1]))
