"""Writing down where somebody stands and how far they have come; nothing is lost when it is corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cohorts.pathway.countdown import begin_anew, is_other_contest, note_move, settle_countdown
from cohorts.pathway.errors import (
    EntryWithdrawnError,
    NotYetError,
    NowhereYetError,
    WardElsewhereError,
)
from cohorts.pathway.models import Pathway, PathwayEntry, Stage
from cohorts.pathway.signals import entry_changed
from cohorts.programmes.models import Place
from lms.accounts.models import User
from lms.audit.services import record
from lms.places.models import Council, Ward
from lms.places.selectors import wards_of


def _locked(pathway: Pathway) -> Pathway:
    """The pathway as it is now, held until the transaction ends."""
    held = Pathway.objects.select_for_update(of=("self",)).select_related("place__cohort", "council", "ward")
    return held.get(pk=pathway.pk)


@transaction.atomic
def choose_poll(
    *, place: Place, council: Council, ward: Ward | None, poll_on: date | None, is_by_election: bool = False
) -> Pathway:
    """The holder of ``place`` means to stand there and then. Idempotent.

    What they wrote down before keeps the council and ward it was about.

    Raises ``WardElsewhereError``.
    """
    if ward is not None and ward not in wards_of(council, poll_on):
        raise WardElsewhereError
    pathway, _is_new = Pathway.objects.get_or_create(place=place)
    pathway = _locked(pathway)
    wanted: dict[str, Any] = {"council": council, "ward": ward, "poll_on": poll_on}
    wanted["is_by_election"] = is_by_election
    if any(getattr(pathway, name) != value for name, value in wanted.items()):
        if is_other_contest(pathway, **wanted):
            begin_anew(pathway)
        was_on, is_same_council = pathway.poll_on, pathway.council_id == council.pk
        for name, value in wanted.items():
            setattr(pathway, name, value)
        pathway.sequence += 1
        pathway.changed_at = timezone.now()
        pathway.save()
        note_move(pathway, was_on=was_on if is_same_council else None, by=place.trainee.uid)
        settle_countdown(pathway=pathway)
    return pathway


@transaction.atomic
def write_entry(
    *,
    pathway: Pathway,
    stage: str,
    on: date,
    note: str = "",
    actor: User,
    replaces: PathwayEntry | None = None,
) -> PathwayEntry:
    """``stage`` was reached on that day, where the pathway leads now. Days may come in any order.

    Written twice it is there once. ``replaces`` is withdrawn and kept; the new one is about the same
    council and ward. What an organiser writes is confirmed, and recorded.

    Raises ``NotYetError``, ``NowhereYetError`` or ``EntryWithdrawnError``.
    """
    if on > timezone.localdate():
        raise NotYetError
    pathway = _locked(pathway)
    about = _about(pathway, replaces)
    facts = {"stage": Stage(stage), "on": on, "note": note, **about}
    same = pathway.entries.filter(withdrawn_at=None, stage=stage, on=on, **about).first()
    if same is not None and same.note == note:
        if replaces is not None and replaces.pk != same.pk:
            _withdraw(replaces, same)
            _say(replaces)
        return same
    replaces = replaces or same  # the same day with other words is a correction
    is_own = actor.pk == pathway.place.trainee_id
    entry = PathwayEntry(pathway=pathway, entered_by_uid=actor.uid, **facts)
    if not is_own:
        entry.confirmed_by_uid, entry.confirmed_at = actor.uid, timezone.now()
    entry.save()
    if replaces is not None:
        _withdraw(replaces, entry)
    Pathway.objects.filter(pk=pathway.pk).update(changed_at=timezone.now(), sequence=F("sequence") + 1)
    settle_countdown(pathway=pathway)
    if not is_own:
        _record(actor, "cohorts.pathway_corrected", pathway)
    _say(entry)
    return entry


def _about(pathway: Pathway, replaces: PathwayEntry | None) -> dict[str, Council | Ward | None]:
    if replaces is None:
        if pathway.council is None:
            raise NowhereYetError
        return {"council": pathway.council, "ward": pathway.ward}
    replaces.refresh_from_db()
    if replaces.withdrawn_at is not None or replaces.pathway_id != pathway.pk:
        raise EntryWithdrawnError
    return {"council": replaces.council, "ward": replaces.ward}


def _withdraw(entry: PathwayEntry, by: PathwayEntry | None) -> None:
    entry.withdrawn_at, entry.replaced_by = timezone.now(), by
    entry.save(update_fields=["withdrawn_at", "replaced_by"])


@transaction.atomic
def take_back(*, entry: PathwayEntry, actor: User) -> None:
    """The entry counts no longer and stays in the history. Repeatable. Recorded unless one's own."""
    pathway = _locked(entry.pathway)
    entry.refresh_from_db()
    if entry.withdrawn_at is not None:
        return
    _withdraw(entry, None)
    Pathway.objects.filter(pk=pathway.pk).update(changed_at=timezone.now(), sequence=F("sequence") + 1)
    settle_countdown(pathway=pathway)
    if actor.pk != pathway.place.trainee_id:
        _record(actor, "cohorts.pathway_corrected", pathway)
    _say(entry)


@transaction.atomic
def confirm_entry(*, entry: PathwayEntry, actor: User) -> None:
    """An organiser knows it to be so: who and since when is kept. Repeatable: the first stays. Recorded.

    Raises ``EntryWithdrawnError``.
    """
    pathway = _locked(entry.pathway)
    entry.refresh_from_db()
    if entry.withdrawn_at is not None:
        raise EntryWithdrawnError
    if entry.confirmed_at is None:
        entry.confirmed_at, entry.confirmed_by_uid = timezone.now(), actor.uid
        entry.save(update_fields=["confirmed_at", "confirmed_by_uid"])
        _record(actor, "cohorts.pathway_confirmed", pathway)
        _say(entry)


def _say(entry: PathwayEntry) -> None:
    entry_changed.send(sender=PathwayEntry, entry_id=entry.pk)


def _record(actor: User, action: str, pathway: Pathway) -> None:
    """What was confirmed does not stand in the record: whoever reads that may not know who stands."""
    record(actor_uid=actor.uid, action=action, subject=f"place:{pathway.place.uid}")
