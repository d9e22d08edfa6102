"""Graduation: whoever met a cohort's completion rule has its certificate."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.programmes.models import CohortCourse, Place
from cohorts.sessions.models import LiveSession, SessionState
from courses.certificates.models import Achievement
from courses.certificates.services import certify_programme


@transaction.atomic
def graduate(*, place: Place) -> Achievement | None:
    """The trainee who completed has a certificate of the programme; None where the cohort gives none.

    Idempotent: one for each place, its words frozen at the first time. What was held and asked for
    then is counted: sessions that were not cancelled, courses that count. Queues the certificate.
    """
    cohort = place.cohort
    if place.completed_at is None or not cohort.gives_certificate:
        return None
    courses = CohortCourse.objects.filter(cohort=cohort, is_required=True).select_related("course")
    phases = [phase.title for phase in cohort.phases.all()]
    held = LiveSession.objects.filter(cohort=cohort, counts=True).exclude(state=SessionState.CANCELLED)
    titles = {"programme": cohort.programme.title, "cohort": cohort.title}
    return certify_programme(
        learner=place.trainee,
        source=place.uid,
        title=_("%(programme)s, %(cohort)s") % titles,
        sessions=held.count(),
        courses=len(courses),
        steps=phases or [one.course.title for one in courses],
        began_on=cohort.starts_on,
        completed_at=place.completed_at,
    )
