"""Completed courses and the certificates for them, as the database holds them."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from courses.certificates.life import hide_page
from courses.certificates.models import Certificate, CertificateState
from courses.certificates.services import freeze_certificate, make_file
from courses.content.models import Course, CourseEdition
from courses.learning.models import Enrolment
from lms.accounts.models import Profile, User

_numbers = itertools.count(1)
COMPLETED_AT = dt.datetime(2027, 3, 21, 19, 30, tzinfo=dt.UTC)
MODULES = ("What a councillor does", "How selection works", "Preparing to stand")


def person(name: str = "Nadia Ahmed", *, certificate_name: str = "", **facts: Any) -> User:
    """Somebody with an account, and a name for certificates where one is given."""
    number = next(_numbers)
    user = User.objects.create_user(f"person-{number}", f"person-{number}@example.org", name=name, **facts)
    if certificate_name:
        Profile.objects.update_or_create(user=user, defaults={"certificate_name": certificate_name})
    return user


def administrator(name: str = "Ade Okafor") -> User:
    """A superuser, whom every administrators' rule lets pass."""
    return person(name, is_superuser=True)


def course_edition(
    title: str = "Standing for council",
    *,
    modules: tuple[str, ...] = MODULES,
    lessons: int = 10,
    minutes: int = 360,
    number: int = 12,
    language: str = "en-gb",
) -> CourseEdition:
    """An edition whose outline spreads ``lessons`` over ``modules``."""
    course = Course.objects.create(key=uuid.uuid4(), title=title)
    outline = {
        "modules": [
            {
                "key": str(uuid.uuid4()),
                "title": module,
                "slug": f"module-{place}",
                "summary": "",
                "lessons": [
                    {"key": str(uuid.uuid4()), "title": f"Lesson {n}", "slug": f"lesson-{n}", "minutes": 10}
                    for n in range(place, lessons, len(modules))
                ],
            }
            for place, module in enumerate(modules)
        ]
    }
    edition = CourseEdition.objects.create(
        course=course,
        number=number,
        language=language,
        slug=f"course-{next(_numbers)}",
        title=title,
        outline=outline,
        minutes=minutes,
        digest="0" * 64,
    )
    CourseEdition.objects.filter(pk=edition.pk).update(
        published_at=dt.datetime(2027, 3, 3, 12, tzinfo=dt.UTC)
    )
    edition.refresh_from_db()
    return edition


def completed_enrolment(
    learner: User | None = None,
    *,
    edition: CourseEdition | None = None,
    completed_at: dt.datetime = COMPLETED_AT,
    **course: Any,
) -> Enrolment:
    """A place on a course that the learner has completed."""
    edition = edition or course_edition(**course)
    return Enrolment.objects.create(
        learner=learner or person(),
        course=edition.course,
        completed_at=completed_at,
        completed_edition=edition,
    )


def issued(learner: User | None = None, **course: Any) -> Certificate:
    """A certificate whose file is not made yet."""
    return freeze_certificate(earned=completed_enrolment(learner, **course))


def made(learner: User | None = None, **course: Any) -> Certificate:
    """A certificate with its file in storage."""
    return make_file(certificate=issued(learner, **course))


def revoked(learner: User | None = None, reason: str = "issued_in_error", **course: Any) -> Certificate:
    """A certificate revoked on 1 April 2027."""
    certificate = issued(learner, **course)
    certificate.state = CertificateState.REVOKED
    certificate.revoked_at = dt.datetime(2027, 4, 1, 9, tzinfo=dt.UTC)
    certificate.revoked_reason = reason
    certificate.save()
    return certificate


def hidden(learner: User | None = None, **course: Any) -> Certificate:
    """A made certificate whose holder hid its page."""
    certificate = made(learner, **course)
    hide_page(certificate=certificate, holder=certificate.learner)
    certificate.refresh_from_db()
    return certificate


def renamed(certificate: Certificate, name: str) -> User:
    """The holder of ``certificate``, now called ``name``."""
    certificate.learner.name = name
    certificate.learner.save()
    return certificate.learner
