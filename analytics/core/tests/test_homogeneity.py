"""Whether the rates of several groups differ beyond chance."""

import pytest
from scipy.stats import chi2_contingency

from analytics.core.homogeneity import homogeneity

# Won and closed deals of the reference data set, by product and by region.
PRODUCTS = [15, 915, 653, 479, 729, 654, 793], [25, 1436, 1051, 745, 1147, 1084, 1223]
REGIONS = [1629, 1171, 1438], [2604, 1858, 2249]


@pytest.mark.parametrize(("hits", "totals"), [PRODUCTS, REGIONS, ([30, 12], [50, 40])])
def test_it_agrees_with_the_reference_implementation(hits, totals):
    misses = [total - hit for hit, total in zip(hits, totals, strict=True)]
    expected = chi2_contingency([hits, misses], correction=False)
    found = homogeneity(hits, totals)
    assert (found.statistic, found.p) == pytest.approx((expected.statistic, expected.pvalue))
    assert found.degrees == expected.dof


def test_products_and_regions_of_the_reference_data_do_not_differ():
    found = [homogeneity(*counts) for counts in (PRODUCTS, REGIONS)]
    assert [(round(test.statistic, 1), test.degrees, round(test.p, 2)) for test in found] == [
        (6.5, 6, 0.37),
        (1, 2, 0.6),
    ]
    assert not any(test.differ for test in found)


def test_rates_far_apart_differ():
    found = homogeneity([80, 40], [100, 100])
    assert found.statistic == pytest.approx(200 * (80 * 60 - 40 * 20) ** 2 / (100 * 100 * 120 * 80))
    assert found.differ


def test_groups_without_trials_are_left_out():
    assert homogeneity([80, 0, 40], [100, 0, 100]) == homogeneity([80, 40], [100, 100])


@pytest.mark.parametrize(("hits", "totals"), [([], []), ([5], [9]), ([5, 0], [9, 0])])
def test_one_group_has_nothing_to_differ_from(hits, totals):
    assert homogeneity(hits, totals) is None


@pytest.mark.parametrize(
    ("hits", "totals"),
    [
        ([1, 9], [1, 20]),  # half a hit is expected in the first
        ([2, 20], [6, 40]),  # three and three in the first: half of the expected counts are below 5
        ([0, 0], [50, 60]),  # no hits are expected anywhere
        ([50, 60], [50, 60]),
    ],
)
def test_small_counts_tell_nothing(hits, totals):
    found = homogeneity(hits, totals)
    assert found.p is None
    assert not found.differ


def test_a_few_small_groups_among_large_ones_are_allowed():
    assert homogeneity([2, *[50] * 9], [6, *[100] * 9]).p is not None


@pytest.mark.parametrize(("hits", "totals"), [([2, 1], [1, 4]), ([-1, 1], [3, 4]), ([1, 0], [0, 5])])
def test_impossible_counts_are_refused(hits, totals):
    with pytest.raises(ValueError, match="hits"):
        homogeneity(hits, totals)


def test_each_group_has_both_counts():
    with pytest.raises(ValueError, match="zip"):
        homogeneity([1, 2], [3])
