"""Papers: asked for once, made by a job, gone after a month."""

from __future__ import annotations

import io
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override

from cohorts.outcomes.counts import outcomes_of
from cohorts.outcomes.documents import paper_of
from cohorts.outcomes.errors import NoCohortError
from cohorts.outcomes.models import OutcomesPaper, PaperState
from cohorts.programmes.models import Cohort
from lms.accounts.models import User
from lms.audit.services import record
from lms.language import interface_language
from lms.pages.models import SiteSettings
from lms.queue.services import enqueue

KEPT = timedelta(days=30)
MAKE_JOB = "cohorts.outcomes.tasks.make_paper_job"
FOLDER = "outcomes"


@transaction.atomic
def ask_for_paper(*, cohorts: Collection[Cohort], asking: UUID, actor: User) -> OutcomesPaper:
    """A paper of ``cohorts`` is being made. Idempotent by ``asking``. Recorded. Raises ``NoCohortError``."""
    if not cohorts:
        raise NoCohortError
    language = interface_language(get_language())
    paper, is_new = OutcomesPaper.objects.get_or_create(asking=asking, defaults={"language": language})
    if is_new:
        paper.cohorts.set(cohorts)
        note_report(cohorts=cohorts, actor=actor, form="pdf")
        enqueue(MAKE_JOB, paper.pk)
    return paper


def note_report(*, cohorts: Collection[Cohort], actor: User, form: str) -> None:
    """That somebody took the outcomes along stands in the record, once for each cohort."""
    for cohort in cohorts:
        record(
            actor_uid=actor.uid,
            action="cohorts.outcomes_taken",
            subject=f"cohort:{cohort.uid}",
            form=form,
        )


def make_paper(paper_id: int) -> None:
    """The file is stored and the paper is ready. Repeatable: a paper that is ready stays as it is.

    The file is written before the row says so; a crash in between leaves a file that is written over.
    """
    paper = OutcomesPaper.objects.filter(pk=paper_id, state=PaperState.MAKING).first()
    if paper is None:
        return
    made_at = timezone.now()
    cohorts = paper.cohorts.select_related("programme").order_by("starts_on", "pk")
    with override(paper.language):
        content = paper_of(
            outcomes_of(cohorts),
            made_at=made_at,
            language=paper.language,
            organisation=SiteSettings.load().organisation,
        )
    storage, name = default_storage, f"{FOLDER}/{paper.uid}.pdf"
    storage.delete(name)
    stored = storage.save(name, io.BytesIO(content))
    OutcomesPaper.objects.filter(pk=paper.pk, state=PaperState.MAKING).update(
        state=PaperState.READY, made_at=made_at, stored_as=stored, size=len(content)
    )


def forget_papers() -> int:
    """Papers of more than 30 days are gone, file first; how many. Repeatable."""
    old = OutcomesPaper.objects.filter(asked_at__lt=timezone.now() - KEPT).order_by("pk")
    number = 0
    for paper in old:
        if paper.stored_as:
            default_storage.delete(paper.stored_as)
        paper.delete()
        number += 1
    return number
