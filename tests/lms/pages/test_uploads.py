import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.pages.models import SiteDocument
from lms.pages.uploads import check_upload
from tests.factories.pages import PDF, archive, docx, root_collection

MP4 = b"\x00\x00\x00\x20ftypisom" + b"\x00" * 64
OTHER = "its content is something else"


def check(content, name):
    check_upload(io.BytesIO(content), name, len(content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.pdf", PDF),
        ("FORM.PDF", PDF),
        ("statement.docx", docx()),
        ("statement.odt", archive(mimetype="application/vnd.oasis.opendocument.text")),
        ("wards.csv", "ward,seats\nPenrhyn Bay – Llandrillo-yn-Rhos,3\nTŷ Mawr,1\n".encode()),
        ("notes.txt", b"\xef\xbb\xbfPlain words"),
        ("talk.vtt", b"WEBVTT\n\n00:00.000 --> 00:02.000\nGood evening.\n"),
        ("talk.vtt", b"\xef\xbb\xbfWEBVTT - a talk\r\n"),
        ("talk.mp4", MP4),
        ("talk.m4a", MP4),
        ("talk.mp3", b"ID3\x04" + b"\x00" * 64),
        ("talk.mp3", b"\xff\xfb\x90\x64" + b"\x00" * 64),
        ("talk.ogg", b"OggS" + b"\x00" * 64),
        (
            "talk.webm",
            b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm",
        ),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(name, content):
    file = io.BytesIO(content)
    check_upload(file, name, len(content))

    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.pdf", b"MZ\x90\x00" + b"\x00" * 64),
        ("form.pdf", b"<html><script>alert(1)</script></html>"),
        ("notes.txt", b"  <!DOCTYPE html><title>x</title>"),
        ("notes.txt", b"<svg onload=alert(1)>"),
        ("notes.txt", b"#!/bin/sh\n"),
        ("notes.txt", b"\xff\xfe\x00x"),
        ("wards.csv", b"a,b\x00c"),
        ("talk.vtt", b"1\n00:00:00,000 --> 00:00:02,000\nSubRip\n"),
        ("talk.vtt", b"WEBVTTX\n"),
        ("statement.docx", archive(readme_dot_txt="Not a document")),
        ("statement.docx", b"PK\x03\x04 broken"),
        ("statement.odt", docx()),
        ("statement.odt", archive(mimetype="application/vnd.oasis.opendocument.text" + " " * 5000)),
        ("statement.odt", archive(mimetype="application/vnd.oasis.opendocument.spreadsheet")),
        ("statement.xlsx", docx()),
        ("talk.mp3", MP4),
        ("talk.mp4", b"\x7fELF" + b"\x00" * 64),
        ("talk.webm", b"\x1a\x45\xdf\xa3\x00\x00matroska"),
    ],
)
def test_a_mislabelled_file_is_refused_in_words(name, content):
    with pytest.raises(ValidationError, match=OTHER) as caught:
        check(content, name)

    assert caught.value.code == "content"


def test_fifty_megabytes_are_refused_with_the_limit():
    with pytest.raises(ValidationError) as caught:
        check_upload(io.BytesIO(PDF), "form.pdf", 50 * 1024 * 1024)

    assert caught.value.messages == [
        "This file has 50\xa0MB; the most is 40\xa0MB. Make it smaller, or put a recording on a video site."
    ]


def test_an_ending_that_is_not_listed_is_refused():
    with pytest.raises(ValidationError) as caught:
        check(b"MZ", "setup.exe")

    assert caught.value.messages[0].startswith("Files that end in “.exe” are not taken.")


def test_an_empty_file_is_refused():
    with pytest.raises(ValidationError, match=r"This file is empty\."):
        check(b"", "notes.txt")


@pytest.mark.django_db
def test_a_new_document_is_checked_on_its_form():
    root_collection()
    made = SiteDocument(title="Form", file=SimpleUploadedFile("form.pdf", b"MZ\x90\x00program"))

    with pytest.raises(ValidationError) as caught:
        made.clean()

    assert list(caught.value.message_dict) == ["file"]
    assert OTHER in caught.value.message_dict["file"][0]
