"""The rules in their order, and rule 6: what runs is rendered anew from the tree that was checked."""

import sqlglot
from sqlglot import expressions as exp
from sqlglot.errors import ErrorLevel, SqlglotError

from assistant.guard.allowed import check_nodes, is_number
from assistant.guard.scopes import SCHEMA, Scopes
from assistant.guard.text import check_text
from assistant.guard.verdict import Catalogue, Rejected, Verdict

ROW_CAP = 1000
TEXT_CAP = 4000  # characters of a text that is collected from many rows
LARGEST_OFFSET = 1_000_000
# What a parser may stumble over; whatever it is, the query does not run.
STUMBLES = (SqlglotError, RecursionError, ValueError, TypeError, AttributeError, LookupError, AssertionError)


def check(sql: str, catalogue: Catalogue, *, cap: int = ROW_CAP) -> Verdict:
    """Say whether `sql` may run over the views of `catalogue`; `rendered` gives at most cap + 1 rows.

    It never raises: what cannot be read is rejected.
    """
    try:
        check_text(sql)
        tree = _parse(sql)
        _accept_as_of(tree)
        check_nodes(tree)
        Scopes(catalogue).check(tree)
        rendered = _render(_limited(_cut_texts(tree), cap))
    except Rejected as rejected:
        return Verdict(False, rejected.rule, rejected.message)
    except STUMBLES:
        return Verdict(False, "parse", "The query cannot be read.")
    return Verdict(True, rendered=rendered)


def _parse(sql: str) -> exp.Expr:
    statements = [tree for tree in sqlglot.parse(sql, read="postgres") if tree is not None]
    if len(statements) != 1:
        raise Rejected("statement", "One query at a time.")
    (tree,) = statements
    if not isinstance(tree, exp.Select | exp.Union | exp.Intersect | exp.Except | exp.Subquery):
        raise Rejected("statement", "Only a select is taken.")
    if isinstance(tree, exp.Subquery) and (
        tree.args.get("joins") or not isinstance(tree.unnest(), exp.Select | exp.SetOperation)
    ):
        raise Rejected("statement", "Only a select is taken.")
    return tree


def _accept_as_of(tree: exp.Expr) -> None:
    """The reporting day is gold's one function; its schema is written again when it is rendered."""
    for dot in list(tree.find_all(exp.Dot)):
        left, right = dot.this, dot.expression
        is_gold = isinstance(left, exp.Identifier) and left.this.lower() == SCHEMA
        if is_gold and _is_as_of(right) and dot.parent is not None:
            dot.replace(right)


def _is_as_of(node: object) -> bool:
    return (
        isinstance(node, exp.Anonymous)
        and isinstance(node.this, str)
        and node.this.lower() == "as_of"
        and not node.expressions
    )


def _cut_texts(tree: exp.Expr) -> exp.Expr:
    """A text collected from all rows may have a gigabyte: what leaves the database is its beginning."""
    for node in list(tree.find_all(exp.GroupConcat)):
        top: exp.Expr = node
        while isinstance(top.parent, exp.Filter | exp.Window | exp.WithinGroup) and top.parent.this is top:
            top = top.parent
        holder, key, place = top.parent, top.arg_key, top.index
        if isinstance(holder, exp.Left) and is_number(holder.expression) and int(holder.expression.this) <= TEXT_CAP:
            continue
        cut: exp.Expr = exp.Left(this=top.copy(), expression=exp.Literal.number(TEXT_CAP))
        if isinstance(holder, exp.Select) and key == "expressions":
            cut = exp.alias_(cut, "string_agg")
        if holder is not None and key is not None:
            holder.set(key, cut, index=place)
    return tree


def _limited(tree: exp.Expr, cap: int) -> exp.Expr:
    """Check every limit, and set the outermost to at most cap + 1 rows."""
    for part in tree.find_all(exp.Limit, exp.Offset, exp.Fetch):
        _check_limit(part)
    given = tree.args.get("limit")
    if isinstance(tree, exp.Subquery) or isinstance(given, exp.Fetch):
        # “With ties” may give more rows than it says.
        inner = tree if isinstance(tree, exp.Subquery) else exp.Subquery(this=tree)
        inner.set("alias", exp.TableAlias(this=exp.to_identifier("answer")))
        tree, given = exp.Select(expressions=[exp.Star()]).from_(inner, copy=False), None
    rows = min(int(given.expression.this), cap + 1) if given is not None else cap + 1
    tree.set("limit", exp.Limit(expression=exp.Literal.number(rows)))
    return tree


def _check_limit(part: exp.Expr) -> None:
    count = part.args.get("count" if isinstance(part, exp.Fetch) else "expression")
    if count is None and isinstance(part, exp.Fetch):
        return  # one row
    if not isinstance(count, exp.Literal) or count.is_string or not count.this.isdecimal():
        raise Rejected("limit", "A limit is a plain number.")
    if isinstance(part, exp.Offset) and int(count.this) > LARGEST_OFFSET:
        raise Rejected("limit", f"An offset is at most {LARGEST_OFFSET:,}.")


def _render(tree: exp.Expr) -> str:
    for call in [node for node in tree.find_all(exp.Anonymous) if _is_as_of(node)]:
        call.set("this", f"{SCHEMA}.as_of")
        if not (isinstance(call.parent, exp.Select) and call.parent.args.get("from_") is None):
            # As a query of its own it is asked once, otherwise for every row.
            call.replace(exp.Subquery(this=exp.Select(expressions=[call.copy()])))
    rendered = _as_text(tree)
    # Whatever the renderer writes otherwise than the parser reads it, has not been checked.
    if _as_text(sqlglot.parse_one(rendered, read="postgres")) != rendered:
        raise Rejected("rendering", "The query cannot be written down as it was read.")
    return rendered


def _as_text(tree: exp.Expr) -> str:
    return tree.sql(
        "postgres", comments=False, pretty=True, normalize_functions="lower", unsupported_level=ErrorLevel.IMMEDIATE
    )
