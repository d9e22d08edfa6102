"""A way to a seat in the small world: the learner was selected, and nobody has confirmed it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from cohorts.pathway.services import choose_poll, write_entry
from cohorts.programmes.models import Place
from tests.factories.places import council


def stands(attendee: UUID) -> dict[str, Any]:
    place = Place.objects.select_related("trainee").get(uid=attendee)
    pathway = choose_poll(place=place, council=council("Wendale", "E06099001"), ward=None, poll_on=None)
    entry = write_entry(
        pathway=pathway, stage="selected", on=timezone.localdate(), actor=place.trainee, note="By two votes."
    )
    return {"stood": entry.uid}
