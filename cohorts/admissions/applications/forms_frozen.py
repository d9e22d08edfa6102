"""The form of a cohort as it was asked: each of its texts is kept once somebody met it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction

from cohorts.admissions.applications.models import (
    Application,
    ApplicationForm,
    ApplicationState,
    Criterion,
    FormEdition,
)
from cohorts.programmes.models import Cohort


def raw_questions(form: ApplicationForm) -> list[dict[str, Any]]:
    """The questions as they are kept: each block with its id."""
    return [
        {"type": one["type"], "id": one.get("id") or str(place), "value": one["value"]}
        for place, one in enumerate(form.questions.raw_data)
    ]


@transaction.atomic
def current_edition(cohort: Cohort) -> FormEdition | None:
    """The form as it is now, kept; None where organisers have written none. Idempotent by content."""
    form = ApplicationForm.objects.filter(cohort=cohort).first()
    if form is None:
        return None
    raw = raw_questions(form)
    digest = hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
    return FormEdition.objects.get_or_create(form=form, digest=digest, defaults={"questions": raw})[0]


def bring_up_to_date(*, application: Application) -> bool:
    """A draft asks the questions of today; whether they changed. What was answered stays.

    A sent application keeps the questions that it answered.
    """
    if application.state != ApplicationState.DRAFT:
        return False
    edition = current_edition(application.cohort)
    if edition is None or application.edition_id == edition.pk:
        return False
    Application.objects.filter(pk=application.pk, state=ApplicationState.DRAFT).update(edition=edition)
    application.edition = edition
    return True


@transaction.atomic
def copy_form(*, source: Cohort, target: Cohort) -> bool:
    """``target`` asks what ``source`` asks, by the same criteria, unless it has a form. Idempotent."""
    form = ApplicationForm.objects.filter(cohort=source).first()
    if not Criterion.objects.filter(cohort=target).exists():
        for one in Criterion.objects.filter(cohort=source):
            Criterion.objects.create(cohort=target, title=one.title, text=one.text, order=one.order)
    if form is None or ApplicationForm.objects.filter(cohort=target).exists():
        return False
    ApplicationForm.objects.create(
        cohort=target,
        introduction=form.introduction,
        checks=form.checks,
        questions=form.questions,
        asks_diversity=form.asks_diversity,
    )
    return True
