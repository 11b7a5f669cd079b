"""What the page of a deal shows in its tabs, and who takes part in the deal."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from accounts.models import Contact
from pipeline.line_items import sum_of
from pipeline.models import DealContact, Opportunity, StageChange
from pipeline.part_forms import AttachmentForm, LineItemForm, PersonForm, RivalForm
from pipeline.timeline import ACTIVITIES, CHANGES, timeline_of
from teams.models import User
from teams.requests import signed_in

PRODUCTS, FILES = "products", "files"
TABS = [("", "All"), (ACTIVITIES, "Activities"), (CHANGES, "Changes"), (PRODUCTS, "Products"), (FILES, "Files")]
OTHER_CONTACTS = 8


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    chosen: bool
    count: int | None


def tab_of(
    request: HttpRequest,
    deal: Opportunity,
    steps: list[StageChange],
    *,
    as_of: date,
    show: str | None,
    may_edit: bool,
) -> dict[str, Any]:
    """Return the tabs and what the chosen one holds; a tab that is not there is the first."""
    asked = request.GET.get("show", "") if show is None else show
    chosen = asked if asked in dict(TABS) else ""
    items, files = deal.items.count(), deal.attachments.count()
    counts = {PRODUCTS: items, FILES: files}
    page = deal.get_absolute_url()
    tabs = [Tab(label, f"{page}?show={key}" if key else page, key == chosen, counts.get(key)) for key, label in TABS]
    found: dict[str, Any] = {"tabs": tabs, "show": chosen, "item_count": items}
    if chosen == PRODUCTS:
        return found | _products(deal, may_edit=may_edit)
    if chosen == FILES:
        return found | _files(deal, may_edit=may_edit)
    before = _moment(request.GET.get("before", ""))
    user = signed_in(request)
    return found | {"timeline": timeline_of(deal, steps, user=user, as_of=as_of, before=before, only=chosen)}


def parties_of(deal: Opportunity, user: User, *, may_edit: bool) -> dict[str, Any]:
    """Return the people and the competitors of a deal, and the forms to name more."""
    seen = DealContact.objects.filter(opportunity=deal).visible_to(user)
    people = list(seen.select_related("contact__account"))
    named = [person.contact_id for person in people]
    others = Contact.objects.none() if deal.account is None else deal.account.contacts.exclude(pk__in=named)
    found: dict[str, Any] = {
        "people": people,
        "other_contacts": others[:OTHER_CONTACTS],
        "rivals": list(deal.competitors.select_related("competitor")),
        "roles": DealContact.Role.choices,
    }
    if may_edit:
        found |= {"person_form": PersonForm(deal=deal, user=user), "rival_form": RivalForm(deal=deal, user=user)}
    return found


def _products(deal: Opportunity, *, may_edit: bool) -> dict[str, Any]:
    items = list(deal.items.select_related("product"))
    found: dict[str, Any] = {"items": items, "items_sum": sum_of(items)}
    if may_edit and deal.is_open:
        found |= {"item_form": LineItemForm(deal=deal, first=not items), "may_edit_items": True}
    return found


def _files(deal: Opportunity, *, may_edit: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"files": deal.attachments.select_related("uploaded_by")}
    return found | ({"attachment_form": AttachmentForm()} if may_edit else {})


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
        # In UTC: the database knows fewer offsets than Python, and refuses the others.
        return moment.astimezone(UTC) if moment and is_aware(moment) else None
    except (ValueError, OverflowError):
        return None
