"""The generated world: plain records that know nothing of the database.

Companies, contacts and deals are named by their place in the world's lists, sellers and products by that in the
story's.
"""

from dataclasses import dataclass
from datetime import date

from pipeline.demo import story


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    sector: str
    country: str
    employees: int
    revenue_millions: float
    founded: int
    parent: int | None  # the place of another company
    first_day: int  # the days, counted from the first of the history, between which it buys
    last_day: int
    intensity: float  # its share of the deals that are spread freely
    closed_deals: int | None  # how many it has where the story says so


@dataclass(frozen=True, slots=True)
class Person:
    """A contact at a company."""

    company: int
    name: str
    job_title: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Deal:
    code: str
    company: int | None
    seller: int
    product: int
    quantity: int
    amount: int | None
    stage: str  # prospecting, engaging, won, lost
    created: date
    engaged: date | None
    expected: date | None
    closed: date | None
    value: int | None
    lost_reason: str
    next_step: str
    minute: int  # of the day, at which its steps happened


@dataclass(frozen=True, slots=True)
class Touch:
    """An activity on a deal, or on a company alone."""

    kind: str
    company: int | None
    deal: int | None
    contact: int | None
    seller: int
    text: str
    day: date
    minute: int


@dataclass(frozen=True, slots=True)
class ToDo:
    title: str
    company: int | None
    deal: int | None
    seller: int
    created: date
    due: date
    done: date | None


@dataclass(frozen=True, slots=True)
class World:
    today: date
    seed: int
    companies: list[Company]
    contacts: list[Person]
    deals: list[Deal]
    touches: list[Touch]
    todos: list[ToDo]

    @property
    def won(self) -> list[Deal]:
        return [deal for deal in self.deals if deal.stage == "won"]

    @property
    def size(self) -> int:
        """How many rows a load of it reports."""
        people = len(story.SELLERS) + len(story.OFFICES) + 3
        customers = len(self.companies) + len(self.contacts)
        return people + customers + len(self.deals) + len(self.touches) + len(self.todos)
