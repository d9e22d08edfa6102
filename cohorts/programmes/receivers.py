"""What Wagtail and other packages tell programmes. A receiver writes one row or asks for a job."""

from __future__ import annotations

from typing import Any

from wagtail.signals import page_published, page_unpublished

from cohorts.programmes.pages import ProgrammePage
from cohorts.programmes.setting_up import retire_programme, write_programme
from courses.assessment.signals import work_ready
from courses.assessment.work.models import Work
from courses.learning.models import Enrolment
from courses.learning.signals import course_completed
from lms.queue.services import enqueue


def _course_completed(sender: Any, learner_id: int, **kwargs: Any) -> None:
    enqueue("cohorts.programmes.tasks.settle_places_job", learner_id)


def _work_ready(sender: Any, learner_id: int, **kwargs: Any) -> None:
    enqueue("cohorts.programmes.tasks.settle_places_job", learner_id)


def _programme_published(sender: Any, instance: ProgrammePage, **kwargs: Any) -> None:
    write_programme(key=instance.translation_key, slug=instance.slug, title=instance.title)


def _programme_unpublished(sender: Any, instance: ProgrammePage, **kwargs: Any) -> None:
    retire_programme(key=instance.translation_key)


def connect() -> None:
    course_completed.connect(_course_completed, sender=Enrolment, dispatch_uid="cohorts.settle_places")
    work_ready.connect(_work_ready, sender=Work, dispatch_uid="cohorts.final_work")
    page_published.connect(_programme_published, sender=ProgrammePage, dispatch_uid="cohorts.programme")
    page_unpublished.connect(_programme_unpublished, sender=ProgrammePage, dispatch_uid="cohorts.retired")
