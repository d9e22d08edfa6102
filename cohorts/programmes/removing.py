"""Taking a place away: proposed by one organiser, answered by the trainee, confirmed by another."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.programmes.errors import CohortStateError, PlaceStateError
from cohorts.programmes.models import Place, PlaceEvent, PlaceState, Removal
from cohorts.programmes.services import become, change_place
from lms.accounts.models import User
from lms.audit.services import record
from lms.messaging.notices import notify

REMOVAL = "cohorts.removal"


@transaction.atomic
def propose_removal(*, place: Place, reason: str, actor: User) -> Removal:
    """``place`` is suspended, and its holder is told why and may answer. Idempotent; recorded.

    Raises ``CohortStateError`` without a reason and ``PlaceStateError`` for a place that is not held.
    """
    place = Place.objects.select_for_update().select_related("trainee", "cohort").get(pk=place.pk)
    known = Removal.objects.filter(place=place, decided_at=None).first()
    if known is not None:
        return known
    if not reason.strip():
        raise CohortStateError(_("Say why. The person reads it, and can answer."))
    if place.state not in (PlaceState.ACTIVE, PlaceState.PAUSED, PlaceState.SUSPENDED):
        raise PlaceStateError
    made = Removal.objects.create(place=place, reason=reason.strip(), proposed_by=actor)
    change_place(place=place, state=PlaceState.SUSPENDED, actor=actor)
    _tell(made, "proposed")
    _record(made, actor, "cohorts.removal_proposed")
    return made


@transaction.atomic
def answer_removal(*, removal: Removal, reply: str) -> Removal:
    """The trainee’s answer stands beside the reason; it can be changed until the decision. Idempotent.

    Raises ``PlaceStateError`` once it is decided.
    """
    removal = Removal.objects.select_for_update().get(pk=removal.pk)
    if removal.decided_at is not None:
        raise PlaceStateError
    removal.reply, removal.replied_at = reply.strip(), timezone.now()
    removal.save(update_fields=["reply", "replied_at"])
    return removal


@transaction.atomic
def decide_removal(*, removal: Removal, confirm: bool, actor: User) -> Removal:
    """The place is taken away, or is again what it was; its holder is told. Idempotent; recorded.

    Access to the cohort ends with the next request; certificates stay. Raises ``CohortStateError``
    where the one who proposed it would confirm it too.
    """
    place = Place.objects.select_for_update().select_related("trainee").get(pk=removal.place_id)
    removal = Removal.objects.select_for_update().select_related("place__trainee").get(pk=removal.pk)
    if removal.decided_at is not None:
        return removal
    if confirm and removal.proposed_by_id == actor.pk:
        raise CohortStateError(_("You proposed this. Somebody else has to confirm it."))
    removal.decided_by, removal.decided_at, removal.is_confirmed = actor, timezone.now(), confirm
    removal.save(update_fields=["decided_by", "decided_at", "is_confirmed"])
    if confirm:
        become(place, PlaceState.REMOVED, actor, "")
    elif place.state == PlaceState.SUSPENDED:
        become(place, _before(place), actor, "")
    _tell(removal, "decided")
    _record(removal, actor, "cohorts.removal_confirmed" if confirm else "cohorts.removal_dropped")
    return removal


def _before(place: Place) -> PlaceState:
    """What ``place`` was before it was suspended."""
    held = (PlaceState.ACTIVE, PlaceState.PAUSED)
    last = PlaceEvent.objects.filter(place=place, state__in=held).order_by("at", "pk").last()
    return PlaceState(last.state) if last else PlaceState.ACTIVE


def _tell(removal: Removal, what: str) -> None:
    notify(
        recipient=removal.place.trainee,
        kind=REMOVAL,
        key=f"{what}:{removal.uid}",
        link=f"/my/place/{removal.place.uid}/",
    )


def _record(removal: Removal, actor: User, action: str) -> None:
    record(
        actor_uid=actor.uid,
        action=action,
        subject=f"place:{removal.place.uid}",
        about_uid=removal.place.trainee.uid,
    )
