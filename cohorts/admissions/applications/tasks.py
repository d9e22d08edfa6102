"""Jobs of applications."""

from __future__ import annotations

from cohorts.admissions.applications.cancelling import tell_applicants
from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.retention import forget_old
from cohorts.admissions.applications.sending import accept_application
from cohorts.admissions.applications.starting import send_link, send_links
from cohorts.programmes.models import Cohort

_WHOLE = ("cohort__programme", "applicant")


def send_link_job(application_id: int) -> None:
    """Queue door to ``send_link``. What is gone is not an error."""
    application = Application.objects.select_related(*_WHOLE).filter(pk=application_id).first()
    if application is not None:
        send_link(application=application)


def send_links_job(cohort_id: int, email: str, language: str) -> None:
    """Queue door to ``send_links``."""
    cohort = Cohort.objects.select_related("programme").filter(pk=cohort_id).first()
    if cohort is not None:
        send_links(cohort=cohort, email=email, language=language)


def accept_application_job(application_id: int) -> None:
    """Queue door to ``accept_application``. What is gone is not an error."""
    application = Application.objects.select_related(*_WHOLE).filter(pk=application_id).first()
    if application is not None:
        accept_application(application=application)


def tell_applicants_job(cohort_id: int, after: int = 0) -> None:
    """Queue door to ``tell_applicants``."""
    cohort = Cohort.objects.select_related("programme").filter(pk=cohort_id).first()
    if cohort is not None:
        tell_applicants(cohort=cohort, after=after)


def forget_old_job() -> None:
    """Queue door to ``forget_old``."""
    forget_old()
