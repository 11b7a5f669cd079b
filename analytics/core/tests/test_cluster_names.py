"""Names of clusters, which stay with them from run to run, and what sets each apart."""

import numpy as np

from analytics.core.cluster_methods import Space
from analytics.core.cluster_names import name_clusters, traits

SPACE = Space(mean=np.array([5.0, 50.0, 100_000.0]), spread=np.array([5.0, 20.0, 50_000.0]))
MIDDLES = np.array([[4, 37, 86_000], [3, 59, 138_000], [15, 46, 116_000], [2, 110, 253_000.0]])


def test_at_first_the_cluster_of_most_revenue_is_a():
    assert name_clusters(MIDDLES, {}, SPACE) == ["D", "B", "C", "A"]


def test_names_go_with_the_clusters():
    before = dict(zip("DBCA", MIDDLES.tolist(), strict=True))
    order = [2, 0, 3, 1]
    moved = MIDDLES[order] + [1, -3, 4_000]
    assert name_clusters(moved, before, SPACE) == ["C", "D", "A", "B"]


def test_the_sum_of_the_moves_is_least_not_each_move():
    before = {"A": [5, 50, 100_000], "B": [5, 50, 140_000]}
    # Both are nearest to B, and only one can be B.
    middles = np.array([[5, 50, 130_000], [5, 50, 180_000.0]])
    assert name_clusters(middles, before, SPACE) == ["A", "B"]


def test_a_new_cluster_takes_a_name_that_nobody_had():
    before = dict(zip("DBCA", MIDDLES.tolist(), strict=True))
    more = np.vstack([[60, 5, 9_000], MIDDLES])
    assert name_clusters(more, before, SPACE) == ["E", "D", "B", "C", "A"]


def test_a_cluster_that_is_gone_leaves_the_others_their_names():
    before = dict(zip("DBCA", MIDDLES.tolist(), strict=True))
    assert name_clusters(MIDDLES[1:], before, SPACE) == ["B", "C", "A"]


def test_no_clusters_have_no_names():
    assert name_clusters(np.empty((0, 3)), {"A": [1, 2, 3]}, SPACE) == []


def test_there_are_names_for_more_clusters_than_letters():
    middles = np.column_stack([np.zeros(60), np.zeros(60), np.arange(60)])
    names = name_clusters(middles, {}, SPACE)
    assert len(set(names)) == 60
    assert names[0] == "H3"


def test_traits_say_what_differs_most_first():
    assert traits([2.0, -0.2, 0.1]) == "Bought much longer ago"
    assert traits([-0.5, 3.2, 2.9]) == "Buy much more often, bring much more revenue, bought more recently"
    assert traits([0.1, -0.7, -0.7]) == "Buy less often, bring less revenue"
    assert traits([0.1, -0.2, 0.2]) == "Close to the average in all three"
