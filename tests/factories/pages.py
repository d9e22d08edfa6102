"""The site's own pages, pictures and documents."""

from __future__ import annotations

import io
import itertools
import zipfile
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Collection, Locale, Page, Site

from lms.pages.models import HomePage, SiteDocument, SiteImage, StandardPage

_numbers = itertools.count(1)
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"


def home_page(**fields: Any) -> HomePage:
    """The home page at ``/``, made once a test; ``fields`` are set on it."""
    Locale.objects.get_or_create(language_code="en-gb")
    home = HomePage.objects.first()
    if home is None:
        root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
        home = root.add_child(instance=HomePage(title="Hustings", slug=f"home-{next(_numbers)}"))
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "testserver", "port": 80, "root_page": home}
        )
        Site.clear_site_root_paths_cache()
    for name, value in fields.items():
        setattr(home, name, value)
    home.save_revision().publish()
    return HomePage.objects.get(pk=home.pk)


def standard_page(*, live: bool = True, **fields: Any) -> StandardPage:
    """A page below the home page."""
    number = next(_numbers)
    page = StandardPage(**{"title": f"Page {number}", "slug": f"page-{number}", "live": False, **fields})
    home_page().add_child(instance=page)
    if live:
        page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


def root_collection() -> Collection:
    return Collection.objects.filter(depth=1).first() or Collection.add_root(name="Root")


def document(content: bytes = PDF, name: str = "form.pdf", **fields: Any) -> SiteDocument:
    """A stored document, unchecked as one that came by another way would be."""
    root_collection()
    made = SiteDocument(title=fields.pop("title", name), file=ContentFile(content, name=name), **fields)
    made._set_document_file_metadata()
    made.save()
    return made


def picture(width: int = 1600, height: int = 900, **fields: Any) -> SiteImage:
    """A stored photograph of nothing in particular."""
    root_collection()
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#8a7f6f").save(out, "JPEG")
    name = f"picture-{next(_numbers)}.jpg"
    return SiteImage.objects.create(
        title=fields.pop("title", "A branch meeting"), file=ContentFile(out.getvalue(), name=name), **fields
    )


def archive(**files: bytes | str) -> bytes:
    """A zip archive; names are given with ``__`` for a slash and ``_dot_`` for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()
