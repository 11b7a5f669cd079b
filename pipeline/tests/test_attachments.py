"""Files of deals and accounts are kept under names that nobody can guess, and handed out by visibility alone."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from pipeline import attachments, services
from pipeline.models import Attachment, Opportunity
from pipeline.tests import files
from pipeline.tests.files import upload


@pytest.fixture
def kept(alice, deal):
    return attachments.attach_to_deal(deal, by=alice, file=upload(), about="First offer")


@pytest.fixture
def post(client, alice, deal):
    client.force_login(alice)
    address = reverse("pipeline:attachment_add", args=[deal.code])
    return lambda file, about="": client.post(address, {"file": file, "about": about})


def address_of(attachment):
    return reverse("pipeline:attachment_file", args=[attachment.pk])


def test_a_file_is_kept_and_handed_out_as_it_came(client, alice, deal, post):
    assert post(upload("Quote für Acme.pdf"), "Offer").url == f"{deal.get_absolute_url()}?show=files"
    answer = client.get(address_of(Attachment.objects.get()))
    assert b"".join(answer) == files.PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Quote%20f%C3%BCr")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")


def test_its_place_says_nothing_of_it(kept):
    assert Path(kept.file.name).name.isalnum()
    assert "Quote" not in kept.file.name
    assert not Path(kept.file.path).is_relative_to(Path(settings.BASE_DIR) / "static")


def test_the_page_shows_it(client, alice, deal, kept):
    client.force_login(alice)
    page = client.get(f"{deal.get_absolute_url()}?show=files").text
    assert address_of(kept) in page
    assert "First offer" in page


@pytest.mark.parametrize(
    ("file", "word"),
    [
        (upload(content=b""), "The file is empty."),
        (upload(content=files.PROGRAM), "something else"),
        (upload("a.exe", files.PROGRAM), "cannot be attached"),
        (upload("a.php.pdf"), "two endings"),
        (upload("a" * 300 + ".pdf"), "longer than 120"),
        (upload(content=files.PDF + b"x" * 1024 * 1024), "1 MB is the most"),
        ("", "Choose a file."),
    ],
)  # fmt: skip
def test_a_refused_file_loses_nothing_that_was_typed(post, settings, file, word):
    settings.ATTACHMENT_MB = 1
    if file:
        file.seek(0)
    answer = post(file, about="The offer of May")
    assert answer.status_code == 422
    assert word in answer.text
    assert 'value="The offer of May"' in answer.text
    assert not Attachment.objects.exists()


def test_a_path_in_the_name_is_dropped(post):
    post(upload("../../../etc/quote.pdf"))
    assert Attachment.objects.get().name == "quote.pdf"


def test_a_nul_in_what_it_is_about_is_refused(post):
    assert post(upload(), about="a\0").status_code == 422


def test_a_huge_upload_is_not_kept_in_part(post, settings):
    settings.ATTACHMENT_MB = 1
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = post(upload(content=files.PDF + b"x" * 3 * 1024 * 1024))
    assert "The file has 3.0 MB; 1 MB is the most." in answer.text


def test_a_record_has_so_many_files(post, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_FILES", 1)
    assert post(upload()).status_code == 302
    assert "1 files already" in post(upload()).text


def test_removing_removes_the_file_after_the_commit(client, alice, deal, kept, django_capture_on_commit_callbacks):
    client.force_login(alice)
    path = Path(kept.file.path)
    with django_capture_on_commit_callbacks() as callbacks:
        client.post(reverse("pipeline:attachment_remove", args=[kept.pk]))
    assert path.exists()
    for callback in callbacks:
        callback()
    assert (path.exists(), Attachment.objects.count()) == (False, 0)


def test_the_files_go_with_their_deal(alice, deal, kept, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_deals(Opportunity.objects.filter(pk=deal.pk), by=alice)
    assert not Path(kept.file.path).exists()


def test_a_file_that_is_gone_from_the_store_is_not_found(client, alice, kept):
    Path(kept.file.path).unlink()
    client.force_login(alice)
    assert client.get(address_of(kept)).status_code == 404


def test_charlie_gets_nothing(client, charlie, kept):
    client.force_login(charlie)
    assert client.get(address_of(kept)).status_code == 404
    assert client.post(reverse("pipeline:attachment_remove", args=[kept.pk])).status_code == 404


def test_an_analyst_reads_and_removes_nothing(client, anna, kept):
    client.force_login(anna)
    assert b"".join(client.get(address_of(kept))) == files.PDF
    assert client.post(reverse("pipeline:attachment_remove", args=[kept.pk])).status_code == 403


def test_the_file_of_an_account_is_for_who_sees_the_account(client, alice, charlie, deal):
    kept = attachments.attach_to_account(deal.account, by=alice, file=upload())
    answers = []
    for user in (alice, charlie):
        client.force_login(user)
        answer = client.get(address_of(kept))
        answers.append((answer.status_code, files.PDF in b"".join(answer)))
    assert answers == [(200, True), (404, False)]


def test_the_history_tells_of_files(client, alice, deal, kept):
    client.force_login(alice)
    client.post(reverse("pipeline:attachment_remove", args=[kept.pk]))
    page = client.get(deal.get_absolute_url()).text
    assert "attached Quote.pdf" in page
    assert "removed Quote.pdf" in page
