"""The data dictionary says what the database says."""

from analytics import dictionary, warehouse
from analytics.management.commands.data_dictionary import PAGE


def test_every_gold_view_is_in_the_catalogue(db):
    assert [view.name for view in dictionary.catalogue()] == [
        view.name for view in warehouse.views() if view.layer == "gold"
    ]


def test_the_page_in_docs_is_the_catalogue(db):
    assert PAGE.read_text() == dictionary.as_markdown(dictionary.catalogue()), "run manage.py data_dictionary"


def test_a_view_names_what_it_comes_from(db):
    (agents,) = [view for view in dictionary.catalogue() if view.name == "agent_performance"]
    assert agents.key == ("agent_id",)
    assert agents.silver == ("agent", "agent_product")
    assert {"pipeline_opportunity", "analytics_monthlysales"} <= set(agents.tables)  # read by views below those


def test_a_column_has_a_unit_and_a_rule(db):
    (agents,) = [view for view in dictionary.catalogue() if view.name == "agent_performance"]
    revenue = next(column for column in agents.columns if column.name == "revenue")
    assert revenue.unit == "$"
    assert "won deals" in revenue.rule
