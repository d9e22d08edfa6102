"""Who once applied to the demo's finished cohort, what was decided, and what they said of themselves.

Twenty-nine people wrote; fourteen were offered a place; one of them could not take it after all.
"""

from __future__ import annotations

import datetime as dt
import random

from cohorts.admissions.applications.models import (
    Answer,
    Application,
    ApplicationState,
    DiversityAnswer,
    FormEdition,
)
from cohorts.admissions.decisions.days import end_of_day
from cohorts.admissions.decisions.models import Decision, DecisionState, Offer, OfferState, Outcome
from cohorts.programmes.models import Cohort, Place
from lms.accounts.models import User
from lms.demo.cohorts_decisions import COLLEAGUE, QUESTIONS, SECOND_READER, _keep_form, _keep_person

WEEK = dt.timedelta(weeks=1)
WELCOME = "We would like you to join us. You wrote what you would change, and we could see you doing it."
LATER = (
    "There were two people for every place this time, and we chose those who had longer roots where they "
    "live. What you wrote is a good beginning. Tell us next year what came of it: we would like to hear."
)
# What those who took part wrote they would change, by name.
WROTE = {
    "Ruth Adeyemi": "The library closes when the school does. I would turn that round.",
    "Tomasz Nowak": "Nobody tells new tenants which bin is which, and then we fine them.",
    "Aisha Rahman": "The lights in the underpass. I have written eleven letters about them.",
    "Colin McBride": "A nursery that opens before the first shift.",
    "Efua Mensah": "Somebody from our estate in the room when our estate is planned.",
    "Siân Bevan": "The river floods the same four streets. I would want a plan for those four.",
    "Dev Patel": "More people who vote. I knocked on four hundred doors and half had never been asked.",
    "Joan Ellery": "Benches. At seventy you plan a walk by its benches.",
    "Piotr Zieliński": "Plain letters from the housing office, in the languages of the stairs.",
    "Hafsa Malik": "Swimming for women on an evening. We asked, they said nobody asks.",
    "Gareth Lund": "The bus that is cut in winter, when it is needed.",
    "Yvonne Carter": "Repairs that are done once and properly. I keep a list.",
    "Marek Dudek": "A place for the young ones that is not a car park.",
}
# Somebody who was offered a place and declined, and those who were not chosen.
DECLINED = ("Bernadette Quill", "The allotment rents. I do the sums for forty plots.")
NOT_CHOSEN = (
    ("Alan Whitcombe", "Potholes on our lane."),
    ("Bethan Rook", "I moved here in June and I would like to help."),
    ("Carla Mendes", "Cheaper parking for carers."),
    ("David Osei", "More trees on the ring road."),
    ("Eileen Frost", "The post office should come back."),
    ("Farid Haddad", "A crossing by the mosque."),
    ("Grace Liddell", "I would want councils to listen more."),
    ("Harry Swann", "Skate park, lit until nine."),
    ("Ingrid Moss", "Quieter nights near the depot."),
    ("Jamal Edwards", "Work for those who leave school."),
    ("Kirsty Vane", "Cleaner water in the canal."),
    ("Leon Baptiste", "A market on Sundays."),
    ("Mairead Dolan", "Dropped kerbs everywhere, not only in town."),
    ("Nikhil Rao", "I like politics and I read a lot about it."),
    ("Olive Tranter", "The community hall roof."),
)
# How often each answer was given; the order in which rows are kept says nothing.
SAID = {
    "age": {"18-24": 5, "25-34": 8, "35-49": 8, "50-64": 6, "65": 1},
    "gender": {"woman": 15, "man": 12, "unsaid": 1},
    "ethnicity": {"asian": 6, "black": 6, "mixed": 2, "white": 13, "unsaid": 1},
    "disabled": {"yes": 6, "no": 20, "unsaid": 1},
    "lgbt": {"yes": 5, "no": 18, "unsaid": 5},
    "cares": {"yes": 11, "no": 16},
    "class": {"manual": 14, "office": 8, "own": 3, "none": 2},
}


def keep_applications_of_then(cohort: Cohort) -> None:
    """They are there with their decisions, long published; nobody is written to. Repeatable."""
    if cohort.announced_at is None or Application.objects.filter(cohort=cohort).exists():
        return
    edition = _keep_form(cohort)
    colleagues = _keep_person(COLLEAGUE, "Ruth Ellis"), _keep_person(SECOND_READER, "Tomasz Wrona")
    decided = cohort.announced_at + 5 * WEEK
    trainees = {place.trainee.name: place.trainee for place in _places(cohort)}
    for name, person in trainees.items():
        application = _application(cohort, edition, name, WROTE[name], person)
        _decide(application, colleagues, decided, OfferState.ACCEPTED)
    name, text = DECLINED
    _decide(_application(cohort, edition, name, text), colleagues, decided, OfferState.DECLINED)
    for name, text in NOT_CHOSEN:
        _decide(_application(cohort, edition, name, text), colleagues, decided, None)
    rows = [
        DiversityAnswer(cohort=cohort, question=question, answer=answer)
        for question, answers in SAID.items()
        for answer, number in answers.items()
        for _one in range(number)
    ]
    random.SystemRandom().shuffle(rows)
    DiversityAnswer.objects.bulk_create(rows)


def _places(cohort: Cohort) -> list[Place]:
    return list(Place.objects.filter(cohort=cohort).select_related("trainee").order_by("pk"))


def _application(
    cohort: Cohort, edition: FormEdition, name: str, text: str, person: User | None = None
) -> Application:
    username = name.lower().replace(" ", ".")
    # One after the other over three weeks, at the hours at which people write.
    number = Application.objects.filter(cohort=cohort).count()
    sent = (cohort.announced_at or cohort.created_at) + WEEK + number * dt.timedelta(hours=17, minutes=23)
    application = Application.objects.create(
        cohort=cohort,
        email=(person.email if person else "") or f"{username}@applicants.example.org",
        applicant=person or _keep_person(username, name),
        name=name,
        edition=edition,
        state=ApplicationState.SUBMITTED,
        started_at=sent - dt.timedelta(days=3),
        saved_at=sent,
        submitted_at=sent,
        confirmed_at=sent,
        standing="checked",
        was_asked_diversity=True,
    )
    Answer.objects.create(application=application, block=QUESTIONS[1][0], text=text, saved_at=sent)
    return application


def _decide(
    application: Application,
    colleagues: tuple[User, User],
    decided: dt.datetime,
    offer: OfferState | None,
) -> None:
    """Prepared by one, checked by the other, published; with an offer its answer two days later."""
    decision = Decision.objects.create(
        application=application,
        outcome=Outcome.OFFER if offer else Outcome.NOT_NOW,
        reason=WELCOME if offer else LATER,
        state=DecisionState.PUBLISHED,
        prepared_by=colleagues[0],
        prepared_at=decided - dt.timedelta(days=1),
        checked_by=colleagues[1],
        checked_at=decided - dt.timedelta(hours=20),
        published_at=decided,
        letter_at=decided,
    )
    if offer:
        cohort = application.cohort
        Offer.objects.create(
            cohort=cohort,
            application=application,
            decision=decision,
            state=offer,
            made_at=decided,
            expires_at=end_of_day((decided + dt.timedelta(days=cohort.offers_last)).date()),
            ended_at=decided + dt.timedelta(days=2),
        )
