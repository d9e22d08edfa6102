"""What the pathway puts on the pages of other rooms."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from cohorts.pathway.selectors import to_confirm
from cohorts.programmes.glance import Glance, Part
from cohorts.programmes.models import Cohort, Place
from lms.accounts.models import User


def glance(cohort: Cohort, user: User) -> Glance | None:
    """What waits to be confirmed."""
    number = to_confirm(cohort)
    if not number:
        return None
    words = ngettext("step on the way to a seat to confirm", "steps on the way to a seat to confirm", number)
    return Glance(number, words, "", reverse("cohorts:pathway", args=[cohort.slug]))


def part(place: Place) -> Part | None:
    """The way to one's own pathway; nothing of it stands here, and nothing is asked. Not in a preview."""
    return Part("cohorts/pathway/part.html") if place.pk else None
