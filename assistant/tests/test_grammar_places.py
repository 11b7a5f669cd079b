"""Places after the first: the second best, in third place, number six to ten, the last but one."""

import pytest

from assistant.filled import AskBack, Understood
from assistant.tests.grammar_world import read

PLACES = {
    "who is our second best agent": (1, 2, True),
    "3rd largest customer by revenue": (2, 3, True),
    "which agent came third in wins": (2, 3, True),
    "who is in fourth place among the agents by wins": (3, 4, True),
    "customers number six to ten by revenue": (5, 10, True),
    "places 3 to 5 among agents by wins": (2, 5, True),
    "fourth and fifth best customers": (3, 5, True),
    "who's the runner-up agent in revenue": (1, 2, True),
    "second to last region by revenue": (1, 2, False),
    "the last but one region by revenue": (1, 2, False),
    "second lowest win rate by product": (1, 2, False),
    "the best and the second best agent": (0, 2, True),
    "third largest deal won in Q4": (2, 3, True),
}
UNCLEAR = ("second product", "the top three and the second worst agent", "who is second after Darcel Schlecht")


@pytest.mark.parametrize("question", PLACES)
def test_a_place_is_read_as_it_is_said(question):
    found = read(question)
    assert isinstance(found, Understood), found
    intent = found.intent
    assert (intent.skip, intent.limit, intent.order[0].descending) == PLACES[question]


@pytest.mark.parametrize("question", UNCLEAR)
def test_a_place_of_nothing_is_asked_about(question):
    assert isinstance(read(question), AskBack)


def test_a_quarter_is_no_place():
    found = read("best agent in the second quarter")
    assert isinstance(found, Understood)
    assert (found.intent.period, found.intent.skip) == ("2017-Q2", 0)
