"""Every gold view has the grain that it names: its key is unique on the real data set."""

import pytest

from analytics import gold, warehouse

pytestmark = pytest.mark.django_db

VIEWS = [view for view in warehouse.views() if view.layer == "gold"]
every_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)


@every_view
def test_the_key_is_unique_and_never_empty_on_the_real_data(view, real_run, dora):
    assert view.key
    anything_empty = " or ".join(f"{column} is null" for column in view.key)
    found = gold.query(
        f"select count(*), count(distinct ({', '.join(view.key)})), count(*) filter (where {anything_empty})"
        f" from gold.{view.name}",
        user=dora,
    )
    [(rows, different, empty)] = found.rows
    assert (rows, empty) == (different, 0)
