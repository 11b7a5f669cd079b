"""What a merge would do, field by field: which value stays, what moves, and what has changed since somebody looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing
from django.db import models

from accounts.models import Account, Contact
from pipeline.merge_relations import OF_ACCOUNTS, OF_CONTACTS, Relation, counts
from teams.models import User

SURVIVOR, MERGED = "survivor", "merged"
ACCOUNT_FIELDS = (
    "name", "parent", "sector", "country", "type", "status", "customer_since", "employees", "annual_revenue",
    "year_established",
)  # fmt: skip
CONTACT_FIELDS = ("name", "job_title", "email", "phone")
_COUNTED = {"employees", "annual_revenue"}
_TYPES = [Account.Type.PROSPECT, Account.Type.PARTNER, Account.Type.CUSTOMER]
Values = dict[str, Any]
Sides = Mapping[str, str]


class StaleMerge(Exception):
    """One of the two is not as it was when the merge was looked at. `changes` say in sentences what is new."""

    def __init__(self, changes: list[str]) -> None:
        super().__init__("One of the two was changed in the meantime.")
        self.changes = changes


@dataclass(frozen=True)
class Line:
    """A field of both: what each side has, and whose value is proposed to stay."""

    name: str
    label: str
    survivor: str
    merged: str
    takes: str

    @property
    def differs(self) -> bool:
        return self.survivor != self.merged

    @property
    def sides(self) -> list[tuple[str, str]]:
        return [(SURVIVOR, self.survivor), (MERGED, self.merged)]


@dataclass(frozen=True)
class Preview:
    survivor: Any
    merged: Any
    lines: list[Line]
    moves: list[tuple[int, str]]
    seen: str

    @property
    def of_accounts(self) -> bool:
        return isinstance(self.survivor, Account)

    @property
    def choices(self) -> list[Line]:
        return [line for line in self.lines if line.differs]

    @property
    def same(self) -> list[Line]:
        return [line for line in self.lines if not line.differs and line.survivor]


def preview(survivor: Any, merged: Any, *, by: User, chosen: Sides | None = None) -> Preview:
    """Compare two accounts, or two contacts, as `by` may see them. `chosen` are sides by field that somebody chose."""
    relations, names = kind_of(survivor)
    ours, theirs = (values_of(row, other) for row, other in ((survivor, merged), (merged, survivor)))
    sides = {name: _proposed(name, ours[name], theirs[name]) for name in names}
    if "parent" in sides:
        sides["parent"] = _side_of_parent(survivor, merged, sides["parent"], ours["parent"], theirs["parent"])
    sides |= {name: side for name, side in (chosen or {}).items() if name in sides and side in (SURVIVOR, MERGED)}
    moving = counts(relations, merged.pk)
    lines = [
        Line(name, label_of(survivor, name), _shown(survivor, name, ours, by), _shown(merged, name, theirs, by), side)
        for name, side in sides.items()
    ]
    moves = [(moving[each.key], each.words(moving[each.key])) for each in relations if moving[each.key]]
    return Preview(survivor, merged, lines, moves, _seal(_snapshot(survivor, merged)))


def kind_of(row: models.Model) -> tuple[Sequence[Relation], Sequence[str]]:
    return (OF_ACCOUNTS, ACCOUNT_FIELDS) if isinstance(row, Account) else (OF_CONTACTS, CONTACT_FIELDS)


def values_of(row: Any, other: Any) -> Values:
    """The values of a row's fields; a parent by its number, and none where the other of the two is the parent."""
    values = {name: getattr(row, "parent_id" if name == "parent" else name) for name in kind_of(row)[1]}
    if values.get("parent") == other.pk:
        values["parent"] = None
    return values


def check_unchanged(seen: str, survivor: Any, merged: Any) -> None:
    """Raise StaleMerge where the two are not as they were when `seen` was made."""
    now = _snapshot(survivor, merged)
    then = _opened(seen)
    if then is None or then.keys() != now.keys():
        raise StaleMerge(["Look at the two once more: what was sent is not of this preview."])
    changes = [
        _change(label_of(row, name), row, then[side].get(name, ""), value)
        for side, row in (("survivor", survivor), ("merged", merged))
        for name, value in now[side].items()
        if then[side].get(name) != value
    ]
    for relation in kind_of(survivor)[0]:
        before, count = then["counts"].get(relation.key), now["counts"][relation.key]
        if before != count:
            changes.append(f"{merged.name} had {before} {relation.many} and has {count} now.")
    if changes:
        raise StaleMerge(changes)


def _change(label: str, row: Any, then: str, now: str) -> str:
    """A sentence; of a parent company, which not everybody may see, only that it changed."""
    if label == "Parent company":
        return f"{label} of {row.name} is another one now."
    return f"{label} of {row.name}: was {then or 'empty'}, is {now or 'empty'} now."


def label_of(row: models.Model, name: str) -> str:
    label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return "Parent company" if name == "parent" else label[:1].upper() + label[1:]


def loops(pk: int | None, *, survivor: Account, merged: Account) -> bool:
    """Whether the survivor would be above itself with this parent, once it has the subsidiaries of both."""
    seen: set[int] = set()
    while pk is not None and pk not in seen:
        if pk in (survivor.pk, merged.pk):
            return True
        seen.add(pk)
        pk = Account.objects.filter(pk=pk).values_list("parent", flat=True).first()
    return False


def _proposed(name: str, ours: Any, theirs: Any) -> str:
    if ours in (None, "") and theirs not in (None, ""):
        return MERGED
    if name == "customer_since" and theirs and theirs < ours:
        return MERGED
    if name == "type" and _TYPES.index(theirs) > _TYPES.index(ours):
        return MERGED
    return SURVIVOR


def _side_of_parent(survivor: Account, merged: Account, side: str, ours: int | None, theirs: int | None) -> str:
    parent, other = (ours, MERGED) if side == SURVIVOR else (theirs, SURVIVOR)
    return other if loops(parent, survivor=survivor, merged=merged) else side


def _shown(row: Any, name: str, values: Values, by: User) -> str:
    if name == "parent":
        if values["parent"] is None:
            return ""
        visible = Account.objects.visible_to(by).filter(pk=values["parent"])
        return visible.values_list("name", flat=True).first() or "A company that you may not see"
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else values[name]
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    return f"{value:,}" if value is not None and name in _COUNTED else _text(value)


def _snapshot(survivor: Any, merged: Any) -> dict[str, dict[str, Any]]:
    relations, names = kind_of(survivor)
    by_side = {
        side: {name: _text(getattr(row, "parent_id" if name == "parent" else name)) for name in names}
        for side, row in (("survivor", survivor), ("merged", merged))
    }
    ids = {"survivor": str(survivor.pk), "merged": str(merged.pk)}
    return {**by_side, "counts": counts(relations, merged.pk), f"{ids['survivor']}<{ids['merged']}": {}}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _seal(snapshot: dict[str, Any]) -> str:
    return signing.dumps(snapshot, salt="merge", compress=True)


def _opened(seen: str) -> dict[str, Any] | None:
    try:
        opened: dict[str, Any] = signing.loads(seen, salt="merge")
    except signing.BadSignature:
        return None
    return opened


def same_people(account: Account, other: Account) -> list[tuple[Contact, Contact, str]]:
    """Contacts of the two that are probably one person, each at most once, with the reason."""
    return _pairs(list(account.contacts.all()), list(other.contacts.all()))


def doubles_of(contact: Contact) -> list[tuple[Contact, str]]:
    """Other contacts of the same account that are probably the same person, with the reason."""
    others = Contact.objects.filter(account=contact.account_id).exclude(pk=contact.pk)
    return [(other, reason) for other in others if (reason := _why_same(contact, other))]


def _pairs(ours: list[Contact], theirs: list[Contact]) -> list[tuple[Contact, Contact, str]]:
    pairs, taken = [], set()
    for contact in theirs:
        for own in ours:
            reason = _why_same(own, contact)
            if reason and own.pk not in taken:
                pairs.append((own, contact, reason))
                taken.add(own.pk)
                break
    return pairs


def _why_same(one: Contact, other: Contact) -> str:
    if one.email and one.email.lower() == other.email.lower():
        return "same e-mail address"
    digits, others = ("".join(filter(str.isdigit, each.phone)) for each in (one, other))
    if len(digits) > 5 and digits == others:
        return "same phone number"
    same_name = one.name.casefold().split() == other.name.casefold().split()
    return "same name" if same_name else ""
