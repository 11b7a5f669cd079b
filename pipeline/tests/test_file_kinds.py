"""A file is what its ending says, or it is refused."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from pipeline.file_kinds import check_content, check_name
from pipeline.tests import files

GOOD = {
    "a.pdf": files.PDF, "a.PNG": files.PNG, "a.jpg": files.JPEG, "a.jpeg": files.JPEG, "a.gif": files.GIF,
    "a.webp": files.WEBP, "a.docx": files.DOCX, "a.xlsx": files.XLSX, "a.pptx": files.PPTX, "a.odt": files.ODT,
    "a.txt": "Grüße\r\n".encode(), "b.txt": "Grüße".encode("cp1252"), "c.txt": "Grüße".encode("utf-16"),
    "a.csv": b"a;b\n1;2\n", "a.eml": b"From: a@example.com\n\nHello\n",
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_file_of_its_kind_is_taken(name):
    check_content(check_name(name), BytesIO(GOOD[name]))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", files.PROGRAM), ("a.pdf", b"<script>alert(1)</script>"), ("a.png", files.PDF), ("a.jpg", files.GIF),
        ("a.docx", files.XLSX), ("a.xlsx", files.PROGRAM), ("a.docx", files.MACROS), ("a.odt", files.DOCX),
        ("a.docx", b"PK\x03\x04 and then nothing"), ("a.odt", b"PK\x03\x04"), ("a.txt", files.PROGRAM),
        ("a.webp", b"RIFF\x24\0\0\0AVI LIST" + b"\0" * 30), ("a.pdf", b"a"), ("a.txt", b"\xff\xfea"),
        ("a.csv", b"a\0b"),
    ],
)  # fmt: skip
def test_a_disguised_file_is_refused(name, content):
    with pytest.raises(ValidationError, match="what is in it is something else"):
        check_content(name, BytesIO(content))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\Users\\a\\Quote 1.2.pdf", "Quote 1.2.pdf"),
        (" a  b .pdf ", "a b .pdf"), ("Größe.pdf", "Größe.pdf"),
    ],
)  # fmt: skip
def test_a_name_keeps_no_path(sent, kept):
    assert check_name(sent) == kept


@pytest.mark.parametrize("name", ["", ".", "..", ".pdf", "pdf", "a.exe", "a.pdf.exe", "a.svg", "a.html", "a\0.pdf",
                                  "a\u202e.pdf", "a.docm", "/", "a.pdf/"])  # fmt: skip
def test_a_name_that_cannot_be_is_refused(name):
    with pytest.raises(ValidationError, match="cannot be attached"):
        check_name(name)


def test_a_name_with_two_endings_is_refused():
    with pytest.raises(ValidationError, match=r"two endings, \.exe and \.pdf"):
        check_name("a.exe.pdf")


def test_a_long_name_is_refused():
    with pytest.raises(ValidationError, match="longer than 120"):
        check_name("a" * 300 + ".pdf")
