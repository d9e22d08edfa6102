"""News from programmes. A receiver writes little or asks for a job."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from cohorts.admissions.applications.cancelling import TELL_JOB
from cohorts.admissions.applications.forms_frozen import copy_form
from cohorts.programmes.models import Cohort
from cohorts.programmes.signals import cohort_cancelled
from lms.queue.services import enqueue


def _cancelled(sender: Any, cohort_id: int, **kwargs: Any) -> None:
    enqueue(TELL_JOB, cohort_id)


def _cloned(sender: Any, instance: Cohort, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw and instance.cloned_from is not None:
        copy_form(source=instance.cloned_from, target=instance)


def connect() -> None:
    cohort_cancelled.connect(_cancelled, dispatch_uid="applications.cancelled")
    post_save.connect(_cloned, sender=Cohort, dispatch_uid="applications.cloned")
