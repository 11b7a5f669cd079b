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
    name: str, work: Callable[[], object], floor: Callable[[], object], *, at_most: float, rounds: int = ROUNDS
) -> Result:
    """Time work and floor in turn; compare their medians."""
    pairs = [(seconds(work), seconds(floor)) for _ in range(rounds)]
    ours, floors = (sorted(column) for column in zip(*pairs, strict=True))
    value = statistics.median(ours) / statistics.median(floors)
    return Result(
        name, round(value, 2), "×", f"≤ {at_most:g}", value <= at_most,
        noisy=(floors[-1] - floors[0]) / statistics.median(floors) > NOISY,
        detail=f"{statistics.median(ours) * 1000:.1f} ms against {statistics.median(floors) * 1000:.1f} ms",
    )  # fmt: skip


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
