"""A cohort of the small world that takes applications, and the one that the learner is writing."""

from __future__ import annotations

from typing import Any

from cohorts.admissions.applications.models import ApplicationForm
from cohorts.admissions.applications.starting import start_application
from lms.accounts.models import User
from tests.factories import cohorts


def writes(learner: User) -> dict[str, Any]:
    """Nothing is answered yet, and nothing sent."""
    cohort = cohorts.taking_applications()
    form = ApplicationForm.objects.create(cohort=cohort)
    writing = start_application(
        cohort=cohort, name=learner.name, email=str(learner.email), person=learner, language="en"
    )
    names = {"taught": cohort.programme.slug, "applying": cohort.slug}
    return {**names, "writing": writing.uid, "asking": form.pk}
