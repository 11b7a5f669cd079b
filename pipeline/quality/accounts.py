"""What a good account and a good contact are."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower

from accounts.models import Account, Alias, Contact
from pipeline.models import Opportunity
from pipeline.quality.rule import Dimension, RecordRule, Severity, Table
from pipeline.quality.spelling import misspelt

FIRST_YEAR = 1000
# Whatever does not tell two companies apart: the legal form at the end, and all but letters and digits.
_LEGAL_FORM = r"[\s,]+(inc|incorporated|ltd|limited|llc|llp|corp|corporation|co|company|plc|gmbh|ag|sa|bv)\.?$"
_NOT_PLAIN = rf"{_LEGAL_FORM}|[^[:alnum:]]"
_ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"


def _accounts(day: date) -> QuerySet[Any]:
    return Account.objects.all()


def _by_plain_name(day: date) -> QuerySet[Any]:
    plain = Func(
        Lower("name"), Value(_NOT_PLAIN), Value(""), Value("g"), function="regexp_replace", output_field=CharField()
    )
    return Account.objects.annotate(plain=plain).exclude(plain="")


def _with_address(day: date) -> QuerySet[Any]:
    return Contact.objects.exclude(email="").annotate(address=Lower("email"))


def _more_than_once(rows: QuerySet[Any], key: str) -> Q:
    """Rows whose key another row has too."""
    keys = rows.order_by().values(key).annotate(rows=Count("pk")).filter(rows__gt=1)
    return Q(**{f"{key}__in": keys.values(key)})


def spelt_wrong(field: str, kind: Alias.Kind) -> dict[str, str]:
    """Return the values of a text column that look like another value or have an alias, with what they should be."""
    values = Account.objects.exclude(**{field: ""}).order_by().values_list(field).annotate(rows=Count("pk"))
    names = dict(values)
    aliases = {alias.spelling.lower(): alias.name for alias in Alias.objects.filter(kind=kind)}
    known = {name: aliases[name.lower()] for name in names if name.lower() in aliases}
    return misspelt(names) | {name: better for name, better in known.items() if name != better}


def _in_a_circle(day: date) -> Q:
    parents = Account.objects.exclude(parent=None).order_by().values_list("pk", "parent")
    return Q(pk__in=circle_members({account: parent for account, parent in parents if parent is not None}))


def circle_members(above: dict[int, int]) -> Iterable[int]:
    """Return those that come to themselves on the way up."""
    members: set[int] = set()
    done: set[int] = set()
    for start in above:
        path: list[int] = []
        here: int | None = start
        while here is not None and here not in done:
            done.add(here)
            path.append(here)
            here = above.get(here)
        if here in path:
            members.update(path[path.index(here) :])
    return members


def _same_name_at_account(day: date) -> Q:
    same = Contact.objects.filter(account=OuterRef("account"), name__iexact=OuterRef("name"))
    return Q(pk__in=Contact.objects.filter(Exists(same.exclude(pk=OuterRef("pk")))).values("pk"))


def _won_deals() -> Exists:
    return Exists(Opportunity.objects.won().filter(account=OuterRef("pk")))


ACCOUNT_RULES = [
    RecordRule(
        key="account_has_sector",
        name="An account has a sector",
        table=Table.ACCOUNTS,
        dimension=Dimension.COMPLETENESS,
        severity=Severity.WARNING,
        checked=_accounts,
        fails=lambda day: Q(sector=""),
        field="sector",
        fix="Enter the sector; the account is in no sector's figures until then.",
    ),
    RecordRule(
        key="account_has_country",
        name="An account has an office location",
        table=Table.ACCOUNTS,
        dimension=Dimension.COMPLETENESS,
        severity=Severity.WARNING,
        checked=_accounts,
        fails=lambda day: Q(country=""),
        field="country",
        fix="Enter the office location; the account is in no country's figures until then.",
    ),
    RecordRule(
        key="account_has_size",
        name="An account has its employees or its revenue",
        table=Table.ACCOUNTS,
        dimension=Dimension.COMPLETENESS,
        severity=Severity.NOTE,
        checked=_accounts,
        fails=lambda day: Q(employees__isnull=True, annual_revenue__isnull=True),
        field="employees",
        fix="Enter how large the company is.",
    ),
    RecordRule(
        key="account_sector_is_known",
        name="A sector is not a misspelling of another",
        table=Table.ACCOUNTS,
        dimension=Dimension.SPELLING,
        severity=Severity.WARNING,
        checked=lambda day: Account.objects.exclude(sector=""),
        fails=lambda day: Q(sector__in=list(spelt_wrong("sector", Alias.Kind.SECTOR))),
        field="sector",
        fix="Map the spelling: every account that has it is corrected, and imports read it so from then on.",
        map_to=Alias.Kind.SECTOR,
    ),
    RecordRule(
        key="account_country_is_known",
        name="An office location is not a misspelling of another",
        table=Table.ACCOUNTS,
        dimension=Dimension.SPELLING,
        severity=Severity.WARNING,
        checked=lambda day: Account.objects.exclude(country=""),
        fails=lambda day: Q(country__in=list(spelt_wrong("country", Alias.Kind.COUNTRY))),
        field="country",
        fix="Map the spelling: every account that has it is corrected, and imports read it so from then on.",
        map_to=Alias.Kind.COUNTRY,
    ),
    RecordRule(
        key="account_is_entered_once",
        name="No other account has the same name but for punctuation and legal form",
        table=Table.ACCOUNTS,
        dimension=Dimension.UNIQUENESS,
        severity=Severity.WARNING,
        checked=_by_plain_name,
        fails=lambda day: _more_than_once(_by_plain_name(day), "plain"),
        field="name",
        fix="Merge the two, or rename one if they are two companies.",
    ),
    RecordRule(
        key="account_is_not_above_itself",
        name="An account is not above itself",
        table=Table.ACCOUNTS,
        dimension=Dimension.REFERENCE,
        severity=Severity.ERROR,
        checked=_accounts,
        fails=_in_a_circle,
        field="parent",
        fix="Remove one parent company of the circle.",
    ),
    RecordRule(
        key="account_type_fits_deals",
        name="An account with a won deal is no prospect",
        table=Table.ACCOUNTS,
        dimension=Dimension.VALIDITY,
        severity=Severity.WARNING,
        checked=lambda day: Account.objects.filter(_won_deals()),
        fails=lambda day: Q(type=Account.Type.PROSPECT),
        field="type",
        fix="Make it a customer.",
    ),
    RecordRule(
        key="account_year_is_likely",
        name="A company was founded in a likely year",
        table=Table.ACCOUNTS,
        dimension=Dimension.VALIDITY,
        severity=Severity.WARNING,
        checked=lambda day: Account.objects.filter(year_established__isnull=False),
        fails=lambda day: Q(year_established__gt=day.year) | Q(year_established__lt=FIRST_YEAR),
        field="year_established",
        fix="Correct the year.",
    ),
    RecordRule(
        key="customer_since_is_past",
        name="A customer has been one since a day that is not ahead",
        table=Table.ACCOUNTS,
        dimension=Dimension.VALIDITY,
        severity=Severity.WARNING,
        checked=lambda day: Account.objects.filter(customer_since__isnull=False),
        fails=lambda day: Q(customer_since__gt=day),
        field="customer_since",
        fix="Correct the day.",
    ),
    RecordRule(
        key="customer_has_contact",
        name="A customer has a contact",
        table=Table.ACCOUNTS,
        dimension=Dimension.COMPLETENESS,
        severity=Severity.NOTE,
        checked=lambda day: Account.objects.filter(type=Account.Type.CUSTOMER),
        fails=lambda day: ~Q(Exists(Contact.objects.filter(account=OuterRef("pk")))),
        field="type",
        fix="Enter whom to talk to.",
    ),
]

CONTACT_RULES = [
    RecordRule(
        key="contact_can_be_reached",
        name="A contact has an e-mail address or a phone number",
        table=Table.CONTACTS,
        dimension=Dimension.COMPLETENESS,
        severity=Severity.WARNING,
        checked=lambda day: Contact.objects.all(),
        fails=lambda day: Q(email="", phone=""),
        field="email",
        fix="Enter one of them.",
    ),
    RecordRule(
        key="contact_email_is_an_address",
        name="An e-mail address can be one",
        table=Table.CONTACTS,
        dimension=Dimension.VALIDITY,
        severity=Severity.ERROR,
        checked=_with_address,
        fails=lambda day: ~Q(email__regex=_ADDRESS),
        field="email",
        fix="Correct the address.",
    ),
    RecordRule(
        key="contact_email_is_of_one",
        name="No two contacts have the same e-mail address",
        table=Table.CONTACTS,
        dimension=Dimension.UNIQUENESS,
        severity=Severity.WARNING,
        checked=_with_address,
        fails=lambda day: _more_than_once(_with_address(day), "address"),
        field="email",
        fix="Delete one if they are the same person, or correct an address.",
    ),
    RecordRule(
        key="contact_is_entered_once",
        name="An account has each contact once",
        table=Table.CONTACTS,
        dimension=Dimension.UNIQUENESS,
        severity=Severity.NOTE,
        checked=lambda day: Contact.objects.all(),
        fails=_same_name_at_account,
        field="name",
        fix="Merge the two if they are the same person.",
    ),
]
