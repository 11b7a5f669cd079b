"""Words and their forms, and the pieces that they are joined to."""

import pytest

from assistant.grammar import phrasebook
from assistant.grammar.chunks import chunks
from assistant.grammar.filling import asker_names
from assistant.grammar.lexicon import lexicon
from assistant.grammar.tagging import Tagger
from assistant.grammar.words import form_of, words_of
from assistant.semantic import DIMENSIONS, METRICS
from assistant.tests.grammar_world import director


def kinds(question):
    asker = director()
    pieces = chunks(Tagger(asker_names(asker), asker.as_of).items(words_of(question)), asker.as_of)
    return [piece.kind for piece in pieces]


@pytest.mark.parametrize(
    ("word", "form"),
    [("sold", "sell"), ("companies", "company"), ("losses", "loss"), ("status", "status"), ("reps", "rep")],
)
def test_a_word_has_one_form(word, form):
    assert form_of(word) == form_of(form) == form


def test_contractions_accents_and_hyphens_are_words():
    assert [word.plain for word in words_of("Who's René’s month-on-month best?")] == [
        "who", "is", "rene", "month", "on", "month", "best",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "pieces"),
    [
        ("please show me revenue by region and product", ["METRIC", "GROUP"]),
        ("revenue in retail, finance and medical", ["METRIC", "PREP", "VALUES"]),
        ("revenue from March to May", ["METRIC", "PERIOD"]),
        ("top five agents", ["SUPER", "DIM"]),
        ("agents with at least 150k revenue", ["DIM", "PREP", "CONDITION", "METRIC"]),
        ("revenue except of the East", ["METRIC", "VALUES"]),
    ],
)
def test_what_belongs_together_is_one_piece(question, pieces):
    assert kinds(question) == pieces


def test_the_lists_name_what_there_is():
    listed = phrasebook.read("lexicon.yml")
    assert set(listed["METRIC"]) <= set(METRICS)
    assert set(listed["DIM"]) <= set(DIMENSIONS)
    assert set(phrasebook.read("synonyms.yml")["by_rules"]) <= set(DIMENSIONS)


def test_no_phrase_is_empty_or_stands_twice_in_its_list():
    for section in phrasebook.read("lexicon.yml").values():
        for phrases in section.values() if isinstance(section, dict) else [section]:
            assert all(isinstance(phrase, str) and phrase.strip("= ") for phrase in phrases)
            assert len(phrases) == len(set(phrases))
    assert lexicon() is lexicon()
