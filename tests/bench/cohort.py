"""Cohorts, in bulk: 1,000 trainees against sixty columns, an evening of 100, and 10,000 applications."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from cohorts.admissions.applications.models import Application, ApplicationState, Criterion
from cohorts.admissions.decisions.models import (
    Decision,
    DecisionState,
    Outcome,
    Review,
    Reviewer,
    ReviewState,
)
from cohorts.overview.models import HelpSign, Sign
from cohorts.programmes.models import Cohort, CohortCourse, CohortState, Place, Programme
from cohorts.sessions.models import (
    Attendance,
    AttendanceSource,
    AttendanceState,
    Coming,
    Credit,
    LiveSession,
    SessionReply,
)
from courses.assessment.sent_work import works_asked
from courses.assessment.work.models import Work, WorkState
from courses.content.models import CourseEdition
from courses.learning.models import LessonProgress
from lms.accounts.fields import name_key
from lms.accounts.models import ORGANISERS, User
from tests.bench.facts import CohortFacts

SESSIONS, HELD = 40, 24  # planned in the large cohort, and over
EVENING, SIGNS, REVIEWERS = 100, 150, 20
LARGE, SMALL, INTAKE = "spring", "evening", "intake"


def make_cohorts(trainees: int, applications: int) -> CohortFacts:
    """Three cohorts of one programme; run by the organisers of the whole."""
    programme = Programme.objects.create(key=uuid.uuid4(), slug="fcp", title="Future councillors")
    people = _people("trainee", "Amara{:05} Osei", trainees)
    _large(_cohort(programme, LARGE, people), people)
    evening = _cohort(programme, SMALL, people[:EVENING])
    intake = _cohort(programme, INTAKE, [])
    _applications(intake, applications)
    return CohortFacts(LARGE, SMALL, str(_evening(evening).uid), INTAKE, trainees, applications)


def make_organisers(count: int) -> list[User]:
    """Organisers of the whole, who run every cohort."""
    people = _people("organiser", "Farah{:05} Begum", count)
    Group.objects.get_or_create(name=ORGANISERS)[0].user_set.add(*people)
    return list(User.objects.filter(pk__in=[one.pk for one in people]).order_by("pk"))


def _people(kind: str, names: str, count: int) -> list[User]:
    made = [
        User(
            username=f"{kind}-{number:05}",
            email=f"{kind}{number:05}@example.org",
            name=names.format(number),
            name_key=name_key(names.format(number)),
            password="!",
            in_cohorts=True,
        )
        for number in range(count)
    ]
    return User.objects.bulk_create(made, batch_size=500)


def _cohort(programme: Programme, slug: str, people: list[User]) -> Cohort:
    """Began ten weeks ago, goes on for as long; ``people`` have places."""
    today = timezone.localdate()
    made = Cohort.objects.create(
        programme=programme,
        slug=slug,
        title=slug.capitalize(),
        state=CohortState.ANNOUNCED,
        announced_at=timezone.now(),
        places=2_000,
        starts_on=today - dt.timedelta(weeks=10),
        ends_on=today + dt.timedelta(weeks=10),
        opens_at=timezone.now() - dt.timedelta(weeks=20),
        closes_at=timezone.now() - dt.timedelta(weeks=12),
        hear_by=today + dt.timedelta(weeks=1),
    )
    Place.objects.bulk_create([Place(cohort=made, trainee=one) for one in people], batch_size=500)
    return made


def _session(cohort: Cohort, number: int, starts_at: dt.datetime) -> LiveSession:
    return LiveSession(
        cohort=cohort,
        number=number,
        title=f"Monday {number}: the work of a ward",
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=90),
        meeting_url="https://meet.example.org/monday",
    )


def _large(cohort: Cohort, people: list[User]) -> None:
    """Something stands in every cell that can hold anything by now."""
    edition = CourseEdition.objects.current().get()
    CohortCourse.objects.create(cohort=cohort, course_id=edition.course_id, due_after=100)
    first = timezone.now() - dt.timedelta(days=HELD * 2 + 1)
    sessions = LiveSession.objects.bulk_create(
        [_session(cohort, number, first + dt.timedelta(days=number * 2)) for number in range(1, SESSIONS + 1)]
    )
    places = list(Place.objects.filter(cohort=cohort).order_by("pk"))
    rows = [
        _attended(one, place, number + at)
        for number, place in enumerate(places)
        for at, one in enumerate(sessions[:HELD])
    ]
    Attendance.objects.bulk_create(rows, batch_size=2_000)
    now = timezone.now()
    lessons = [
        LessonProgress(learner=person, lesson_id=entry["id"], done_at=now if at % 5 else None)
        for number, person in enumerate(people)
        for at, entry in enumerate(edition.lessons[: 4 + number % 17])
    ]
    LessonProgress.objects.bulk_create(lessons, batch_size=2_000)
    Work.objects.bulk_create(_works(edition, people), batch_size=2_000)
    kinds = [
        HelpSign(place=place, sign=kind, number=2 + number % 9, subject=edition.title)
        for number, place in enumerate(places[:: max(1, len(places) // SIGNS)])
        for kind in list(Sign)[: 1 + number % 3]
    ]
    HelpSign.objects.bulk_create(kinds)


def _works(edition: CourseEdition, people: list[User]) -> list[Work]:
    """Three in four sent the first piece, half the second; in every state."""
    asked = [one for works in works_asked([edition]).values() for one in works]
    states = [WorkState.SENT, WorkState.RETURNED, WorkState.READY]
    return [
        Work(learner=person, lesson_id=one.lesson, block=one.block, state=states[number % 3])
        for number, person in enumerate(people)
        for at, one in enumerate(asked)
        if number % 4 > at
    ]


def _attended(session: LiveSession, place: Place, number: int) -> Attendance:
    """Three in four were there, the others excused or absent, some of them with credit by the recording."""
    states = [AttendanceState.PRESENT] * 5 + [
        AttendanceState.LATE,
        AttendanceState.EXCUSED,
        AttendanceState.ABSENT,
    ]
    state = states[number % len(states)]
    there = state in (AttendanceState.PRESENT, AttendanceState.LATE)
    credit = Credit.ATTENDED if there else Credit.RECORDING if number % 3 == 0 else Credit.NONE
    at = timezone.now() if credit else None
    return Attendance(
        session=session, place=place, state=state, credit=credit, credited_at=at, source=AttendanceSource.HAND
    )


def _evening(cohort: Cohort) -> LiveSession:
    """A session that goes on now: half are there, some said that they cannot come."""
    made = _session(cohort, 1, timezone.now() - dt.timedelta(minutes=10))
    made.ends_at = timezone.now() + dt.timedelta(hours=12)
    made.save()
    places = list(Place.objects.filter(cohort=cohort).order_by("pk"))
    Attendance.objects.bulk_create([_attended(made, place, 0) for place in places[::2]])
    replies = [
        SessionReply(session=made, place=place, answer=Coming.NO if number % 8 == 1 else Coming.YES)
        for number, place in enumerate(places)
    ]
    SessionReply.objects.bulk_create(replies)
    return made


def _applications(cohort: Cohort, count: int) -> None:
    """Each read by two of twenty; half have a published decision, a tenth a prepared one."""
    Criterion.objects.bulk_create([Criterion(cohort=cohort, title=one) for one in ("Roots", "Reasons")])
    readers = _people("reviewer", "Dele{:05} Ajayi", REVIEWERS)
    Reviewer.objects.bulk_create([Reviewer(cohort=cohort, person=one) for one in readers])
    now = timezone.now()
    made = []
    for number in range(count):
        name = f"Zofia{number:05} Nowak"
        sent = now - dt.timedelta(minutes=number)
        made.append(
            Application(
                cohort=cohort,
                name=name,
                name_key=name_key(name),
                email=f"applicant{number:05}@example.org",
                state=ApplicationState.SUBMITTED,
                submitted_at=sent,
                is_late=number % 97 == 0,
                standing="talk" if number % 31 == 0 else "checked",
            )
        )
    Application.objects.bulk_create(made, batch_size=1_000)
    _read_and_decide(made, readers)


def _read_and_decide(made: list[Application], readers: list[User]) -> None:
    now, reviews, decisions = timezone.now(), [], []
    for number, application in enumerate(made):
        for other in (0, 7):
            reader, points = readers[(number + other) % REVIEWERS], 100 + (number * 37 + other * 19) % 401
            reviews.append(
                Review(
                    application=application,
                    person=reader,
                    state=ReviewState.DONE,
                    points=points,
                    done_at=now,
                )
            )
        if number % 10 < 6:
            decisions.append(_decision(application, readers, published=number % 10 < 5))
    Review.objects.bulk_create(reviews, batch_size=2_000)
    Decision.objects.bulk_create(decisions, batch_size=2_000)


def _decision(application: Application, readers: list[User], *, published: bool) -> Decision:
    facts: dict[str, Any] = {"state": DecisionState.PREPARED}
    if published:
        facts = {
            "state": DecisionState.PUBLISHED,
            "checked_by": readers[1],
            "checked_at": timezone.now(),
            "published_at": timezone.now(),
        }
    return Decision(
        application=application,
        outcome=Outcome.NOT_NOW,
        reason="There were many more of you than places.",
        prepared_by=readers[0],
        **facts,
    )
