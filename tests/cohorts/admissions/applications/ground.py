"""A cohort that takes applications, with a form, for these tests."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client

from cohorts.admissions.applications.models import Application, ApplicationForm, Criterion
from cohorts.programmes.models import Cohort
from tests.factories import cohorts
from tests.queue import run_queue

WHY, HOW, FILE, FILM, LINE = "why", "how", "paper", "film", "line"
QUESTIONS: list[dict[str, Any]] = [
    {"type": "short", "id": LINE, "value": {"question": "Where do you live?", "help": "", "required": True}},
    {
        "type": "long",
        "id": WHY,
        "value": {"question": "Why do you want to stand?", "help": "", "required": True, "most_words": 5},
    },
    {
        "type": "choice",
        "id": HOW,
        "value": {
            "question": "When are you free?",
            "help": "",
            "required": False,
            "options": [{"type": "item", "value": one, "id": one} for one in ("Mondays", "Tuesdays")],
            "several": True,
        },
    },
    {"type": "file", "id": FILE, "value": {"question": "A paper", "help": "", "required": False}},
    {
        "type": "recording",
        "id": FILM,
        "value": {"question": "Tell us", "help": "", "required": False, "most_minutes": 2},
    },
]


def open_cohort(**facts: Any) -> Cohort:
    cohort = cohorts.taking_applications(**facts)
    ApplicationForm.objects.create(cohort=cohort, introduction="Welcome.", questions=QUESTIONS)
    Criterion.objects.create(cohort=cohort, title="Roots")
    return cohort


def start_page(cohort: Cohort) -> str:
    return f"/programmes/{cohort.programme.slug}/apply/{cohort.slug}/"


def begin(client: Client, cohort: Cohort, email: str = "rosa@example.org", **data: str) -> Application:
    """A stranger begins; the application that came of it."""
    said = {"name": "Rosa Lind", "email": email, "adult": "on", **data}
    answer = client.post(start_page(cohort), said)
    assert answer.status_code == 302, answer.content.decode()
    return Application.objects.get(uid=answer["Location"].rstrip("/").rpartition("/")[2])


def page_of(application: Application, name: str = "") -> str:
    return f"{start_page(application.cohort)}{application.uid}/{name}"


def letter_link(email: str = "rosa@example.org") -> str:
    """The way in of the newest letter to ``email``."""
    run_queue()
    letter = [one for one in mail.outbox if one.to == [email]][-1]
    return re.search(r"http://testserver(/programmes/\S+)", letter.body)[1]


def whole(**answers: Any) -> dict[str, Any]:
    """A form in which nothing is missing."""
    return {
        f"q-{LINE}": "Wendale",
        f"b-{LINE}": "none",
        f"q-{WHY}": "Buses for the villages",
        f"b-{WHY}": "none",
        "standing": "checked",
        **answers,
    }
