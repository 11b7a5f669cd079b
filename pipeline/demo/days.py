"""The two years of the history, day by day: 0 is the first day, the last is today."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pipeline.demo import story

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Days:
    today: date
    month_of_quarter: Ints  # 0, 1, 2
    quarter: Ints  # 0 is the current one, -1 the one before

    @property
    def last(self) -> int:
        return story.DAYS - 1

    def date(self, day: int) -> date:
        """Return the date of a day, which may lie before the first or after today."""
        return self.today + timedelta(days=int(day) - self.last)

    def growth(self) -> Floats:
        """How much more the growing region sells on each day than before it began to grow."""
        steps = np.clip(self.quarter + story.GROWING_QUARTERS + 1, 0, None)
        return np.power(story.GROWTH_A_QUARTER, steps)

    def closes(self) -> Floats:
        """How the closes of a level business spread over the days."""
        return np.asarray(story.CLOSES_BY_MONTH)[self.month_of_quarter]


def days_until(today: date) -> Days:
    first = np.datetime64(today) - np.timedelta64(story.DAYS - 1, "D")
    months = (first + np.arange(story.DAYS)).astype("datetime64[M]").astype(np.int64)
    quarters = months // 3
    return Days(today, months % 3, quarters - quarters[-1])
