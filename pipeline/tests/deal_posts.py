"""What the browser sends."""

from pipeline.models import Opportunity


def form_of(deal: Opportunity, **changes: object) -> dict[str, object]:
    """Return the edit form of a deal as it comes back, with those fields typed over."""
    fields = {
        "version": deal.version,
        "account": deal.account.name if deal.account else "",
        "account_choice": deal.account_id or "",
        "product": deal.product_id,
        "quantity": deal.quantity,
        "amount": deal.amount or "",
        "stage": deal.stage_id,
        "owner": deal.owner_id,
        "engage_date": deal.engage_date or "",
        "expected_close_date": deal.expected_close_date or "",
        "next_step": deal.next_step,
        "next_step_on": deal.next_step_on or "",
    }
    return fields | changes


def new_deal(**fields: object) -> dict[str, object]:
    return {"account": "", "account_choice": "", "quantity": 1, "amount": "", "next_step": ""} | fields
