"""News from the rooms below; each only asks for a job."""

from __future__ import annotations

from typing import Any

from cohorts.admissions.applications.signals import application_withdrawn
from cohorts.programmes.signals import cohort_cancelled, place_freed
from lms.queue.services import enqueue

_TASKS = "cohorts.admissions.decisions.tasks."


def offer_the_place(sender: Any, cohort_id: int, **kwargs: Any) -> None:
    enqueue(_TASKS + "fill_places_job", cohort_id)


def close(sender: Any, cohort_id: int, **kwargs: Any) -> None:
    enqueue(_TASKS + "close_admissions_job", cohort_id)


def leave(sender: Any, application_id: int, **kwargs: Any) -> None:
    enqueue(_TASKS + "leave_admissions_job", application_id)


def connect() -> None:
    place_freed.connect(offer_the_place, dispatch_uid="decisions.offer_the_place")
    cohort_cancelled.connect(close, dispatch_uid="decisions.close")
    application_withdrawn.connect(leave, dispatch_uid="decisions.leave")
