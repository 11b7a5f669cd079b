"""How long the slowest query of each chart and of the headline figures takes, for who sees all deals."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import QueryDict

from analytics.bench.measure import ROUNDS, Result, at_most_a_second
from analytics.dashboards import DASHBOARDS
from analytics.dashboards.scope import Scope
from teams.models import User

PERIODS = {"this quarter": "", "all time": "period=all"}


def reads(user: User) -> list[Result]:
    """A result for each chart and period, the slowest first."""
    results = []
    for name, show in _shown().items():
        for period, text in PERIODS.items():
            times = [_slowest_query(show, Scope(QueryDict(text), user=user)) for _ in range(ROUNDS)]
            results.append(at_most_a_second(f"{name}, {period}", times))
    return sorted(results, key=lambda result: -result.value)


def _shown() -> dict[str, Callable[[Scope], object]]:
    shown: dict[str, Callable[[Scope], object]] = {}
    for board in DASHBOARDS:
        if board.figures:
            shown[f"{board.key}, headline figures"] = board.figures
        shown |= {f"{board.key}, {chart.key}": chart.table for chart in board.charts}
    return shown


def _slowest_query(show: Callable[[Scope], object], scope: Scope) -> float:
    times: list[float] = []

    def timed(execute: Callable[..., Any], *query: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(*query)
        finally:
            times.append(time.perf_counter() - started)

    with connection.execute_wrapper(timed):
        show(scope)
    return max(times)
