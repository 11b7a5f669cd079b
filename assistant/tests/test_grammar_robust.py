"""Whatever is asked: no crash, no guess, no chance."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.filled import AskBack, Refused, Understood
from assistant.grammar.lexicon import lexicon
from assistant.tests.grammar_world import GOLDEN, loaded, read

QUESTIONS = [entry["question"] for entry in loaded(GOLDEN) if "question" in entry and "as_user" not in entry]
ANSWERED = [question for question in QUESTIONS if isinstance(read(question), Understood)]
PHRASES = sorted(" ".join(words) for words in (*lexicon().by_form, *lexicon().as_written))
NOBODY = ["Contoso", "Initrode", "Globex Labs", "Siemens", "MG Premium", "GTX Ultra", "Team Alpha", "Zurich", "Hanson"]
PUT = ["{question} for {name}", "{name} {question}", "{question} and {name}", "{question} by {name}"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_a_crash(text):
    assert isinstance(read(text), Understood | AskBack | Refused)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(QUESTIONS), st.randoms(use_true_random=False))
def test_shuffled_and_cut_questions_are_read_without_a_crash(question, chance):
    words = question.split()
    chance.shuffle(words)
    assert read(question, " ".join(words[: chance.randint(1, len(words))]), question[: chance.randint(1, 60)])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*PHRASES, "5", "Q3", "GTX Pro", "West", "10 %", ","]), min_size=1, max_size=8))
def test_known_words_in_any_order_are_read_without_a_crash(said):
    assert read("Revenue by region", " ".join(said))
    assert read(" ".join(said))


def test_founded_without_a_year_is_asked_back():
    assert isinstance(read("revenue of companies founded"), AskBack)


@pytest.mark.parametrize("pattern", PUT)
def test_a_name_that_is_not_known_is_never_passed_over(pattern):
    chance = random.Random(0)
    asked = [pattern.format(question=one.rstrip("?.! "), name=chance.choice(NOBODY)) for one in ANSWERED]
    assert [question for question in asked if isinstance(read(question), Understood)] == []


def test_the_same_question_is_read_the_same_way():
    assert [read(question) for question in QUESTIONS] == [read(question) for question in QUESTIONS]
