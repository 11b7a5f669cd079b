"""Rules 2 and 3: the kinds of node, the functions and the types that a query may be made of. All else is refused."""

import re
from collections.abc import Callable

from sqlglot import expressions as exp

from assistant.guard.verdict import Rejected

STRUCTURE = {
    *(
        exp.Select,
        exp.Union,
        exp.Intersect,
        exp.Except,
        exp.Subquery,
        exp.Paren,
        exp.With,
        exp.CTE,
        exp.From,
        exp.Join,
    ),
    *(
        exp.Join,
        exp.Lateral,
        exp.Where,
        exp.Group,
        exp.Having,
        exp.Order,
        exp.Ordered,
        exp.Limit,
        exp.Offset,
        exp.Fetch,
    ),
    *(exp.LimitOptions, exp.Distinct, exp.Tuple, exp.Rollup, exp.Cube, exp.GroupingSets, exp.Table, exp.TableAlias),
    *(exp.Identifier, exp.Column, exp.Star, exp.Alias, exp.Literal, exp.Boolean, exp.Null, exp.Var),
    *(exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.NullSafeEQ),
    *(exp.NullSafeNEQ, exp.Between, exp.In, exp.Any, exp.All, exp.Exists, exp.Like, exp.ILike, exp.Escape),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.IntDiv, exp.Neg, exp.Pow, exp.DPipe, exp.Case, exp.If),
    *(exp.Cast, exp.DataType, exp.DataTypeParam, exp.Interval, exp.AtTimeZone, exp.Array),
    *(exp.Window, exp.WindowSpec, exp.Filter, exp.WithinGroup),
}
FUNCTIONS = {
    *(exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.GroupConcat, exp.LogicalAnd, exp.LogicalOr, exp.Mode),
    *(
        exp.PercentileCont,
        exp.PercentileDisc,
        exp.Stddev,
        exp.StddevPop,
        exp.StddevSamp,
        exp.Variance,
        exp.VariancePop,
    ),
    *(
        exp.Corr,
        exp.CovarPop,
        exp.CovarSamp,
        exp.RegrSlope,
        exp.RegrIntercept,
        exp.RegrR2,
        exp.RegrCount,
        exp.Grouping,
    ),
    *(
        exp.Grouping,
        exp.RowNumber,
        exp.Rank,
        exp.DenseRank,
        exp.PercentRank,
        exp.CumeDist,
        exp.Ntile,
        exp.Lag,
        exp.Lead,
    ),
    *(exp.FirstValue, exp.LastValue, exp.NthValue),
    *(exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least, exp.Abs, exp.Round, exp.Ceil, exp.Floor, exp.Trunc, exp.Sign),
    *(exp.Sqrt, exp.Ln, exp.Log, exp.Exp, exp.WidthBucket),
    *(exp.Extract, exp.TimestampTrunc, exp.DateTrunc, exp.TimeToStr, exp.ToChar, exp.StrToDate),
    *(exp.CurrentDate, exp.MakeInterval),
    *(exp.Lower, exp.Upper, exp.Initcap, exp.Length, exp.Trim, exp.Left, exp.Right, exp.Substring, exp.StrPosition),
    *(exp.Replace, exp.SplitPart, exp.Concat, exp.ConcatWs, exp.StartsWith),
}
# Functions that the parser has no class of its own for.
NAMED = {"as_of", "age", "make_date", "every", "row_number", "rank", "dense_rank", "cume_dist", "percent_rank"} | {
    *("date_part", "var_samp", "regr_avgx", "regr_avgy", "regr_sxx", "regr_syy", "regr_sxy", "div", "grouping"),
}
TYPES = {
    *(exp.DType.INT, exp.DType.BIGINT, exp.DType.SMALLINT, exp.DType.DECIMAL, exp.DType.DOUBLE, exp.DType.FLOAT),
    *(exp.DType.TEXT, exp.DType.VARCHAR, exp.DType.BOOLEAN, exp.DType.DATE, exp.DType.INTERVAL),
    *(exp.DType.TIMESTAMP, exp.DType.TIMESTAMPTZ),
}
# What these say beside their child nodes; another argument is a feature that nobody has thought about.
ARGUMENTS: dict[type[exp.Expr], set[str]] = {
    exp.Select: {"with_", "distinct", "expressions", "from_", "joins", "where", "group", "having"}
    | {"windows", "order", "limit", "offset"},
    exp.Union: {"with_", "this", "expression", "distinct", "order", "limit", "offset"},
    exp.Table: {"this", "alias", "db", "joins"},
    exp.Subquery: {"this", "alias", "with_", "order", "limit", "offset", "joins"},
    exp.Lateral: {"this", "alias"},
    exp.Join: {"this", "on", "using", "side", "kind", "method"},
    exp.CTE: {"this", "alias", "materialized"},
    exp.With: {"expressions"},
    exp.Star: set(),
    exp.DataType: {"this", "expressions", "nested"},
    exp.Fetch: {"count", "direction", "limit_options"},
    exp.Limit: {"expression"},
    exp.Group: {"expressions", "rollup", "cube", "grouping_sets"},
    exp.Column: {"this", "table", "db"},
    exp.Window: {"this", "partition_by", "order", "spec", "alias", "over"},
    exp.Cast: {"this", "to"},
    exp.Count: {"this", "big_int"},
    exp.In: {"this", "expressions", "query"},
    exp.Ordered: {"this", "desc", "nulls_first"},
    exp.Trim: {"this", "expression", "position"},
}
ARGUMENTS[exp.Intersect] = ARGUMENTS[exp.Except] = ARGUMENTS[exp.Union]

WORD = re.compile(r"[A-Za-z][A-Za-z ]*")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
NUMBER = re.compile(r"[0-9]{0,18}(\.[0-9]{0,12})?(e[+-]?[0-9]{1,2})?", re.IGNORECASE)
# Texts can be joined, and numbers multiplied, so often that one value fills the memory; and what a name is cut to
# beyond 63 bytes, only PostgreSQL knows.
CONCATENATIONS = 24
MULTIPLICATIONS = 60
TEXT_COLLECTIONS = 4
NAME_BYTES = 63
DEPTH = 250
LARGEST_TYPE_PARAMETER = 1000


def check_nodes(tree: exp.Expr) -> None:
    """Refuse every node that is not listed; raise Rejected."""
    counts: dict[type[exp.Expr], int] = {}
    for node in tree.walk():
        kind = type(node)
        counts[kind] = counts.get(kind, 0) + 1
        _check_kind(node)
        _check_arguments(node)
        if detail := DETAILS.get(kind):
            detail(node)
    _check_depth(tree)
    if counts.get(exp.DPipe, 0) + counts.get(exp.Concat, 0) + counts.get(exp.ConcatWs, 0) > CONCATENATIONS:
        raise Rejected("function", f"A query joins texts at most {CONCATENATIONS} times.")
    if counts.get(exp.Mul, 0) > MULTIPLICATIONS:
        raise Rejected("node", f"A query multiplies at most {MULTIPLICATIONS} times.")
    if counts.get(exp.GroupConcat, 0) > TEXT_COLLECTIONS:
        raise Rejected("function", f"A query collects texts at most {TEXT_COLLECTIONS} times.")


def _check_kind(node: exp.Expr) -> None:
    if isinstance(node, exp.Dot):
        raise Rejected("function", "A function is called by its bare name, and a column by its view's: table.column.")
    if isinstance(node, exp.Anonymous):
        name = node.this if isinstance(node.this, str) else ""
        if name.lower() not in NAMED:
            raise Rejected("function", f"The function {name[:40] or '?'} is not on the list.")
    elif type(node) not in STRUCTURE and type(node) not in FUNCTIONS:
        rule = "function" if isinstance(node, exp.Func) else "type" if isinstance(node, exp.DataType) else "node"
        raise Rejected(rule, f"{type(node).__name__} is not on the list of what a query may be made of.")


def _check_arguments(node: exp.Expr) -> None:
    if (known := ARGUMENTS.get(type(node))) is not None and (
        odd := [key for key, value in node.args.items() if value and key not in known]
    ):
        raise Rejected("node", f"{type(node).__name__} with {odd[0].strip('_')} is not taken.")


def _check_depth(tree: exp.Expr) -> None:
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > DEPTH:
            raise Rejected("nesting", f"A query's tree is at most {DEPTH} deep.")
        level = [child for node in level for child in node.iter_expressions()]


def _check_identifier(node: exp.Expr) -> None:
    name = node.this
    if not name or len(name.encode()) > NAME_BYTES:
        raise Rejected("characters", f"A name has 1 to {NAME_BYTES} bytes.")
    if not node.args.get("quoted") and not NAME.fullmatch(name):
        raise Rejected("characters", f"The name {name[:40]} needs double quotes.")


def _check_literal(node: exp.Expr) -> None:
    if not node.args.get("is_string") and not NUMBER.fullmatch(node.this):
        raise Rejected("node", "A number has at most 18 digits, and 12 after the point.")


def _check_word(node: exp.Expr) -> None:
    if not WORD.fullmatch(str(node.this)):
        raise Rejected("node", f"{str(node.this)[:40]} is not a word that belongs there.")


def _check_type(node: exp.Expr) -> None:
    if node.this not in TYPES or node.args.get("nested"):
        raise Rejected("type", f"Nothing can be cast to {node.sql('postgres')[:40]}.")
    for parameter in node.expressions:
        size = parameter.this if isinstance(parameter, exp.DataTypeParam) else parameter
        if not is_number(size) or int(size.this) > LARGEST_TYPE_PARAMETER:
            raise Rejected("type", "A type's size is a number up to 1,000.")


def _check_substring(node: exp.Expr) -> None:
    # With a text in their place, PostgreSQL reads a regular expression.
    if not all(is_number(part) for key in ("start", "length") if (part := node.args.get(key)) is not None):
        raise Rejected("function", "substring takes numbers.")


def _check_replace(node: exp.Expr) -> None:
    old, new = node.args.get("expression"), node.args.get("replacement")
    if not (isinstance(old, exp.Literal) and isinstance(new, exp.Literal) and len(new.this) <= len(old.this)):
        raise Rejected("function", "replace takes a plain text, and one that is no longer in its place.")


def _check_array(node: exp.Expr) -> None:
    around = node.parent
    while isinstance(around, exp.Paren):
        around = around.parent
    if not isinstance(around, exp.Any | exp.All):
        raise Rejected("node", "An array stands in any(…) or all(…) only.")


def _check_power(node: exp.Expr) -> None:
    exponent = node.args["expression"]
    parts = list(exponent.walk())
    plain = all(isinstance(part, exp.Literal | exp.Paren | exp.Neg | exp.Div) for part in parts)
    small = all(float(part.this) <= 100 for part in parts if is_number(part))
    if not plain or not small or any(part.args.get("is_string") for part in parts):
        raise Rejected("function", "An exponent is a plain number up to 100.")


def _check_zone(node: exp.Expr) -> None:
    zone = node.args.get("zone")
    if not isinstance(zone, exp.Literal) or not zone.is_string:
        raise Rejected("node", "A time zone is a plain text.")


def _check_interval(node: exp.Expr) -> None:
    if node.this is not None and not isinstance(node.this, exp.Literal):
        raise Rejected("node", "An interval is a plain text.")


def is_number(node: object) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string


DETAILS: dict[type[exp.Expr], Callable[[exp.Expr], None]] = {
    exp.Identifier: _check_identifier,
    exp.Literal: _check_literal,
    exp.Var: _check_word,
    exp.DataType: _check_type,
    exp.Substring: _check_substring,
    exp.Replace: _check_replace,
    exp.Array: _check_array,
    exp.Pow: _check_power,
    exp.AtTimeZone: _check_zone,
    exp.Interval: _check_interval,
}
