"""Which files may be attached: by their ending, and by what is in them. The two must agree."""

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from struct import error as struct_error
from typing import IO

import puremagic
from django.core.exceptions import ValidationError

LONGEST_NAME = 120
# What a system may run, or a browser may show as ours, whatever ending comes after it.
PROGRAMS = frozenset(
    ["exe", "com", "bat", "cmd", "msi", "scr", "ps1", "vbs", "js", "jar", "sh", "php", "py", "html", "htm", "svg",
     "lnk", "docm", "xlsm", "pptm", "hta", "apk", "dll"]
)  # fmt: skip
_BROKEN = (zipfile.BadZipFile, zlib.error, struct_error, EOFError, KeyError, NotImplementedError, OSError,
           RuntimeError, ValueError)  # fmt: skip
_TEXT_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


@dataclass(frozen=True)
class Kind:
    """A kind of file: how it is called and sent, and what tells that a file is one."""

    label: str
    content_type: str
    fits: Callable[[IO[bytes]], bool]


def _magic(*endings: str) -> Callable[[IO[bytes]], bool]:
    """Files that their first bytes tell."""

    def fits(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            found = puremagic.magic_stream(file)
        except (puremagic.PureError, ValueError):  # nothing that is known; nothing at all
            return False
        return any(match.extension in endings for match in found)

    return fits


_is_zip = _magic(".zip")


def _is_webp(file: IO[bytes]) -> bool:
    """Sound and film come in the same wrapping; which it is stands after its length."""
    file.seek(0)
    return _is_riff(file) and file.read(12)[8:] == b"WEBP"


_is_riff = _magic(".webp")


def _office(part: str) -> Callable[[IO[bytes]], bool]:
    """Office documents: archives with a certain part, and without macros."""

    def fits(file: IO[bytes]) -> bool:
        names = _names(file)
        return part in names and not any(name.lower().endswith("vbaproject.bin") for name in names)

    return fits


def _open_document(content_type: str) -> Callable[[IO[bytes]], bool]:
    """OpenDocument files: archives that say what they are."""

    def fits(file: IO[bytes]) -> bool:
        if "mimetype" not in _names(file):
            return False
        try:
            with zipfile.ZipFile(file) as archive, archive.open("mimetype") as said:
                return said.read(200).strip() == content_type.encode()
        except _BROKEN:
            return False

    return fits


def _names(file: IO[bytes]) -> set[str]:
    if not _is_zip(file):
        return set()
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return set(archive.namelist())
    except _BROKEN:
        return set()


def _is_text(file: IO[bytes]) -> bool:
    """Text of any common encoding: nothing but letters, and no byte that no text has."""
    file.seek(0)
    content = file.read()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return "\0" not in content.decode("utf-16")
        except UnicodeDecodeError:
            return False
    return not _TEXT_CONTROLS & set(content)


def _document(label: str, name: str, part: str) -> Kind:
    return Kind(label, f"application/vnd.openxmlformats-officedocument.{name}", _office(part))


def _open(label: str, name: str) -> Kind:
    content_type = f"application/vnd.oasis.opendocument.{name}"
    return Kind(label, content_type, _open_document(content_type))


_JPEG = Kind("JPEG picture", "image/jpeg", _magic(".jpg", ".jpeg", ".jfif"))
KINDS = {
    "pdf": Kind("PDF", "application/pdf", _magic(".pdf")),
    "docx": _document("Word document", "wordprocessingml.document", "word/document.xml"),
    "xlsx": _document("Excel workbook", "spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": _document("PowerPoint presentation", "presentationml.presentation", "ppt/presentation.xml"),
    "odt": _open("OpenDocument text", "text"),
    "ods": _open("OpenDocument spreadsheet", "spreadsheet"),
    "odp": _open("OpenDocument presentation", "presentation"),
    "png": Kind("PNG picture", "image/png", _magic(".png")),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "gif": Kind("GIF picture", "image/gif", _magic(".gif")),
    "webp": Kind("WebP picture", "image/webp", _is_webp),
    "txt": Kind("text file", "text/plain", _is_text),
    "csv": Kind("CSV file", "text/csv", _is_text),
    "eml": Kind("e-mail", "message/rfc822", _is_text),
}
ALLOWED = "PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, GIF, WebP, TXT, CSV and EML"


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name.strip(".") else ""


def content_type_of(name: str) -> str:
    kind = KINDS.get(ending_of(name))
    return kind.content_type if kind else "application/octet-stream"


def check_name(name: str) -> str:
    """Return the name to keep; raise ValidationError with a sentence for one that cannot be."""
    # Browsers send names, but a client may send a path, of either system.
    name = " ".join(name.replace("\\", "/").rpartition("/")[2].split()).strip(". ")
    if len(name) > LONGEST_NAME:
        raise ValidationError(f"The file's name is longer than {LONGEST_NAME} letters. Give it a shorter one.")
    ending = ending_of(name)
    if not name or not name.isprintable() or ending not in KINDS:
        raise ValidationError(f"Files of this kind cannot be attached. Allowed are {ALLOWED}.")
    inner = {part.lower() for part in name.split(".")[1:-1]} & PROGRAMS
    if inner:
        raise ValidationError(
            f"The name has two endings, .{min(inner)} and .{ending}. Name the file by what it is, with one."
        )
    return name


def check_content(name: str, file: IO[bytes]) -> None:
    """Raise ValidationError where the file is not what its ending says."""
    kind = KINDS[ending_of(name)]
    fits = kind.fits(file)
    file.seek(0)
    if not fits:
        article = "an" if kind.label[0] in "AEIOU" or kind.label == "e-mail" else "a"
        raise ValidationError(f"“{name}” is not {article} {kind.label}: what is in it is something else.")
