"""The sessions of the small world: one goes on now, in a cohort in which the learner takes part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cohorts.imports.services import read_file
from cohorts.sessions.models import CallReport
from cohorts.sessions.services import plan_session
from lms.accounts.models import User
from tests.factories import cohorts


def met(learner: User, organiser: User) -> dict[str, Any]:
    """The cohort, its session, the learner’s place, and a report of the call."""
    cohort = cohorts.cohort()
    held = cohorts.place(cohort, learner)
    now = timezone.now()
    session = plan_session(
        cohort=cohort,
        actor=organiser,
        starts_at=now - timedelta(minutes=10),
        ends_at=now + timedelta(minutes=80),
        title="What a councillor does",
        meeting_url="https://meet.example.com/1",
    )
    report = CallReport.objects.create(session=session, digest="0" * 64, layout="times", made_by=organiser)
    file = read_file(cohort=cohort, actor=organiser, name="people.csv", content=b"Name\r\nNobody\r\n")
    names = {"meets": cohort.slug, "brought": file.uid}
    return names | {"meeting": session.uid, "attendee": held.uid, "call": report.uid}
