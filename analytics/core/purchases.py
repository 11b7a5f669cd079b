"""Purchase histories of accounts as equal-length columns: what every score and every fit starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Day = int | date | np.datetime64

INTEGER_COLUMNS = ("recency", "frequency", "purchase_days", "since_first")
MONEY_COLUMNS = ("monetary", "first_day_value")
# Sums of money arrive as floats: two orders of addition may differ by this much and still be the same money.
MONEY_TOLERANCE = 0.005


@dataclass(frozen=True, eq=False)
class PurchaseSummary:
    """One entry per account with at least one win up to the as-of day; checks its contract when it is made.

    recency: days from the last won close to the as-of day
    frequency: won deals
    monetary: won revenue
    purchase_days: distinct days with a won close
    since_first: days from the first won close to the as-of day
    first_day_value: won revenue on the first of these days

    Raises ValueError, with a sentence, for columns that no purchase history can have.
    """

    recency: IntArray
    frequency: IntArray
    monetary: FloatArray
    purchase_days: IntArray
    since_first: IntArray
    first_day_value: FloatArray

    def __post_init__(self) -> None:
        for name in (*INTEGER_COLUMNS, *MONEY_COLUMNS):
            object.__setattr__(self, name, _column(name, getattr(self, name)))
        if len({len(getattr(self, name)) for name in (*INTEGER_COLUMNS, *MONEY_COLUMNS)}) > 1:
            raise ValueError("The columns of a purchase summary must be equally long.")
        self._check_days()
        self._check_money()

    def _check_days(self) -> None:
        _require(self.recency <= self.since_first, "The last purchase cannot lie before the first one.")
        _require(self.purchase_days >= 1, "Every account in a purchase summary needs a purchase day.")
        _require(self.purchase_days <= self.frequency, "There cannot be more purchase days than won deals.")
        _require(
            self.purchase_days <= self.since_first - self.recency + 1,
            "There cannot be more purchase days than days from the first purchase to the last.",
        )
        _require(
            (self.purchase_days > 1) | (self.recency == self.since_first),
            "With one purchase day, the first and the last purchase are on the same day.",
        )

    def _check_money(self) -> None:
        slack = MONEY_TOLERANCE + 1e-9 * self.monetary
        later = self.monetary - self.first_day_value
        _require(later >= -slack, "The revenue of the first day cannot exceed all revenue.")
        _require((self.purchase_days > 1) | (later <= slack), "With one purchase day, its revenue is all revenue.")

    def __len__(self) -> int:
        return len(self.recency)

    def take(self, which: NDArray[Any]) -> PurchaseSummary:
        """The accounts at these positions (indices or a mask), in that order."""
        return PurchaseSummary(
            recency=self.recency[which],
            frequency=self.frequency[which],
            monetary=self.monetary[which],
            purchase_days=self.purchase_days[which],
            since_first=self.since_first[which],
            first_day_value=self.first_day_value[which],
        )

    @property
    def repeats(self) -> IntArray:
        """Purchase days after the first: the x of the BG/NBD model."""
        return self.purchase_days - 1

    @property
    def t_x(self) -> IntArray:
        """Days from the first purchase to the last: the t_x ("recency") of the BG/NBD model."""
        return self.since_first - self.recency

    @property
    def pattern(self) -> IntArray:
        """One number for each (x, t_x, T): accounts of equal numbers bought alike."""
        days = int(self.T.max(initial=0)) + 1
        return (self.repeats * days + self.t_x) * days + self.T

    @property
    def T(self) -> IntArray:  # noqa: N802 - the literature's own name
        """Days under observation, from the first purchase to the as-of day."""
        return self.since_first

    @property
    def repeat_value(self) -> FloatArray:
        """Mean won revenue of a repeat purchase day; 0 where there was none."""
        later = np.maximum(self.monetary - self.first_day_value, 0.0)
        return np.where(self.repeats > 0, later / np.maximum(self.repeats, 1), 0.0)


@dataclass(frozen=True, eq=False)
class PurchaseDays:
    """One entry per account and day with a win, ordered by account, then day.

    accounts: the account keys, ascending; owner: positions in accounts; day: day numbers (1970-01-01 is 0)
    """

    accounts: NDArray[Any]
    owner: IntArray
    day: IntArray
    value: FloatArray
    wins: IntArray

    @property
    def counts(self) -> IntArray:
        """Purchase days of each account."""
        return np.bincount(self.owner, minlength=len(self.accounts)).astype(np.int64)

    def until(self, as_of: Day) -> PurchaseDays:
        """What was known on that day: later purchases are gone, and so are accounts that had none before."""
        keep = self.day <= day_number(as_of)
        present, owner = np.unique(self.owner[keep], return_inverse=True)
        return PurchaseDays(self.accounts[present], _int64(owner), self.day[keep], self.value[keep], self.wins[keep])

    def summary(self, as_of: Day) -> PurchaseSummary:
        """One entry per account, in the order of `accounts`; no purchase may lie after the as-of day."""
        size = len(self.accounts)
        counts = self.counts
        ends = np.cumsum(counts)
        first, last = ends - counts, ends - 1
        today = day_number(as_of)
        return PurchaseSummary(
            recency=today - self.day[last],
            frequency=np.bincount(self.owner, weights=self.wins, minlength=size).astype(np.int64),
            monetary=_float64(np.bincount(self.owner, weights=self.value, minlength=size)),
            purchase_days=counts,
            since_first=today - self.day[first],
            first_day_value=self.value[first],
        )


@dataclass(frozen=True, eq=False)
class AccountPurchases:
    """Account keys, ascending, with the purchase summary in the same order."""

    accounts: NDArray[Any]
    summary: PurchaseSummary


def day_number(day: Day) -> int:
    """Days since 1970-01-01; a number is taken as it is."""
    return int(day) if isinstance(day, int) else int(np.asarray(day, dtype="datetime64[D]").astype(np.int64))


def collect(account: ArrayLike, day: ArrayLike, value: ArrayLike, wins: ArrayLike, as_of: Day) -> PurchaseDays:
    """Sum rows of (account, day, won value, wins) to one entry per account and day.

    Days are numbers or datetime64. Rows after the as-of day, and rows without a win, are ignored.
    """
    keys, days = np.asarray(account), np.asarray(day)
    if np.issubdtype(days.dtype, np.datetime64):
        days = days.astype("datetime64[D]")
    numbers, won = _int64(days), _int64(np.asarray(wins))
    money = np.asarray(value, dtype=np.float64)
    if len({len(keys), len(numbers), len(money), len(won)}) > 1:
        raise ValueError("Account, day, value and wins must be equally long.")
    keep = (numbers <= day_number(as_of)) & (won > 0)
    accounts, owner = np.unique(keys[keep], return_inverse=True)
    return _sum_by_day(accounts, _int64(owner), numbers[keep], money[keep], won[keep])


def summarise(account: ArrayLike, day: ArrayLike, value: ArrayLike, wins: ArrayLike, as_of: Day) -> AccountPurchases:
    """The purchase summary of each account on the as-of day, from rows as `collect` takes them."""
    days = collect(account, day, value, wins, as_of)
    return AccountPurchases(days.accounts, days.summary(as_of))


def _sum_by_day(
    accounts: NDArray[Any], owner: IntArray, day: IntArray, money: FloatArray, won: IntArray
) -> PurchaseDays:
    order = np.lexsort((day, owner))
    owner, day = owner[order], day[order]
    starts = np.ones(len(owner), dtype=bool)
    starts[1:] = (owner[1:] != owner[:-1]) | (day[1:] != day[:-1])
    group = np.cumsum(starts) - 1
    size = int(starts.sum())
    return PurchaseDays(
        accounts,
        owner[starts],
        day[starts],
        _float64(np.bincount(group, weights=money[order], minlength=size)),
        np.bincount(group, weights=won[order], minlength=size).astype(np.int64),
    )


def _column(name: str, values: ArrayLike) -> FloatArray | IntArray:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1:
        raise ValueError(f"The column {name} must be one-dimensional.")
    _require(np.isfinite(numbers), f"The column {name} holds a value that is not a number.")
    _require(numbers >= 0, f"The column {name} holds a negative value.")
    if name in MONEY_COLUMNS:
        return numbers
    _require(numbers == np.floor(numbers), f"The column {name} holds a fraction; it counts whole things.")
    return _int64(numbers)


def _require(holds: NDArray[np.bool_], sentence: str) -> None:
    if not holds.all():
        raise ValueError(f"{sentence} First at position {int(np.argmin(holds))}.")


def _float64(values: NDArray[Any]) -> FloatArray:
    return values.astype(np.float64)


def _int64(values: NDArray[Any]) -> IntArray:
    return values.astype(np.int64)
