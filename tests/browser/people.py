"""People in every state that a page has a face for; made inside the site's own database, all at once."""

from __future__ import annotations

import json
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from courses.certificates.life import revoke_certificate
from courses.certificates.services import issue_certificate
from courses.content.models import Course, CourseIndexPage, CoursePage, Lesson, LessonPage
from courses.learning import services
from courses.learning.models import Enrolment
from courses.learning.selectors import current_text
from lms.accounts.models import User
from lms.demo import material, tree
from lms.demo.people import STATEMENT_OF_MERCY, Learner
from lms.demo.progress import take_course
from lms.demo.standing_for_council import COURSE
from lms.queue.models import Job, JobState
from tests.browser.conftest import PASSWORD

LONG = [material.text("This lesson is read, and nothing is asked. " * 12)]
SHORT_COURSE = material.CourseMaterial(
    title="A short course",
    slug="a-short-course",
    summary="Two lessons, of which one is taken down again.",
    description="<p>For seeing what happens to people when a course changes.</p>",
    modules=[
        material.Module(
            title="The only module",
            slug="the-only-module",
            summary="",
            lessons=[
                material.Lesson("Reading only", "reading-only", "Nothing is asked here.", 3, LONG),
                material.Lesson("Taken down", "taken-down", "This one goes.", 3, LONG),
            ],
        )
    ],
)
CLOSED_COURSE = material.CourseMaterial(
    title="A closed course",
    slug="a-closed-course",
    summary="Open once.",
    description="<p>It is not taught any more.</p>",
    modules=[
        material.Module(
            title="Was taught",
            slug="was-taught",
            summary="",
            lessons=[material.Lesson("Once open", "once-open", "It was.", 3, LONG)],
        )
    ],
)


def make_person(name: str, group: str = "") -> User:
    """Somebody with a confirmed address and the password of the tests."""
    person = User.objects.create_user(
        email=f"p{uuid4().hex[:10]}@example.org",
        name=name,
        password=PASSWORD,
        confirmed_adult_at=timezone.now(),
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    if group:
        person.groups.add(Group.objects.get(name=group))
    return person


def learn_until(name: str, done: int, here: tuple[str, str] | None = None) -> User:
    """Somebody with the first ``done`` lessons of the demo course behind them."""
    person = make_person(name)
    learner = Learner(person.username, name, done, 20, 2, statement=STATEMENT_OF_MERCY, here=here)
    course = Course.objects.get(key=tree.page_key("course", COURSE.slug))
    take_course(user=person, learner=learner, course=course, content=COURSE)
    return person


def _write_in_two_places(person: User) -> None:
    lesson = next(one for one in COURSE.lessons for name, _block in one.named() if name == "statement")
    row = Lesson.objects.get(key=tree.page_key("lesson", lesson.slug))
    services.open_lesson(learner=person, lesson_edition=current_text(row), course=row.course)
    for text in ("From the desk, in the evening.", "From the phone, on the bus."):
        services.save_writing(
            learner=person,
            lesson=row,
            block=lesson.block_id("statement"),
            text=text,
            base_number=0,
            submission=uuid4(),
        )


@transaction.atomic
def _complete_without_file(name: str) -> User:
    """The course is complete and nobody has begun to make the certificate."""
    person = learn_until(name, 10)
    enrolment = Enrolment.objects.get(learner=person)
    Job.objects.filter(task__startswith="courses.certificates.", args=[enrolment.pk]).update(
        state=JobState.DONE
    )
    return person


def _certified(name: str) -> tuple[User, str]:
    person = _complete_without_file(name)
    certificate = issue_certificate(earned=Enrolment.objects.get(learner=person))
    return person, certificate.printed_number


def _revoked(name: str) -> tuple[User, str]:
    person, number = _certified(name)
    certificate = person.certificates.get()
    administrator = User.objects.get(email="admin@example.org")
    revoke_certificate(certificate=certificate, reason="issued_in_error", actor=administrator)
    return person, number


def _returning(name: str) -> User:
    """Was in a lesson that changed, in one that was taken down, and in a course that was closed."""
    person = make_person(name)
    owner = User.objects.get(email="editor@example.org")
    index = CourseIndexPage.objects.get()
    for content in (SHORT_COURSE, CLOSED_COURSE):
        tree.keep_course(index=index, material=content, files={}, owner=owner)
        course = Course.objects.get(key=tree.page_key("course", content.slug))
        services.enrol_learner(learner=person, course=course)
        for lesson in content.lessons:
            row = Lesson.objects.get(key=tree.page_key("lesson", lesson.slug))
            services.open_lesson(learner=person, lesson_edition=current_text(row), course=course)
    changed = LessonPage.objects.get(translation_key=tree.page_key("lesson", "reading-only"))
    changed.body = [*changed.body.raw_data, {"type": "text", "value": {"text": "<p>And one thing more.</p>"}}]
    changed.save_revision(user=owner).publish(user=owner)
    LessonPage.objects.get(translation_key=tree.page_key("lesson", "taken-down")).unpublish(user=owner)
    CoursePage.objects.get(translation_key=tree.page_key("course", "a-closed-course")).unpublish(user=owner)
    return person


def _guarded(name: str) -> User:
    """Has an authenticator app and recovery codes."""
    person = make_person(name)
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return person


def print_people() -> None:
    """Make everybody, and print who they are as JSON."""
    graduate, valid = _certified("Siân Ŵyn-Pryce")
    misled, revoked = _revoked("Owen Price")
    midway = learn_until("Rhian Morris", 7)
    _write_in_two_places(midway)
    walker = learn_until("Rhian Moss", 7)  # like the former, for the one test that types and answers
    _write_in_two_places(walker)
    people = {
        "newcomer": make_person("Gwen Parry"),
        "midway": midway,
        "walker": walker,
        "graduate": graduate,
        "misled": misled,
        "waiting": _complete_without_file("Dilys Howell"),
        "returning": _returning("Emyr Vaughan"),
        "guarded": _guarded("Carys Bowen"),
        "editor": make_person("Ifan Rees", "editor"),
    }
    told = {who: [person.email, person.name] for who, person in people.items()}
    print(json.dumps({"people": told, "valid": valid, "revoked": revoked}))
