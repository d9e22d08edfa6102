"""Bringing in lists of places, and writing down which council follows which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO
from typing import IO, Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.places.errors import SuccessionError
from lms.places.importing import Report, bring_in
from lms.places.lists import check_size, read_list
from lms.places.models import Council, CouncilSuccession, ImportState, PlacesImport
from lms.places.selectors import codes_of
from lms.queue.services import enqueue

KEEP_UNAPPLIED = timedelta(days=7)
_APPLY = "lms.places.tasks.apply_import_job"


def import_file(*, file: IO[bytes], as_at: date, whole: bool, write: bool) -> tuple[Report, dict]:
    """The list in ``file`` is brought in, or only compared unless ``write``; what it changes, and as JSON.

    Repeatable, in batches; see ``importing.bring_in``. Raises ``ListError``.
    """
    read = read_list(file)
    report = bring_in(read, as_at=as_at, whole=whole, write=write)
    return report, report.as_json(read)


def check_list(
    *, file: IO[bytes], filename: str, size: int | None, as_at: date, whole: bool, actor_uid: UUID
) -> PlacesImport:
    """The list is kept with an account of what it would change; no place is changed. Raises ``ListError``."""
    check_size(size)
    content = file.read()
    _report, told = import_file(file=BytesIO(content), as_at=as_at, whole=whole, write=False)
    with transaction.atomic():
        kept = PlacesImport(
            filename=filename[:120], as_at=as_at, whole=whole, report=told, made_by_uid=actor_uid
        )
        kept.file.save(f"{kept.uid}.csv", ContentFile(content), save=False)
        kept.save()
        record(
            actor_uid=actor_uid,
            action="places.list_checked",
            subject=f"places_import:{kept.uid}",
            whole=whole,
        )
    return kept


@transaction.atomic
def ask_to_apply(*, kept: PlacesImport, actor_uid: UUID) -> PlacesImport:
    """A job brings the list in. Idempotent: asked twice, it is brought in once."""
    kept = PlacesImport.objects.select_for_update().get(pk=kept.pk)
    if kept.state == ImportState.CHECKED and kept.file:
        kept.state = ImportState.WAITING
        kept.save(update_fields=["state"])
        record(actor_uid=actor_uid, action="places.list_applied", subject=f"places_import:{kept.uid}")
        enqueue(_APPLY, kept.pk)
    return kept


def apply_import(*, import_id: int) -> None:
    """The list is brought in, its report says what was changed, and its file is gone.

    Repeatable: batches that a crashed attempt wrote are found unchanged; the report then tells of
    the last attempt. A list that nobody asked to apply is left alone.
    """
    kept = PlacesImport.objects.filter(pk=import_id, state=ImportState.WAITING).first()
    if kept is None:
        return
    with kept.file.open("rb") as file:
        _report, told = import_file(file=file, as_at=kept.as_at, whole=kept.whole, write=True)
    kept.report, kept.state, kept.applied_at = told, ImportState.APPLIED, timezone.now()
    kept.save(update_fields=["report", "state", "applied_at"])
    kept.file.delete(save=True)


def forget_lists() -> int:
    """Lists checked seven days ago and never applied are gone with their files; returns how many went."""
    old = PlacesImport.objects.filter(
        state=ImportState.CHECKED, created_at__lt=timezone.now() - KEEP_UNAPPLIED
    )
    for kept in old:
        kept.file.delete(save=False)
        kept.delete()
    return len(old)


@transaction.atomic
def end_council(
    *, council: Council, on: date, successors: Iterable[Council], actor_uid: UUID | None = None
) -> Council:
    """``council`` ends on ``on`` and ``successors`` take over; its codes and wards end with it.

    Idempotent: a later call with another day or other successors corrects the first. Records
    ``places.council_ended``, if anything changed.

    Raises ``SuccessionError`` for a council that would follow itself, or end before it or one of its
    wards begins.
    """
    successors = list(successors)
    if council in successors:
        raise SuccessionError
    council = Council.objects.select_for_update().get(pk=council.pk)
    if _begins_later(council, on):
        raise SuccessionError(_("It, or one of its wards, begins after that day."))
    before, council.ends_on = council.ends_on, on
    changed = before != on
    council.save(update_fields=["ends_on"])
    _move_end(council, before, on)
    known = CouncilSuccession.objects.filter(council=council)
    changed |= bool(known.exclude(successor__in=successors).delete()[0])
    for successor in successors:
        _row, is_new = known.update_or_create(council=council, successor=successor, defaults={"on": on})
        changed |= is_new
    if changed:
        _record(council, actor_uid, "places.council_ended", on=on.isoformat(), successors=len(successors))
    return council


@transaction.atomic
def reopen_council(*, council: Council, actor_uid: UUID | None = None) -> Council:
    """``council`` goes on, with the codes and wards that ended with it, and nobody follows it.

    Nothing for one that never ended. Records ``places.council_reopened``.
    """
    council = Council.objects.select_for_update().get(pk=council.pk)
    before, council.ends_on = council.ends_on, None
    if before is not None:
        council.save(update_fields=["ends_on"])
        _move_end(council, before, None)
        CouncilSuccession.objects.filter(council=council).delete()
        _record(council, actor_uid, "places.council_reopened")
    return council


def _begins_later(council: Council, day: date) -> bool:
    wards = council.wards.filter(starts_on__gt=day).filter(Q(ends_on=None) | Q(ends_on=council.ends_on))
    return wards.exists() or (council.starts_on is not None and council.starts_on > day)


def _move_end(council: Council, before: date | None, after: date | None) -> None:
    """Codes and wards that end with the council end on the new day; those that ended earlier stay so."""
    codes_of(council).filter(ends_on=before).update(ends_on=after)
    council.wards.filter(ends_on=before).update(ends_on=after)


def _record(council: Council, actor_uid: UUID | None, action: str, **details: Any) -> None:
    record(actor_uid=actor_uid, action=action, subject=f"council:{council.uid}", **details)
