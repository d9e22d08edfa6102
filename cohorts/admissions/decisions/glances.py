"""What organisers see of admissions on the page of their cohort: numbers that open."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.admissions.decisions.models import Appeal, AppealState, Decision, DecisionState
from cohorts.admissions.decisions.telling import unheard
from cohorts.programmes.glance import Glance
from cohorts.programmes.models import Cohort
from lms.accounts.models import User
from lms.pages.templatetags.components import on_date

NEAR = 3  # days before the promised one from which it is urgent


def hear_by(cohort: Cohort, user: User) -> Glance | None:
    """How many applicants wait to hear, once applications have closed."""
    if cohort.hear_by is None or cohort.closes_at is None or timezone.now() < cohort.closes_at:
        return None
    count = unheard(cohort)
    if not count:
        return None
    left = (cohort.hear_by - timezone.localdate(timezone=timezone.get_default_timezone())).days
    return Glance(
        number=count,
        words=ngettext("applicant has not heard", "applicants have not heard", count),
        note=_("promised by %(day)s") % {"day": on_date(cohort.hear_by)},
        href=reverse("cohorts:board", args=[cohort.slug]),
        is_urgent=left <= NEAR,
    )


def to_check(cohort: Cohort, user: User) -> Glance | None:
    """Decisions that others prepared and ``user`` can check."""
    prepared = Decision.objects.filter(application__cohort=cohort, state=DecisionState.PREPARED)
    count = prepared.exclude(prepared_by=user).count()
    if not count:
        return None
    return Glance(
        number=count,
        words=ngettext("decision to check", "decisions to check", count),
        href=reverse("cohorts:decisions", args=[cohort.slug]),
        is_urgent=True,
    )


def appeals(cohort: Cohort, user: User) -> Glance | None:
    """Appeals that nobody has answered."""
    count = Appeal.objects.filter(application__cohort=cohort, state=AppealState.OPEN).count()
    if not count:
        return None
    return Glance(
        number=count,
        words=ngettext("appeal to answer", "appeals to answer", count),
        href=reverse("cohorts:appeals", args=[cohort.slug]),
        is_urgent=True,
    )
