"""What a question says beside what was read is asked about, and never passed over."""

import pytest

from assistant.filled import AskBack, Refused
from assistant.tests.grammar_world import read

HALVES = (
    "top product and top customer",
    "how many customers do we have and how many bought in December",
    "best agent in Q3 and Q4",
    "wins for Darcel in October and Vicki in November",
    "Did Darcel sell more in Q4 than Vicki in Q3?",
    "top 3 agents and their win rate",
    "who of the top 5 agents has the best win rate",
    "what did our biggest customer buy",
    "which agents are in the top 5 by revenue and by win rate",
    "how many customers grew from Q3 to Q4",
    "did revenue grow more in Q4 than in Q3",
    "which region changed most from Q3 to Q4",
)
SAID = (
    "average age of overdue deals",
    "discount on open deals",
    "customers who only bought GTX Basic",
    "which customers bought GTX Basic again",
    "revenue at the start of 2017",
    "sales by size",
    "our share last quarter?",
    "what's the average?",
    "who has most",
    "number by stage",
    "is Darcel good",
)


@pytest.mark.parametrize("question", HALVES + SAID)
def test_what_is_said_beside_is_asked_about(question):
    assert isinstance(read(question), AskBack | Refused)
