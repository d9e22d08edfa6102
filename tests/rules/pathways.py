"""A way to a seat in the small world: the learner was selected, and nobody has confirmed it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from cohorts.following.town import add_by_election, add_opening, ask, give_consent
from cohorts.pathway.models import Pathway
from cohorts.pathway.services import choose_poll, write_entry
from cohorts.programmes.models import Place
from lms.accounts.models import User
from tests.factories.places import council


def stands(attendee: UUID, organiser: User) -> dict[str, Any]:
    place = Place.objects.select_related("trainee").get(uid=attendee)
    pathway = choose_poll(place=place, council=council("Wendale", "E06099001"), ward=None, poll_on=None)
    entry = write_entry(
        pathway=pathway, stage="selected", on=timezone.localdate(), actor=place.trainee, note="By two votes."
    )
    return {"stood": entry.uid, **_asked(pathway, organiser)}


def _asked(pathway: Pathway, organiser: User) -> dict[str, Any]:
    """A selection and a by-election on that council; the learner wanted to be asked, and was."""
    today = timezone.localdate()
    town = {"council": pathway.council, "ward": None, "note": "", "actor": organiser}
    opening = add_opening(uid=uuid4(), opens_on=today, closes_on=today, **town)
    by_election = add_by_election(uid=uuid4(), poll_on=today, **town)
    give_consent(pathway=pathway, words="Ask me.")
    asked = ask(by_election=by_election, pathway=pathway, actor=organiser)
    return {"opening": opening.uid, "by_election": by_election.uid, "seat": asked.uid}
