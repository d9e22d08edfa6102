"""What the evaluation puts on the desk and on the page of a cohort."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.evaluation.models import Evaluation
from cohorts.evaluation.selectors import answered, waiting_for
from cohorts.programmes.glance import Glance
from cohorts.programmes.models import Cohort
from lms.accounts.models import User
from lms.desk.registry import NextStep
from lms.pages.templatetags.components import on_date


def next_step(person: User) -> NextStep | None:
    """The questions, as long as they wait for an answer. No query for whoever was never in a cohort."""
    waiting = waiting_for(person) if person.in_cohorts else None
    if waiting is None:
        return None
    return NextStep(
        title=_("Say what you think of the programme"),
        text=_("A few questions, without your name, until %(day)s.") % {"day": on_date(waiting.closes_on)},
        label=_("Answer the questions"),
        href=reverse("my_cohorts:evaluation", args=[waiting.place]),
        eyebrow=waiting.cohort,
    )


def glance(cohort: Cohort, user: User) -> Glance | None:
    """How many have answered, from the first day on."""
    found = Evaluation.objects.filter(cohort=cohort).first()
    if found is None or not found.has_begun:
        return None
    number = answered(cohort)
    words = ngettext("answered the questions at the end", "answered the questions at the end", number)
    note = "" if found.is_over else _("Open until %(day)s") % {"day": on_date(found.closes_on)}
    return Glance(number, words, note, reverse("cohorts:evaluation", args=[cohort.slug]))
