"""Each door through which a file comes in, knocked at with files that should not."""

from __future__ import annotations

import io
import json
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.models import Collection

from lms import pdf
from lms.pages.models import SiteDocument, SiteImage
from tests.factories.accounts import EditorFactory, sign_in

pytestmark = pytest.mark.django_db

PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
LARGE = 50 * 1024 * 1024


def _png(pixels: int = 8) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (pixels, pixels)).save(made, "PNG")
    return made.getvalue()


def _jpeg() -> bytes:
    made = io.BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(made, "JPEG")
    return made.getvalue()


class _Large(SimpleUploadedFile):
    """Fifty megabytes of zeros after the right beginning."""

    def __init__(self, name: str, head: bytes) -> None:
        super().__init__(name, head + bytes(LARGE - len(head)))


DOCUMENTS = [
    ("page as a PDF", lambda: SimpleUploadedFile("form.pdf", PAGE), "its content is something else"),
    (
        "program as a recording",
        lambda: SimpleUploadedFile("a.mp3", b"MZ" + bytes(99)),
        "its content is something else",
    ),
    (
        "page by its own name",
        lambda: SimpleUploadedFile("form.html", PAGE),
        "“.html” are not taken|“html” is not allowed",
    ),
    ("50 MB", lambda: _Large("talk.mp4", b"\x00\x00\x00\x18ftypmp42"), "50.0|40.0"),
]
PICTURES = [
    ("page as a picture", lambda: SimpleUploadedFile("a.png", PAGE), "Not a valid|not a valid"),
    ("SVG as a picture", lambda: SimpleUploadedFile("a.png", SVG), "Not a valid|not a valid|extension"),
    (
        "SVG by its own name",
        lambda: SimpleUploadedFile("a.svg", SVG),
        "Not a supported image format|not allowed",
    ),
    (
        "picture under another kind's name",
        lambda: SimpleUploadedFile("a.jpg", _png()),
        "Not a valid .jpeg image",
    ),
    ("beginning of a picture", lambda: SimpleUploadedFile("a.png", _png()[:20]), "cannot be read to its end"),
    ("half a photograph", lambda: SimpleUploadedFile("a.jpg", _jpeg()[:1500]), "cannot be read to its end"),
    ("50 MB", lambda: _Large("a.png", _png()), "too big"),
]
DOCUMENT_DOORS = {
    "add": "/admin/documents/add/",
    "several": "/admin/documents/multiple/add/",
    "chooser": "/admin/documents/chooser/create/",
}
PICTURE_DOORS = {
    "add": "/admin/images/add/",
    "several": "/admin/images/multiple/add/",
    "chooser": "/admin/images/chooser/create/",
}


def _knock(door: str, name: str, file: Any) -> str:
    """What the door says to an editor who brings ``file``; each door has its own way of asking."""
    client = sign_in(Client(), EditorFactory())
    collection = str(Collection.get_first_root_node().pk)
    if name == "several":
        data = {"files[]": file, "title": "T", "collection": collection}
    elif name == "chooser":
        kind = "document" if "documents" in door else "image"
        data = {
            f"{kind}-chooser-upload-{n}": v
            for n, v in (("title", "T"), ("file", file), ("collection", collection))
        }
    else:
        data = {"title": "T", "file": file, "collection": collection}
    answer = client.post(
        door, data, headers={"x-requested-with": "XMLHttpRequest"} if name == "several" else {}
    )
    assert answer.status_code == 200
    return answer.content.decode()


def _says(answer: str, words: str) -> bool:
    if answer.startswith("{"):
        answer = " ".join(str(part) for part in json.loads(answer).values())
    return any(part in unescape(answer) for part in words.split("|"))


@pytest.mark.parametrize("name", DOCUMENT_DOORS)
@pytest.mark.parametrize(
    ("make", "words"), [case[1:] for case in DOCUMENTS], ids=[case[0] for case in DOCUMENTS]
)
def test_document_that_should_not_comes_through_no_door(name: str, make: Any, words: str) -> None:
    answer = _knock(DOCUMENT_DOORS[name], name, make())

    assert _says(answer, words), answer[-1500:]
    assert SiteDocument.objects.count() == 0


@pytest.mark.parametrize("name", PICTURE_DOORS)
@pytest.mark.parametrize(
    ("make", "words"), [case[1:] for case in PICTURES], ids=[case[0] for case in PICTURES]
)
def test_picture_that_should_not_comes_through_no_door(name: str, make: Any, words: str) -> None:
    pdf.load_weasyprint()  # which, by itself, would let half pictures pass from here on
    answer = _knock(PICTURE_DOORS[name], name, make())

    assert _says(answer, words), answer[-1500:]
    assert SiteImage.objects.count() == 0


@pytest.mark.parametrize("name", PICTURE_DOORS)
def test_real_picture_comes_through_every_door(name: str, settings: Any) -> None:
    door = PICTURE_DOORS[name]
    client = sign_in(Client(), EditorFactory())
    collection = str(Collection.get_first_root_node().pk)
    fields = {"title": "T", "file": SimpleUploadedFile("a.png", _png()), "collection": collection}
    if name == "several":
        fields["files[]"] = fields.pop("file")
    if name == "chooser":
        fields = {f"image-chooser-upload-{n}": v for n, v in fields.items()}
    client.post(door, fields, headers={"x-requested-with": "XMLHttpRequest"} if name == "several" else {})

    assert [image.title for image in SiteImage.objects.all()] == ["T"]


def test_changed_document_is_judged_as_a_new_one_is() -> None:
    made = SiteDocument.objects.create(
        title="Form", file=SimpleUploadedFile("form.pdf", b"%PDF-1.7 the form")
    )
    client = sign_in(Client(), EditorFactory())

    answer = client.post(
        f"/admin/documents/edit/{made.pk}/",
        {
            "title": "Form",
            "file": SimpleUploadedFile("form.pdf", PAGE),
            "collection": str(Collection.get_first_root_node().pk),
        },
    )

    assert answer.status_code == 200
    assert "its content is something else" in answer.content.decode()
    made.refresh_from_db()
    with made.file.open() as kept:
        assert kept.read() == b"%PDF-1.7 the form"
