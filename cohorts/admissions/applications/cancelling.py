"""When a cohort is cancelled: everybody who applied, or had begun to, hears once."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cohorts.admissions.applications.kinds import CANCELLED
from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.starting import GOING_ON
from cohorts.programmes.models import Cohort, CohortState, Place
from lms.accounts.letters import send_letter
from lms.language import speaking
from lms.messaging.notices import notify
from lms.queue.services import enqueue

TELL_JOB = "cohorts.admissions.applications.tasks.tell_applicants_job"
LETTER = "cohorts/applications/email/cancelled"
AT_A_TIME = 50


def tell_applicants(*, cohort: Cohort, after: int = 0) -> int:
    """Up to 50 applicants have word of the cancelling; the rest by another job. Repeatable, nothing twice.

    Those who have a place hear as trainees; those without an account by a letter.
    """
    if cohort.state != CohortState.CANCELLED:
        return 0
    waiting = Application.objects.filter(cohort=cohort, state__in=GOING_ON, pk__gt=after)
    found = list(waiting.select_related("applicant").order_by("pk")[:AT_A_TIME])
    people = [one.applicant_id for one in found if one.applicant_id]
    trainees = set(
        Place.objects.taking_up_room()
        .filter(cohort=cohort, trainee__in=people)
        .values_list("trainee", flat=True)
    )
    for application in found:
        if application.applicant_id not in trainees:
            _tell(application, cohort)
    if len(found) == AT_A_TIME:
        enqueue(TELL_JOB, cohort.pk, found[-1].pk)
    return len(found)


@transaction.atomic
def _tell(application: Application, cohort: Cohort) -> None:
    if application.applicant is not None:
        notify(
            recipient=application.applicant,
            kind=CANCELLED.code,
            key=f"cancelled:{cohort.uid}",
            context={"cohort": cohort.title, "reason": cohort.cancelled_because},
            link=reverse("my_cohorts:applications"),
        )
        return
    told = Application.objects.filter(pk=application.pk, receipt_at=None).update(receipt_at=timezone.now())
    if told:
        with speaking(application.language):
            words = {"cohort": cohort.title, "reason": cohort.cancelled_because}
            send_letter(LETTER, application.email, words)
