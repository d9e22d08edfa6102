"""Files and recordings that people hand in: judged by size and by content, never by their name."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from lms.pages.files import extension
from lms.pages.recordings import seconds_of
from lms.pages.sizes import MEGABYTE, file_size
from lms.pages.uploads import check_upload

MOST_FILE = 10 * MEGABYTE
MOST_RECORDING = 150 * MEGABYTE
LEEWAY = 15  # seconds: nobody stops at the very second
DOCUMENTS = ("pdf", "docx", "odt", "txt")
PICTURES = ("jpg", "jpeg", "png")
# What the recorders of phones and browsers write: each kind with what its bytes begin with.
_BOXES = ("mp4", "m4a", "mov", "3gp")  # all of them ISO base media files (ISO/IEC 14496-12 §4.3)
RECORDINGS = (*_BOXES, "webm", "ogg", "mp3")
_PICTURE_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG"}


def check_file(file: UploadedFile[Any]) -> None:
    """``file`` is a document or a picture, as its name says. Raises ``ValidationError`` in words."""
    name, ending = file.name or "", extension(file.name or "")
    _check_size(file, MOST_FILE)
    if ending in DOCUMENTS:
        check_upload(file, name, file.size or 0)
    elif ending in PICTURES:
        _check_picture(file, ending)
    else:
        raise ValidationError(_("Choose a PDF, a text document (docx, odt, txt) or a picture (jpg, png)."))


def check_recording(file: UploadedFile[Any], most_minutes: int = 0) -> None:
    """``file`` is a recording, as long as it may be. Raises ``ValidationError`` in words."""
    ending = extension(file.name or "")
    _check_size(file, MOST_RECORDING)
    if ending not in RECORDINGS:
        raise ValidationError(
            _("Choose a recording, as a phone makes it: mp4, m4a, mov, 3gp, webm, ogg or mp3.")
        )
    if ending in ("mov", "3gp"):
        _check_box(file)
    else:
        try:
            check_upload(file, file.name or "", min(file.size or 0, MOST_FILE))
        except ValidationError as error:
            if error.code == "content":
                raise ValidationError(
                    _("This is no recording that can be played. Record it once more.")
                ) from None
            raise
    seconds = seconds_of(cast(BinaryIO, file), f"x.{'mp4' if ending in _BOXES else ending}")
    if most_minutes and seconds and seconds > most_minutes * 60 + LEEWAY:
        raise ValidationError(
            _("This recording is longer than %(minutes)s minutes. Record a shorter one."),
            params={"minutes": most_minutes},
        )


def shown_name(file: UploadedFile[Any]) -> str:
    """The name under which a file is handed out again: the last part of its own, 120 characters at most."""
    name = file.name or ""
    stem = name.rpartition("/")[2].rpartition(".")[0]
    return f"{' '.join(stem.split())[:120] or 'file'}.{extension(name)}"


def _check_size(file: UploadedFile[Any], most: int) -> None:
    if (file.size or 0) > most:
        raise ValidationError(
            _("This file has %(size)s; the most is %(most)s."),
            params={"size": file_size(file.size), "most": file_size(most)},
        )
    if not file.size:
        raise ValidationError(_("This file is empty."), code="empty")


def _check_box(file: UploadedFile[Any]) -> None:
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    if head[4:8] != b"ftyp":
        raise ValidationError(_("This is no recording that can be played. Record it once more."))


def _check_picture(file: UploadedFile[Any], ending: str) -> None:
    """A picture that can be drawn, of a size that does not fill the memory."""
    file.seek(0)
    try:
        with Image.open(file, formats=(_PICTURE_FORMATS[ending],)) as picture:
            wide, high = picture.size
            if wide * high > 60_000_000:
                raise ValidationError(_("This picture has too many points. Make it smaller."))
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise ValidationError(_("This is no picture of the kind that its name says.")) from None
    finally:
        file.seek(0)
