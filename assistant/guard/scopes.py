"""Rules 4 and 5: each relation is a gold view or in scope, each column belongs to one, each join has an equality."""

from collections.abc import Callable

from sqlglot import expressions as exp

from assistant.guard.sources import Columns, Frame, Source, alias_of, conjuncts, folded, output_name, renamed
from assistant.guard.verdict import Catalogue, Rejected

RELATIONS = 6  # gold views in a query, and relations of one select
NAMED_READS = 24  # of common table expressions in a query
SCHEMA = "gold"
Query = exp.Select | exp.SetOperation | exp.Subquery
Named = dict[str, Source]
# What is asked of a join when the condition of its select is known.
JoinCheck = Callable[[exp.Expr | None], None]
LISTS = exp.Order | exp.Group | exp.Ordered | exp.Distinct | exp.Tuple | exp.Paren | exp.Rollup | exp.Cube
LISTS |= exp.GroupingSets


class Scopes:
    """Walks a query from scope to scope. It qualifies the views that it finds with their schema."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._columns = Columns()
        self._views_read = self._names_read = 0
        self._seen: set[int] = set()

    def check(self, query: exp.Expr) -> None:
        """Check a whole query; raise Rejected."""
        self._query(query, {}, [])
        if not self._views_read:
            raise Rejected("relation", "A query reads at least one view.")
        # A corner of the tree that the walk does not know holds nothing that was looked at.
        if any(id(node) not in self._seen for node in query.find_all(exp.Table, exp.Column)):
            raise Rejected("parse", "The query has a part that cannot be read.")

    def _query(self, query: exp.Expr, named: Named, outer: list[Frame]) -> Source:
        """Check a query, return what it gives. `named` are the common table expressions in scope."""
        named = self._with(query, named, outer)
        if isinstance(query, exp.Select):
            return self._select(query, named, outer)
        if isinstance(query, exp.SetOperation):
            result = self._query(query.this, named, outer)
            if len(self._query(query.expression, named, outer).columns) != len(result.columns):
                raise Rejected("column", "Both sides need the same number of columns.")
            result = Source(result.columns, _is_cut_to_one(query))
        elif isinstance(query, exp.Subquery):
            result = self._query(query.this, named, outer)
        else:
            raise Rejected("statement", f"{type(query).__name__} cannot stand where a query belongs.")
        self._order_of_result(query, result)
        return Source(result.columns, result.single_row or _is_cut_to_one(query))

    def _with(self, query: exp.Expr, named: Named, outer: list[Frame]) -> Named:
        clause = query.args.get("with_")
        if clause is None:
            return named
        named, mine = dict(named), set()
        for part in clause.expressions:
            name, columns = alias_of(part)
            if name in mine:
                raise Rejected("relation", f"{name} is named twice.")
            mine.add(name)
            if any(_names_itself(table, name) for table in part.this.find_all(exp.Table)) and name not in named:
                raise Rejected("relation", f"{name} reads itself: write {SCHEMA}.{name} for the view.")
            named[name] = renamed(self._query(part.this, named, outer), columns)
        return named

    def _order_of_result(self, query: exp.Expr, result: Source) -> None:
        """What is sorted after a union is named by its columns alone."""
        for part in _sorted_by(query):
            if _is_bare(part) and folded(part.this) in result.columns:
                self._seen.add(id(part))
                continue
            if not (isinstance(part, exp.Literal) and not part.is_string):
                raise Rejected("column", "A union is sorted by its columns' names or places.")

    def _select(self, select: exp.Select, named: Named, outer: list[Frame]) -> Source:
        frame = Frame()
        frames = [frame, *outer]
        origin = select.args.get("from_")
        pending = list(self._from(origin.this, frame, named, outer)) if origin else []
        for join in select.args.get("joins") or ():
            pending += self._join(join, frame, named, outer)
        if len(frame.sources) > RELATIONS:
            raise Rejected("relations", f"A query reads at most {RELATIONS} relations.")
        outputs = self._list(select, frame, named, frames)
        for key in ("where", "group", "having", "windows", "order", "distinct"):
            self._clause(select, key, outputs, named, frames)
        for check in pending:
            check(select.args.get("where"))
        return Source(outputs, _is_single_row(select))

    def _list(self, select: exp.Select, frame: Frame, named: Named, frames: list[Frame]) -> tuple[str, ...]:
        """Check the select's list; return the names of its columns."""
        names: list[str] = []
        for expression in select.expressions:
            if isinstance(expression, exp.Star):
                names += [column for source in frame.sources.values() for column in source.columns]
            elif isinstance(expression, exp.Column) and isinstance(expression.this, exp.Star):
                table = expression.args.get("table")
                if table is None or expression.args.get("db") or folded(table) not in frame.sources:
                    raise Rejected("column", "There is nothing that this star stands for.")
                names += frame.sources[folded(table)].columns
                self._seen.add(id(expression))
            else:
                self._expression(expression, named, frames)
                names.append(output_name(expression))
        if not names and not isinstance(select.parent, exp.Exists):
            raise Rejected("column", "A select needs columns.")
        return tuple(names)

    def _clause(
        self, select: exp.Select, key: str, outputs: tuple[str, ...], named: Named, frames: list[Frame]
    ) -> None:
        clause = select.args.get(key)
        parts = clause if isinstance(clause, list) else [clause] if clause is not None else []
        by_output = key in ("order", "group", "distinct")
        for part in parts:
            for expression in _leaves(part) if by_output else [part]:
                if by_output and _is_bare(expression) and folded(expression.this) in outputs:
                    self._seen.add(id(expression))
                    continue
                self._expression(expression, named, frames)

    def _expression(self, node: exp.Expr, named: Named, frames: list[Frame]) -> None:
        """Resolve the columns of an expression, and check the queries inside it."""
        if isinstance(node, Query):
            if node.args.get("joins") and isinstance(node, exp.Subquery):
                raise Rejected("relation", "A join cannot stand in an expression.")
            self._query(node, named, frames)
        elif isinstance(node, exp.Table):
            raise Rejected("relation", "A relation cannot stand in an expression.")
        elif isinstance(node, exp.Column):
            if isinstance(node.this, exp.Star):
                raise Rejected("column", "A whole row is not a value: name a column.")
            self._columns.resolve(node, frames)
            self._seen.add(id(node))
        elif isinstance(node, exp.Star):
            if not isinstance(node.parent, exp.Count):
                raise Rejected("column", "A star stands for itself or in count(*).")
        else:
            for child in node.iter_expressions():
                self._expression(child, named, frames)

    def _from(self, node: exp.Expr, frame: Frame, named: Named, outer: list[Frame]) -> list[JoinCheck]:
        """Add a relation to the frame, with those in brackets or joined to it; return checks to make at the end."""
        pending: list[JoinCheck] = []
        if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table):
            if node.args.get("alias") or node.args.get("with_"):
                raise Rejected("relation", "Joined relations in brackets take no alias.")
            pending += self._from(node.this, frame, named, outer)
        else:
            name, source = self._source(node, frame, named, outer)
            frame.add(name, source)
        for join in node.args.get("joins") or ():
            pending += self._join(join, frame, named, outer)
        return pending

    def _source(self, node: exp.Expr, frame: Frame, named: Named, outer: list[Frame]) -> tuple[str, Source]:
        alias, columns = alias_of(node)
        if isinstance(node, exp.Table):
            name, source = self._relation(node, named)
        elif isinstance(node, exp.Lateral) and isinstance(node.this, exp.Subquery):
            name, source = "", self._query(node.this, named, [frame, *outer])
        elif isinstance(node, exp.Subquery):
            name, source = "", self._query(node, named, outer)
        else:
            raise Rejected("relation", "Only gold views and queries can be read from.")
        if not (alias or name):
            # PostgreSQL 16 and later want none, 15 wants one.
            alias = f"query_{len(frame.sources) + 1}"
            node.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
        return alias or name, renamed(source, columns)

    def _relation(self, table: exp.Table, named: Named) -> tuple[str, Source]:
        if not isinstance(table.this, exp.Identifier):
            raise Rejected("relation", "A function cannot be read from.")
        self._seen.add(id(table))
        name, schema = folded(table.this), table.args.get("db")
        if schema is None and name in named:
            self._names_read += 1
            if self._names_read > NAMED_READS:
                raise Rejected("relations", f"A query reads what it has named at most {NAMED_READS} times.")
            return name, named[name]
        if (schema is not None and folded(schema) != SCHEMA) or name not in self._catalogue:
            shown = f"{folded(schema)}.{name}" if schema is not None else name
            raise Rejected("relation", f"There is no view {shown}.")
        self._views_read += 1
        if self._views_read > RELATIONS:
            raise Rejected("relations", f"A query reads at most {RELATIONS} views.")
        table.set("db", exp.to_identifier(SCHEMA))
        return name, Source(tuple(self._catalogue[name]))

    def _join(self, join: exp.Join, frame: Frame, named: Named, outer: list[Frame]) -> list[JoinCheck]:
        if join.args.get("method"):
            raise Rejected("join", "A join says its columns: on or using.")
        before = set(frame.sources)
        pending = self._from(join.this, frame, named, outer)
        new = set(frame.sources) - before
        for column in join.args.get("using") or ():
            name = folded(column)
            if not all(any(name in frame.sources[side].columns for side in sides) for sides in (before, new)):
                raise Rejected("column", f"Both sides of the join need the column {name}.")
            frame.merged.add(name)
        condition = join.args.get("on")
        if condition is not None:
            self._expression(condition, named, [frame, *outer])
        return [*pending, lambda where: self._check_join(join, frame, before, new, where)]

    def _check_join(
        self, join: exp.Join, frame: Frame, before: set[str], new: set[str], where: exp.Expr | None
    ) -> None:
        """A join without an equality multiplies its sides: 10 k rows become 100 million."""
        if join.args.get("using") or any(all(frame.sources[n].single_row for n in side) for side in (before, new)):
            return
        conditions = list(conjuncts(join.args.get("on")))
        if not join.args.get("side"):
            conditions += conjuncts(where)
        if isinstance(join.this, exp.Lateral):
            inner = join.this.this.unnest()
            if any(self._reaches_out(part, frame) for part in conjuncts(inner.args.get("where"))):
                return
        if not any(self._links(part, frame, before, new) for part in conditions):
            raise Rejected("join", "A join of relations needs an equality between their columns.")

    def _reaches_out(self, part: exp.Expr, frame: Frame) -> bool:
        """Whether it sets a column of a lateral query equal to one of the relations around it."""
        if not isinstance(part, exp.EQ):
            return False
        sides = [(side.find(exp.Column), self._columns.aliases(side, frame)) for side in (part.this, part.expression)]
        return all(column for column, _ in sides) and sum(bool(outside) for _, outside in sides) == 1

    def _links(self, part: exp.Expr, frame: Frame, before: set[str], new: set[str]) -> bool:
        if not isinstance(part, exp.EQ):
            return False
        left, right = self._columns.aliases(part.this, frame), self._columns.aliases(part.expression, frame)
        return bool(left and right) and ((left <= before and right <= new) or (left <= new and right <= before))


def _is_bare(node: exp.Expr) -> bool:
    return isinstance(node, exp.Column) and not node.args.get("table")


def _sorted_by(query: exp.Expr) -> list[exp.Expr]:
    order = query.args.get("order")
    return [part.this for part in order.expressions] if order is not None else []


def _leaves(clause: exp.Expr) -> list[exp.Expr]:
    """The expressions of an order, a group or a distinct, out of their brackets and sets."""
    if isinstance(clause, LISTS):
        return [leaf for child in clause.iter_expressions() for leaf in _leaves(child)]
    return [clause]


def _names_itself(table: exp.Table, name: str) -> bool:
    return table.args.get("db") is None and isinstance(table.this, exp.Identifier) and folded(table.this) == name


def _is_cut_to_one(query: exp.Expr) -> bool:
    limit = query.args.get("limit")
    return isinstance(limit, exp.Limit) and isinstance(limit.expression, exp.Literal) and limit.expression.this == "1"


def _is_single_row(select: exp.Select) -> bool:
    if _is_cut_to_one(select) or select.args.get("from_") is None:
        return True
    if select.args.get("group") is not None:
        return False
    return any(_sums_up(expression) for expression in select.expressions)


def _sums_up(node: exp.Expr) -> bool:
    """Whether an expression is an aggregate over all rows: not a window's, not one of a query inside it."""
    if isinstance(node, exp.Window | Query):
        return False
    return isinstance(node, exp.AggFunc) or any(_sums_up(child) for child in node.iter_expressions())
