"""Keeping and removing the files of deals and accounts."""

from contextlib import ExitStack
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile

from accounts.models import Account
from pipeline.file_kinds import check_content, check_name
from pipeline.models import Attachment, Opportunity
from pipeline.services import held_deal
from teams import visibility
from teams.models import User

MOST_FILES = 50
MEGABYTE = 1024 * 1024


@transaction.atomic
def attach_to_deal(deal: Opportunity, *, by: User, file: UploadedFile, about: str = "") -> Attachment:
    """Keep a file with a deal; raise ValidationError with a sentence for one that cannot be kept."""
    return _attach(file, about, opportunity=held_deal(deal, by=by), uploaded_by=by)


@transaction.atomic
def attach_to_account(account: Account, *, by: User, file: UploadedFile, about: str = "") -> Attachment:
    """The same with an account."""
    current = Account.objects.select_for_update(of=("self",)).visible_to(by).get(pk=account.pk)
    if not visibility.may_create_accounts(by):
        raise PermissionDenied("Analysts read; they do not change records.")
    return _attach(file, about, account=current, uploaded_by=by)


@transaction.atomic
def remove(attachment: Attachment, *, by: User) -> None:
    """Remove a file from its record; the file itself goes when that is committed."""
    if attachment.opportunity is not None:
        held_deal(attachment.opportunity, by=by)
    elif not visibility.may_create_accounts(by):
        raise PermissionDenied("Analysts read; they do not change records.")
    attachment.delete()


def forget_file(sender: Any, instance: Attachment, **kwargs: Any) -> None:
    """Delete the file behind a row that went, also with its deal or account, once it is sure that it went."""
    file: FieldFile = instance.file
    transaction.on_commit(partial(file.storage.delete, str(file.name)), robust=True)


def _attach(file: UploadedFile, about: str, **fields: Any) -> Attachment:
    name = check_name(file.name or "")
    size = _size_of(file)
    check_content(name, file)
    record = fields.get("opportunity") or fields["account"]
    if record.attachments.count() >= MOST_FILES:
        raise ValidationError(f"There are {MOST_FILES} files already. Remove one that is not needed any more.")
    attachment = Attachment(name=name, about=about, size=size, file=file, **fields)
    attachment.full_clean()
    with ExitStack() as stack:
        attachment.file.save(name, file, save=False)
        stack.callback(attachment.file.storage.delete, str(attachment.file.name))
        attachment.save()
        stack.pop_all()
    return attachment


def _size_of(file: UploadedFile) -> int:
    if not file.size:
        raise ValidationError("The file is empty.")
    most = settings.ATTACHMENT_MB
    if file.size > most * MEGABYTE:
        raise ValidationError(f"The file has {file.size / MEGABYTE:,.1f} MB; {most:,} MB is the most.")
    return file.size
