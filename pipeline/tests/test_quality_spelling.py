"""A misspelling is within one letter of a more frequent name; two names that merely look alike are left alone."""

import pytest

from pipeline.quality.accounts import circle_members
from pipeline.quality.spelling import misspelt


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("technolgy", "technology"),  # a letter is missing
        ("Philipines", "Philippines"),
        ("GTXPro", "GTX Pro"),  # a space
        ("Retail", "retail"),  # case
        ("softwrae", "software"),  # two letters swapped
        ("softwore", "software"),  # another letter
        ("marketingg", "marketing"),  # one too many
        ("e-commerce", "ecommerce"),
    ],
)
def test_one_letter_off(wrong, right):
    assert misspelt({wrong: 2, right: 12}) == {wrong: right}
    assert misspelt({wrong: 12, right: 2}) == {right: wrong}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iran", "Iraq"),
        ("Gambia", "Zambia"),
        ("Austria", "Australia"),
        ("Niger", "Nigeria"),
        ("Model 1", "Model 2"),
        ("GTX Pro", "GTX Plus Pro"),
        ("retail", ""),
        ("--", "++"),
    ],
)
def test_two_names(one, other):
    assert misspelt({one: 1, other: 12}) == {}


def test_of_equals_the_shorter_is_suspected():
    assert misspelt({"GTX Pro": 1, "GTXPro": 1}) == {"GTXPro": "GTX Pro"}


def test_the_suggestion_is_no_misspelling_itself():
    assert misspelt({"technology": 9, "technolgy": 3, "technlgy": 1}) == {"technolgy": "technology"}


def test_free_text_is_no_list_of_names():
    assert misspelt({f"sector {n:05} x": 1 for n in range(5001)} | {"retail": 2, "retaill": 1}) == {}


@pytest.mark.parametrize(
    ("above", "members"),
    [
        ({}, set()),
        ({2: 1, 3: 2}, set()),
        ({1: 1}, {1}),
        ({1: 2, 2: 1, 3: 1}, {1, 2}),
        ({9: 1, 1: 2, 2: 3, 3: 1, 5: 4}, {1, 2, 3}),
    ],
)
def test_only_who_comes_to_itself_is_in_a_circle(above, members):
    assert circle_members(above) == members
