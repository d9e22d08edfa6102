"""A name from sign-up to the certificate and its public page, as different people write theirs."""

from __future__ import annotations

import re
import subprocess
from html import unescape
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.test import Client

from courses.certificates.models import Certificate
from lms.accounts.models import User
from lms.messaging.models import OutgoingMessage
from lms.queue.models import Job, JobState
from lms.queue.services import run_job
from tests.factories.learning import learner, lesson_url, taught, write_url

pytestmark = pytest.mark.django_db

RIGHT_TO_LEFT = re.compile(r"[\u0590-\u06ff]")
LONG = ("Gwenllïan ferch Llywelyn ap Gruffudd o Aberffraw " * 5)[:199].rstrip() + "w"
NAMES = {
    "welsh": ("Siân Ŵyn-ŷ Llŷr O’Brien", "Siân Ŵyn-ŷ Llŷr O’Brien"),
    "emoji": ("Nadia 🌹 Ahmed", "Nadia Ahmed"),
    "200 characters": (LONG, LONG),
    "right to left": ("نادية أحمد", "نادية أحمد"),
    "hebrew with an override": ("\u202eשרה כהן\u202c", "שרה כהן"),
    "chinese": ("李小龙", "Li Xiao Long"),
    "markup": ("<script>alert(1)</script> & “Co”", "<script>alert(1)</script> & “Co”"),
}


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> Any:
    settings.EMAIL_BACKEND = "lms.messaging.backend.QueuedEmailBackend"
    caches["shared"].clear()
    caches["default"].clear()


def run_jobs() -> None:
    while job := Job.objects.filter(state=JobState.WAITING).order_by("pk").first():
        assert run_job(job.pk) == "done", Job.objects.get(pk=job.pk).error


def sign_up(client: Client, name: str) -> User:
    form = {"name": name, "email": "new@example.org", "password": "seven quiet harbours", "adult": "on"}
    assert client.post("/account/signup/", form).status_code == 302
    job = Job.objects.get(state=JobState.WAITING)
    run_job(job.pk)
    letter = bytes(OutgoingMessage.objects.get().mime).decode()
    key = re.search(r"/account/signup/confirm/([^/\s]+)/", letter.replace("=\n", "").replace("=3A", ":"))
    assert key is not None
    assert client.post(f"/account/signup/confirm/{key.group(1)}/").status_code == 302
    assert AUTHENTICATION_METHODS_SESSION_KEY in client.session
    return User.objects.get(email="new@example.org")


def pdf_text(certificate: Certificate) -> str:
    """The words of the file without spaces: a long name is broken into lines."""
    with default_storage.open(certificate.storage_key) as file:
        content = file.read()
    found = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return "".join(found.stdout.decode().split())


@pytest.mark.parametrize(("typed", "printed"), NAMES.values(), ids=NAMES)
def test_name_goes_from_sign_up_to_the_public_page(typed: str, printed: str) -> None:
    client = Client()
    edition = taught(title="Standing <script>alert(2)</script> & on")
    person = sign_up(client, typed)
    assert person.name == typed.replace("\u202e", "").replace("\u202c", "")

    client.post(f"/courses/{edition.slug}/join/")
    client.get(lesson_url(edition))
    assert client.post(write_url(edition, "finish")).status_code == 302
    run_jobs()

    certificate = Certificate.objects.get()
    assert (certificate.name, len(certificate.sha256)) == (printed, 64)
    page = Client().get(f"/certificates/{certificate.printed_number}/")
    shown = page.content.decode()
    assert page.status_code == 200
    found = re.search(r'<p class="paper__name" dir="auto">(.*?)</p>', shown, re.DOTALL)
    assert found is not None
    assert unescape(found.group(1)).strip() == printed
    assert "<script>alert" not in shown
    everything = [
        client.get(at).content.decode()
        for at in ("/my/", "/account/", "/account/profile/", "/my/certificates/")
    ]
    assert [text.count("<script>alert") for text in everything] == [0, 0, 0, 0]
    if not RIGHT_TO_LEFT.search(printed):  # those pdftotext hands back as they are drawn
        assert "".join(printed.split()) in pdf_text(certificate)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("a" * 201, "Ensure this value has at most 200 characters"),
        (
            "\u0958" * 150,
            "Ensure this value has at most 200 characters (it has 300).",
        ),  # NFC writes it longer
        ("\u200b \u2060", "Write your name."),
        ("\x07\t ", "Write your name."),
    ],
    ids=["201 characters", "longer once normal", "nothing to see", "control bytes"],
)
def test_name_that_cannot_be_kept_is_refused_with_the_form(name: str, says: str) -> None:
    form = {"name": name, "email": "new@example.org", "password": "seven quiet harbours", "adult": "on"}

    page = Client().post("/account/signup/", form)

    assert page.status_code == 200
    assert says in page.content.decode()
    assert Job.objects.count() == 0


def test_names_never_turn_the_text_around_them() -> None:
    person = learner("Gwen")
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.SignInBackend")

    client.post("/account/profile/", {"name": "\u202eneG\u202c \u2066x\u2069", "certificate_name": "\u202b"})

    person.refresh_from_db()
    assert person.name == "neG x"
