"""What a query reads from, and which column belongs to whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import expressions as exp

from assistant.guard.verdict import Rejected


@dataclass(frozen=True)
class Source:
    """A view, a common table expression or a subquery. `single_row`: it has at most one row."""

    columns: tuple[str, ...]
    single_row: bool = False


@dataclass
class Frame:
    """The sources of one select by their alias, and the columns that a `using` makes one of."""

    sources: dict[str, Source] = field(default_factory=dict)
    merged: set[str] = field(default_factory=set)

    def add(self, name: str, source: Source) -> None:
        if name in self.sources:
            raise Rejected("relation", f"Two relations are called {name}: give one another alias.")
        self.sources[name] = source

    def owners(self, column: str) -> list[str]:
        return [name for name, source in self.sources.items() if column in source.columns]


class Columns:
    """Finds the source of each column, and remembers it."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[Frame, str]] = {}

    def resolve(self, column: exp.Column, frames: list[Frame]) -> None:
        """Find a column's source, innermost first; raise Rejected for one that has none or is a whole row."""
        name = folded(column.this)
        if column.args.get("db") is not None:
            raise Rejected("column", f"Name the column {name} by its relation's alias alone.")
        table = column.args.get("table")
        for frame in frames:
            owner = self._qualified(name, folded(table), frame) if table else self._bare(name, frame)
            if owner is not None:
                self._found[id(column)] = (frame, owner)
                return
        raise Rejected("column", f"There is no column {f'{folded(table)}.' if table else ''}{name}.")

    def aliases(self, node: exp.Expr, frame: Frame) -> set[str]:
        """The sources of `frame` that an expression reads."""
        found = (self._found.get(id(column)) for column in node.find_all(exp.Column))
        return {owner for of_frame, owner in filter(None, found) if of_frame is frame}

    def _qualified(self, name: str, table: str, frame: Frame) -> str | None:
        if table not in frame.sources:
            return None
        if name not in frame.sources[table].columns:
            raise Rejected("column", f"{table} has no column {name}.")
        return table

    def _bare(self, name: str, frame: Frame) -> str | None:
        owners = frame.owners(name)
        if len(owners) > 1 and name not in frame.merged:
            raise Rejected("column", f"The column {name} is in {' and in '.join(owners)}: say which.")
        if not owners and name in frame.sources:
            raise Rejected("column", f"{name} is a whole relation: name one of its columns.")
        return owners[0] if owners else None


def folded(identifier: exp.Expr) -> str:
    """A name as PostgreSQL reads it: in lower case unless it is quoted."""
    name: str = identifier.this
    return name if identifier.args.get("quoted") else name.lower()


def alias_of(node: exp.Expr) -> tuple[str, list[str]]:
    """The alias of a relation, empty if it has none, and the new names of its columns."""
    alias = node.args.get("alias")
    if not isinstance(alias, exp.TableAlias):
        return "", []
    name = folded(alias.this) if alias.this is not None else ""
    return name, [folded(column) for column in alias.args.get("columns") or ()]


def renamed(source: Source, names: list[str]) -> Source:
    if len(names) > len(source.columns):
        raise Rejected("column", "There are more names than columns.")
    return Source((*names, *source.columns[len(names) :]), source.single_row)


def output_name(expression: exp.Expr) -> str:
    """What PostgreSQL calls a column of a select's list."""
    match expression:
        case exp.Alias():
            return folded(expression.args["alias"])
        case exp.Column():
            return folded(expression.this)
        case exp.Cast() if isinstance(expression.this, exp.Literal):
            return expression.to.sql("postgres").lower()
        case exp.Cast() | exp.Paren() | exp.Window() | exp.Filter() | exp.WithinGroup():
            return output_name(expression.this)
        case exp.Case():
            return "case"
        case exp.Anonymous():
            return str(expression.this).lower()
        case exp.Func():
            return expression.sql("postgres").partition("(")[0].lower()
    return "?column?"


def conjuncts(condition: exp.Expr | None) -> Iterator[exp.Expr]:
    """The parts of a condition all of which must hold."""
    if isinstance(condition, exp.Paren | exp.Where):
        yield from conjuncts(condition.this)
    elif isinstance(condition, exp.And):
        yield from conjuncts(condition.this)
        yield from conjuncts(condition.expression)
    elif condition is not None:
        yield condition
