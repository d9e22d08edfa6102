"""The certificate on paper: every assertion is made on the file itself."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
from django.core.files.storage import default_storage
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from courses.certificates import document
from courses.certificates.models import Certificate
from courses.certificates.services import freeze_certificate
from lms.pages.models import SiteSettings
from tests.factories.certificates import completed_enrolment, issued, made, person

pytestmark = pytest.mark.django_db


def reader_of(certificate: Certificate) -> PdfReader:
    with default_storage.open(certificate.storage_key) as file:
        return PdfReader(io.BytesIO(file.read()))


def structure(reader: PdfReader) -> Iterator[dict[str, Any]]:
    """Every element of the structure tree, in reading order."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop(0).get_object()
        if not isinstance(element, dict):
            continue
        if "/S" in element:
            yield element
        inside = element.get("/K")
        inside = inside.get_object() if hasattr(inside, "get_object") else inside
        waiting[:0] = [
            c for c in (inside if isinstance(inside, list) else [inside]) if hasattr(c, "get_object")
        ]


def text_of(certificate: Certificate, tmp_path: Path) -> str:
    """What pdftotext reads, with white space made one space."""
    path = tmp_path / "certificate.pdf"
    with default_storage.open(certificate.storage_key) as file:
        path.write_bytes(file.read())
    read = subprocess.run(["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


def fonts_of(certificate: Certificate, tmp_path: Path) -> list[list[str]]:
    path = tmp_path / "certificate.pdf"
    with default_storage.open(certificate.storage_key) as file:
        path.write_bytes(file.read())
    read = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True, text=True)
    return [line.split() for line in read.stdout.splitlines()[2:]]


def test_file_is_one_page_of_a4_lying():
    [page] = reader_of(made()).pages

    assert round(float(page.mediabox.width) / 72 * 25.4) == 297
    assert round(float(page.mediabox.height) / 72 * 25.4) == 210


def test_file_says_that_it_is_pdf_ua_with_language_and_title():
    certificate = made()
    reader = reader_of(certificate)
    root = reader.trailer["/Root"]

    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert root["/Lang"] == "en-gb"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == f"Certificate {certificate.printed_number}: Standing for council"
    assert reader.metadata.author == "Hustings"


def test_file_has_a_structure_with_heading_paragraphs_list_and_a_described_picture():
    certificate = made()
    kinds = [element["/S"] for element in structure(reader_of(certificate))]
    figures = [element for element in structure(reader_of(certificate)) if element["/S"] == "/Figure"]

    assert {kind: kinds.count(kind) for kind in ("/H1", "/P", "/L", "/LI", "/Figure")} == {
        "/H1": 1, "/P": 5, "/L": 1, "/LI": 3, "/Figure": 1,
    }  # fmt: skip
    assert figures[0]["/Alt"] == (
        f"QR code: check this certificate at http://testserver/certificates/{certificate.printed_number}/"
    )


def test_text_reads_back_exactly(tmp_path):
    certificate = made(person("Siân Ŵŷn Llŷr ap Gruffydd"))

    assert text_of(certificate, tmp_path) == (
        "Hustings. This records that Siân Ŵŷn Llŷr ap Gruffydd "
        "completed Standing for council, a course of ten lessons and six hours, on 21 March 2027. "
        "What a councillor does How selection works Preparing to stand "
        f"{certificate.printed_number} "
        "Check it at testserver/certificates · Edition 12, 3 March 2027 · "
        "Records training, not endorsement or candidacy."
    )


def test_every_face_is_embedded_as_a_subset_with_its_characters(tmp_path):
    rows = fonts_of(made(person("محمد عبد الله")), tmp_path)

    assert {re.sub(r"^[A-Z]{6}\+", "", row[0]).split("-")[0] for row in rows} == {
        "Literata",
        "Atkinson",
        "Amiri",
    }
    assert {tuple(row[4:7]) for row in rows} == {("yes", "yes", "yes")}  # embedded, subset, Unicode


NAMES = {
    "long": ("Maria Wilhelmina Alexandra Fitzgerald-Haverstock of Llanfairpwllgwyngyll " * 3)[:200].strip(),
    "unbroken": "W" * 200,
    "arabic": "محمد عبد الله",
    "hebrew": "שרה כהן",
    "vietnamese": "Nguyễn Thị Ánh",
    "bengali": "শেখ মুজিব",
    "hindi": "अमित शर्मा",
    "tamil": "அருண்",
    "telugu": "వెంకట",
    "thai": "สมชาย",
    "two scripts": "Sarah שרה Cohen",
    "one letter": "Ŷ",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_any_name_is_on_one_page_without_boxes(name, caplog):
    certificate = made(person(name))

    assert certificate.name == name
    assert len(reader_of(certificate).pages) == 1
    assert [record.getMessage() for record in caplog.records if record.name.startswith("weasyprint")] == []


def test_emoji_is_left_out_of_the_name():
    assert made(person("Zoë 🎉 Lark")).name == "Zoë Lark"


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Nadia Ahmed", 60),
        (NAMES["long"], 24),
        ("W" * 200, 16),
        ("Ŷ", 60),
        ("Llŷr ap Gruffydd of Aberystwyth", 38),
    ],
)
def test_size_of_the_name_follows_its_length(name, size):
    assert document.name_size(name) == size


@given(st.text("abcdefghijklmnopqrstuvwxyzW -", min_size=1, max_size=200))
def test_name_always_fits_its_place(name):
    size = document.name_size(name)
    lines = -(-document.pdf.width_in_em(name) * size // document.NAME_WIDTH)

    assert size in document.NAME_SIZES
    assert lines * size * 1.2 <= document.NAME_HEIGHT


def test_crowded_certificate_is_still_one_page():
    modules = tuple(f"Module {n} with a title that goes on and on and on until it ends" for n in range(14))
    certificate = made(person("W" * 200), title="A course with a title " * 11, modules=modules, lessons=28)

    assert len(reader_of(certificate).pages) == 1
    assert document.stops(certificate.modules)[-1] == "and 3 more"
    assert len(document.stops(certificate.modules)) == 12


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "one minute"),
        (45, "45 minutes"),
        (60, "one hour"),
        (75, "one hour"),
        (80, "one and a half hours"),
        (360, "six hours"),
        (1290, "21 and a half hours"),
    ],
)
def test_time_is_in_words(minutes, words):
    assert document.time_in_words(minutes) == words


def test_completion_day_is_the_day_in_london():
    late = dt.datetime(2027, 7, 4, 23, 30, tzinfo=dt.UTC)  # half past midnight on the 5th in London
    certificate = freeze_certificate(earned=completed_enrolment(completed_at=late))

    assert certificate.completed_on == dt.date(2027, 7, 5)


def test_qr_code_holds_the_address_of_the_public_page(settings):
    settings.SITE_URL = "https://learn.example.org"
    certificate = issued()
    address = f"https://learn.example.org/certificates/{certificate.printed_number}/"

    assert document.verification_url(certificate) == address
    assert document.qr_picture(address) == segno.make(address, error="m", micro=False).svg_data_uri(
        dark="#1d1a22", light=None, border=0, scale=4
    )
    assert document.check_address() == "learn.example.org/certificates"


def test_same_certificate_gives_the_same_bytes():
    certificate = issued()

    assert document.render_document(certificate) == document.render_document(certificate)


def test_accent_and_name_of_the_organisation_are_printed():
    SiteSettings.objects.update_or_create(
        pk=SiteSettings.load().pk, defaults={"organisation": "Ward Works 🎉", "accent": "#0b5394"}
    )
    certificate = made()

    assert (certificate.organisation, certificate.accent) == ("Ward Works", "#0b5394")
    assert reader_of(certificate).metadata.author == "Ward Works"


@pytest.mark.parametrize(("spoken", "written"), [("cy", "cy"), ("en-gb", "en-gb")])
def test_language_of_the_file_is_that_of_the_edition_where_the_interface_speaks_it(
    monkeypatch, spoken, written
):
    monkeypatch.setattr(document, "interface_language", lambda language: spoken)
    with translation.override("en-gb"):
        certificate = made(language="cy")

    assert reader_of(certificate).trailer["/Root"]["/Lang"] == written
