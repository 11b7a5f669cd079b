from itertools import product

import numpy as np
import pytest

from analytics.core.rfm import Scores
from analytics.core.segments import DEFAULT_SEGMENTS, Rule, assign, uncovered

RULES = [segment.rule for segment in DEFAULT_SEGMENTS]
OLD = 400


def codes():
    r, f, m = np.array(list(product(range(1, 6), repeat=3)), dtype=np.int8).T
    return Scores(r, f, m)


def segment_of(code, since_first=OLD, rules=RULES):
    r, f, m = (np.array([int(digit)], dtype=np.int8) for digit in str(code))
    return str(assign(rules, Scores(r, f, m), np.array([since_first]))[0])


def test_every_code_has_exactly_one_segment():
    keys = assign(RULES, codes(), np.full(125, OLD))
    counts = dict(zip(*np.unique(keys, return_counts=True), strict=True))
    assert uncovered(RULES) == []
    assert counts == {
        "champions": 20,
        "loyal": 10,
        "growing": 20,
        "recent_small": 10,
        "steady": 15,
        "slipping": 20,
        "lapsing": 20,
        "quiet": 10,
    }


@pytest.mark.parametrize(
    ("code", "segment"),
    [
        (555, "champions"),
        (441, "champions"),
        (345, "loyal"),
        (423, "growing"),
        (511, "recent_small"),
        (333, "steady"),
        (255, "slipping"),
        (131, "lapsing"),
        (111, "quiet"),
    ],
)
def test_the_default_rules_say_what_their_names_say(code, segment):
    assert segment_of(code) == segment


def test_only_a_recent_first_purchase_makes_a_new_customer():
    assert segment_of(555, since_first=90) == "new"
    assert segment_of(555, since_first=91) == "champions"


def test_the_first_rule_that_matches_wins():
    rules = [Rule("big", m=(5, 5)), Rule("fresh", r=(5, 5)), Rule("rest")]
    assert [segment_of(code, rules=rules) for code in (515, 511, 115, 111)] == ["big", "fresh", "big", "rest"]


def test_codes_without_a_rule_are_named():
    rules = [
        Rule("most", r=(2, 5)),
        Rule("others", r=(1, 1), f=(1, 4)),
        Rule("new", first_purchase_within=30),
    ]
    assert uncovered(rules) == [151, 152, 153, 154, 155]


def test_rules_that_leave_a_code_out_assign_nothing():
    with pytest.raises(ValueError, match="covers 100 of 125 scores, such as 211"):
        assign([Rule("worst", r=(1, 1))], codes(), np.full(125, OLD))


def test_nobody_gets_no_segment():
    nobody = np.array([], dtype=np.int8)
    assert len(assign(RULES, Scores(nobody, nobody, nobody), np.array([], dtype=int))) == 0


@pytest.mark.parametrize("wrong", [{"r": (0, 5)}, {"f": (4, 3)}, {"m": (1, 6)}])
def test_a_rule_stays_within_one_to_five(wrong):
    with pytest.raises(ValueError, match="spans of scores within 1 to 5"):
        Rule("odd", **wrong)


def test_a_rule_cannot_look_into_the_future():
    with pytest.raises(ValueError, match="days that is not negative"):
        Rule("odd", first_purchase_within=-1)


def test_every_default_segment_says_who_and_what_to_do():
    assert len({segment.key for segment in DEFAULT_SEGMENTS}) == 9
    assert all(segment.name and segment.description and segment.action for segment in DEFAULT_SEGMENTS)
