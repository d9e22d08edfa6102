"""The doors of these pages: whoever has no business in a cohort does not learn that it is there."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from rules import has_perm

from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.selectors import submitted_applications
from cohorts.programmes.doors import me
from cohorts.programmes.models import Cohort
from lms.audit.services import record_read

__all__ = ["application_in", "cohort_for", "me", "note_reading", "own_application"]


def cohort_for(request: HttpRequest, slug: str, permission: str = "cohorts.run_cohort") -> Cohort:
    """The cohort, for whoever may do this there. Raises ``Http404`` for everybody else."""
    cohort = get_object_or_404(Cohort.objects.select_related("programme"), slug=slug)
    if not has_perm(permission, request.user, cohort):
        raise Http404
    return cohort


def application_in(cohort: Cohort, uid: UUID) -> Application:
    """One submitted application of the cohort. Raises ``Http404``."""
    applications = submitted_applications(cohort).select_related("applicant", "cohort")
    return get_object_or_404(applications, uid=uid)


def own_application(request: HttpRequest, uid: UUID) -> Application:
    """An application of one's own. Raises ``Http404``."""
    mine = Application.objects.filter(applicant=me(request)).select_related("cohort__programme", "applicant")
    return get_object_or_404(mine, uid=uid)


def note_reading(request: HttpRequest, application: Application) -> None:
    """“Who saw it” says that this application was opened."""
    applicant = application.applicant
    record_read(
        actor_uid=me(request).uid,
        action="admissions.read_application",
        subject=f"application:{application.uid}",
        about_uid=applicant.uid if applicant else None,
    )
