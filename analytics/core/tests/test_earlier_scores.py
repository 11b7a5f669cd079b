"""The forerunner's two scores, on figures worked out by hand."""

from dataclasses import replace

import pytest

from analytics.core.earlier_scores import Facts, ingestion_score, validation_score

# The reference data: account, engage date, close date, value are empty in 1,425, 500, 2,089 and 2,089 of 8,800 rows.
REAL = Facts(rows=8800, cells=70_400, missing=6103, worst_column=2089 / 8800, duplicates=0, rules=4, rules_held=4)
CLEAN = Facts(rows=10, cells=80, missing=0, worst_column=0, duplicates=0, rules=4, rules_held=4)


def test_the_reference_data():
    assert ingestion_score(REAL) == pytest.approx(1 - 0.3 * 6103 / 70_400)
    assert validation_score(REAL) == pytest.approx(0.85)


def test_nothing_wrong_is_1():
    assert (ingestion_score(CLEAN), validation_score(CLEAN)) == (1, 1)


def test_the_first_counts_in_proportion():
    assert ingestion_score(replace(CLEAN, missing=40)) == pytest.approx(0.85)
    assert ingestion_score(replace(CLEAN, duplicates=5)) == pytest.approx(0.9)
    assert ingestion_score(replace(CLEAN, rules_held=3)) == pytest.approx(0.9)


def test_the_second_goes_by_steps():
    assert validation_score(replace(CLEAN, worst_column=0.10)) == 1
    assert validation_score(replace(CLEAN, worst_column=0.11)) == validation_score(replace(CLEAN, worst_column=1.0))
    assert validation_score(replace(CLEAN, duplicates=1)) == pytest.approx(0.85)
    assert validation_score(replace(CLEAN, rules_held=0)) == pytest.approx(0.70)


def test_bounds():
    worst = Facts(rows=1, cells=8, missing=8, worst_column=1, duplicates=1, rules=4, rules_held=0)
    assert ingestion_score(worst) == pytest.approx(0.1)
    assert ingestion_score(replace(worst, rules=40)) == 0
    assert validation_score(worst) == pytest.approx(0.4)
    nothing = Facts(rows=0, cells=0, missing=0, worst_column=0, duplicates=0, rules=4, rules_held=4)
    assert (ingestion_score(nothing), validation_score(nothing)) == (1, 1)
