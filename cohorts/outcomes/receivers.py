"""What is deleted goes on being counted: the number stays, and leads to nobody."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.db.models.signals import pre_delete

from cohorts.admissions.applications.models import Application
from cohorts.admissions.decisions.models import Decision
from cohorts.outcomes.counts import counts_as_applied, counts_as_offered, reached
from cohorts.outcomes.models import GoneNumbers
from cohorts.pathway.models import Pathway


def _add(cohort_id: int, *codes: str) -> None:
    """One more of each, in the transaction that deletes."""
    if codes:
        GoneNumbers.objects.get_or_create(cohort_id=cohort_id)
        GoneNumbers.objects.filter(cohort_id=cohort_id).update(**{code: F(code) + 1 for code in codes})


def application_goes(instance: Application, **kwargs: Any) -> None:
    if counts_as_applied().filter(pk=instance.pk).exists():
        _add(instance.cohort_id, "applied")


def decision_goes(instance: Decision, **kwargs: Any) -> None:
    """Before its application where both go; at most one published decision stands on each."""
    found = counts_as_offered().filter(pk=instance.pk).values_list("application__cohort", flat=True).first()
    if found is not None:
        _add(found, "offered")


def pathway_goes(instance: Pathway, **kwargs: Any) -> None:
    cohort_id, codes = reached(instance)
    _add(cohort_id, *codes)


def register() -> None:
    pre_delete.connect(application_goes, sender=Application, dispatch_uid="cohorts.outcomes.application")
    pre_delete.connect(decision_goes, sender=Decision, dispatch_uid="cohorts.outcomes.decision")
    pre_delete.connect(pathway_goes, sender=Pathway, dispatch_uid="cohorts.outcomes.pathway")
