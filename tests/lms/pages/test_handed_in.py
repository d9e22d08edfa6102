import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lms.pages.handed_in import MOST_FILE, MOST_RECORDING, check_file, check_recording, shown_name
from tests.factories.pages import PDF, docx

MP4 = b"\x00\x00\x00\x20ftypisom" + b"\x00" * 64


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("check", "name", "content"),
    [
        (check_file, "statement.pdf", PDF),
        (check_file, "STATEMENT.DOCX", docx()),
        (check_file, "map.png", png()),
        (check_recording, "speech.m4a", MP4),
        (check_recording, "speech.mov", MP4),
    ],
    ids=["pdf", "docx", "png", "m4a", "mov"],
)
def test_what_its_bytes_say_is_taken_and_stands_at_its_beginning(check, name, content):
    file = SimpleUploadedFile(name, content)

    check(file)

    assert file.read() == content


@pytest.mark.parametrize(
    ("check", "name", "content", "words"),
    [
        (check_file, "statement.pdf", b"MZ" + b"\x00" * 80, "its content is something else"),
        (check_file, "map.jpg", png(), "no picture of the kind"),
        (check_file, "speech.exe", b"MZ", "Choose a PDF"),
        (check_file, "empty.pdf", b"", "This file is empty"),
        (check_recording, "speech.m4a", PDF, "no recording that can be played"),
        (check_recording, "speech.mov", PDF, "no recording that can be played"),
        (check_recording, "speech.pdf", PDF, "Choose a recording"),
    ],
    ids=["program", "jpg", "ending", "empty", "m4a", "mov", "no recording"],
)
def test_what_it_is_not_is_refused_in_words(check, name, content, words):
    with pytest.raises(ValidationError, match=words):
        check(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("check", "name", "most"),
    [(check_file, "a.pdf", MOST_FILE), (check_recording, "a.mp4", MOST_RECORDING)],
    ids=["file", "recording"],
)
def test_one_byte_too_many_is_refused_before_anything_is_read(check, name, most):
    class Large(SimpleUploadedFile):
        def read(self, *args):
            raise AssertionError("read")

    file = Large(name, b"x")
    file.size = most + 1

    with pytest.raises(ValidationError, match="the most is"):
        check(file)


def test_a_name_is_shown_short_and_with_its_ending():
    assert shown_name(SimpleUploadedFile("My   statement.PDF", PDF)) == "My statement.pdf"
    assert shown_name(SimpleUploadedFile("s" * 200 + ".pdf", PDF)) == "s" * 120 + ".pdf"
