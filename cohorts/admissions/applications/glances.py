"""What organisers see of applications on the page of their cohort."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.moving import twice_there
from cohorts.programmes.glance import Glance
from cohorts.programmes.models import Cohort
from lms.accounts.models import User


def twice(cohort: Cohort, user: User) -> Glance | None:
    """Applications that may be the same person's."""
    count = twice_there(cohort).count()
    if not count:
        return None
    words = ngettext("application may be there twice", "applications may be there twice", count)
    return Glance(number=count, words=words, href=_list(cohort, "twice"))


def talks(cohort: Cohort, user: User) -> Glance | None:
    """Applicants who would like to talk about the rules for standing first."""
    count = Application.objects.submitted().filter(cohort=cohort, standing="talk").count()
    if not count:
        return None
    words = ngettext("applicant would like to talk first", "applicants would like to talk first", count)
    return Glance(number=count, words=words, href=_list(cohort, "talk"))


def _list(cohort: Cohort, show: str) -> str:
    return reverse("cohorts:applications", args=[cohort.slug]) + f"?show={show}"
