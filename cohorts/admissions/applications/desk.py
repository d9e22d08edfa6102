"""What applying puts on a person’s desk: the application that they began and have not sent."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.admissions.applications.models import Application, ApplicationState
from cohorts.programmes.models import CohortState
from lms.accounts.models import User
from lms.desk.registry import NextStep
from lms.pages.templatetags.components import at_time


def next_step(user: User) -> NextStep | None:
    """The begun application with the least time left. One query; none for people without a cohort."""
    if not user.in_cohorts:
        return None
    now = timezone.now()
    open_now = Q(cohort__opens_at__lte=now, cohort__closes_at__gt=now) | Q(late_until__gt=now)
    mine = Application.objects.filter(open_now, applicant=user, state=ApplicationState.DRAFT)
    found = (
        mine.filter(cohort__state=CohortState.ANNOUNCED)
        .select_related("cohort__programme")
        .annotate(ends=Coalesce("late_until", "cohort__closes_at"))
        .order_by("ends", "pk")
        .first()
    )
    if found is None:
        return None
    cohort = found.cohort
    is_late = found.late_until is not None and found.late_until > now
    closes = at_time(found.late_until if is_late else cohort.last_minute)
    return NextStep(
        _("Finish your application: %(cohort)s") % {"cohort": cohort.title},
        _("Go on writing"),
        reverse("programmes:write", args=[cohort.programme.slug, cohort.slug, found.uid]),
        text=_("It can be sent until %(closes)s. What you wrote is kept.") % {"closes": closes},
    )
