"""Answers with nothing behind them, for tests of what pages do with answers."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.answer import Answer, ChartSpec, Chip
from assistant.compiled import Column
from assistant.filled import Option
from assistant.intent import Filter, Intent

BY_REGION = Intent(("revenue",), ("region",), period="2017-Q4")
ALL = Intent(("revenue",), period="2017-Q4")
WEST = Intent(("revenue",), ("region",), (Filter("region", "is", ("West",)),), "2017-Q4")
COLUMNS = (
    Column("region", "Region", "text", "dimension", "region"),
    Column("region_key", "Region", "id", "key", "region"),
    Column("revenue", "Won value", "$", "metric", "revenue"),
    Column("revenue_growth", "Growth of won value", "ratio", "metric", "revenue", "growth"),
)
ANSWERED = Answer(
    "answered",
    "West leads with $989,861, Q4 2017 by close date.",
    "Won value by region",
    BY_REGION,
    COLUMNS,
    (("West", 1, 989861, -0.019), ("=1+1", 2, 987782, 0.062), ("<b>East</b>", 3, 824853, None)),
    chart=ChartSpec("bar", "region", ("revenue",)),
    chips=(
        Chip("figure", "Won value", None, (Option("Wins", replace(BY_REGION, metrics=("wins",))),)),
        Chip("split", "by region", ALL),
        Chip("period", "Q4 2017"),
    ),
    notes=("Read wesst as West.",),
    links=("/deals/?region=West", "", ""),
    sql="select region from gold.sales_month",
    relations=("gold.sales_month",),
    as_of=date(2017, 12, 31),
    milliseconds=18,
    suggestions=(Option("By product", replace(BY_REGION, dimensions=("product",))),),
)
BACK = Answer("clarify", "Which West?", options=(Option("West", WEST),))
REFUSED = Answer("refused", "No costs are kept, so there is no profit.", instead=("Won value by region",))
FAILED = Answer("error", "That took too long. Ask for less.")


@dataclass
class Told:
    """Stands where questions are answered: gives `answer` to all of them and keeps what it was asked."""

    answer: Answer = ANSWERED
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def ask(self, question: str, *, user: Any, last: Intent | None = None, fill: Any = None) -> Answer:
        self.asked.append(("ask", question, fill(question, asker=None) if fill else last))
        return replace(self.answer, question=question)

    def answer_intent(self, intent: Intent, *, user: Any, question: str = "") -> Answer:
        self.asked.append(("answer_intent", intent))
        return replace(self.answer, question=question or "In other words")

    def answer_sql(self, text: str, *, user: Any) -> Answer:
        self.asked.append(("answer_sql", text))
        return replace(self.answer, question=text, intent=None, chips=(), filled_by="sql")
