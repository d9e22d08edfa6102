"""What an uploaded document is, judged by its bytes and not by its name."""

from __future__ import annotations

import zipfile
from typing import IO

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.pages.files import extension
from lms.pages.sizes import file_size

HEAD = 64 * 1024
TEXTS = {"txt", "csv", "vtt"}
# The file inside a zip archive that makes it a document of its kind, and what it must contain.
_OFFICE = {"docx": "word/", "xlsx": "xl/"}
_OPEN_DOCUMENT = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
# What programs and pages begin with, whatever else a file may claim to be.
_NEVER = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa")
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<iframe")


def check_upload(file: IO[bytes], name: str, size: int) -> None:
    """Nothing happens if the bytes of ``file`` are what ``name`` says they are.

    Looks at no more than the beginning of a recording; reads texts and archives whole.
    Leaves the file at its beginning.

    Raises ``ValidationError`` in words for the person who chose the file.
    """
    ending = extension(name)
    if ending not in settings.WAGTAILDOCS_EXTENSIONS:
        raise ValidationError(
            _("Files that end in “.%(ending)s” are not taken. These are: %(endings)s."),
            code="extension",
            params={"ending": ending, "endings": ", ".join(settings.WAGTAILDOCS_EXTENSIONS)},
        )
    most = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    if size > most:
        raise ValidationError(
            _(
                "This file has %(size)s; the most is %(most)s. Make it smaller, or put a recording "
                "on a video site."
            ),
            code="size",
            params={"size": file_size(size), "most": file_size(most)},
        )
    if size == 0:
        raise ValidationError(_("This file is empty."), code="empty")
    try:
        if not _is(file, ending):
            raise ValidationError(
                _(
                    "This file is named “.%(ending)s”, but its content is something else. "
                    "Save it again as a real .%(ending)s file and try once more."
                ),
                code="content",
                params={"ending": ending},
            )
    finally:
        file.seek(0)


def _is(file: IO[bytes], ending: str) -> bool:
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(_NEVER):
        return False
    if ending in TEXTS:
        return _is_text(head + file.read(), ending)
    if ending in _OFFICE or ending in _OPEN_DOCUMENT:
        return _is_office(file, ending)
    if ending == "pdf":
        return head.startswith(b"%PDF-")
    return _is_recording(head, ending)


def _is_text(content: bytes, ending: str) -> bool:
    """UTF-8 without control bytes, not a page for a browser; captions begin with WEBVTT."""
    if b"\x00" in content:
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        return False
    if ending == "vtt":
        first = text.split("\n", 1)[0].rstrip("\r")
        return first == "WEBVTT" or first.startswith(("WEBVTT ", "WEBVTT\t"))
    return True


def _is_office(file: IO[bytes], ending: str) -> bool:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if ending in _OFFICE:
                return "[Content_Types].xml" in names and any(n.startswith(_OFFICE[ending]) for n in names)
            if "mimetype" not in names or archive.getinfo("mimetype").file_size > 200:
                return False
            return archive.read("mimetype").strip() == _OPEN_DOCUMENT[ending]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return False


def _is_recording(head: bytes, ending: str) -> bool:
    if ending in {"mp4", "m4a"}:
        return head[4:8] == b"ftyp"
    if ending == "ogg":
        return head.startswith(b"OggS")
    if ending == "webm":
        return head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:128]
    if ending == "mp3":
        # A tag, or the eleven set bits that begin a frame of layer III; tools write either.
        return head.startswith(b"ID3") or (len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2)
    # Whatever an operator takes in addition (WAGTAILDOCS_EXTENSIONS).
    try:
        return any(match.extension == f".{ending}" for match in puremagic.magic_string(head))
    except puremagic.PureError:
        return False
