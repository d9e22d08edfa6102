"""The form of the cohort that takes applications, with some sent; and whom the cohort before it reached."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cohorts.admissions.applications.diversity import keep_diversity
from cohorts.admissions.applications.forms_frozen import current_edition
from cohorts.admissions.applications.models import (
    Answer,
    Application,
    ApplicationForm,
    ApplicationState,
    Criterion,
    DiversityAnswer,
)
from cohorts.programmes.models import Cohort
from lms.accounts.models import User

TRIED, LEARNT, NOW, FREE, FILM = "tried", "learnt", "now", "free", "film"
EVENINGS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays")
INTRODUCTION = (
    "Write as you would talk to somebody at a bus stop. Nobody counts commas, and nobody expects a past "
    "in politics.\n\nMost people take two evenings. What you write is kept while you type."
)
CHECKS = (
    "We may ask a member near you whether you have met. We look at what you have posted in public. We do "
    "not look at anything else."
)
CRITERIA = (
    ("A problem near you", "You saw something that is wrong where you live, and tried to change it."),
    ("Learning with others", "You listened, changed your mind about something, and can say what."),
    ("Why now", "You know what you would like to be able to do by the summer."),
)
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": TRIED,
        "type": "long",
        "value": {
            "question": "What near your door did you try to change, and what came of it?",
            "help": "It may be small, and it may have failed.",
            "required": True,
            "most_words": 200,
        },
    },
    {
        "id": LEARNT,
        "type": "long",
        "value": {
            "question": "What did you learn from people who saw it differently?",
            "help": "",
            "required": True,
            "most_words": 150,
        },
    },
    {
        "id": NOW,
        "type": "short",
        "value": {
            "question": "In one line: what would you like to be able to do by the summer?",
            "help": "",
            "required": True,
        },
    },
    {
        "id": FREE,
        "type": "choice",
        "value": {
            "question": "On which evenings could you meet a small group?",
            "help": "The seven Mondays are fixed. This is for the group between them.",
            "required": False,
            "options": [{"type": "item", "id": one.lower(), "value": one} for one in EVENINGS],
            "several": True,
        },
    },
    {
        "id": FILM,
        "type": "recording",
        "value": {
            "question": "If you would rather talk than write: answer the first question here",
            "help": "Two minutes into your phone. Then write “see recording” above.",
            "required": False,
            "most_minutes": 2,
        },
    },
]


@dataclass(frozen=True)
class Sent:
    """Somebody who applied; ``days`` ago. Nobody can sign in as them."""

    name: str
    email: str
    days: int
    tried: str
    learnt: str
    now: str
    talks: bool = False


ALL = (
    Sent(
        "Bilal Sharif",
        "bilal.sharif@applicants.example.org",
        0,
        "The crossing by our school has no lights. I counted cars for a week with two other parents and took "
        "the sheet to the council. We got a painted line. I am still counting.",
        "The man from highways showed me his list: forty crossings, money for three. I had thought nobody "
        "was looking.",
        "Read a council budget without needing somebody to hold my hand.",
    ),
    Sent(
        "Bilal Sharif",
        "bilal@sharif-tiling.example.com",
        0,
        "The crossing by our school. We counted cars and got a painted line.",
        "That there are forty crossings on the list and money for three.",
        "Read a council budget.",
    ),
    Sent(
        "Carys Whitlock",
        "carys.whitlock@applicants.example.org",
        0,
        "Our library was going to lose its Saturdays. Nine of us opened it ourselves for six weeks, so that "
        "everybody could see who came. It has its Saturdays now.",
        "A neighbour said we were doing for nothing what should be paid. She was right, and we said so at "
        "the meeting.",
        "Speak for three minutes without my voice going.",
        talks=True,
    ),
)
# Gender, age, whether they look after somebody, and how many said so: totals, never people.
REACHED = (
    ({"gender": "woman", "age": "35-49", "cares": "yes"}, 7),
    ({"gender": "woman", "age": "25-34", "cares": "no"}, 6),
    ({"gender": "man", "age": "50-64", "cares": "no"}, 6),
    ({"gender": "man", "age": "25-34", "cares": "yes"}, 3),
    ({"gender": "other", "age": "18-24", "cares": "unsaid"}, 2),
)


def keep_applications(*, intake: Cohort, decided: Cohort | None) -> None:
    """``intake`` asks its questions and has three applications, two of one person. Repeatable.

    For ``decided`` there are diversity answers, enough that some numbers are held back.
    """
    _keep_form(intake)
    edition = current_edition(intake)
    for one in ALL:
        if Application.objects.filter(cohort=intake, email=one.email).exists():
            continue
        when = max(timezone.now() - dt.timedelta(hours=5 + len(one.name)), intake.opens_at or timezone.now())
        application = Application.objects.create(
            cohort=intake,
            edition=edition,
            applicant=_keep_person(one),
            name=one.name,
            email=one.email,
            state=ApplicationState.SUBMITTED,
            standing="talk" if one.talks else "checked",
            started_at=when,
            submitted_at=when,
            receipt_at=when,
            confirmed_at=None if one.email.endswith(".com") else when,
            was_asked_diversity=True,
        )
        for block, text in ((TRIED, one.tried), (LEARNT, one.learnt), (NOW, one.now)):
            Answer.objects.create(application=application, block=block, text=text)
    if decided is not None and not DiversityAnswer.objects.filter(cohort=decided).exists():
        for answers, number in REACHED:
            for _one in range(number):
                keep_diversity(cohort=decided, answers=answers)


def _keep_form(cohort: Cohort) -> None:
    if not ApplicationForm.objects.filter(cohort=cohort).exists():
        ApplicationForm.objects.create(
            cohort=cohort, introduction=INTRODUCTION, checks=CHECKS, questions=QUESTIONS
        )
    for order, (title, text) in enumerate(CRITERIA):
        Criterion.objects.get_or_create(cohort=cohort, title=title, defaults={"text": text, "order": order})


def _keep_person(one: Sent) -> User:
    username = one.email.partition("@")[0] + "." + one.email.partition("@")[2].partition(".")[0]
    person = User.objects.filter(username=username).first()
    return person or User.objects.create_user(
        username=username, name=one.name, confirmed_adult_at=timezone.now()
    )
