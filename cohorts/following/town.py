"""Open selections and by-elections: told to cohorts, and people asked who want to be asked."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cohorts.following.errors import ByElectionOverError, NotAskedForError, WardElsewhereError
from cohorts.following.models import ByElection, ByElectionAsk, ByElectionConsent, SelectionOpening
from cohorts.pathway.models import SEEN_WHILE, Pathway
from cohorts.programmes.models import Cohort, CohortState
from lms.accounts.models import User
from lms.audit.services import record
from lms.messaging.notices import notify
from lms.places.models import Council, Ward
from lms.places.selectors import wards_of

ASKED = "following.by_election"


def _told(actor: User) -> list[Cohort]:
    """All the cohorts that ``actor`` organises: a council is not one cohort's matter."""
    return list(Cohort.objects.organised_by(actor).exclude(state=CohortState.CANCELLED).order_by("pk"))


@transaction.atomic
def add_opening(
    *,
    uid: UUID,
    council: Council,
    ward: Ward | None,
    opens_on: date,
    closes_on: date,
    note: str,
    actor: User,
) -> SelectionOpening:
    """Trainees of all cohorts of ``actor`` who mean to stand on ``council`` see it. Idempotent by ``uid``.

    Raises ``WardElsewhereError``.
    """
    if ward is not None and ward not in wards_of(council, closes_on):
        raise WardElsewhereError
    made, is_new = SelectionOpening.objects.get_or_create(
        uid=uid,
        defaults={
            "council": council,
            "ward": ward,
            "opens_on": opens_on,
            "closes_on": closes_on,
            "note": note,
            "added_by_uid": actor.uid,
        },
    )
    if is_new:
        made.cohorts.set(_told(actor))
    return made


@transaction.atomic
def add_by_election(
    *, uid: UUID, council: Council, ward: Ward | None, poll_on: date, note: str, actor: User
) -> ByElection:
    """All cohorts of ``actor`` have the by-election on their list. Nobody is asked by it.

    Idempotent by ``uid``. Raises ``WardElsewhereError``.
    """
    if ward is not None and ward not in wards_of(council, poll_on):
        raise WardElsewhereError
    made, is_new = ByElection.objects.get_or_create(
        uid=uid,
        defaults={
            "council": council,
            "ward": ward,
            "poll_on": poll_on,
            "note": note,
            "added_by_uid": actor.uid,
        },
    )
    if is_new:
        made.cohorts.set(_told(actor))
    return made


@transaction.atomic
def take_off(*, thing: SelectionOpening | ByElection) -> None:
    """Nobody sees it any more. Repeatable."""
    if thing.withdrawn_at is None:
        thing.withdrawn_at = timezone.now()
        thing.save(update_fields=["withdrawn_at"])


# ---------------------------------------------------------------- who wants to be asked


@transaction.atomic
def give_consent(*, pathway: Pathway, words: str) -> ByElectionConsent:
    """The trainee wants to be asked about by-elections; ``words`` are those they read. Idempotent."""
    Pathway.objects.select_for_update().get(pk=pathway.pk)
    given, _is_new = ByElectionConsent.objects.get_or_create(
        pathway=pathway, withdrawn_at=None, defaults={"words": words}
    )
    return given


@transaction.atomic
def withdraw_consent(*, pathway: Pathway) -> None:
    """Nobody asks them from now on; when they agreed and withdrew is kept. Repeatable."""
    ByElectionConsent.objects.filter(pathway=pathway, withdrawn_at=None).update(withdrawn_at=timezone.now())


@transaction.atomic
def ask(*, by_election: ByElection, pathway: Pathway, actor: User) -> ByElectionAsk:
    """The trainee has a notice that asks whether they are interested. Idempotent: once each. Recorded.

    Raises ``NotAskedForError`` without their consent and ``ByElectionOverError``.
    """
    if by_election.withdrawn_at is not None or by_election.is_over:
        raise ByElectionOverError
    held = Pathway.objects.select_for_update(of=("self",)).select_related("place__trainee")
    pathway = held.get(pk=pathway.pk)
    agreed = ByElectionConsent.objects.filter(pathway=pathway, withdrawn_at=None).exists()
    if not agreed or pathway.place.state not in SEEN_WHILE:
        raise NotAskedForError
    made, is_new = ByElectionAsk.objects.get_or_create(
        by_election=by_election, pathway=pathway, defaults={"asked_by_uid": actor.uid}
    )
    if is_new:
        place = pathway.place
        link = reverse("my_cohorts:by_election", args=[made.uid])
        notify(recipient=place.trainee, kind=ASKED, key=str(made.uid), link=link)
        record(
            actor_uid=actor.uid,
            action="cohorts.by_election_asked",
            subject=f"place:{place.uid}",
            about_uid=place.trainee.uid,
        )
    return made


@transaction.atomic
def answer(*, ask: ByElectionAsk, is_interested: bool) -> ByElectionAsk:
    """What the trainee says stands; they can change it until the poll. Idempotent.

    Raises ``ByElectionOverError``.
    """
    found = ByElectionAsk.objects.select_for_update(of=("self",)).select_related("by_election")
    ask = found.get(pk=ask.pk)
    if not ask.is_open:
        raise ByElectionOverError
    if ask.is_interested != is_interested:
        ask.is_interested, ask.answered_at = is_interested, timezone.now()
        ask.save(update_fields=["is_interested", "answered_at"])
    return ask
