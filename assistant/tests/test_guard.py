"""The parser's half of the fence, without a database."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import warehouse
from assistant.evals.made_attacks import made
from assistant.evals.statements import read
from assistant.guard import check
from assistant.guard.check import TEXT_CAP
from assistant.tests.attacks import HERE, attacks

CATALOGUE = {
    "deal": [
        "deal_id",
        "agent",
        "agent_id",
        "account",
        "account_id",
        "region",
        "product",
        "stage",
        "won_value",
        "list_value",
        "is_won",
        "is_closed",
        "close_date",
        "quantity",
    ],
    "agent": ["agent_id", "agent", "team", "region"],
    "account_segment": ["account_id", "account", "segment"],
}
BENIGN = (HERE / "honest.sql").read_text().splitlines()
HOSTILE = [*read("hostile.sql"), *made()]


def columns_of(views):
    """The columns of the gold views, from the comments that each view's file has on every one."""
    comment = re.compile(r"comment on column gold\.(\w+)\.(\w+) is")
    found = [comment.findall(view.text) for view in views if view.layer == "gold"]
    return {pairs[0][0]: [column for _, column in pairs] for pairs in found}


@pytest.fixture(scope="module")
def gold_catalogue():
    return columns_of(warehouse.views())


@pytest.mark.parametrize("sql", BENIGN)
def test_honest_queries_pass(sql):
    assert check(sql, CATALOGUE).allowed, check(sql, CATALOGUE)


@pytest.mark.parametrize("sql", BENIGN)
def test_what_is_rendered_passes_again_and_stays(sql):
    rendered = check(sql, CATALOGUE).rendered

    assert check(rendered, CATALOGUE).rendered == rendered


def test_the_corpus_is_large():
    assert len(set(attacks())) >= 200


@pytest.mark.parametrize("sql", sorted(set(attacks())), ids=lambda sql: ascii(sql[:60]))
def test_every_attack_is_refused_with_its_rule(sql):
    verdict = check(sql, CATALOGUE)

    assert (verdict.allowed, verdict.rendered) == (False, "")
    assert verdict.rule
    assert verdict.message


@pytest.mark.parametrize("statement", HOSTILE, ids=lambda statement: statement.id)
def test_every_attack_of_the_evaluation_is_refused(statement, gold_catalogue):
    assert check(statement.sql, gold_catalogue).rule


@pytest.mark.parametrize("statement", read("benign.sql"), ids=lambda statement: statement.id)
def test_every_honest_query_of_the_evaluation_passes(statement, gold_catalogue):
    assert check(statement.sql, gold_catalogue).allowed


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("select '" + "x" * 10_000 + "'", "length"),
        ("select agent\u200b from deal", "characters"),
        ("select " + "(" * 61 + "1" + ")" * 61, "nesting"),
        ("select 1; select 2", "statement"),
        ("select agent from deal for update", "node"),
        ("select pg_sleep(1)", "function"),
        ("select (d).pg_sleep from deal d", "function"),
        ("select 'a'::regclass", "type"),
        ("select * from teams_user", "relation"),
        ("select d from deal d", "column"),
        ("select 1 from deal, agent", "join"),
        ("select 1" + ", (select count(*) from deal)" * 7, "relations"),
        ("select agent from deal limit 1 + 1", "limit"),
        ("select (", "parse"),
    ],
)
def test_a_verdict_names_its_rule(sql, rule):
    assert check(sql, CATALOGUE).rule == rule


def test_views_that_somebody_may_not_read_do_not_exist():
    assert check("select agent from deal", {"agent": ("agent",)}).rule == "relation"


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("select agent from deal", 11),
        ("select agent from deal limit 3", 3),
        ("select agent from deal limit 11", 11),
        ("select agent from deal limit 5000", 11),
        ("(select agent from deal limit 5000)", 11),
        ("select agent from deal union select agent from agent limit 5000", 11),
        ("select agent from deal order by won_value fetch first 5000 rows with ties", 11),
    ],
)
def test_the_outermost_limit_is_the_cap_and_one(sql, rows):
    assert check(sql, CATALOGUE, cap=10).rendered.split()[-2:] == ["LIMIT", str(rows)]


def test_views_are_qualified_and_names_of_the_query_are_not():
    rendered = check("with agent as (select * from gold.agent) select 1 from agent, deal where agent.agent_id = deal.agent_id", CATALOGUE).rendered  # fmt: skip  # noqa: E501

    assert rendered.count("gold.agent") == 1
    assert "gold.deal" in rendered


def test_the_reporting_day_is_asked_once():
    rendered = check("select agent from deal where close_date > gold.as_of() - interval '9 days'", CATALOGUE).rendered

    assert "(select gold.as_of())" in " ".join(rendered.lower().split()).replace("( ", "(").replace(" )", ")")


def test_comments_do_not_run():
    assert "secret" not in check("select /* secret */ agent -- secret\nfrom deal", CATALOGUE).rendered


def test_a_collected_text_is_cut():
    rendered = check("select string_agg(agent, ',') from deal", CATALOGUE).rendered

    assert f"left(string_agg(agent, ','), {TEXT_CAP}) AS string_agg" in rendered


PIECES = [*"().,;*'\"$:@#|&~^%-+/=<>[]{}\\\0\n é", "select ", " from ", " deal", "pg_sleep(9)", "--", "/*", "*/", "::"]
PIECES += [" union ", " with a as (", " join ", " lateral ", "e'", "u&'", " over (", " filter (", " within group ("]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(BENIGN + attacks()[:400]), st.integers(0, 2**32), st.integers(1, 8))
def test_mutated_queries_get_a_verdict_and_no_crash(sql, seed, changes):
    chance = random.Random(seed)
    for _ in range(changes):
        start = chance.randrange(len(sql) + 1)
        end = min(len(sql), start + chance.choice((0, 0, 1, 1, 4, 12)))
        sql = sql[:start] + chance.choice([*PIECES, sql[chance.randrange(len(sql) + 1) :][:20]]) + sql[end:]

    verdict = check(sql, CATALOGUE)

    assert bool(verdict.rendered) == verdict.allowed
    assert bool(verdict.rule) != verdict.allowed


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gets_a_verdict(text):
    assert not check("select " + text + " from pg_class", CATALOGUE).allowed or "pg_class" in text
