"""When an application, or a whole cohort, is withdrawn: nothing of it is read or offered any more."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cohorts.admissions.applications.models import Application, ApplicationState
from cohorts.admissions.decisions.deciding import locked
from cohorts.admissions.decisions.models import (
    Decision,
    DecisionState,
    Offer,
    OfferState,
    Review,
    ReviewState,
    WaitingEntry,
    WaitingState,
)
from cohorts.admissions.decisions.offers import leave_everything
from cohorts.admissions.decisions.publishing import open_batch, stop_batch
from cohorts.programmes.models import Cohort, CohortState
from lms.queue.services import enqueue

FILL_JOB = "cohorts.admissions.decisions.tasks.fill_places_job"


@transaction.atomic
def leave_admissions(*, application: Application) -> bool:
    """Unread reviews, pending decisions, open offers and a wait of a withdrawn application are over.

    What was judged and published stays, for the download. Repeatable; nothing happens to an
    application that is submitted. Whether its offer came free.
    """
    cohort = locked(application.cohort_id)
    application.refresh_from_db()
    if application.state == ApplicationState.SUBMITTED:
        return False
    Review.objects.filter(application=application, state=ReviewState.OPEN).delete()
    Decision.objects.pending().filter(application=application).update(state=DecisionState.DROPPED, batch=None)
    came_free = bool(leave_everything(applications=[application.pk]))
    if came_free:
        enqueue(FILL_JOB, cohort.pk)
    return came_free


@transaction.atomic
def close_admissions(*, cohort: Cohort) -> None:
    """In a cancelled cohort nothing is published, offered or waited for. Repeatable.

    Those whom it concerns hear of the cancelling itself, from the room that cancels.
    """
    cohort = locked(cohort.pk)
    if cohort.state != CohortState.CANCELLED:
        return
    if (batch := open_batch(cohort)) is not None:
        stop_batch(batch=batch, actor=None)
    now = timezone.now()
    Decision.objects.pending().filter(application__cohort=cohort).update(state=DecisionState.DROPPED)
    Review.objects.filter(application__cohort=cohort, state=ReviewState.OPEN).delete()
    Offer.objects.filter(cohort=cohort, state=OfferState.OPEN).update(
        state=OfferState.WITHDRAWN, ended_at=now
    )
    WaitingEntry.objects.filter(cohort=cohort, state=WaitingState.WAITING).update(
        state=WaitingState.ENDED, ended_at=now
    )
