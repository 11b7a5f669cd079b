import numpy as np
import pytest

from analytics.core.purchases import PurchaseSummary, collect, summarise


def columns(**changes):
    """One account: 3 deals on 2 days, 10 and 4 days ago."""
    valid = {
        "recency": [4],
        "frequency": [3],
        "monetary": [90.0],
        "purchase_days": [2],
        "since_first": [10],
        "first_day_value": [50.0],
    }
    return {name: np.array(value) for name, value in (valid | changes).items()}


def test_the_models_see_repeat_purchases():
    summary = PurchaseSummary(**columns())
    assert (summary.repeats[0], summary.t_x[0], summary.T[0]) == (1, 6, 10)
    assert summary.repeat_value[0] == 40.0


def test_an_account_without_a_repeat_purchase_has_no_repeat_value():
    once = columns(recency=[10], purchase_days=[1], first_day_value=[90.0])
    assert PurchaseSummary(**once).repeat_value[0] == 0.0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"recency": [4, 4]}, "equally long"),
        ({"recency": [[4]]}, "one-dimensional"),
        ({"recency": [11]}, "cannot lie before the first"),
        ({"recency": [-1]}, "recency holds a negative"),
        ({"recency": [4.5]}, "recency holds a fraction"),
        ({"monetary": [np.nan]}, "monetary holds a value that is not a number"),
        ({"monetary": [np.inf]}, "monetary holds a value that is not a number"),
        ({"monetary": [-1.0]}, "monetary holds a negative"),
        ({"purchase_days": [0]}, "needs a purchase day"),
        ({"purchase_days": [4]}, "more purchase days than won deals"),
        ({"frequency": [9], "purchase_days": [8]}, "than days from the first"),
        ({"purchase_days": [1]}, "on the same day"),
        ({"first_day_value": [91.0]}, "cannot exceed all revenue"),
        ({"purchase_days": [1], "recency": [10]}, "its revenue is all revenue"),
    ],
)
def test_columns_that_no_history_can_have_are_refused(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        PurchaseSummary(**columns(**changes))


def test_rows_are_summed_by_account_and_day():
    found = summarise(["b", "a", "b", "b"], [3, 5, 3, 9], [10, 7, 20, 30], [1, 1, 2, 1], as_of=12)
    summary = found.summary
    assert found.accounts.tolist() == ["a", "b"]
    assert summary.recency.tolist() == [7, 3]
    assert summary.frequency.tolist() == [1, 4]
    assert summary.monetary.tolist() == [7.0, 60.0]
    assert summary.purchase_days.tolist() == [1, 2]
    assert summary.since_first.tolist() == [7, 9]
    assert summary.first_day_value.tolist() == [7.0, 30.0]


def test_days_after_the_as_of_day_do_not_count():
    early = summarise([1, 1], [3, 6], [10, 20], [1, 1], as_of=5)
    assert early.summary.frequency.tolist() == [1]
    assert len(summarise([1], [6], [10], [1], as_of=5).accounts) == 0


def test_rows_without_a_win_do_not_count():
    assert summarise([1, 2], [3, 3], [10, 0], [1, 0], as_of=5).accounts.tolist() == [1]


def test_dates_and_day_numbers_are_the_same_days():
    dates = np.array(["1970-01-04", "1970-01-07"], dtype="datetime64[ns]")
    by_date = summarise([1, 1], dates, [1, 1], [1, 1], as_of=np.datetime64("1970-01-10")).summary
    by_number = summarise([1, 1], [3, 6], [1, 1], [1, 1], as_of=9).summary
    assert by_date.recency.tolist() == by_number.recency.tolist() == [3]
    assert by_date.since_first.tolist() == by_number.since_first.tolist() == [6]


def test_going_back_in_time_is_the_same_as_never_having_seen_the_rest():
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 20, 300), rng.integers(0, 100, 300), rng.integers(1, 9, 300), np.ones(300, int)
    back = collect(*rows, as_of=99).until(40)
    never = collect(*rows, as_of=40)
    assert back.accounts.tolist() == never.accounts.tolist()
    assert back.summary(40).monetary.tolist() == never.summary(40).monetary.tolist()
    assert back.summary(40).recency.tolist() == never.summary(40).recency.tolist()


def test_rows_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="equally long"):
        summarise([1, 2], [3], [1, 1], [1, 1], as_of=9)


def test_the_real_accounts_have_the_known_range(crm):
    summary = crm.summary(np.datetime64("2018-01-01"))
    assert len(summary) == 85
    assert (summary.recency.min(), summary.recency.max()) == (1, 33)
    assert (summary.frequency.min(), summary.frequency.max()) == (23, 115)
    assert summary.monetary.sum() == 10_005_534
    assert summary.purchase_days.sum() == 3_860
