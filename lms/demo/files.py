"""The demo's pictures and documents, by the names that the lessons use for them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.models import Collection

from lms.demo import drawing, site_pages
from lms.pages.models import SiteDocument, SiteImage
from lms.pdf import render_pdf

COLLECTION = "Demo"


@dataclass(frozen=True)
class Source:
    """One file: how it is called in the library, and where its bytes come from."""

    title: str
    read: Callable[[], bytes]


def _packaged(name: str) -> Callable[[], bytes]:
    return lambda: (resources.files("lms.demo") / "media" / name).read_bytes()


def _worksheet() -> bytes:
    title = "Your 150-word statement: worksheet"
    context = {"organisation": site_pages.ORGANISATION}
    return render_pdf("demo/statement_worksheet.html", context, language="en-gb", title=title)


PICTURES = {
    "timeline.png": Source("The calendar to 6 May 2027", drawing.draw_timeline),
    "timeline-poster.png": Source("The calendar: first picture of the film", drawing.draw_poster),
}
DOCUMENTS = {
    "wednesday.mp3": Source("Wednesday, a quarter to ten", _packaged("wednesday.mp3")),
    "timeline.mp4": Source("The calendar in forty-five seconds", _packaged("timeline.mp4")),
    "timeline-small.mp4": Source(
        "The calendar in forty-five seconds: small version", _packaged("timeline-small.mp4")
    ),
    "timeline-sound.mp3": Source(
        "The calendar in forty-five seconds: only the sound", _packaged("timeline-sound.mp3")
    ),
    "week-read-aloud.mp3": Source("A week in the life, read aloud", _packaged("week-read-aloud.mp3")),
    "week-read-aloud.vtt": Source("A week in the life, read aloud: times", _packaged("week-read-aloud.vtt")),
    "timeline.vtt": Source("The calendar in forty-five seconds: captions", _packaged("timeline.vtt")),
    "statement-worksheet.pdf": Source("Your 150-word statement: worksheet", _worksheet),
}


def keep_files() -> dict[str, int]:
    """Every file is in the library under its title; returns the primary keys by file name.

    Repeatable: a file that is there with the same bytes stays as it is.
    """
    collection = _collection()
    keys = {name: _keep_picture(name, source, collection) for name, source in PICTURES.items()}
    keys |= {name: _keep_document(name, source, collection) for name, source in DOCUMENTS.items()}
    return keys


def _collection() -> Collection:
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    found: Collection | None = root.get_children().filter(name=COLLECTION).first()
    return found or root.add_child(name=COLLECTION)


def _same(stored: SiteImage | SiteDocument, content: bytes) -> bool:
    wanted = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    return stored.file_hash == wanted and stored.file.storage.exists(stored.file.name)


def _leave(stored: SiteImage | SiteDocument) -> None:
    """The file that is replaced goes when the replacement is certain; sizes of a picture are cut anew."""
    if not stored.file:
        return
    storage, name = stored.file.storage, stored.file.name
    transaction.on_commit(lambda: storage.delete(name))
    if isinstance(stored, SiteImage):
        stored.renditions.all().delete()


def _keep_picture(name: str, source: Source, collection: Collection) -> int:
    content = source.read()
    image = SiteImage.objects.filter(title=source.title, collection=collection).first()
    if image is None or not _same(image, content):
        image = image or SiteImage(title=source.title, collection=collection)
        _leave(image)
        image.file = ImageFile(io.BytesIO(content), name=name)
        image._set_image_file_metadata()
        image.save()
    return int(image.pk)


def _keep_document(name: str, source: Source, collection: Collection) -> int:
    content = source.read()
    document = SiteDocument.objects.filter(title=source.title, collection=collection).first()
    if document is None or not _same(document, content):
        document = document or SiteDocument(title=source.title, collection=collection)
        _leave(document)
        document.file = ContentFile(content, name=name)
        document._set_document_file_metadata()
        document.save()
    return int(document.pk)
