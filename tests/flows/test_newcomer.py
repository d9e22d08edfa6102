"""A newcomer's whole way over HTTP, with the real queue: sign up, learn, be certified, be verified."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from courses.certificates.models import Certificate
from courses.content.models import LessonEdition
from courses.learning.models import Enrolment
from tests.factories import content
from tests.queue import run_queue

pytestmark = pytest.mark.django_db

QUESTION, LIST, TEXT = (str(uuid.uuid4()) for _ in range(3))
NAME = "Siân Ŵyn O’Connor-Begum"


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any) -> Iterator[None]:
    settings.EMAIL_BACKEND = "lms.messaging.backend.QueuedEmailBackend"
    caches["shared"].clear()
    with time_machine.travel(datetime(2027, 3, 21, 20, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def course() -> Any:
    page = content.course_page("Planning law")
    first = content.module_page(page, "What it is")
    content.lesson_page(
        first,
        "Who decides",
        body=[
            content.heading_block("The committee"),
            content.text_block(),
            content.question_block(id=QUESTION),
            content.checklist_block(items=["Read the report", "Walk the site"], id=LIST),
        ],
    )
    second = content.module_page(page, "What you do")
    content.lesson_page(second, "Your words", body=[content.writing_block(least=3, most=20, id=TEXT)])
    content.lesson_page(second, "The site visit", body=[content.text_block()])
    return page


def send(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, {"submission": str(uuid.uuid4()), **fields}, follow=True)


def sign_up(client: Client, mailoutbox: list[Any]) -> None:
    client.post(
        "/account/signup/",
        {"name": NAME, "email": "Sian@Example.org", "password": "four calm green boats", "adult": "on"},
    )
    run_queue()
    link = re.search(r"http://testserver(/account/signup/confirm/\S+)", mailoutbox[0].body)
    assert link is not None
    assert client.post(link[1]).status_code == 302


def test_newcomer_signs_up_learns_and_is_certified(
    client: Client, course: Any, mailoutbox: list[Any]
) -> None:
    sign_up(client, mailoutbox)
    client.post("/courses/planning-law/join/")
    edition = content.edition_of(course)
    keys = [entry["key"] for entry in edition.lessons]
    body = LessonEdition.objects.get(lesson__key=keys[0]).body
    options = {option["value"]["correct"]: option["id"] for option in body[2]["value"]["options"]}
    items = [item["id"] for item in body[3]["value"]["items"]]

    send(client, f"/my/learning/{keys[0]}/answer/", block=QUESTION, choice=options[False])
    assert Enrolment.objects.get().completed_at is None
    send(client, f"/my/learning/{keys[0]}/answer/", block=QUESTION, choice=options[True])
    send(client, f"/my/learning/{keys[0]}/tick/", block=LIST, item=items)
    send(client, f"/my/learning/{keys[1]}/keep/", block=TEXT, text="Five words of my own.", base=0)
    assert "2 of 3 lessons" in re.sub(r"\s+", " ", client.get("/my/").content.decode())
    for _twice in range(2):
        send(client, f"/my/learning/{keys[2]}/finish/")
    assert "Your certificate is being made" in client.get("/courses/planning-law/").content.decode()
    run_queue()

    certificate = Certificate.objects.get()
    assert (certificate.name, certificate.course_title, certificate.lessons, certificate.minutes) == (
        NAME,
        "Planning law",
        3,
        30,
    )
    assert str(certificate.completed_on) == "2027-03-21"
    assert "Your certificate is ready." in client.get("/courses/planning-law/").content.decode()

    response = client.get(f"/certificates/{certificate.printed_number}.pdf")
    file = b"".join(response.streaming_content)
    assert hashlib.sha256(file).hexdigest() == certificate.sha256
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=file, capture_output=True, check=True
    ).stdout.decode()
    assert NAME in text
    assert "21 March 2027" in text
    assert certificate.printed_number in text
    assert PdfReader(io.BytesIO(file)).metadata["/Title"].startswith("Certificate")

    stranger = Client()
    spoken = certificate.number.lower().replace("0", "o")
    found = stranger.get("/certificates/", {"number": spoken}, follow=True)
    assert found.redirect_chain[-1][0] == f"/certificates/{certificate.printed_number}/"
    words = re.sub(r"\s+", " ", found.content.decode())
    assert "This certificate is valid" in words
    assert NAME in words
    assert "sian@example.org" not in words
    address = f"/certificates/{certificate.printed_number}/"
    same = stranger.post(address, {"file": SimpleUploadedFile("c.pdf", file, "application/pdf")})
    assert "This is the issued file" in same.content.decode()
    other = stranger.post(address, {"file": SimpleUploadedFile("c.pdf", file + b"\n", "application/pdf")})
    assert "not, byte for byte, the issued file" in other.content.decode()
    assert stranger.get(f"/certificates/{certificate.printed_number}.pdf").status_code == 302
