"""Sessions of the demo's running cohort: some are over, one is this week, the rest are to come."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cohorts.programmes.models import Cohort, Place
from cohorts.sessions.attendance import close_register, mark
from cohorts.sessions.calendar import open_feed
from cohorts.sessions.models import Attendance, LiveSession
from cohorts.sessions.patterns import Pattern
from cohorts.sessions.recordings import keep_recording
from cohorts.sessions.services import plan_pattern
from courses.content.models import Lesson
from lms.accounts.models import User

MEETING = "https://meet.example.org/j/482915"
RECORDING = Path(__file__).parent / "media" / "timeline-small.mp4"
CLOCK, MINUTES = dt.time(19), 90


@dataclass(frozen=True)
class Evening:
    """One Monday: what it is called and what for."""

    title: str
    aim: str
    guests: str = ""


EVENINGS = (
    Evening(
        "What a councillor does",
        "You can say in two sentences what a councillor decides, and what only looks like it.",
        "Councillor Ruth Adeyemi",
    ),
    Evening("Getting ready for selection", "You know your local steps, their dates, and whom to ask."),
    Evening("A map of who decides", "You leave with a power map of one problem in your ward."),
    Evening("Saying it online", "You have written three posts that you would also say at a door."),
    Evening("Building with others", "You know two groups in your ward to talk with before you need them."),
    Evening("Your application", "Your statement has been read aloud and is shorter than before."),
    Evening("Three minutes on your feet", "You have given your speech to people who wish you well."),
)


def keep_sessions(*, cohort: Cohort, organiser: User, trainee: User) -> None:
    """Seven Mondays at 19:00 from the cohort's first Monday; the registers of those that are over are kept.

    The trainee missed the newest one, which has a recording until three weeks from today. Repeatable.
    """
    first = cohort.starts_on + dt.timedelta(days=-cohort.starts_on.weekday() % 7)
    planned = plan_pattern(
        cohort=cohort,
        actor=organiser,
        pattern=Pattern(first, CLOCK, MINUTES, len(EVENINGS)),
        key=uuid.uuid5(cohort.uid, "mondays"),
        title="Monday",
        meeting_url=MEETING,
        is_recorded=True,
        least_minutes=60,
    )
    for session, evening in zip(planned, EVENINGS, strict=False):
        facts = {"title": evening.title, "aim": evening.aim, "guests": evening.guests}
        LiveSession.objects.filter(pk=session.pk, title__startswith="Monday ").update(**facts)
        session.facilitators.add(organiser)
    open_feed(person=trainee)
    over = [session for session in planned if session.is_over]
    for session in over:
        _keep_register(session, organiser, trainee, missed=session is over[-1])
    if over:
        _keep_recording(over[-1], organiser)


def _keep_register(session: LiveSession, organiser: User, trainee: User, *, missed: bool) -> None:
    """Most came; every fifth was late, every seventh not there. What somebody noted since stays."""
    places = Place.objects.taking_part().filter(cohort=session.cohort_id).select_related("trainee")
    for number, place in enumerate(places.order_by("pk"), 1):
        if Attendance.objects.filter(session=session, place=place).exists():
            continue
        state = "late" if number % 5 == 0 else "absent" if number % 7 == 0 else "present"
        if place.trainee_id == trainee.pk:
            state = "absent" if missed else "present"
        mark(session=session, place=place, state=state, actor=organiser)
    if session.register_closed_at is None:
        close_register(session=session, actor=organiser)


def _keep_recording(session: LiveSession, organiser: User) -> None:
    if session.recording_file or session.recording_gone_at:
        return
    lesson = Lesson.objects.filter(retired_at=None, course__in=session.cohort.cohort_courses.values("course"))
    keep_recording(
        session=session,
        actor=organiser,
        until=timezone.localdate() + dt.timedelta(days=21),
        file=SimpleUploadedFile(RECORDING.name, RECORDING.read_bytes(), content_type="video/mp4"),
        check_lesson=lesson.order_by("-pk").first(),
    )
