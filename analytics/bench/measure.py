"""Taking times in rounds, and saying what they mean."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

ROUNDS = 5
NOISY = 0.30


@dataclass(frozen=True)
class Result:
    """One line of a report. `value` is a ratio to the floor, or what `unit` says; `noisy` means do not trust it."""

    name: str
    value: float
    unit: str
    goal: str
    passed: bool
    noisy: bool = False
    detail: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def ratio(
    name: str,
    work: Callable[[], object],
    floor: Callable[[], object],
    *,
    at_most: float = 0,
    at_least: float = 0,
    rounds: int = ROUNDS,
) -> Result:
    """Time work and floor in turn; compare their medians. The goal is `at_most` or, if that is 0, `at_least`."""
    pairs = [(seconds(work), seconds(floor)) for _ in range(rounds)]
    ours, floors = (sorted(column) for column in zip(*pairs, strict=True))
    value = statistics.median(ours) / statistics.median(floors)
    return Result(
        name, round(value, 2), "×", f"≤ {at_most:g}" if at_most else f"≥ {at_least:g}",
        value <= at_most if at_most else value >= at_least,
        noisy=_noisy(floors),
        detail=f"{statistics.median(ours) * 1000:.1f} ms against {statistics.median(floors) * 1000:.1f} ms",
    )  # fmt: skip


def at_most_a_second(name: str, times: list[float], detail: str = "") -> Result:
    value = statistics.median(times)
    return Result(name, round(value, 3), "s", "≤ 1", value <= 1, noisy=_noisy(times), detail=detail)


def _noisy(times: list[float]) -> bool:
    return (max(times) - min(times)) / statistics.median(times) > NOISY


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
