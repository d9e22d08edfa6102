"""The questions at the end in the small world: open now, not answered."""

from __future__ import annotations

from django.utils import timezone

from cohorts.evaluation.services import set_up_evaluation
from cohorts.programmes.models import Cohort
from lms.accounts.models import User


def asked(cohort: str, organiser: User | None) -> None:
    assert organiser is not None
    evaluation = set_up_evaluation(cohort=Cohort.objects.get(slug=cohort), actor=organiser)
    evaluation.opens_on = timezone.localdate()
    evaluation.save()
