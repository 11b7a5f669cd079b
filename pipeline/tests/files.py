"""Small files of each kind, as people attach them."""

import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1" + b"\0" * 40 + b"\xff\xd9"
GIF = b"GIF89a" + b"\0" * 20
WEBP = b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 30
PROGRAM = b"MZ\x90\0" + b"\0" * 80


def archive(**parts: bytes) -> bytes:
    """A zip with these parts; `__` in a name stands for a slash, `_dot_` for a dot."""
    stored = BytesIO()
    with zipfile.ZipFile(stored, "w") as zipped:
        for name, content in parts.items():
            zipped.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stored.getvalue()


DOCX = archive(Content_Types=b"<Types/>", word__document_dot_xml=b"<document/>")
XLSX = archive(Content_Types=b"<Types/>", xl__workbook_dot_xml=b"<workbook/>")
PPTX = archive(Content_Types=b"<Types/>", ppt__presentation_dot_xml=b"<p/>")
ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text")
MACROS = archive(word__document_dot_xml=b"<document/>", word__vbaProject_dot_bin=b"x")


def upload(name: str = "Quote.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
