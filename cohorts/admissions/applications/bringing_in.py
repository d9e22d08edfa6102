"""Applications that were written elsewhere, such as in a form of another programme, brought in as texts."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cohorts.admissions.applications.models import (
    Answer,
    Application,
    ApplicationForm,
    ApplicationState,
    FormEdition,
)
from cohorts.programmes.models import Cohort
from lms.accounts.models import User
from lms.audit.services import record

_NAMES = uuid.UUID("7c0f5f0e-5f0b-4d6b-9d55-2f0d1a6e9b11")


def block_of(cohort: Cohort, question: str) -> str:
    """The name under which answers to ``question`` are kept: the same each time it is brought in."""
    return str(uuid.uuid5(_NAMES, f"{cohort.uid}:{question}"))


@transaction.atomic
def edition_for(*, cohort: Cohort, questions: Sequence[str]) -> FormEdition:
    """A form that asks ``questions``, as it was asked elsewhere. Idempotent; what is asked here stays."""
    raw: list[dict[str, Any]] = [
        {
            "type": "long",
            "id": block_of(cohort, question),
            "value": {"question": question, "help": "", "required": False, "most_words": None},
        }
        for question in questions
    ]
    form, _is_new = ApplicationForm.objects.get_or_create(cohort=cohort)
    return _edition(form, raw)


def _edition(form: ApplicationForm, raw: list[dict[str, Any]]) -> FormEdition:
    digest = hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
    return FormEdition.objects.get_or_create(form=form, digest=digest, defaults={"questions": raw})[0]


def changed_answers(known: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, str]:
    """Those of ``answers`` that say something other than ``known``, by their blocks."""
    return {block: text for block, text in answers.items() if known.get(block, "") != text}


@transaction.atomic
def bring_in_application(
    *,
    edition: FormEdition,
    cohort: Cohort,
    name: str,
    email: str,
    applicant: User | None,
    answers: Mapping[str, str],
    sent_at: datetime | None,
    actor: User,
) -> Application | None:
    """There is an application from ``email`` with ``answers``, sent at ``sent_at``; nobody is told.

    Repeatable: brought in again, only answers that changed are written. None where the person wrote
    one here: that one stays. Recorded.
    """
    Cohort.objects.select_for_update().values("pk").get(pk=cohort.pk)  # two files at once: one application
    found = Application.objects.filter(cohort=cohort, email=email).order_by("-pk")
    if found.filter(brought_in_at=None).exclude(state=ApplicationState.WITHDRAWN).exists():
        return None
    now = timezone.now()
    application = found.exclude(brought_in_at=None).first() or Application.objects.create(
        cohort=cohort,
        edition=edition,
        applicant=applicant,
        email=email,
        name=name,
        state=ApplicationState.SUBMITTED,
        submitted_at=sent_at or now,
        brought_in_at=now,
    )
    _write(application, edition, answers)
    if applicant is not None and application.applicant_id is None:
        application.applicant = applicant
        application.save(update_fields=["applicant"])
    record(
        actor_uid=actor.uid,
        action="applications.brought_in",
        subject=f"application:{application.uid}",
        about_uid=applicant.uid if applicant else None,
    )
    return application


def _write(application: Application, edition: FormEdition, answers: Mapping[str, str]) -> None:
    known = dict(application.answers.values_list("block", "text"))
    changed = changed_answers(known, answers)
    now = timezone.now()
    new = [
        Answer(application=application, block=block, text=text)
        for block, text in changed.items()
        if block not in known
    ]
    Answer.objects.bulk_create(new)
    for block in changed.keys() & known.keys():
        application.answers.filter(block=block).update(text=changed[block], saved_at=now)
    wider = _with(application.edition, edition)
    if changed or application.edition_id != wider.pk:
        Application.objects.filter(pk=application.pk).update(edition=wider, saved_at=now)


def _with(known: FormEdition | None, edition: FormEdition) -> FormEdition:
    """The edition that asks what both ask: what an earlier file brought in stays to be read."""
    if known is None or known.pk == edition.pk:
        return edition
    asked = {one["id"] for one in known.questions}
    more = [one for one in edition.questions if one["id"] not in asked]
    return _edition(edition.form, [*known.questions, *more]) if more else known
