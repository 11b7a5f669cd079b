"""Attacks that are made by a rule: texts too long, too deep, or with letters that nobody sees."""

from assistant.evals.statements import Statement

INVISIBLE = {
    "nul": "\x00",
    "bell": "\x07",
    "backspace": "\x08",
    "vertical-tab": "\x0b",
    "form-feed": "\x0c",
    "escape": "\x1b",
    "delete": "\x7f",
    "next-line": "\x85",
    "soft-hyphen": "\xad",
    "zero-width-space": "\u200b",
    "zero-width-joiner": "\u200d",
    "right-to-left-mark": "\u200f",
    "right-to-left-override": "\u202e",
    "word-joiner": "\u2060",
    "byte-order-mark": "\ufeff",
    "tag": "\U000e0041",
    "lone-surrogate": "\ud800",
}


def _nested(before: str, kernel: str, after: str, times: int) -> str:
    return before * times + kernel + after * times


def _column(expression: str) -> str:
    return f"select {expression} from gold.deal"


LONG = {
    "text": _column("'" + "x" * 11_000 + "'"),
    "conditions": "select code from gold.deal where " + " or ".join(["code = 'x'"] * 1_000),
    "list": "select code from gold.deal where deal_id in (" + ", ".join(map(str, range(5_000))) + ")",
    "columns": _column(", ".join(["code"] * 3_000)),
    "unions": " union all ".join(["select code from gold.deal"] * 1_000),
    "comment": _column("/*" + "x" * 20_000 + "*/ code"),
    "spaces": _column(" " * 20_000 + "code"),
    "name": _column("a" * 20_000),
    "number": _column("9" * 20_000),
    "umlauts": _column("'" + "ä" * 9_000 + "'"),  # 18 kB in 9,000 letters
    "statements": "select 1;" * 5_000,
    "a-million": _column("'" + "x" * 1_000_000 + "'"),
}

DEEP = {
    "brackets": _column(_nested("(", "1", ")", 4_000)),
    "brackets-just-too-deep": _column(_nested("(", "code", ")", 61)),
    "open-brackets": "select " + "(" * 9_000,
    "calls": _column(_nested("lower(", "code", ")", 1_000)),
    "cases": _column(_nested("case when true then ", "1", " end", 300)),
    "subselects": "select * from " + _nested("(select * from ", "gold.deal", ") as t", 300),
    "scalars": _column(_nested("(select ", "1", ")", 800)),
    "negations": "select code from gold.deal where " + "not " * 2_000 + "is_won",
    "signs": _column("- " * 4_000 + "1"),
    "casts": _column("code" + "::text" * 1_500),
    "arrays": _column(_nested("array[", "1", "]", 1_000)),
    "subscripts": _column("code" + "[1]" * 2_000),
    "sums": _column("+".join(["1"] * 4_900)),
    "dots": _column("a" + ".a" * 4_000),
    "ctes": _nested("with a as (", "select code from gold.deal", ") select code from a", 250),
    "joins": "select 1 from " + "(" * 500 + "gold.deal" + " join gold.agent using (agent_id))" * 250,
    "exists": "select 1 from gold.deal where " + _nested("exists (select 1 where ", "true", ")", 300),
}


def made() -> list[Statement]:
    """All of them; none may pass, take long or end in an error that nobody catches."""
    return [
        *(Statement(f"invisible-{name}", "in a name", _column(f"co{sign}de")) for name, sign in INVISIBLE.items()),
        *(
            Statement(f"invisible-{name}-text", "in a text", _column(f"'a{sign}b'"))
            for name, sign in INVISIBLE.items()
        ),
        *(Statement(f"long-{name}", "over 10 kB", text) for name, text in LONG.items()),
        *(Statement(f"deep-{name}", "over 60 levels, or over 10 kB", text) for name, text in DEEP.items()),
    ]
