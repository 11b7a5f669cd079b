"""What the cells of an imported file must be: every issue that an import keeps names one of these rules.

Counted over the latest finished import, as the files had it: a spelling that was repaired counts as wrong.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Account, Alias
from pipeline.import_models import ImportIssue, ImportRun
from pipeline.models import Product
from pipeline.quality.rule import Dimension, Severity, Table, Tally
from pipeline.rules import RULES
from teams.models import User

Cell = tuple[str, str]  # file without .csv, column

_CORRECT = "Correct the file and import it again."
_MAP = "Map the spelling, or correct the file; then import it again. A mapped spelling leaves this list at once."
_REPAIRED = "It was read as the name it stands for. Correct it where the file comes from."


@dataclass(frozen=True, kw_only=True)
class ImportRule:
    """A rule over cells of imported files: `cells` are those that it looks at, once for each row of their file.

    With `map_to` the wrong values are names that nobody knows yet, and can be mapped to one that is known.
    """

    key: str
    name: str
    dimension: Dimension
    severity: Severity
    cells: tuple[Cell, ...]
    fix: str = _CORRECT
    map_to: Alias.Kind | None = None
    table: ClassVar[Table] = Table.IMPORTED
    field: ClassVar[str] = "value"

    def failing(self, as_of: date) -> QuerySet[Any]:
        """The issues of the latest finished import, whatever the reporting day."""
        return self._failing(_latest_run())

    def tally(self, as_of: date) -> Tally:
        run = _latest_run()
        if run is None:
            return Tally(0, 0)
        checked = sum(run.counts.get(f"{file}.csv", {}).get("rows", 0) for file, _ in self.cells)
        return Tally(checked, self._failing(run).count())

    def spellings(self, as_of: date) -> dict[str, int]:
        if self.dimension != Dimension.SPELLING and self.map_to is None:
            return {}
        rows = self.failing(as_of).order_by().values_list("value").annotate(rows=Count("pk"))
        return dict(rows.order_by("-rows", "value"))

    def _failing(self, run: ImportRun | None) -> QuerySet[Any]:
        issues = ImportIssue.objects.filter(run=run, rule=self.key)
        return issues if self.map_to is None else issues.exclude(_is_known_by_now(self.map_to))


def _latest_run() -> ImportRun | None:
    return ImportRun.objects.filter(state=ImportRun.State.FINISHED).order_by("-pk").first()


def _is_known_by_now(kind: Alias.Kind) -> Q:
    """Issues whose value has an alias by now, or is a name by now: the next import reads it."""
    names: dict[str, Any] = {Alias.Kind.ACCOUNT: Account, Alias.Kind.PRODUCT: Product, Alias.Kind.USER: User}
    known = Q(Exists(Alias.objects.filter(kind=kind, spelling__iexact=OuterRef("value"))))
    if kind != Alias.Kind.USER:  # of users several may have a name, and then it is still not known who is meant
        known |= Q(Exists(names[kind].objects.filter(name__iexact=OuterRef("value"))))
    return known


def _spelling(key: str, name: str, *cells: Cell) -> ImportRule:
    return ImportRule(
        key=key, name=name, dimension=Dimension.SPELLING, severity=Severity.WARNING, cells=cells, fix=_REPAIRED
    )


def _error(key: str, name: str, dimension: Dimension, *cells: Cell, **more: Any) -> ImportRule:
    return ImportRule(key=key, name=name, dimension=dimension, severity=Severity.ERROR, cells=cells, **more)


_NAMES: tuple[Cell, ...] = (("products", "product"), ("sales_teams", "sales_agent"), ("accounts", "account"))
_MANAGER: Cell = ("sales_teams", "manager")
_OFFICE: Cell = ("sales_teams", "regional_office")
_DEAL_AGENT: Cell = ("sales_pipeline", "sales_agent")
_DEAL_PRODUCT: Cell = ("sales_pipeline", "product")
_DEAL_STAGE: Cell = ("sales_pipeline", "deal_stage")

_SPELLINGS = [
    _spelling(
        "product_spelling", "An imported product is spelt as in the catalogue",
        _DEAL_PRODUCT, ("products", "product"),
    ),
    _spelling("series_spelling", "An imported series has no stray spaces", ("products", "series")),
    _spelling(
        "account_spelling", "An imported account is spelt as it is known",
        ("sales_pipeline", "account"), ("accounts", "account"), ("accounts", "subsidiary_of"),
    ),
    _spelling("sector_spelling", "An imported sector is spelt as it is known", ("accounts", "sector")),
    _spelling("country_spelling", "An imported office location is spelt as known", ("accounts", "office_location")),
    _spelling(
        "agent_spelling", "An imported agent or manager is spelt as they are known",
        _DEAL_AGENT, ("sales_teams", "sales_agent"), _MANAGER,
    ),
    _spelling("office_spelling", "An imported regional office has no stray spaces", _OFFICE),
    _spelling("stage_spelling", "An imported stage is spelt as it is known", _DEAL_STAGE),
]  # fmt: skip

_UNREADABLE = [
    _error("name_missing", "An imported row has its name", Dimension.COMPLETENESS, *_NAMES, _MANAGER),
    _error("series_missing", "An imported product has a series", Dimension.COMPLETENESS, ("products", "series")),
    _error("price_missing", "An imported product has a price", Dimension.COMPLETENESS, ("products", "sales_price")),
    _error("office_missing", "An imported agent has a regional office", Dimension.COMPLETENESS, _OFFICE),
    _error("agent_missing", "An imported deal has an agent", Dimension.COMPLETENESS, _DEAL_AGENT),
    _error("product_missing", "An imported deal has a product", Dimension.COMPLETENESS, _DEAL_PRODUCT),
    _error("stage_missing", "An imported deal has a stage", Dimension.COMPLETENESS, _DEAL_STAGE),
    _error(
        "too_long", "An imported text fits its column", Dimension.VALIDITY, *_NAMES, _MANAGER, _OFFICE,
        ("products", "series"), ("accounts", "sector"), ("accounts", "office_location"),
    ),
    # Once a row, whichever column it is in.
    _error("nul_character", "An imported row has no NUL character", Dimension.VALIDITY,
           *((file, "") for file in ("products", "sales_teams", "accounts", "sales_pipeline"))),
    _error("bad_code", "An imported deal's id can be one", Dimension.VALIDITY, ("sales_pipeline", "opportunity_id")),
    _error(
        "bad_date", "An imported date is a day of the calendar", Dimension.VALIDITY,
        ("sales_pipeline", "engage_date"), ("sales_pipeline", "close_date"),
    ),
    _error("not_a_year", "An imported year has four digits", Dimension.VALIDITY, ("accounts", "year_established")),
    *(
        _error(
            key, name, Dimension.VALIDITY, ("products", "sales_price"), ("accounts", "revenue"),
            ("accounts", "employees"), ("sales_pipeline", "close_value"),
        )
        for key, name in (
            ("negative", "An imported number is not negative"), ("not_a_number", "An imported number is a number"),
        )
    ),
    _error("duplicate_name", "An imported name is in its file once", Dimension.UNIQUENESS, *_NAMES),
    _error("duplicate_id", "An imported deal is in its file once", Dimension.UNIQUENESS,
           ("sales_pipeline", "opportunity_id")),
    _error("ambiguous", "An imported agent or manager is one user", Dimension.REFERENCE,
           ("sales_teams", "sales_agent"), _MANAGER),
    _error("other_office", "A manager's team is in one regional office", Dimension.REFERENCE, _OFFICE),
    _error(
        "unknown_agent", "An imported deal's agent is somebody who sells", Dimension.REFERENCE,
        _DEAL_AGENT, map_to=Alias.Kind.USER, fix=_MAP,
    ),
    _error(
        "unknown_product", "An imported deal's product is in the catalogue", Dimension.REFERENCE,
        _DEAL_PRODUCT, map_to=Alias.Kind.PRODUCT, fix=_MAP,
    ),
    _error(
        "unknown_account", "An imported deal's account is known", Dimension.REFERENCE,
        ("sales_pipeline", "account"), map_to=Alias.Kind.ACCOUNT, fix=_MAP,
    ),
    _error("unknown_stage", "An imported deal's stage is known", Dimension.REFERENCE, _DEAL_STAGE),
    _error(
        "unknown_parent", "An imported account's parent company is known", Dimension.REFERENCE,
        ("accounts", "subsidiary_of"), map_to=Alias.Kind.ACCOUNT, fix=_MAP,
    ),
    _error(
        "parents_in_a_circle", "An imported account is not above itself", Dimension.REFERENCE,
        ("accounts", "subsidiary_of"),
    ),
]  # fmt: skip

_NOT_IN_FILES = {"quantity", "amount"}
_CELL_OF_FIELD = {"lost_reason": "deal_stage"}


def cell_of(field: str) -> str:
    """The column of a deals' file to look at where a rule about that field is broken."""
    return _CELL_OF_FIELD.get(field, field)


# No stored deal breaks these: the database refuses it. A file may try, where it has a column to do so.
_RULES_OF_A_DEAL = [
    _error(rule.name, rule.message.removesuffix("."), Dimension.VALIDITY, ("sales_pipeline", cell_of(rule.field)))
    for rule in RULES
    if rule.field not in _NOT_IN_FILES
]

IMPORT_RULES = {rule.key: rule for rule in (*_SPELLINGS, *_UNREADABLE, *_RULES_OF_A_DEAL)}
