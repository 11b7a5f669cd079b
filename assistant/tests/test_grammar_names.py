"""Names in full, in part and misspelt, and what is asked where they may be several."""

import pytest

from assistant.filled import AskBack, Refused
from assistant.grammar.names import fits
from assistant.tests.grammar_world import read


def named(question):
    return [(one.member, *one.values) for one in read(question).intent.filters]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Darcel Schlecht", ("agent", "Darcel Schlecht")), ("schlecht", ("agent", "Darcel Schlecht")),
        ("Kan code", ("account", "Kan-code")), ("GTX Plus Pro", ("product", "GTX Plus Pro")),
        ("the western region", ("region", "West")), ("german customers", ("country", "Germany")),
    ],
)  # fmt: skip
def test_a_name_is_found(text, value):
    assert named(f"revenue of {text}") == [value]


def test_a_slip_is_mended_and_told():
    found = read("revenue of Darcel Schlect")
    assert [one.values for one in found.intent.filters] == [("Darcel Schlecht",)]
    assert found.said == ("Read as Darcel Schlecht.",)


def test_a_name_of_several_is_asked_about():
    found = read("revenue of GTX")
    assert isinstance(found, AskBack)
    assert {"GTX Basic", "GTX Pro"} <= {option.label for option in found.options}


def test_a_name_that_nobody_knows_is_refused():
    found = read("revenue of Contoso")
    assert isinstance(found, Refused)
    assert found.rule == "unknown_words"


@pytest.mark.parametrize(
    ("written", "meant", "slip"),
    [
        ("schlect", "schlecht", 1),
        ("canada", "canad", 1),
        ("teh", "the", 2),
        ("brown", "grown", 1),
        ("acme", "acne", 1),
    ],
)
def test_how_far_a_slip_may_be(written, meant, slip):
    assert fits(written, meant, slip) == (written in {"schlect", "canada"})
