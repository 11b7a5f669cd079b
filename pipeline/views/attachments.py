"""Files of deals and accounts: kept on their pages, handed out only to who may see the record."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from pipeline import attachments
from pipeline.file_kinds import content_type_of
from pipeline.models import Attachment, Opportunity
from pipeline.part_forms import AttachmentForm
from pipeline.views.access import deleted_is_missing, editable_deal, may_edit
from pipeline.views.deal_page import render_deal
from pipeline.views.deal_parts import FILES
from teams import visibility
from teams.requests import signed_in


@require_POST
@deleted_is_missing
def attachment_add(request: HttpRequest, code: str) -> HttpResponse:
    deal, form = editable_deal(request, code), AttachmentForm(request.POST, request.FILES)
    kept = form.save(deal, by=signed_in(request)) if form.is_valid() else None
    if kept is None:
        return render_deal(request, deal, status=422, show=FILES, attachment_form=form)
    messages.success(request, f"{kept} attached")
    return redirect(_page_of(kept))


@require_safe
def attachment_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file, to be saved and not shown: whatever is in it, it never runs as a page of ours."""
    attachment = _visible(request, pk)
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    kind = content_type_of(attachment.name)
    answer = FileResponse(file, as_attachment=True, filename=attachment.name, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@deleted_is_missing
def attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    attachment, user = _visible(request, pk), signed_in(request)
    deal = attachment.opportunity
    if not (may_edit(user, deal) if deal else visibility.may_create_accounts(user)):
        raise PermissionDenied("You may read this but not change it.")
    back = _page_of(attachment)
    attachments.remove(attachment, by=user)
    messages.success(request, f"{attachment} removed")
    return redirect(back)


def _visible(request: HttpRequest, pk: int) -> Attachment:
    seen = Attachment.objects.visible_to(signed_in(request))
    found: Attachment = get_object_or_404(seen.select_related("opportunity", "account"), pk=pk)
    return found


def _page_of(attachment: Attachment) -> Any:
    if isinstance(attachment.opportunity, Opportunity):
        return f"{attachment.opportunity.get_absolute_url()}?show={FILES}"
    return redirect("analytics:account_page", attachment.account_id).url
