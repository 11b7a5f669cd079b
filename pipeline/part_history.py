"""What the audit trail says of what hangs on a deal: lines, people, competitors and files that came or went."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import Contact
from pipeline.history import Change, acting_user, people_called
from pipeline.models import Competitor, DealContact, Opportunity, Product
from teams.models import User

Names = dict[int, str]
Pair = tuple[Any, Any]  # an event, and the one of the same row before it, if that is known
ROLES = dict(DealContact.Role.choices)


@dataclass(frozen=True)
class PartEdit:
    """One line of the history: who did what, in words, and the fields that became others."""

    at: datetime
    by: str
    icon: str
    text: str
    changes: list[Change]


@dataclass(frozen=True)
class Part:
    """A kind of row: its events' model, its sign, whose names its ids are, and how an event reads."""

    events: str
    icon: str
    reference: str
    named: Callable[[User], "models.QuerySet[Any]"]
    told: Callable[[Pair, str], tuple[str, list[Change]]]


def part_edits_of(deal: Opportunity, user: User, *, limit: int, before: datetime | None = None) -> list[PartEdit]:
    """Return the latest of each kind, as far as `user` may see whom they name."""
    found = [(part, _pairs(part, deal, limit, before)) for part in PARTS]
    people = people_called(new for _, pairs in found for new, _ in pairs)
    edits = []
    for part, pairs in found:
        names = _names(part, pairs, user)
        for pair in pairs:
            name = names.get(getattr(pair[0], part.reference)) if part.reference else ""
            text, changes = part.told(pair, name) if name is not None else ("", [])
            if text:
                at, by = pair[0].pgh_created_at, people.get(acting_user(pair[0]), "")
                edits.append(PartEdit(at, by, part.icon, text, changes))
    return edits


def _pairs(part: Part, deal: Opportunity, limit: int, before: datetime | None) -> list[Pair]:
    rows: Any = apps.get_model("pipeline", part.events)._default_manager.filter(opportunity=deal.pk)
    rows = rows.filter(pgh_created_at__lt=before) if before else rows
    events = list(rows.select_related("pgh_context").order_by("-pgh_id")[: limit + 1])
    pairs: list[Pair] = []
    former: dict[int, Any] = {}
    for event in reversed(events):
        pairs.append((event, former.get(event.pgh_obj_id)))
        former[event.pgh_obj_id] = event
    return pairs


def _names(part: Part, pairs: Iterable[Pair], user: User) -> Names:
    ids = {getattr(new, part.reference) for new, _ in pairs} if part.reference else set()
    return {row.pk: str(row) for row in part.named(user).filter(pk__in=ids)} if ids else {}


def _line(pair: Pair, product: str) -> tuple[str, list[Change]]:
    new, old = pair
    if new.pgh_label != "update":
        verb = "added" if new.pgh_label == "insert" else "removed"
        discount = f", {new.discount.normalize():f} % off" if new.discount else ""
        return f"{verb} {new.quantity:,} × {product} at ${new.unit_price:,.2f}{discount}", []
    fields = [("quantity", "Quantity", ""), ("unit_price", "Unit price", "money"), ("discount", "Discount, %", "")]
    changes = [
        Change(name, label, kind, getattr(old, name) if old else None, getattr(new, name))
        for name, label, kind in fields
        if old is None or getattr(old, name) != getattr(new, name)
    ]
    return f"changed the line {product}", changes


def _person(pair: Pair, contact: str) -> tuple[str, list[Change]]:
    new, old = pair
    if new.pgh_label == "delete":
        return f"took {contact} out of the deal", []
    role = ROLES[new.role].lower()
    was = f" instead of {ROLES[old.role].lower()}" if old and new.pgh_label == "update" else ""
    return f"named {contact} {role}{was}", []


def _rival(pair: Pair, competitor: str) -> tuple[str, list[Change]]:
    new, _ = pair
    if new.pgh_label == "delete":
        return f"took {competitor} off the competitors", []
    if new.won_it:
        return f"noted that {competitor} won it", []
    return (f"named {competitor} as a competitor" if new.pgh_label == "insert" else "took the winner back"), []


def _file(pair: Pair, _: str) -> tuple[str, list[Change]]:
    new, _former = pair
    return f"{'removed' if new.pgh_label == 'delete' else 'attached'} {new.name}", []


PARTS = [
    Part("LineItemEvent", "tag", "product_id", lambda user: Product.objects.all(), _line),
    Part("DealContactEvent", "person", "contact_id", lambda user: Contact.objects.visible_to(user), _person),
    Part("DealCompetitorEvent", "people", "competitor_id", lambda user: Competitor.objects.all(), _rival),
    Part("AttachmentEvent", "file", "", lambda user: Product.objects.none(), _file),
]
