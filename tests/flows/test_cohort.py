"""From a stranger's first word to a cohort completed, over HTTP, with the real queue's worker."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client

from cohorts.admissions.applications.models import Application, ApplicationForm, Criterion
from cohorts.admissions.decisions.models import Batch, Decision, Review
from cohorts.programmes.models import Cohort, CohortCourse, Place
from cohorts.sessions.models import LiveSession
from lms.accounts.models import ORGANISERS, User
from tests.cohorts.admissions.applications.ground import (
    QUESTIONS,
    begin,
    letter_link,
    page_of,
    start_page,
    whole,
)
from tests.factories import cohorts, content
from tests.factories.accounts import UserFactory, sign_in
from tests.queue import run_queue, run_schedules

pytestmark = pytest.mark.django_db
UTC = dt.UTC
ROSA = "rosa@example.org"
# The clocks go forward on 28 March 2027, between the third Monday and the fourth.
MONDAYS = [dt.datetime(2027, 3, day, 19, tzinfo=UTC) for day in (8, 15, 22)]
MONDAYS.append(dt.datetime(2027, 3, 29, 18, tzinfo=UTC))


class Clock:
    """The time of everything; ``at`` moves it on, and a worker does what waits by then."""

    def __init__(self, traveller: Any) -> None:
        self._traveller = traveller

    def at(self, moment: dt.datetime, *, regular: bool = False) -> None:
        self._traveller.move_to(moment)
        run_queue()
        if regular:
            run_schedules()


@pytest.fixture
def clock(settings: Any) -> Any:
    settings.EMAIL_BACKEND = "lms.messaging.backend.QueuedEmailBackend"
    caches["shared"].clear()
    with time_machine.travel(dt.datetime(2027, 1, 11, 12, tzinfo=UTC), tick=True) as traveller:
        yield Clock(traveller)


@pytest.fixture
def cohort(clock: Clock) -> Cohort:
    """Two sessions of four are needed, and a course of two lessons; nobody is in it yet."""
    made = cohorts.cohort(
        title="Spring 2027",
        places=2,
        starts_on=dt.date(2027, 3, 8),
        ends_on=dt.date(2027, 4, 18),
        opens_at=dt.datetime(2027, 1, 11, tzinfo=UTC),
        closes_at=dt.datetime(2027, 2, 1, tzinfo=UTC),
        hear_by=dt.date(2027, 2, 15),
        sessions_needed=2,
        final_work="A speech of three minutes",
    )
    ApplicationForm.objects.create(cohort=made, introduction="Welcome.", questions=QUESTIONS)
    Criterion.objects.create(cohort=made, title="Roots")
    page = content.course_page("Power and people")
    module = content.module_page(page, "Where you stand")
    content.lesson_page(module, "Your ward", body=[content.text_block()])
    content.lesson_page(module, "Your map", body=[content.text_block()])
    course = content.edition_of(page).course
    CohortCourse.objects.create(cohort=made, course=course, due_after=21)
    return made


class Person:
    """Somebody who comes back after days and weeks, and signs in again each time."""

    def __init__(self, user: User) -> None:
        self.user = user

    def get(self, address: str) -> Any:
        return sign_in(Client(), self.user).get(address)

    def post(self, address: str, fields: dict[str, Any], **more: Any) -> Any:
        return sign_in(Client(), self.user).post(address, fields, **more)


def organiser(name: str) -> Person:
    return Person(UserFactory(name=name, group=ORGANISERS))


def text_of(response: Any) -> str:
    assert response.status_code == 200, (response.status_code, response.headers)
    return re.sub(r"\s+", " ", response.content.decode())


def send(client: Client | Person, address: str, **fields: Any) -> str:
    """What the page says after the redirect."""
    return text_of(client.post(address, fields, follow=True))


def sign_in_by_code(email: str, mailoutbox: list[Any]) -> Person:
    client = Client()
    client.post("/account/login/code/", {"email": email})
    run_queue()
    letter = [one for one in mailoutbox if one.to == [email]][-1]
    code = re.search(r"^\s*(\d{4} \d{4})\s*$", letter.body, re.MULTILINE)
    assert code is not None, letter.body
    client.post("/account/login/code/confirm/", {"code": code[1]})
    assert "Rosa" in text_of(client.get("/my/"))
    return Person(User.objects.get(email=email))


def apply(cohort: Cohort, mailoutbox: list[Any]) -> Person:
    """Rosa reads, begins, goes on by the link in her letter, and sends; then there is an account."""
    stranger = Client()
    assert "Roots" in text_of(stranger.get(start_page(cohort)))
    application = begin(stranger, cohort, ROSA)
    evening = Client()
    evening.post(letter_link(ROSA))
    assert "Your application has arrived" in text_of(
        evening.post(page_of(application), whole(do="send"), follow=True)
    )
    run_queue()
    return sign_in_by_code(ROSA, mailoutbox)


def decide(cohort: Cohort, olive: Person, omar: Person) -> None:
    """Read by a reviewer, prepared by one organiser, checked and published by another."""
    home = f"/cohorts/{cohort.slug}"
    reader = UserFactory(name="Ruth Reader")
    send(olive, f"{home}/review/reviewers/", email=reader.email)
    send(olive, f"{home}/review/reviewers/", each="1", is_blind="on")
    assert "1 review was given out." in send(olive, f"{home}/review/share/")
    review, mark = Review.objects.get(), Criterion.objects.get()
    given = {f"c{mark.pk}-points": "4", f"c{mark.pk}-reason": "Knows every street.", "done": "1"}
    send(Person(reader), f"{home}/review/mine/{review.uid}/", **given)
    assert "4.00" in text_of(olive.get(f"{home}/review/"))
    application = Application.objects.get()
    send(olive, f"{home}/review/{application.uid}/decide/", outcome="offer", reason="Welcome, Rosa.")
    decision = Decision.objects.get()
    seen = f"{decision.uid}@{decision.prepared_at.isoformat()}"
    assert "1 decision is checked." in send(omar, f"{home}/decisions/check/", decision=seen)
    send(omar, f"{home}/decisions/publish/")


def attend(cohort: Cohort, session: LiveSession, rosa: Person, lead: Person) -> str:
    """The code is shown on the evening, and Rosa types it."""
    night = f"/cohorts/{cohort.slug}/sessions/{session.uid}/night/"
    send(lead, f"{night}code/")
    session.refresh_from_db()
    return send(rosa, f"/my/sessions/{session.uid}/code/", code=session.code)


def test_stranger_becomes_a_trainee_and_completes_the_cohort(
    cohort: Cohort, clock: Clock, mailoutbox: list[Any]
) -> None:
    home, olive, omar = f"/cohorts/{cohort.slug}", organiser("Olive Adeyemi"), organiser("Omar Said")
    rosa = apply(cohort, mailoutbox)
    application = Application.objects.get()
    mine = f"/my/decision/{application.uid}/"
    assert rosa.get(f"{home}/").status_code == 404  # an applicant is not in it

    clock.at(dt.datetime(2027, 2, 2, 12, tzinfo=UTC))
    decide(cohort, olive, omar)
    assert "Welcome, Rosa." not in text_of(rosa.get(mine))  # it waits, and can be stopped
    clock.at(dt.datetime(2027, 2, 2, 12, 16, tzinfo=UTC), regular=True)
    assert Batch.objects.get().published_at
    assert "Welcome, Rosa." in text_of(rosa.get(mine))
    subjects = [one.subject for one in mailoutbox if one.to == [ROSA]]
    assert not any("Spring" in one or "place" in one for one in subjects)
    assert "The place is yours" in send(rosa, f"{mine}accept/")
    place = Place.objects.get()
    assert (place.state, place.trainee.email) == ("active", ROSA)

    key = "0b0f7d0e-4f0a-4f53-9d0f-0c1d6ab9a001"
    pattern = {"day": "2027-03-08", "clock": "19:00", "minutes": "90", "count": "4", "weeks": "1", "key": key}
    meeting = {"title": "Monday", "meeting_url": "https://meet.example.org/m", "least_minutes": "60"}
    send(olive, f"{home}/sessions/pattern/", **pattern, **meeting, is_recorded="on")
    sessions = list(LiveSession.objects.order_by("starts_at"))
    assert [one.starts_at for one in sessions] == MONDAYS  # 19:00 on the wall, before and after the change

    clock.at(MONDAYS[0] + dt.timedelta(minutes=3))
    assert "You are on the register" in attend(cohort, sessions[0], rosa, olive)
    clock.at(MONDAYS[0] + dt.timedelta(minutes=91))
    send(olive, f"{home}/sessions/{sessions[0].uid}/night/finish/")

    clock.at(MONDAYS[1] + dt.timedelta(minutes=91))  # Rosa is not there
    send(olive, f"{home}/sessions/{sessions[1].uid}/night/finish/")
    assert "missed" in text_of(olive.get(f"{home}/hands/{place.uid}/"))
    requirements(rosa, home, "1 of 2")

    check = CohortCourse.objects.get().course.lessons.order_by("pk").first()
    recording = {"url": "https://video.example.org/2", "until": "2027-04-30", "check_lesson": str(check.pk)}
    send(olive, f"{home}/sessions/{sessions[1].uid}/recording/", **recording)
    run_queue()
    assert "One thing is left: the check." in send(rosa, f"/my/sessions/{sessions[1].uid}/watched/")
    clock.at(MONDAYS[1] + dt.timedelta(days=2))
    learn(rosa, cohort)
    clock.at(MONDAYS[1] + dt.timedelta(days=2, minutes=10), regular=True)
    place.refresh_from_db()
    assert place.completed_at is None  # the speech is missing
    assert (
        "open"
        in text_of(rosa.get(f"{home}/")).partition("What completing it takes")[2].partition("Your place")[0]
    )

    assert "done" in send(olive, f"{home}/people/{place.uid}/final-work/").lower()
    run_queue()
    place.refresh_from_db()
    assert place.completed_at is not None
    what_they_see(rosa, olive, home, place)


def requirements(rosa: Person, home: str, words: str) -> None:
    assert words in text_of(rosa.get(f"{home}/"))


def learn(rosa: Person, cohort: Cohort) -> None:
    """Both lessons of the course, as the reader's buttons do it."""
    course = CohortCourse.objects.get(cohort=cohort).course
    for lesson in course.lessons.order_by("pk"):
        rosa.get("/courses/power-and-people/")
        answer = rosa.post(
            f"/my/learning/{lesson.key}/finish/",
            {"submission": "0b0f7d0e-4f0a-4f53-9d0f-0c1d6ab9a00" + str(lesson.pk % 10)},
            follow=True,
        )
        assert answer.status_code == 200
    run_queue()


def what_they_see(rosa: Person, olive: Person, home: str, place: Place) -> None:
    """The trainee and the organisers read the same."""
    page = text_of(rosa.get(f"{home}/"))
    assert "You completed it on 17 March 2027" in page
    assert page.count('tag--done">done') == 3
    facts = text_of(rosa.get(f"{home}/me/"))
    assert "by recording or recognised" in facts
    grid = text_of(olive.get(f"{home}/grid/?state=completed"))
    assert "Rosa Lind" in grid
    row = next(line for line in grid.partition("</tbody>")[0].split("<tr>") if "Rosa Lind" in line)
    assert re.findall(r"cell--(done|credit|missed|later|here) ?\"", row) == [
        "done",
        "credit",
        "later",
        "later",
        "done",
        "done",
    ]
    assert User.objects.filter(email=ROSA).count() == 1
