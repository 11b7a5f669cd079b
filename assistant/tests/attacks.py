"""What people and models may try: every text must be refused by the parser alone, whatever the database would do."""

from pathlib import Path

HERE = Path(__file__).parent
PLACES = (
    "select {}",
    "select agent from deal where {} is not null",
    "select agent from deal order by {}",
    "select * from {} as x",
    "with a as (select {} as x) select x from a",
    "select count(*) filter (where ({}) is null) from deal",
    "select agent from deal cross join lateral (select {} as x) as y",
)


def attacks() -> list[str]:
    """All texts: statements as they stand (one a line), each function at seven places of a query, odd characters."""
    statements = (HERE / "attacks.sql").read_text().splitlines()
    calls = (HERE / "attack_calls.sql").read_text().splitlines()
    return [*statements, *(place.format(call) for call in calls for place in PLACES), *awkward()]


def awkward() -> list[str]:
    return [
        "",
        " ",
        "select agent from deal -- so far so good\n; drop table teams_user",
        "select 1" + " " * 10_000,
        "select '" + "x" * 10_000 + "'",
        "select 'ä" + "ä" * 5_000 + "'",
        "select " + "(" * 200 + "1" + ")" * 200,
        "select " + "not " * 500 + "true",
        "select " + "- " * 900 + "1",
        "select " + "case when true then " * 80 + "1" + " end" * 80,
        "select 1" + " + 1" * 2_000,
        "select 1" + " union select 1" * 400,
        "select * from " + "(select * from " * 70 + "deal" + ") a" * 70,
        "select agent" + " || agent" * 200 + " from deal",
        "select won_value" + " * won_value" * 200 + " from deal",
        "select agent\u200b from deal",
        "select agent\x00 from deal",
        "select '\u202e' from deal",
        "select \ufeff1",
        "select\x0b1",
        "select '\ud800'",
        'select 1 as "' + "a" * 64 + '"',
        "select ａgent from deal",
        "select agent from dеal",
        "with " + ", ".join(f"a{n} as (select agent from deal)" for n in range(7)) + " select 1",
    ]
