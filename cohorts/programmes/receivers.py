"""What other packages tell programmes. A receiver only asks for a job."""

from __future__ import annotations

from typing import Any

from courses.learning.models import Enrolment
from courses.learning.signals import course_completed
from lms.queue.services import enqueue


def _course_completed(sender: Any, learner_id: int, **kwargs: Any) -> None:
    enqueue("cohorts.programmes.tasks.settle_places_job", learner_id)


def connect() -> None:
    course_completed.connect(_course_completed, sender=Enrolment, dispatch_uid="cohorts.settle_places")
