"""A cohort with one session that is over and one tomorrow, made inside the site for the browser tests."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

from django.utils import timezone

from cohorts.programmes.models import Cohort, CohortState, Place, Programme
from cohorts.sessions.attendance import close_register, settle_recordings
from cohorts.sessions.models import LiveSession
from cohorts.sessions.recordings import keep_recording
from cohorts.sessions.services import plan_session
from courses.content.models import Lesson
from courses.learning.models import LessonProgress
from lms.accounts.models import User

MEETING = "https://meet.example.org/j/1"


def make(*emails: str) -> None:
    """Prints the cohort’s address and the ``uid`` of both sessions; these people take part."""
    organiser = User.objects.get(email="organiser@example.org")
    now = timezone.now().replace(second=0, microsecond=0)
    mark = uuid.uuid4().hex[:8]
    cohort = Cohort.objects.create(
        programme=Programme.objects.create(key=uuid.uuid4(), slug=f"p-{mark}", title="Evenings"),
        slug=f"c-{mark}",
        title="Monday evenings",
        state=CohortState.ANNOUNCED,
        starts_on=timezone.localdate() - timedelta(days=7),
        ends_on=timezone.localdate() + timedelta(days=30),
        sessions_needed=1,
    )
    for email in emails:
        Place.objects.create(cohort=cohort, trainee=User.objects.get(email=email))
    facts = {"cohort": cohort, "actor": organiser, "meeting_url": MEETING, "is_recorded": True}
    over = plan_session(
        title="A map of who decides",
        aim="You leave with a power map of one problem in your ward.",
        starts_at=now - timedelta(hours=3),
        ends_at=now - timedelta(minutes=90),
        **facts,
    )
    coming = plan_session(
        title="Saying it online",
        starts_at=now + timedelta(hours=20),
        ends_at=now + timedelta(hours=21, minutes=30),
        **facts,
    )
    print(json.dumps({"cohort": cohort.slug, "over": str(over.uid), "coming": str(coming.uid)}))


def record(session: str) -> None:
    """The register is closed, and there is a recording with a lesson that checks it."""
    found = LiveSession.objects.get(uid=session)
    organiser = User.objects.get(email="organiser@example.org")
    close_register(session=found, actor=organiser)
    keep_recording(
        session=found,
        actor=organiser,
        until=timezone.localdate() + timedelta(days=14),
        url="https://video.example.org/1",
        check_lesson=Lesson.objects.filter(retired_at=None).order_by("pk").first(),
    )


def pass_check(session: str, email: str) -> None:
    """The lesson is done, and the next look gives credit for it, as the job every five minutes does."""
    lesson = LiveSession.objects.get(uid=session).check_lesson
    learner = User.objects.get(email=email)
    LessonProgress.objects.update_or_create(
        learner=learner, lesson=lesson, defaults={"done_at": timezone.now()}
    )
    settle_recordings()
