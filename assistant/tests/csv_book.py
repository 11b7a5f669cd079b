"""The real data set as plain Python: what golden answers are recomputed from, without SQL and without the product.

Days are ISO texts: they compare as days do. Money is what was paid at close; open deals are worth their list price.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import mean
from typing import Any

AS_OF = "2018-01-01"
SPELLINGS = {"GTXPro": "GTX Pro", "technolgy": "technology", "Philipines": "Philippines"}


@dataclass(frozen=True)
class Deal:
    code: str
    agent: str
    product: str
    account: str
    stage: str
    engaged: str
    closed: str
    value: int
    manager: str
    region: str
    series: str
    price: int
    sector: str
    country: str

    @property
    def team(self) -> str:
        return f"Team {self.manager}"

    @property
    def month(self) -> str:
        """The first day of the month of the close."""
        return f"{self.closed[:7]}-01"

    @property
    def quarter(self) -> str:
        """The first day of the quarter of the close."""
        return f"{self.closed[:4]}-{(int(self.closed[5:7]) - 1) // 3 * 3 + 1:02}-01"

    @property
    def days(self) -> int:
        """From engaging to the close; of an open deal up to the reporting day."""
        return days_between(self.engaged, self.closed or AS_OF)

    @property
    def given_away(self) -> int:
        return self.price - self.value


@dataclass(frozen=True)
class Book:
    deals: list[Deal]
    accounts: dict[str, dict[str, str]]
    products: dict[str, dict[str, str]]
    agents: dict[str, dict[str, str]]

    def staged(self, *stages: str) -> list[Deal]:
        return [deal for deal in self.deals if deal.stage in stages]

    @property
    def won(self) -> list[Deal]:
        return self.staged("Won")

    @property
    def lost(self) -> list[Deal]:
        return self.staged("Lost")

    @property
    def closed(self) -> list[Deal]:
        return self.staged("Won", "Lost")

    @property
    def open(self) -> list[Deal]:
        return self.staged("Engaging", "Prospecting")

    @property
    def stale(self) -> list[Deal]:
        """Engaging for longer than the longest cycle of the data; prospects have no date to be old by."""
        return [deal for deal in self.staged("Engaging") if deal.days > 138]


def read(folder: Path) -> Book:
    def table(name: str) -> list[dict[str, str]]:
        with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            return [{key: SPELLINGS.get(cell, cell) for key, cell in row.items()} for row in csv.DictReader(file)]

    accounts = {row["account"]: row for row in table("accounts")}
    products = {row["product"]: row for row in table("products")}
    agents = {row["sales_agent"]: row for row in table("sales_teams")}
    deals = [
        Deal(
            code=row["opportunity_id"],
            agent=row["sales_agent"],
            product=row["product"],
            account=row["account"],
            stage=row["deal_stage"],
            engaged=row["engage_date"],
            closed=row["close_date"],
            value=int(float(row["close_value"] or 0)),
            manager=agents[row["sales_agent"]]["manager"],
            region=agents[row["sales_agent"]]["regional_office"],
            series=products[row["product"]]["series"],
            price=int(products[row["product"]]["sales_price"]),
            sector=accounts[row["account"]]["sector"] if row["account"] else "",
            country=accounts[row["account"]]["office_location"] if row["account"] else "",
        )
        for row in table("sales_pipeline")
    ]
    return Book(deals, accounts, products, agents)


Deals = Iterable[Deal]
Table = dict[Any, Any]


def days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def money(deals: Deals) -> int:
    return sum(deal.value for deal in deals)


def list_value(deals: Deals) -> int:
    return sum(deal.price for deal in deals)


def number(deals: Deals) -> int:
    return sum(1 for _ in deals)


def average(deals: Deals) -> float:
    return mean(deal.value for deal in deals)


def cycle(deals: Deals) -> float:
    return mean(deal.days for deal in deals)


def win_rate(deals: Deals) -> float:
    return mean(deal.stage == "Won" for deal in deals if deal.closed)


def only(deals: Deals, **wanted: Any) -> list[Deal]:
    """Those whose attributes equal what is wanted, or are in it where it is a set."""
    return [
        deal
        for deal in deals
        if all(
            getattr(deal, name) in value if isinstance(value, set) else getattr(deal, name) == value
            for name, value in wanted.items()
        )
    ]


def closed_in(deals: Deals, first: str, last: str) -> list[Deal]:
    """Those that closed from the first to the last day, both included; a prefix such as 2017-05 is all its days."""
    return [deal for deal in deals if deal.closed and first <= deal.closed and deal.closed[: len(last)] <= last]


def per(deals: Deals, names: str, figure: Callable[[list[Deal]], Any]) -> Table:
    """The figure of each group, by one attribute or several with spaces between them."""
    groups: dict[Hashable, list[Deal]] = defaultdict(list)
    for deal in deals:
        groups[tuple(getattr(deal, name) for name in names.split())].append(deal)
    return {key: figure(group) for key, group in groups.items()}


def rows(table: Table) -> list[list[Any]]:
    return [[*(key if isinstance(key, tuple) else (key,)), value] for key, value in table.items()]


def most(table: Table, count: int = 1) -> list[list[Any]]:
    """The largest, all of those that tie with the last of them included."""
    edge = sorted(table.values(), reverse=True)[:count][-1]
    return sorted((row for row in rows(table) if row[-1] >= edge), key=lambda row: -row[-1])


def least(table: Table, count: int = 1) -> list[list[Any]]:
    edge = sorted(table.values())[:count][-1]
    return sorted((row for row in rows(table) if row[-1] <= edge), key=lambda row: row[-1])


def where(table: Table, test: Callable[[Any], bool]) -> list[list[Any]]:
    return rows({key: value for key, value in table.items() if test(value)})


def names(values: Iterable[str]) -> list[list[str]]:
    return [[value] for value in sorted(set(values))]


def part(some: Table, whole: float) -> list[list[Any]]:
    return rows({key: value / whole for key, value in some.items()})


def sold(deals: Deals, name: str, **wanted: Any) -> set[str]:
    """Whoever, or whatever, has a deal among those: the values of one attribute."""
    return {getattr(deal, name) for deal in only(deals, **wanted)}


def first_of_each(table: Table, count: int = 1) -> list[list[Any]]:
    """Of a table by two attributes, the largest rows inside each value of the first."""
    groups: dict[Any, Table] = defaultdict(dict)
    for key, value in table.items():
        groups[key[0]][key] = value
    return [row for group in groups.values() for row in most(group, count)]
